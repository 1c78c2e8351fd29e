"""Polars over a frame and SQL over the same rows in PostgreSQL give the same answers."""

import math
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Double,
    MetaData,
    Table,
    Text,
    create_engine,
)
from sqlalchemy import Column as Cell

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.expressions.check import calculated
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Measure, Query, Reduce
from luminabi_dash.tables.schema import ROW, Column, Role, Schema, Type
from luminabi_dash.warehouse.answer import answer

OWN = (
    Column("city", Type.TEXT, Role.DIMENSION),
    Column("kind of", Type.TEXT, Role.DIMENSION),
    Column("day", Type.DATE, Role.TEMPORAL),
    Column("at", Type.DATETIME, Role.TEMPORAL),
    Column("price", Type.NUMBER, Role.MEASURE),
    Column("qty", Type.INTEGER, Role.MEASURE),
    Column("late", Type.BOOLEAN, Role.DIMENSION),
)
TYPES = {
    Type.TEXT: Text,
    Type.DATE: Date,
    Type.DATETIME: DateTime,
    Type.NUMBER: Double,
    Type.INTEGER: BigInteger,
    Type.BOOLEAN: Boolean,
}
ROWS = 240
CITIES = ["Rome", "Oslo", "łódź", "Ärö", "a'b", "%_x", "", "Other", None]


