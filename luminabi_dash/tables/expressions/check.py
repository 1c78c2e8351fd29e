"""What an expression gives: its kind and level, or Invalid that says where it makes no sense."""

from __future__ import annotations

from dataclasses import dataclass

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.expressions.cost import check_cost
from luminabi_dash.tables.expressions.functions import (
    ANY,
    BOOLEAN,
    DATE,
    FUNCTIONS,
    GROUP,
    NUMBER,
    ROWS,
    TEXT,
    UNITS,
    Function,
)
from luminabi_dash.tables.expressions.grammar import parse, wrong
from luminabi_dash.tables.expressions.tree import Binary, Call, Name, Tree, Unary, Value
from luminabi_dash.tables.schema import Column, Role, Schema, Type

CONSTANT = "constant"
NULL = "null"
ARITHMETIC = {"+", "-", "*", "/", "%", "^"}
REPLACED = 100
KINDS = {
    Type.TEXT: TEXT,
    Type.INTEGER: NUMBER,
    Type.NUMBER: NUMBER,
    Type.BOOLEAN: BOOLEAN,
    Type.DATE: DATE,
    Type.DATETIME: DATE,
}
TYPES = {TEXT: Type.TEXT, NUMBER: Type.NUMBER, BOOLEAN: Type.BOOLEAN}


@dataclass(frozen=True, slots=True)
class Meaning:
    """`kind`: number, text, yes/no, date or null; `level`: constant, rows or group."""

    kind: str
    level: str
    has_time: bool = False


def calculated(name: str, text: str, schema: Schema) -> Column:
    """The column that an expression makes; `schema` are the columns that it may use."""
    meaning = meaning_of(check_cost(parse(text)), schema)
    if meaning.kind == NULL:
        raise Invalid("The expression is always empty.", code="wrong_expression")
    kind = TYPES.get(meaning.kind, Type.DATETIME if meaning.has_time else Type.DATE)
    if meaning.level == GROUP:
        if meaning.kind != NUMBER:
            raise Invalid("A measure is a number.", code="wrong_expression")
        return Column(name, kind, Role.MEASURE, expression=text, is_formula=True)
    role = {TEXT: Role.DIMENSION, NUMBER: Role.MEASURE, BOOLEAN: Role.DIMENSION}
    return Column(name, kind, role.get(meaning.kind, Role.TEMPORAL), expression=text)


def meaning_of(tree: Tree, schema: Schema) -> Meaning:
    """Kind and level; columns of the schema only, and no formula inside another expression."""
    if isinstance(tree, Value):
        return Meaning(kind_of_value(tree.value), CONSTANT)
    if isinstance(tree, Name):
        return meaning_of_name(tree, schema)
    if isinstance(tree, Unary):
        return meaning_of_unary(tree, schema)
    if isinstance(tree, Binary):
        return meaning_of_binary(tree, schema)
    return meaning_of_call(tree, schema)


def kind_of_value(value: object) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    return TEXT if isinstance(value, str) else NUMBER


def meaning_of_name(tree: Name, schema: Schema) -> Meaning:
    if tree.name not in schema:
        raise wrong(f"There is no column {tree.name!r}", tree.at)
    column = schema.column(tree.name)
    if column.is_formula:
        raise wrong(f"{tree.name!r} is a measure and cannot be part of another", tree.at)
    return Meaning(KINDS[column.type], ROWS, column.type is Type.DATETIME)


def meaning_of_unary(tree: Unary, schema: Schema) -> Meaning:
    inner = meaning_of(tree.inner, schema)
    wanted = NUMBER if tree.op == "-" else BOOLEAN
    fits(inner, wanted, f"{tree.op!r} needs", tree.at)
    return Meaning(wanted, inner.level)


