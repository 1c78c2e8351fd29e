"""Random tables, and random queries on them, for tests that compare ways to answer."""

import math
from datetime import date, datetime

import polars as pl
from hypothesis import strategies as st

from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Measure, Query
from luminabi_dash.tables.schema import Column, Role, Schema, Type

SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("at", Type.DATETIME, Role.TEMPORAL),
        Column("shop", Type.TEXT, Role.DIMENSION),
        Column("kind", Type.TEXT, Role.DIMENSION),
        Column("is_new", Type.BOOLEAN, Role.DIMENSION),
        Column("age", Type.INTEGER, Role.MEASURE),
        Column("price", Type.NUMBER, Role.MEASURE),
        Column("weight", Type.NUMBER, Role.MEASURE),
    )
)
SHOPS = ["a", "b", "Other", "", "ä <b>", "zz"]


def nullable(values):
    return st.one_of(st.none(), values)


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1))
ROW = st.tuples(
    nullable(DAYS),
    nullable(MOMENTS),
    nullable(st.sampled_from(SHOPS)),
    nullable(st.sampled_from("xyz")),
    nullable(st.booleans()),
    nullable(st.integers(-50, 1_000)),
    nullable(st.integers(-400, 4_000).map(lambda n: n / 4)),
    nullable(st.integers(-(2**40), 2**40).map(lambda n: n / 2**20)),
)
COLUMNS = {
    "day": pl.Date,
    "at": pl.Datetime("us"),
    "shop": pl.String,
    "kind": pl.String,
    "is_new": pl.Boolean,
    "age": pl.Int64,
    "price": pl.Float64,
    "weight": pl.Float64,
}
FRAMES = st.lists(ROW, max_size=60).map(
    lambda rows: pl.DataFrame(
        rows,
        schema=COLUMNS,
        orient="row",
    )
)
UNITS = ["hour", "day", "week", "month", "quarter", "year"]
PARTS = ["hour_of_day", "weekday", "day_of_month", "month_of_year", "quarter_of_year"]


@st.composite
def groups(draw):
    name = draw(st.sampled_from(SCHEMA.names()))
    column = SCHEMA.column(name)
    how = draw(st.sampled_from(["plain", "fine"]))
    if how == "plain":
        return Group(name)
    if column.type.is_temporal:
        return draw(
            st.one_of(
                st.sampled_from(UNITS).map(lambda unit: Group(name, unit=unit)),
                st.sampled_from(PARTS).map(lambda part: Group(name, part=part, alias="part")),
            )
        )
    if column.type.is_numeric:
        return Group(name, bins=draw(st.sampled_from([1, 2, 7, 10, 30])))
    return Group(name)


@st.composite
def measures(draw, alias):
    hows = ["rows", "count", "sum", "mean", "squares", "min", "max", "distinct"]
    how = draw(st.sampled_from(hows))
    if how == "rows":
        return Measure(alias, "count")
    names = ["age", "price", "weight"] if how in {"sum", "mean", "squares"} else SCHEMA.names()
    return Measure(alias, how, draw(st.sampled_from(names)))


def scalars(column):
    if column.type is Type.DATE:
        return DAYS.map(str)
    if column.type is Type.DATETIME:
        return st.one_of(MOMENTS.map(datetime.isoformat), DAYS.map(str))
    if column.type is Type.TEXT:
        return st.sampled_from([*SHOPS, "x", "q"])
    if column.type is Type.BOOLEAN:
        return st.booleans()
    return st.one_of(st.integers(-60, 1_100), st.floats(-100, 1_000, width=16))


@st.composite
def filters(draw, name=None):
    column = SCHEMA.column(name) if name else draw(st.sampled_from(SCHEMA.columns))
    ops = ["in", "not_in", "eq", "ne", "is_null", "not_null"]
    if column.type is not Type.BOOLEAN:
        ops += ["between", "lt", "le", "gt", "ge"]
    if column.type.is_temporal:
        ops += ["last", "within"]
    if column.type is Type.TEXT:
        ops += ["contains"]
    op = draw(st.sampled_from(ops))
    value = draw(scalars(column))
    if op in {"is_null", "not_null"}:
        value = None
    elif op in {"in", "not_in"}:
        value = tuple(draw(st.lists(nullable(scalars(column)), max_size=4)))
    elif op == "between":
        value = draw(
            st.sampled_from([(value, None), (None, value), (value, draw(scalars(column)))])
        )
    elif op == "within":
        words = ["this week", "this month", "previous quarter", "previous year"]
        value = draw(st.sampled_from(words))
    elif op == "last":
        value = draw(st.sampled_from(["1 day", "30 days", "2 months", "1 year"]))
    return Filter(column=column.name, op=op, value=value)


@st.composite
def queries(draw):
    keys = draw(st.lists(groups(), max_size=2, unique_by=lambda group: group.name))
    first = draw(measures("value"))
    others = draw(st.lists(measures("second"), max_size=1))
    top = draw(st.sampled_from([None, None, 1, 2, 3])) if keys else None
    if top is not None and keys[0].bins:
        top = None
    if keys and draw(st.booleans()):
        others = [*others, Measure("whole", first.aggregate, first.column)]
    names = [key.name for key in keys]
    return Query(
        groups=tuple(keys),
        measures=(first, *others),
        filters=tuple(draw(st.lists(filters(), max_size=3))),
        sort=tuple(names) if draw(st.booleans()) else ("-value", *names),
        top=top,
        other=draw(st.booleans()),
        bottom=draw(st.booleans()),
    )


def same(found, wanted):
    """Equal types and rows; floats to 1e-9; keys of groups are unique, so order is compared."""
    assert (found.matched, found.total) == (wanted.matched, wanted.total)
    assert found.frame.schema == wanted.frame.schema
    assert found.frame.height == wanted.frame.height
    for one, other in zip(found.frame.rows(), wanted.frame.rows(), strict=True):
        for a, b in zip(one, other, strict=True):
            if isinstance(a, float) and isinstance(b, float):
                assert math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9), (one, other)
            else:
                assert a == b, (one, other)
