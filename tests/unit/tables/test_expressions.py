"""The expression language: what it gives, what it refuses and where, and that nothing breaks it."""

import math
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.expressions.check import calculated
from luminabi_dash.tables.expressions.functions import ALL
from luminabi_dash.tables.expressions.grammar import DEPTH, NODES, parse, quoted
from luminabi_dash.tables.expressions.ratio import summed, written
from luminabi_dash.tables.expressions.suggest import typed
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Measure, Query
from luminabi_dash.tables.schema import Column, Role, Schema, Type

D, M, T = Role.DIMENSION, Role.MEASURE, Role.TEMPORAL
BASE = (
    Column("city", Type.TEXT, D),
    Column("Order Date", Type.DATE, T),
    Column("at", Type.DATETIME, T),
    Column("sales", Type.NUMBER, M),
    Column("qty", Type.INTEGER, M),
    Column("late", Type.BOOLEAN, D),
    Column("odd]name", Type.NUMBER, M),
)
FRAME = pl.DataFrame(
    {
        "city": ["Rome", "Oslo", "Rome", None],
        "Order Date": [date(2026, 1, 31), date(2026, 2, 1), None, date(2025, 12, 31)],
        "at": [datetime(2026, 1, 31, 13, 5), None, datetime(2026, 3, 1), datetime(2026, 1, 1)],
        "sales": [10.0, 2.5, -4.0, None],
        "qty": [2, 0, 4, 1],
        "late": [True, False, None, True],
        "odd]name": [1.0, 2.0, 3.0, 4.0],
    },
    schema_overrides={"at": pl.Datetime("us")},
)
SCHEMA = Schema(BASE)


def values(text):
    column = calculated("made", text, SCHEMA)
    schema = Schema((*BASE, column))
    return answer(FRAME.lazy(), Query(columns=("made",)), schema).frame["made"].to_list()


def value(text, **parts):
    schema = Schema((*BASE, calculated("made", text, SCHEMA)))
    found = answer(
        FRAME.lazy(), Query(measures=(Measure("value", "formula", "made"),), **parts), schema
    )
    return found.frame["value"][0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sales * qty", [20.0, 0.0, -16.0, None]),
        ("sales / qty", [5.0, None, -1.0, None]),
        ("1 + 2 * 3 ^ 2", [19.0] * 4),
        ("2 ^ 3 ^ 2", [512.0] * 4),
        ("-2 ^ 2", [-4.0] * 4),
        ("-7 % 3", [2.0] * 4),
        ("10 - 2 - 3", [5.0] * 4),
        ("[odd]]name] + 0", [1.0, 2.0, 3.0, 4.0]),
        ("sales > 0 and not late", [False, True, False, False]),
        ("late or qty = 0", [True, True, None, True]),
        ("city = 'Rome'", [True, False, True, None]),
        ('city in ("Rome", "Bern")', [True, False, True, None]),
        ("city is null", [False, False, False, True]),
        ("city is not null and qty != 0", [True, False, True, False]),
        ('if(sales > 0, "gain", "loss")', ["gain", "gain", "loss", "loss"]),
        ('coalesce(city, "none")', ["Rome", "Oslo", "Rome", "none"]),
        ('city & " " & qty', ["Rome 2", "Oslo 0", "Rome 4", None]),
        ('upper(left(city, 2)) & right(city, 1)', ["ROe", "OSo", "ROe", None]),
        ("substring(city, 2, 2)", ["om", "sl", "om", None]),
        ('replace(city, "o", "0")', ["R0me", "Osl0", "R0me", None]),
        ("length(city)", [4.0, 4.0, 4.0, None]),
        ("text(sales)", ["10", "2.5", "-4", None]),
        ("text(late)", ["yes", "no", None, "yes"]),
        ('number("12.5") + number("x")', [None] * 4),
        ("round(2.5) + round(-2.5) + round(1.25, 1)", [1.3] * 4),
        ("bucket(sales, 5)", [10.0, 0.0, -5.0, None]),
        ("least(sales, qty)", [2.0, 0.0, -4.0, 1.0]),
        ("ln(0)", [None] * 4),
        ("sqrt(sales)", [math.sqrt(10), math.sqrt(2.5), None, None]),
        ("10 ^ 400", [None] * 4),
        ("month([Order Date])", [1.0, 2.0, None, 12.0]),
        ("weekday([Order Date])", [6.0, 7.0, None, 3.0]),
        ("hour(at)", [13.0, None, 0.0, 0.0]),
        ('start_of("month", [Order Date])', [date(2026, 1, 1), date(2026, 2, 1), None,
                                             date(2025, 12, 1)]),
        ("add_days([Order Date], 1)", [date(2026, 2, 1), date(2026, 2, 2), None, date(2026, 1, 1)]),
        ("date(2026, 2, 30)", [None] * 4),
        ("date(2026, 2, 28)", [date(2026, 2, 28)] * 4),
        ("days_between([Order Date], date(2026, 2, 2))", [2.0, 1.0, None, 33.0]),
        ("if(late, sales)", [10.0, None, None, None]),
    ],
)  # fmt: skip
def test_a_value_for_each_row(text, expected):
    found = values(text)
    assert [round(v, 9) if isinstance(v, float) else v for v in found] == [
        round(v, 9) if isinstance(v, float) else v for v in expected
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(sales) / sum(qty)", 8.5 / 7),
        ("count()", 4.0),
        ("count(city)", 3.0),
        ("distinct(city)", 2.0),
        ("sum_if(sales, city = 'Rome') / sum(sales) * 100", 6 / 8.5 * 100),
        ("count_if(late) / count()", 0.5),
        ("max(sales) - min(sales)", 14.0),
        ("if(count() > 3, mean(qty), 0)", 1.75),
        ("sum(sales) / 0", None),
    ],
)
def test_a_measure_of_a_group(text, expected):
    assert value(text) == (expected if expected is None else pytest.approx(expected))