def made(n):
    """Rows with nulls, ties, negative numbers and odd texts, the same each time."""
    spread = (n * 7_919) % 97
    return {
        ROW: n,
        "city": CITIES[(n * n + n // 9) % len(CITIES)],
        "kind of": "abc"[spread % 3],
        "day": None if n % 31 == 0 else date(2024, 11, 3) + timedelta(days=(n * 5) % 800),
        "at": None if n % 29 == 0 else datetime(2025, 12, 28, 21) + timedelta(hours=n * 3.5),
        "price": None if n % 13 == 0 else round((spread - 40) * 1.37, 2),
        "qty": None if n % 17 == 0 else spread // 9 - 2,
        "late": [True, False, None][n % 3],
    }


FRAME = pl.DataFrame(
    [made(n) for n in range(ROWS)],
    schema_overrides={"at": pl.Datetime("us"), ROW: pl.Int64},
    infer_schema_length=None,
)


def extended():
    schema = Schema(OWN)
    for name, text in {
        "total": "price * qty",
        "is dear": "price > 20",
        "label": 'coalesce(city, "?") & "-" & qty',
        "month": 'start_of("month", day)',
        "share": "sum(price) / sum(qty)",
    }.items():
        schema = Schema((*schema.columns, calculated(name, text, schema)))
    return schema


SCHEMA = extended()


@pytest.fixture(scope="module")
def warehouse(postgres):
    engine = create_engine(postgres.url().replace("postgresql://", "postgresql+psycopg://"))
    cells = [Cell(ROW, BigInteger), *(Cell(c.name, TYPES[c.type]) for c in OWN)]
    table = Table("orders", MetaData(), *cells)
    table.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(table.insert(), [made(n) for n in range(ROWS)])
    yield engine, table
    engine.dispose()


def plain(value):
    """Floats rounded to what is left of them after sums in another order."""
    if isinstance(value, float):
        return 0.0 if abs(value) < 1e-9 else float(f"{value:.9e}")
    return value


def rows(frame, *, in_order):
    found = [tuple(plain(v) for v in row) for row in frame.rows()]
    return found if in_order else sorted(found, key=repr)


def same(warehouse, query, schema=SCHEMA):
    engine, table = warehouse
    here = polars.answer(FRAME.lazy(), query, schema)
    there = answer(engine, table, query, schema)
    assert (there.matched, there.total, there.reduced) == (here.matched, here.total, here.reduced)
    assert there.frame.columns == here.frame.columns
    assert there.frame.dtypes == here.frame.dtypes
    is_whole = query.limit is None
    in_order = bool(query.sort) or not (query.groups or query.measures)
    if is_whole:
        assert rows(there.frame, in_order=in_order) == rows(here.frame, in_order=in_order)
    assert there.frame.height == here.frame.height


days = st.dates(date(2024, 10, 1), date(2027, 1, 31)).map(date.isoformat)
numbers = st.integers(-60, 80)
filters = st.one_of(
    st.builds(
        lambda op, value: Filter(column="city", op=op, value=tuple(value)),
        st.sampled_from(["in", "not_in"]),
        st.lists(st.sampled_from(CITIES), max_size=4, unique=True),
    ),
    st.builds(
        lambda column, op: Filter(column=column, op=op),
        st.sampled_from(SCHEMA.names()[:-1]),
        st.sampled_from(["is_null", "not_null"]),
    ),
    st.builds(
        lambda column, op, value: Filter(column=column, op=op, value=value),
        st.sampled_from(["price", "qty", "total"]),
        st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]),
        numbers,
    ),
    st.builds(
        lambda column, low, high: Filter(column=column, op="between", value=(low, high)),
        st.sampled_from(["price", "qty", "total"]),
        st.none() | numbers,
        numbers,
    ),
    st.builds(
        lambda column, op, value: Filter(column=column, op=op, value=value),
        st.sampled_from(["day", "at", "month"]),
        st.sampled_from(["eq", "lt", "le", "gt", "ge"]),
        days,
    ),
    st.builds(
        lambda column, low, high: Filter(column=column, op="between", value=(low, high)),
        st.sampled_from(["day", "at"]),
        days,
        st.none() | days,
    ),
    st.builds(
        lambda column, span: Filter(column=column, op="last", value=span),
        st.sampled_from(["day", "at"]),
        st.sampled_from(["30 days", "3 months", "1 year"]),
    ),
    st.builds(
        lambda column, which, unit: Filter(column=column, op="within", value=f"{which} {unit}"),
        st.sampled_from(["day", "at"]),
        st.sampled_from(["this", "previous"]),
        st.sampled_from(["week", "month", "quarter", "year"]),
    ),
    st.builds(
        lambda text: Filter(column="city", op="contains", value=text),
        st.sampled_from(["o", "Ö", "Ł", "'", "%", "_", ""]),
    ),
    st.sampled_from([Filter(column="late", op="eq", value=True)]),
)
groups = st.one_of(
    st.sampled_from(["city", "kind of", "late", "qty", "label", "is dear", "month"]).map(Group),
    st.builds(
        lambda column, unit: Group(column, unit=unit),
        st.sampled_from(["day", "at"]),
        st.sampled_from(["hour", "day", "week", "month", "quarter", "year"]),
    ),
    st.builds(
        lambda column, part: Group(column, part=part, alias="part"),
        st.sampled_from(["day", "at"]),
        st.sampled_from(
            ["hour_of_day", "weekday", "day_of_month", "month_of_year", "quarter_of_year"]
        ),
    ),
    st.builds(
        lambda column, bins: Group(column, bins=bins),
        st.sampled_from(["price", "qty", "total"]),
        st.integers(1, 12),
    ),
)
measures = st.one_of(
    st.just(("count", None)),
    st.just(("formula", "share")),
    st.tuples(
        st.sampled_from(
            [
                "sum",
                "mean",
                "median",
                "min",
                "max",
                "std",
                "q1",
                "q3",
                "whisker_low",
                "whisker_high",
            ]
        ),
        st.sampled_from(["price", "total"]),
    ),
    st.tuples(
        st.sampled_from(["sum", "squares", "mean", "min", "max", "count", "distinct"]),
        st.just("qty"),
    ),
    st.tuples(st.sampled_from(["count", "distinct"]), st.sampled_from(["city", "day", "late"])),
)


@st.composite
def queries(draw):
    keys = draw(st.lists(groups, max_size=2, unique_by=lambda one: one.name))
    values = [
        Measure(f"v{i}", how, column)
        for i, (how, column) in enumerate(draw(st.lists(measures, min_size=1, max_size=3)))
    ]
    is_text = bool(keys) and keys[0].column in {"city", "kind of", "label"}
    top = draw(st.none() | st.integers(1, 6)) if is_text else None
    if top is not None:
        values.insert(0, Measure("n", "count"))
    return Query(
        groups=tuple(keys),
        measures=tuple(values),
        filters=tuple(draw(st.lists(filters, max_size=3))),
        sort=tuple(group.name for group in keys) if draw(st.booleans()) else (),
        top=top,
        other=draw(st.booleans()),
        bottom=draw(st.booleans()),
    )


