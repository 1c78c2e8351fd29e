"""Reads the text of an expression into a tree; Invalid (422) says what is wrong and where.

expression  = conjunction {"or" conjunction}
conjunction = negation {"and" negation}
negation    = "not" negation | comparison
comparison  = sum [("=" | "!=" | "<>" | "<" | "<=" | ">" | ">=") sum
                  | ["not"] "in" "(" list ")" | "is" ["not"] "null"]
sum         = product {("+" | "-" | "&") product}
product     = sign {("*" | "/" | "%") sign}
sign        = "-" sign | power
power       = atom ["^" sign]
atom        = number | text | "true" | "false" | "null" | column | name "(" [list] ")"
            | "(" expression ")"
column      = name | "[" any text, "]" written twice "]"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.expressions.tree import Binary, Call, Name, Tree, Unary, Value

LENGTH = 2_000
DEPTH = 40
NODES = 250
TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)
    | (?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')
    | (?P<column>\[(?:[^\]]|\]\])+\])
    | (?P<name>[^\W\d]\w*)
    | (?P<op><=|>=|!=|<>|[-+*/%^&=<>(),])
    )""",
    re.VERBOSE,
)
WORDS = {"and", "or", "not", "in", "is", "null", "true", "false"}
COMPARE = {"=", "!=", "<>", "<", "<=", ">", ">="}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int


def wrong(words: str, at: int) -> Invalid:
    """The error of an expression: what is wrong, and at which character (1-based)."""
    return Invalid(f"{words} at character {at + 1}.", code="wrong_expression", details={"at": at})


def parse(text: str) -> Tree:
    """The tree of an expression; Invalid when it is none, or too long, deep or large."""
    if len(text) > LENGTH:
        raise Invalid(f"An expression has at most {LENGTH:,} characters.", code="wrong_expression")
    return Reader(tokens(text)).whole()


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise wrong(f"{text[at]!r} is not expected", at)
        kind = match.lastgroup
        word = match[kind]
        is_word = kind == "name" and word.lower() in WORDS
        start = match.start(kind)
        found.append(Token("word" if is_word else kind, word.lower() if is_word else word, start))
        at = match.end()
    return [*found, Token("end", "", end)]


class Reader:
    """One pass over the tokens, a method a rule of the grammar."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0
        self._nodes = 0

    def whole(self) -> Tree:
        tree = self._expression()
        if self._now.kind != "end":
            raise wrong(f"{self._now.text!r} is not expected", self._now.at)
        return tree

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _takes(self, *texts: str) -> Token | None:
        token = self._now
        if token.kind in {"op", "word"} and token.text in texts:
            self._at += 1
            return token
        return None

    def _needs(self, text: str) -> Token:
        token = self._takes(text)
        if token is None:
            raise wrong(f"{text!r} is missing", self._now.at)
        return token

    def _counted(self, tree: Tree) -> Tree:
        self._nodes += 1
        if self._nodes > NODES:
            raise wrong(f"The expression has more than {NODES} parts", tree.at)
        return tree

    def _expression(self) -> Tree:
        self._depth += 1
        if self._depth > DEPTH:
            raise wrong(f"The expression is nested more than {DEPTH} deep", self._now.at)
        left = self._conjunction()
        while token := self._takes("or"):
            left = self._counted(Binary("or", left, self._conjunction(), token.at))
        self._depth -= 1
        return left

    def _conjunction(self) -> Tree:
        left = self._negation()
        while token := self._takes("and"):
            left = self._counted(Binary("and", left, self._negation(), token.at))
        return left

    def _negation(self) -> Tree:
        signs = []
        while token := self._takes("not"):
            signs.append(token.at)
        inner = self._comparison()
        for at in reversed(signs):
            inner = self._counted(Unary("not", inner, at))
        return inner

    def _comparison(self) -> Tree:
        left = self._sum()
        if token := self._takes(*COMPARE):
            op = "!=" if token.text == "<>" else token.text
            return self._counted(Binary(op, left, self._sum(), token.at))
        if token := self._takes("is"):
            is_not = self._takes("not") is not None
            self._needs("null")
            return self._denied(Call("is_null", (left,), token.at), is_not=is_not)
        is_not = self._is_not_in()
        if token := self._takes("in"):
            self._needs("(")
            call = Call("in", (left, *self._list()), token.at)
            return self._denied(call, is_not=is_not)
        return left

    def _is_not_in(self) -> bool:
        after = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        if self._now.text == "not" and self._now.kind == "word" and after.text == "in":
            self._at += 1
            return True
        return False

    def _denied(self, call: Call, *, is_not: bool) -> Tree:
        tree = self._counted(call)
        return self._counted(Unary("not", tree, call.at)) if is_not else tree

    def _sum(self) -> Tree:
        left = self._product()
        while token := self._takes("+", "-", "&"):
            left = self._counted(Binary(token.text, left, self._product(), token.at))
        return left

    def _product(self) -> Tree:
        left = self._sign()
        while token := self._takes("*", "/", "%"):
            left = self._counted(Binary(token.text, left, self._sign(), token.at))
        return left

    def _sign(self) -> Tree:
        signs = []
        while token := self._takes("-"):
            signs.append(token.at)
        inner = self._power()
        for at in reversed(signs):
            inner = self._counted(Unary("-", inner, at))
        return inner

    def _power(self) -> Tree:
        base = self._atom()
        if token := self._takes("^"):
            self._depth += 1
            if self._depth > DEPTH:
                raise wrong(f"The expression is nested more than {DEPTH} deep", token.at)
            tree = self._counted(Binary("^", base, self._sign(), token.at))
            self._depth -= 1
            return tree
        return base

    def _atom(self) -> Tree:
        token = self._now
        if self._takes("("):
            inner = self._expression()
            self._needs(")")
            return inner
        if token.kind == "word" and token.text in {"true", "false", "null"}:
            self._at += 1
            known = {"true": True, "false": False, "null": None}
            return self._counted(Value(known[token.text], token.at))
        if token.kind == "name":
            self._at += 1
            if self._takes("("):
                return self._counted(Call(token.text.lower(), self._list(), token.at))
            return self._counted(Name(token.text, token.at))
        if token.kind not in {"number", "text", "column"}:
            what = "The expression ends too early" if token.kind == "end" else None
            raise wrong(what or f"{token.text!r} is not expected", token.at)
        self._at += 1
        return self._counted(literal(token))

    def _list(self) -> tuple[Tree, ...]:
        if self._takes(")"):
            return ()
        found = [self._expression()]
        while self._takes(","):
            found.append(self._expression())
        self._needs(")")
        return tuple(found)


def literal(token: Token) -> Tree:
    if token.kind == "number":
        number = float(token.text)
        if number - number != 0:
            raise wrong(f"{token.text} is too large a number", token.at)
        is_whole = token.text.isdecimal() and number < 2**53
        return Value(int(token.text) if is_whole else number, token.at)
    inside = token.text[1:-1]
    if token.kind == "column":
        return Name(inside.replace("]]", "]"), token.at)
    quote = token.text[0]
    return Value(inside.replace(quote * 2, quote), token.at)


def quoted(name: str) -> str:
    """A column's name as it stands in an expression."""
    is_plain = re.fullmatch(r"[^\W\d]\w*", name) and name.lower() not in WORDS
    return name if is_plain else f"[{name.replace(']', ']]')}]"
