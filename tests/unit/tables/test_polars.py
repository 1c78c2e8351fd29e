from datetime import date

import polars as pl
import pytest

from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import HIGH, OTHER, Group, Measure, Query
from luminabi_dash.tables.schema import Column, Role, Schema, Type

SCHEMA = Schema(
    (
        Column("shop", Type.TEXT, Role.DIMENSION),
        Column("sales", Type.NUMBER, Role.MEASURE, additive=True),
        Column("day", Type.DATE, Role.TEMPORAL),
    )
)
FRAME = pl.DataFrame(
    {
        "__row": [0, 1, 2, 3, 4],
        "__line": [2, 3, 4, 5, 6],
        "shop": ["a", "b", None, "a", "c"],
        "sales": [10.0, 20.0, 5.0, None, 1.0],
        "day": [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), None, date(2026, 3, 5)],
    }
)


def ask(query):
    return answer(FRAME.lazy(), query, SCHEMA)


@pytest.mark.parametrize(
    ("op", "column", "value", "rows"),
    [
        ("eq", "shop", "a", [0, 3]),
        ("ne", "shop", "a", [1, 2, 4]),
        ("in", "shop", ("a", None), [0, 2, 3]),
        ("not_in", "shop", ("a",), [1, 2, 4]),
        ("not_in", "shop", ("a", None), [1, 4]),
        ("is_null", "shop", None, [2]),
        ("not_null", "sales", None, [0, 1, 2, 4]),
        ("contains", "shop", "A", [0, 3]),
        ("between", "sales", (5, 10), [0, 2]),
        ("between", "sales", (None, 5), [2, 4]),
        ("lt", "sales", 5, [4]),
        ("ge", "day", "2026-01-31", [1, 2, 4]),
        ("le", "day", "2026-01-31", [0, 1]),
        ("last", "day", "35 days", [1, 2, 4]),
    ],
)
def test_filters_keep_the_right_rows(op, column, value, rows):
    found = ask(Query(columns=("__row",), filters=(Filter(column=column, op=op, value=value),)))

    assert found.frame["__row"].to_list() == rows
    assert (found.matched, found.total) == (len(rows), 5)


def test_groups_are_summed_and_the_sum_of_nothing_is_nothing():
    found = ask(
        Query(groups=(Group("shop"),), measures=(Measure("value", "sum", "sales"),), sort=("shop",))
    )

    assert found.frame.rows() == [("a", 10.0), ("b", 20.0), ("c", 1.0), (None, 5.0)]


def test_months_are_grouped_in_their_order():
    found = ask(
        Query(
            groups=(Group("day", unit="month"),),
            measures=(Measure("value", "count"),),
            sort=("day",),
        )
    )

    assert found.frame.rows() == [
        (date(2026, 1, 1), 2),
        (date(2026, 2, 1), 1),
        (date(2026, 3, 1), 1),
        (None, 1),
    ]


def test_top_folds_the_rest_into_other():
    found = ask(
        Query(
            groups=(Group("shop"),),
            measures=(Measure("value", "sum", "sales"),),
            top=1,
            sort=("-value",),
        )
    )

    assert found.frame.rows() == [("b", 20.0), (OTHER, 16.0)]


def test_bins_cover_every_value_once():
    found = ask(
        Query(
            groups=(Group("sales", bins=4),), measures=(Measure("value", "count"),), sort=("sales",)
        )
    )

    known = found.frame.drop_nulls("sales")
    assert known["value"].sum() == 4
    assert known["sales"][0] == 1.0
    assert known["sales" + HIGH][-1] == pytest.approx(20.0)


def test_pages_follow_the_sort():
    found = ask(Query(columns=("sales",), sort=("-sales",), limit=2, offset=1))

    assert found.frame["sales"].to_list() == [10.0, 5.0]


def test_an_empty_match_gives_an_empty_frame():
    found = ask(Query(columns=("sales",), filters=(Filter(column="shop", op="eq", value="z"),)))

    assert (found.frame.height, found.matched, found.total) == (0, 0, 5)
