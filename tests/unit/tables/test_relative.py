"""Calendar units around the newest moment."""

from datetime import datetime

import polars as pl
import pytest

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.filters import in_words, parse_filter
from luminabi_dash.tables.query import Query
from luminabi_dash.tables.relative import unit_around
from luminabi_dash.tables.schema import Column, Role, Schema, Type

SCHEMA = Schema(
    (Column("day", Type.DATE, Role.TEMPORAL), Column("city", Type.TEXT, Role.DIMENSION))
)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("this week", (2026, 1, 5), (2026, 1, 12)),
        ("previous week", (2025, 12, 29), (2026, 1, 5)),
        ("this month", (2026, 1, 1), (2026, 2, 1)),
        ("previous month", (2025, 12, 1), (2026, 1, 1)),
        ("previous quarter", (2025, 10, 1), (2026, 1, 1)),
        ("this year", (2026, 1, 1), (2027, 1, 1)),
        ("previous year", (2025, 1, 1), (2026, 1, 1)),
    ],
)
def test_units_around_a_sunday_in_january(words, start, end):
    assert unit_around(datetime(2026, 1, 11, 23, 59), words) == (datetime(*start), datetime(*end))


def test_a_filter_of_a_unit():
    frame = pl.DataFrame({"day": ["2026-01-31", "2026-02-01", "2026-02-14", None]})
    frame = frame.with_columns(pl.col("day").str.to_date())
    found = parse_filter({"column": "day", "op": "within", "value": "this month"}, SCHEMA)
    assert answer(frame.lazy(), Query(columns=("day",), filters=(found,)), SCHEMA).matched == 2
    assert in_words(found) == ("day in", "this month")
    empty = frame.filter(pl.col("day").is_null())
    assert answer(empty.lazy(), Query(columns=("day",), filters=(found,)), SCHEMA).matched == 0


@pytest.mark.parametrize(
    ("column", "value"), [("day", "next month"), ("day", 3), ("city", "this month")]
)
def test_what_is_no_unit_is_refused(column, value):
    with pytest.raises(Invalid, match=column):
        parse_filter({"column": column, "op": "within", "value": value}, SCHEMA)
