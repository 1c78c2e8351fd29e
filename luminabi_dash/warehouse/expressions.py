"""Calculated columns and measures as SQL expressions: the same values as the Polars compiler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    null,
    or_,
)

from luminabi_dash.tables.expressions.check import meaning_of
from luminabi_dash.tables.expressions.functions import BOOLEAN, DATE, NUMBER
from luminabi_dash.tables.expressions.tree import Binary, Call, Name, Tree, Unary, Value
from luminabi_dash.tables.schema import Schema, Type
from luminabi_dash.warehouse.words import Words

Cell = ColumnElement[Any]
LONGEST = 10_000
CUT = 2_000
WHOLE = 1e15


@dataclass(frozen=True, slots=True)
class Compiler:
    """`cells` are the columns by name, `schema` their types."""

    words: Words
    schema: Schema
    cells: Mapping[str, Cell]

    def compiled(self, tree: Tree) -> Cell:
        """A checked tree as an expression."""
        if isinstance(tree, Value):
            return null() if tree.value is None else typed(tree.value)
        if isinstance(tree, Name):
            return self.cells[tree.name]
        if isinstance(tree, Unary):
            inner = self.compiled(tree.inner)
            return not_(inner) if tree.op == "not" else -self.words.double(inner)
        if isinstance(tree, Binary):
            return self.binary(tree)
        return self.call(tree)

    def binary(self, tree: Binary) -> Cell:
        left, right = self.compiled(tree.left), self.compiled(tree.right)
        if tree.op in {"and", "or"}:
            sides = (cast(left, Boolean), cast(right, Boolean))
            return and_(*sides) if tree.op == "and" else or_(*sides)
        if tree.op == "&":
            both = self.as_text(left, tree.left).concat(self.as_text(right, tree.right))
            return func.left(both, LONGEST)
        if tree.op in COMPARED:
            return COMPARED[tree.op](left, right)
        return self.arithmetic(tree.op, self.words.double(left), self.words.double(right))

    def arithmetic(self, op: str, a: Cell, b: Cell) -> Cell:
        if op == "+":
            return a + b
        if op == "-":
            return a - b
        if op == "*":
            return a * b
        if op == "^":
            return self.words.power(a, b)
        whole = func.nullif(b, 0)
        return a / whole if op == "/" else a - whole * func.floor(a / whole)

    def as_text(self, cell: Cell, tree: Tree) -> Cell:
        meaning = meaning_of(tree, self.schema)
        if meaning.kind == BOOLEAN:
            return case((cell, literal("yes")), (not_(cell), literal("no")), else_=null())
        if meaning.kind == DATE:
            return self.words.text(cell, Type.DATETIME if meaning.has_time else Type.DATE)
        if meaning.kind == NUMBER:
            value = self.words.double(cell)
            is_whole = and_(value == func.floor(value), func.abs(value) < WHOLE)
            plain = cast(cast(value, BigInteger), Text)
            return case((is_whole, plain), else_=self.words.text(value, Type.NUMBER))
        return cast(cell, Text)

    def call(self, tree: Call) -> Cell:
        inside = [self.compiled(one) for one in tree.inside]
        if tree.name == "text":
            return self.as_text(inside[0], tree.inside[0])
        if tree.name in {"start_of", "add_days"}:
            kind = Type.DATETIME if meaning_of(tree, self.schema).has_time else Type.DATE
            if tree.name == "add_days":
                return self.words.later(inside[0], inside[1], kind)
            unit = tree.inside[0].value if isinstance(tree.inside[0], Value) else "day"
            return self.words.start(str(unit), inside[1], kind)
        if tree.name in PARTS:
            return self.words.double(self.words.part(tree.name, inside[0]))
        if tree.name in AGGREGATES:
            return AGGREGATES[tree.name](self.words, *inside)
        return CALLS[tree.name](self.words, *inside)


def typed(value: float | int | str | bool) -> Cell:
    return cast(literal(value), Text) if isinstance(value, str) else literal(value)


COMPARED: dict[str, Callable[[Cell, Cell], Cell]] = {
    "=": lambda a, b: a == b if not is_null(b) else null(),
    "!=": lambda a, b: a != b if not is_null(b) else null(),
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
PARTS = {"year", "quarter", "month", "day", "weekday", "hour"}


def is_null(cell: Cell) -> bool:
    return isinstance(cell, type(null()))


def rounded(words: Words, value: Cell, decimals: Cell | None = None) -> Cell:
    places = literal(0.0) if decimals is None else words.double(decimals)
    scale = func.power(literal(10.0), func.least(func.greatest(places, -9.0), 9.0))
    number = words.double(value)
    return func.sign(number) * func.floor(func.abs(number) * scale + 0.5) / scale


def bucket(words: Words, value: Cell, width: Cell) -> Cell:
    wide = case((width > 0, words.double(width)), else_=null())
    return func.floor(words.double(value) / wide) * wide


def counted(cell: Cell) -> Cell:
    return cast(func.least(func.greatest(cell, 0), LONGEST), BigInteger)


def substring(_words: Words, cell: Cell, at: Cell, length: Cell) -> Cell:
    place = cast(func.least(func.greatest(at, 1), LONGEST), BigInteger)
    return func.substr(cell, int4(place), int4(counted(length)))


def int4(cell: Cell) -> Cell:
    return cast(cell, Integer)


def right(_words: Words, cell: Cell, length: Cell) -> Cell:
    n = counted(length)
    return case((n <= 0, literal("")), else_=func.right(cell, int4(n)))


def if_(_words: Words, condition: Cell, yes: Cell, no: Cell | None = None) -> Cell:
    return case((cast(condition, Boolean), yes), else_=null() if no is None else no)


def positive(words: Words, cell: Cell) -> Cell:
    return case((cell > 0, words.double(cell)), else_=null())


def within(words: Words, cell: Cell) -> Cell:
    number = words.double(cell)
    return case((number < 709, func.exp(func.greatest(number, -700.0))), else_=null())


CALLS: dict[str, Callable[..., Cell]] = {
    "abs": lambda w, x: func.abs(w.double(x)),
    "round": rounded,
    "floor": lambda w, x: func.floor(w.double(x)),
    "ceil": lambda w, x: func.ceil(w.double(x)),
    "sqrt": lambda w, x: func.sqrt(case((x >= 0, w.double(x)), else_=null())),
    "exp": within,
    "ln": lambda w, x: func.ln(positive(w, x)),
    "log10": lambda w, x: func.log(positive(w, x)),
    "sign": lambda w, x: func.sign(w.double(x)),
    "bucket": bucket,
    "least": lambda w, *x: func.least(*(w.double(one) for one in x)),
    "greatest": lambda w, *x: func.greatest(*(w.double(one) for one in x)),
    "number": lambda w, x: w.parsed(x),
    "if": if_,
    "coalesce": lambda _w, *x: func.coalesce(*x),
    "is_null": lambda _w, x: x.is_(None),
    "in": lambda _w, x, *others: or_(*(COMPARED["="](x, one) for one in others)),
    "lower": lambda _w, x: func.lower(x),
    "upper": lambda _w, x: func.upper(x),
    "trim": lambda _w, x: func.btrim(x, " \t\n\r\x0b\x0c"),
    "length": lambda w, x: w.double(func.length(x)),
    "left": lambda _w, x, n: func.left(x, int4(counted(n))),
    "right": right,
    "substring": substring,
    "replace": lambda _w, x, old, new: func.replace(func.left(x, CUT), old, new),
    "contains": lambda _w, x, part: func.strpos(x, part) > 0,
    "starts_with": lambda _w, x, part: func.left(x, func.length(part)) == part,
    "ends_with": lambda _w, x, part: or_(part == "", func.right(x, func.length(part)) == part),
    "date": lambda w, y, m, d: w.date(w.double(y), w.double(m), w.double(d)),
    "days_between": lambda w, start, end: w.days(start, end),
}
AGGREGATES: dict[str, Callable[..., Cell]] = {
    "sum": lambda w, x: func.sum(w.double(x)),
    "mean": lambda w, x: func.avg(w.double(x)),
    "median": lambda w, x: w.quantile(0.5, x),
    "min": lambda w, x: func.min(w.double(x)),
    "max": lambda w, x: func.max(w.double(x)),
    "std": lambda w, x: func.stddev_samp(w.double(x)),
    "count": lambda w, x=None: w.double(func.count() if x is None else func.count(x)),
    "distinct": lambda w, x: w.double(func.count(x.distinct())),
    "sum_if": lambda w, x, condition: func.sum(w.double(x)).filter(cast(condition, Boolean)),
    "count_if": lambda w, condition: w.double(func.count().filter(cast(condition, Boolean))),
}