def test_a_measure_under_filters_and_groups():
    assert value("sum(sales)", filters=(Filter(column="city", op="in", value=("Rome",)),)) == 6.0
    share = calculated("share", "sum(sales) / sum(qty)", SCHEMA)
    query = Query(
        groups=(Group("city"),), measures=(Measure("v", "formula", "share"),), sort=("city",)
    )
    found = answer(FRAME.lazy(), query, Schema((*BASE, share))).frame
    assert found.rows() == [("Oslo", None), ("Rome", 1.0), (None, None)]


def test_columns_build_on_one_another_and_can_be_filtered_and_grouped():
    first = calculated("total", "sales * qty", SCHEMA)
    schema = Schema((*BASE, first))
    second = calculated("is large", "total > 5", schema)
    schema = Schema((*schema.columns, second))
    query = Query(
        groups=(Group("is large"),),
        measures=(Measure("n", "count"),),
        filters=(Filter(column="total", op="ge", value=0),),
        sort=("is large",),
    )
    assert answer(FRAME.lazy(), query, schema).frame.rows() == [(False, 1), (True, 1)]


@pytest.mark.parametrize(
    ("text", "words", "at"),
    [
        ("", "ends too early", 0),
        ("sales +", "ends too early", 7),
        ("sales $ 2", "'$' is not expected", 6),
        ("sales qty", "'qty' is not expected", 6),
        ("(sales", "')' is missing", 6),
        ("salez", "There is no column 'salez'", 0),
        ("foo(1)", "There is no function 'foo'", 0),
        ("round()", "round is used so", 0),
        ("city + 1", "'+' needs a number, and this is a text", 5),
        ("city > 1", "A text cannot be compared with a number", 5),
        ("sales + sum(sales)", "cannot be mixed", 6),
        ("sum(sum(sales))", "cannot be taken of an aggregate", 0),
        ('if(late, 1, "a")', "values of one kind", 0),
        ('start_of("decade", at)', "start_of needs one of", 9),
        ('replace(city, city, "a")', "in quotes", 14),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, words, at):
    with pytest.raises(Invalid) as failed:
        calculated("made", text, SCHEMA)
    assert words in str(failed.value)
    assert failed.value.details == {"at": at}


def test_depth_size_and_cost_are_bounded():
    for text in (
        "(" * 5_000,
        "(" * (DEPTH + 1) + "1" + ")" * (DEPTH + 1),
        "+".join(["1"] * (NODES + 1)),
        "2" + "^2" * (DEPTH + 5),
        "-" * 1_900 + "1",
        "not " * 450 + "late",
        "1/(" * 20 + "qty" + ")" * 20,
        "round(" * 10 + "sales" + ")" * 10,
    ):
        with pytest.raises(Invalid):
            calculated("made", text, SCHEMA)
    assert values("+".join(["1"] * 120)) == [120.0] * 4


@pytest.mark.parametrize("function", ALL, ids=lambda one: one.name)
def test_every_example_is_an_expression(function):
    parse(function.example)
    assert typed(function.name[:2], SCHEMA).suggestions


def test_suggestions_while_typing():
    assert [one.text for one in typed("sum(sa", SCHEMA).suggestions][:1] == ["sales"]
    ordered = typed("year(ord", SCHEMA).suggestions[0]
    assert (ordered.text, ordered.at) == ("[Order Date]", 5)
    assert "round(" in [one.text for one in typed("sales + rou", SCHEMA).suggestions]
    found = typed("sum(sales) / count()", SCHEMA)
    assert (found.kind, found.is_measure, found.problem) == ("number", True, None)
    assert typed("sum(", SCHEMA).problem is not None


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_an_expression_or_refused_in_a_sentence(text):
    found = typed(text, SCHEMA)
    assert found.problem is None or found.problem.endswith(".")
    assert (found.kind is None) is (found.problem is not None)


PIECES = [
    "sales", "qty", "city", "late", "at", "[Order Date]", "1", "0", "2.5", '"a"', "null", "true",
    "+", "-", "*", "/", "%", "^", "&", "=", "<", "and", "or", "not", "(", ")", ",", "in", "is",
    *(f"{one.name}(" for one in ALL),
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
@settings(max_examples=400, deadline=None)
def test_whatever_is_accepted_can_be_computed(pieces):
    text = " ".join(pieces)
    try:
        column = calculated("made", text, SCHEMA)
    except Invalid:
        return
    if column.is_formula:
        value(text)
        return
    for found in values(text):
        assert found is None or not isinstance(found, float) or math.isfinite(found)


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_every_name_can_be_written(name):
    found = parse(quoted(name))
    assert getattr(found, "name", None) == name


@pytest.mark.parametrize(
    ("text", "top", "base"),
    [
        ("sum(a)", "coalesce(a, 0)", None),
        ("sum(a) - 2 * sum([b c])", "(coalesce(a, 0) - (2 * coalesce([b c], 0)))", None),
        ("100 * sum(a) / count()", "(100 * coalesce(a, 0))", "1"),
        ("mean(a)", "coalesce(a, 0)", "if((a is null), 0, 1)"),
        ("1 - sum(a) / sum(b)", "((- coalesce(a, 0)) + (1 * coalesce(b, 0)))", "coalesce(b, 0)"),
        (
            'sum_if(a, c in ("x", "y")) / count_if(not late)',
            'if((c in ("x", "y")), coalesce(a, 0), 0)',
            "if((not late), 1, 0)",
        ),
    ],
)
def test_measures_that_are_sums_over_sums_are_known(text, top, base):
    found = summed(text)
    assert written(found.top) == top
    assert (None if found.base is None else written(found.base)) == base
    assert written(parse(written(found.top))) == top


@pytest.mark.parametrize(
    "text", ["median(a)", "sum(a) + 5", "round(sum(a) / sum(b))", "sum(a) * sum(b)", "max(a) / 2"]
)
def test_other_measures_are_not(text):
    assert summed(text) is None
