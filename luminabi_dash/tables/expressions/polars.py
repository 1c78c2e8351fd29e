"""Expressions as Polars expressions: the same values as the compilers for databases give.

Arithmetic is in float64, exact for whole numbers up to 2^53; what is no finite number is null.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from luminabi_dash.tables.expressions.check import calculated, meaning_of
from luminabi_dash.tables.expressions.functions import BOOLEAN, DATE, NUMBER
from luminabi_dash.tables.expressions.grammar import parse
from luminabi_dash.tables.expressions.tree import Binary, Call, Name, Tree, Unary, Value
from luminabi_dash.tables.query import Query
from luminabi_dash.tables.schema import Column, Schema, Type

LONGEST = 10_000
CUT = 2_000
EVERY = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
MICROSECONDS = 86_400_000_000


def formula(column: Column, schema: Schema) -> pl.Expr:
    """The aggregating expression of a measure."""
    return finite(compiled(parse(column.expression), schema).cast(pl.Float64))


def widened(scan: pl.LazyFrame, query: Query, schema: Schema) -> pl.LazyFrame:
    """The rows with those calculated columns that the query needs, directly or through others."""
    for column in wanted(names_of(query), schema):
        before = Schema(tuple(schema.columns[: schema.columns.index(column)]))
        made = calculated(column.name, column.expression, before)
        value = compiled(parse(column.expression), before)
        if made.type is Type.NUMBER:
            value = finite(value.cast(pl.Float64))
        scan = scan.with_columns(value.alias(column.name))
    return scan


def names_of(query: Query) -> set[str]:
    """Every column that a query names."""
    names = {group.column for group in query.groups} | set(query.columns)
    names |= {measure.column for measure in query.measures if measure.column is not None}
    names |= {item.column for item in query.filters}
    names |= {name.removeprefix("-") for name in query.sort}
    if query.reduce is not None:
        names |= {query.reduce.x, query.reduce.y}
    return names


def wanted(names: set[str], schema: Schema) -> list[Column]:
    """Calculated columns among the names and those they are made of, in the schema's order."""
    found: dict[str, Column] = {}
    open_ = [name for name in names if name in schema]
    while open_:
        column = schema.column(open_.pop())
        if not column.expression or column.name in found:
            continue
        found[column.name] = column
        open_ += [name for name in columns_of(parse(column.expression)) if name in schema]
    return [c for c in schema.columns if c.name in found and not c.is_formula]


def columns_of(tree: Tree) -> set[str]:
    """The columns that an expression names."""
    if isinstance(tree, Name):
        return {tree.name}
    if isinstance(tree, Unary):
        return columns_of(tree.inner)
    if isinstance(tree, Binary):
        return columns_of(tree.left) | columns_of(tree.right)
    if isinstance(tree, Call):
        return set().union(*(columns_of(one) for one in tree.inside)) if tree.inside else set()
    return set()


def compiled(tree: Tree, schema: Schema) -> pl.Expr:
    """A checked tree as an expression."""
    if isinstance(tree, Value):
        return pl.lit(tree.value)
    if isinstance(tree, Name):
        return pl.col(tree.name)
    if isinstance(tree, Unary):
        inner = compiled(tree.inner, schema)
        return ~inner.cast(pl.Boolean) if tree.op == "not" else -number(inner)
    if isinstance(tree, Binary):
        return binary(tree, schema)
    return call(tree, schema)


def number(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.Float64)


def finite(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_finite()).then(value).otherwise(None)


def binary(tree: Binary, schema: Schema) -> pl.Expr:
    left, right = compiled(tree.left, schema), compiled(tree.right, schema)
    if tree.op in {"and", "or"}:
        left, right = left.cast(pl.Boolean), right.cast(pl.Boolean)
        return left & right if tree.op == "and" else left | right
    if tree.op == "&":
        parts = [as_text(left, tree.left, schema), as_text(right, tree.right, schema)]
        return pl.concat_str(parts).str.head(LONGEST)
    if tree.op in COMPARED:
        return COMPARED[tree.op](left, right)
    return ARITHMETIC[tree.op](number(left), number(right))


COMPARED: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
ARITHMETIC: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / filled(b),
    "%": lambda a, b: a - filled(b) * (a / filled(b)).floor(),
    "^": lambda a, b: finite(a.pow(b)),
}


def filled(value: pl.Expr) -> pl.Expr:
    """The value, null where it is 0: nothing is divided by 0."""
    return pl.when(value != 0).then(value).otherwise(None)


def as_text(value: pl.Expr, tree: Tree, schema: Schema) -> pl.Expr:
    """As a person writes it: whole numbers without a point, yes or no, dates by ISO 8601."""
    meaning = meaning_of(tree, schema)
    if meaning.kind == BOOLEAN:
        return pl.when(value).then(pl.lit("yes")).when(~value).then(pl.lit("no")).otherwise(None)
    if meaning.kind == DATE:
        return value.dt.to_string("%Y-%m-%d %H:%M:%S" if meaning.has_time else "%Y-%m-%d")
    if meaning.kind == NUMBER:
        whole = (number(value) == number(value).floor()) & (number(value).abs() < 1e15)
        plain = number(value).cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(plain).otherwise(number(value).cast(pl.String))
    return value.cast(pl.String)


