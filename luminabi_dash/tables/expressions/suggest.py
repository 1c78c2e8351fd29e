"""What may come next while an expression is typed: columns and functions, and what is wrong yet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.expressions.check import calculated
from luminabi_dash.tables.expressions.functions import ALL, Function
from luminabi_dash.tables.expressions.grammar import quoted
from luminabi_dash.tables.schema import Schema

MOST = 8
TAIL = re.compile(r"(?:\[[^\]]*|[^\W\d]\w*)$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` replaces the characters from `at` on; `words` say what it is."""

    text: str
    at: int
    words: str


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression as far as it is typed: the kind of its value, or the problem and its place."""

    kind: str | None
    is_measure: bool
    problem: str | None
    at: int | None
    suggestions: tuple[Suggestion, ...]


def typed(text: str, schema: Schema) -> Typed:
    """Suggestions for the end of `text`, and whether it makes sense as it stands."""
    found = tuple(suggestions(text, schema))
    try:
        column = calculated("", text, schema)
    except Invalid as error:
        details = error.details if isinstance(error.details, dict) else {}
        return Typed(None, False, str(error), details.get("at"), found)
    return Typed(column.type.value, column.is_formula, None, None, found)


def suggestions(text: str, schema: Schema) -> list[Suggestion]:
    """Columns, then functions, that begin as the last word does; else those that hold it."""
    match = TAIL.search(text)
    at = match.start() if match else len(text)
    start = (match[0] if match else "").lower().lstrip("[")
    if not start and text and not re.search(r"[-+*/%^&=<>(,]\s*$|^\s*$", text):
        return []
    columns = [
        Suggestion(quoted(c.name), at, c.type.value) for c in schema.columns if not c.is_formula
    ]
    every = [
        *columns,
        *(Suggestion(call_of(f), at, f"{f.words}: {f.example}") for f in ALL if f.name != "in"),
    ]
    begin = [one for one in every if plain(one).startswith(start)]
    hold = [one for one in every if start in plain(one) and one not in begin]
    return [*begin, *hold][:MOST]


def plain(one: Suggestion) -> str:
    return one.text.lower().lstrip("[")


def call_of(function: Function) -> str:
    return f"{function.name}("