def meaning_of_binary(tree: Binary, schema: Schema) -> Meaning:
    left, right = meaning_of(tree.left, schema), meaning_of(tree.right, schema)
    level = together(left, right, tree.at)
    if tree.op in {"and", "or"} or tree.op in ARITHMETIC:
        kind = NUMBER if tree.op in ARITHMETIC else BOOLEAN
        for side in (left, right):
            fits(side, kind, f"{tree.op!r} needs", tree.at)
        return Meaning(kind, level)
    if tree.op == "&":
        return Meaning(TEXT, level)
    if NULL not in {left.kind, right.kind} and left.kind != right.kind:
        raise wrong(f"A {left.kind} cannot be compared with a {right.kind}", tree.at)
    return Meaning(BOOLEAN, level)


def together(left: Meaning, right: Meaning, at: int) -> str:
    levels = {left.level, right.level}
    if levels >= {ROWS, GROUP}:
        raise wrong("A value of each row cannot be mixed with one of a whole group", at)
    return GROUP if GROUP in levels else ROWS if ROWS in levels else CONSTANT


def fits(meaning: Meaning, kind: str, words: str, at: int) -> None:
    if kind not in {ANY, meaning.kind} and meaning.kind != NULL:
        raise wrong(f"{words} a {kind}, and this is a {meaning.kind}", at)


def meaning_of_call(tree: Call, schema: Schema) -> Meaning:
    function = FUNCTIONS.get(tree.name)
    if function is None:
        raise wrong(f"There is no function {tree.name!r}", tree.at)
    inside = [meaning_of(one, schema) for one in tree.inside]
    check_count(function, len(inside), tree.at)
    kinds = [*function.takes, *[function.takes[-1]] * (len(inside) - len(function.takes))]
    for meaning, kind, argument in zip(inside, kinds, tree.inside, strict=False):
        fits(meaning, kind, f"{function.name} needs", argument.at)
    if function.name == "start_of":
        check_unit(tree)
    if function.name == "replace":
        check_replace(tree)
    own = Meaning(result_kind(function, inside, tree.at), level_of(function, inside, tree.at))
    has_time = own.kind == DATE and function.name != "date" and any(m.has_time for m in inside)
    return Meaning(own.kind, own.level, has_time)


def check_count(function: Function, given: int, at: int) -> None:
    most = len(function.takes)
    if given < function.least or (given > most and not function.is_many):
        raise wrong(f"{function.name} is used so: {function.example}; this is not so", at)


def check_unit(tree: Call) -> None:
    unit = tree.inside[0]
    if not isinstance(unit, Value) or unit.value not in UNITS:
        raise wrong(f"start_of needs one of {', '.join(UNITS)} in quotes", unit.at)


def check_replace(tree: Call) -> None:
    """Texts given in quotes, so that what is made stays within bounds."""
    old, new = tree.inside[1:]
    for part in (old, new):
        if not isinstance(part, Value) or not isinstance(part.value, str):
            raise wrong("replace needs its texts in quotes", part.at)
        if len(part.value) > REPLACED or (part is old and not part.value):
            raise wrong(f"replace takes texts of 1 to {REPLACED} characters", part.at)


def result_kind(function: Function, inside: list[Meaning], at: int) -> str:
    if function.name == "in" or function.gives == "same":
        compared = inside[1:] if function.name == "if" else inside
        kinds = {meaning.kind for meaning in compared} - {NULL}
        if len(kinds) > 1:
            raise wrong(f"{function.name} needs values of one kind, not {both(kinds)}", at)
        if function.gives == "same":
            return next(iter(kinds), NULL)
    return function.gives


def both(kinds: set[str]) -> str:
    return " and ".join(sorted(kinds))


def level_of(function: Function, inside: list[Meaning], at: int) -> str:
    levels = {meaning.level for meaning in inside}
    if function.level == GROUP:
        if GROUP in levels:
            raise wrong(f"{function.name} cannot be taken of an aggregate", at)
        return GROUP
    if levels >= {ROWS, GROUP}:
        raise wrong("A value of each row cannot be mixed with one of a whole group", at)
    return GROUP if GROUP in levels else ROWS if ROWS in levels else CONSTANT