def call(tree: Call, schema: Schema) -> pl.Expr:
    inside = [compiled(one, schema) for one in tree.inside]
    if tree.name == "text":
        return as_text(inside[0], tree.inside[0], schema)
    if tree.name == "start_of":
        unit = tree.inside[0].value if isinstance(tree.inside[0], Value) else "day"
        return inside[1].dt.truncate(EVERY[str(unit)])
    if tree.name == "add_days":
        has_time = meaning_of(tree, schema).has_time
        later = inside[0].cast(pl.Datetime("us")) + pl.duration(days=inside[1].cast(pl.Int64))
        return later if has_time else later.cast(pl.Date)
    return CALLS[tree.name](*inside)


def chosen(condition: pl.Expr, yes: pl.Expr, no: pl.Expr | None = None) -> pl.Expr:
    return (
        pl.when(condition.cast(pl.Boolean)).then(yes).otherwise(pl.lit(None) if no is None else no)
    )


def rounded(value: pl.Expr, decimals: pl.Expr | None = None) -> pl.Expr:
    """Half away from zero, by the same steps in every engine."""
    scale = number(pl.lit(10)).pow((pl.lit(0) if decimals is None else decimals).clip(-9, 9))
    return finite(number(value).sign() * (number(value).abs() * scale + 0.5).floor() / scale)


def parsed(value: pl.Expr) -> pl.Expr:
    return finite(value.str.strip_chars().cast(pl.Float64, strict=False))


def made_date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    parts = [part.cast(pl.Int64, strict=False).cast(pl.String) for part in (year, month, day)]
    return pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)


def days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    moments = [value.cast(pl.Datetime("us")).cast(pl.Int64) for value in (start, end)]
    return (moments[1] - moments[0]) / MICROSECONDS


def total(value: pl.Expr) -> pl.Expr:
    return pl.when(value.count() > 0).then(finite(number(value).sum())).otherwise(None)


def is_in(value: pl.Expr, *others: pl.Expr) -> pl.Expr:
    return pl.any_horizontal([value == other for other in others])


def over_zero(value: pl.Expr) -> pl.Expr:
    return pl.when(number(value) > 0).then(number(value)).otherwise(None)


CALLS: dict[str, Callable[..., pl.Expr]] = {
    "abs": lambda x: number(x).abs(),
    "round": rounded,
    "floor": lambda x: number(x).floor(),
    "ceil": lambda x: number(x).ceil(),
    "sqrt": lambda x: pl.when(number(x) >= 0).then(number(x).sqrt()).otherwise(None),
    "exp": lambda x: finite(number(x).exp()),
    "ln": lambda x: over_zero(x).log(),
    "log10": lambda x: over_zero(x).log10(),
    "sign": lambda x: number(x).sign(),
    "bucket": lambda x, w: (number(x) / over_zero(w)).floor() * number(w),
    "least": lambda *x: pl.min_horizontal([number(one) for one in x]),
    "greatest": lambda *x: pl.max_horizontal([number(one) for one in x]),
    "number": parsed,
    "if": chosen,
    "coalesce": lambda *x: pl.coalesce(x),
    "is_null": lambda x: x.is_null(),
    "in": is_in,
    "lower": lambda x: x.str.to_lowercase(),
    "upper": lambda x: x.str.to_uppercase(),
    "trim": lambda x: x.str.strip_chars(),
    "length": lambda x: x.str.len_chars().cast(pl.Float64),
    "left": lambda x, n: x.str.slice(0, n.clip(0, LONGEST).cast(pl.Int64)),
    "right": lambda x, n: x.str.tail(n.clip(0, LONGEST).cast(pl.Int64)),
    "substring": lambda x, at, n: x.str.slice(
        at.clip(1, LONGEST).cast(pl.Int64) - 1, n.clip(0, LONGEST).cast(pl.Int64)
    ),
    "replace": lambda x, old, new: x.str.head(CUT).str.replace_all(old, new, literal=True),
    "contains": lambda x, part: x.str.contains(part, literal=True),
    "starts_with": lambda x, part: x.str.starts_with(part),
    "ends_with": lambda x, part: x.str.ends_with(part),
    "year": lambda x: x.dt.year().cast(pl.Float64),
    "quarter": lambda x: x.dt.quarter().cast(pl.Float64),
    "month": lambda x: x.dt.month().cast(pl.Float64),
    "day": lambda x: x.dt.day().cast(pl.Float64),
    "weekday": lambda x: x.dt.weekday().cast(pl.Float64),
    "hour": lambda x: x.cast(pl.Datetime("us")).dt.hour().cast(pl.Float64),
    "date": made_date,
    "days_between": days_between,
    "sum": total,
    "mean": lambda x: number(x).mean(),
    "median": lambda x: number(x).median(),
    "min": lambda x: number(x).min(),
    "max": lambda x: number(x).max(),
    "std": lambda x: number(x).std(),
    "count": lambda x=None: (pl.len() if x is None else x.count()).cast(pl.Float64),
    "distinct": lambda x: x.drop_nulls().n_unique().cast(pl.Float64),
    "sum_if": lambda x, condition: total(x.filter(condition.cast(pl.Boolean))),
    "count_if": lambda condition: condition.cast(pl.Boolean).sum().cast(pl.Float64),
}