@given(query=queries())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_random_queries_have_the_same_rows(warehouse, query):
    same(warehouse, query)


@given(
    chosen=st.lists(filters, max_size=3),
    sort=st.lists(st.sampled_from(["city", "-price", "qty", "-day", "at", "-total"]), max_size=2),
    step=st.none() | st.integers(3, 50),
)
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_rows_themselves_are_the_same(warehouse, chosen, sort, step):
    names = (ROW, "city", "price", "total", "at", "label")
    sort = tuple({one.removeprefix("-"): one for one in sort}.values())
    sample = None if step is None else ROWS // step
    same(
        warehouse,
        Query(
            columns=names, filters=tuple(chosen), sort=(*sort, ROW) if sort else (), sample=sample
        ),
    )


def test_reductions_are_the_same(warehouse):
    same(warehouse, Query(columns=("price", "qty"), reduce=Reduce("bins", "price", "qty", 7, 50)))
    query = Query(
        groups=(Group("at"),),
        measures=(Measure("value", "sum", "price"),),
        sort=("at",),
        reduce=Reduce("extremes", "at", "value", 10, 50),
    )
    same(warehouse, query)


@pytest.mark.parametrize(
    "text",
    [
        "price % 7",
        "-qty % 3",
        "price / (qty - 1)",
        "price ^ 2 + qty ^ 3",
        "qty ^ -1",
        "price ^ 0.5",
        "exp(price) + exp(-price)",
        "round(price) + round(price, 1) + round(price, -1)",
        "bucket(price, 7.5)",
        "least(price, qty, 3)",
        "greatest(price, qty)",
        "ln(price) + log10(qty)",
        "sqrt(price)",
        "sign(price)",
        "floor(price) + ceil(price) + abs(qty)",
        'number(text(qty) & ".5")',
        'number("1e400") + number(city)',
        'if(late and price > 0, "a", if(late is null, "b", "c"))',
        "late and price > 0 or qty is null",
        "not late",
        'city in ("Rome", "łódź", "")',
        "city not in ('Oslo')",
        'upper(city) & lower(city) & trim("  x ")',
        "length(city) + length([kind of])",
        "left(city, 2) & right(city, 2) & substring(city, 2, 2) & right(city, 0)",
        'replace(city, "o", "00")',
        'contains(city, "%") or starts_with(city, "R") or ends_with(city, "b")',
        "text(price) & text(late) & text(day) & text(at)",
        "year(day) * 100 + month(day) + quarter(at) + day(at) + weekday(day) + hour(at)",
        'start_of("week", at)',
        'start_of("quarter", day)',
        "add_days(day, qty)",
        "add_days(at, -3.7)",
        "date(year(day), month(day), 31)",
        "date(qty, 13, price)",
        "days_between(at, add_days(at, 2.5))",
        "coalesce(null, price, qty)",
        "price = null",
        "at > day",
    ],
)
def test_each_function_gives_the_same(warehouse, text):
    schema = Schema((*OWN, calculated("made", text, Schema(OWN))))
    same(warehouse, Query(columns=("made",)), schema)


@pytest.mark.parametrize(
    "text",
    [
        "sum_if(price, late) / count_if(late)",
        "std(price) + median(price)",
        "count() + count(city) + distinct(city)",
        "max(qty) - min(price)",
        "if(count() > 20, mean(price), null)",
    ],
)
def test_each_aggregate_gives_the_same(warehouse, text):
    schema = Schema((*OWN, calculated("made", text, Schema(OWN))))
    query = Query(
        groups=(Group("city"),), measures=(Measure("v", "formula", "made"),), sort=("city",)
    )
    same(warehouse, query, schema)


def test_a_database_that_is_not_known_says_so():
    engine = create_engine("sqlite://")
    with pytest.raises(Invalid, match="sqlite"):
        answer(engine, Table("t", MetaData(), Cell("a", Text)), Query(columns=("a",)), Schema(()))


def test_the_frame_has_what_makes_engines_differ():
    assert FRAME["city"].null_count() > 0
    assert FRAME["price"].null_count() > 0
    assert math.isclose(FRAME["price"].min(), -54.8)
