"""The filters behind a mark: exactly its rows."""

from datetime import date

import pytest

from luminabi_dash.charts.colours import GREY, Palette
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.parts import split
from luminabi_dash.charts.points import of_key
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import OTHER
from luminabi_dash.tables.schema import Column, Role, Schema, Type

TEXT = Column("region", Type.TEXT, Role.DIMENSION)
DAY = Column("day", Type.DATE, Role.TEMPORAL)
YEAR = Column("year", Type.INTEGER, Role.DIMENSION)
FLAG = Column("is_gift", Type.BOOLEAN, Role.DIMENSION)


def test_an_empty_key_is_asked_as_empty():
    assert of_key(TEXT, None, None, []) == (Filter(column="region", op="is_null"),)


@pytest.mark.parametrize(
    ("unit", "end"), [("month", "2026-03-01"), ("quarter", "2026-05-01"), ("week", "2026-02-08")]
)
def test_a_calendar_unit_is_a_half_open_span(unit, end):
    low, high = of_key(DAY, date(2026, 2, 1), unit, [])
    assert (low.op, low.value) == ("ge", "2026-02-01")
    assert (high.op, high.value) == ("lt", end)


def test_other_is_what_no_kept_key_holds_and_a_value_of_that_name_is_itself():
    rest = of_key(TEXT, OTHER, None, ["a", "b", OTHER])
    assert (rest[0].op, rest[0].value) == ("not_in", ["a", "b"])
    alone = of_key(TEXT, OTHER, None, [OTHER])
    assert (alone[0].op, alone[0].value) == ("in", [OTHER])


def test_folded_keys_get_the_type_of_their_column_back():
    assert of_key(YEAR, "2024", None, [])[0].value == [2024.0]
    assert of_key(FLAG, "true", None, [])[0].value == [True]


def test_the_last_colour_is_all_that_is_left():
    keys = [f"k{n:02}" for n in range(12)]
    lines = Columns({"region": keys, "value": list(range(12, 0, -1))}, 12)
    *_, other = split(lines, "region", Schema((TEXT,)), Palette()).parts
    assert (other.name, other.colour) == (OTHER, GREY)
    assert other.lines["value"] == [3 + 2 + 1]
    assert other.filters == (Filter(column="region", op="not_in", value=keys[:9]),)


def test_means_of_what_is_left_are_not_made_up():
    keys = [f"k{n:02}" for n in range(12)]
    lines = Columns({"region": keys, "value": [1.0] * 12}, 12)
    found = split(lines, "region", Schema((TEXT,)), Palette(), adds_up=False)
    assert len(found.parts) == 9
    assert found.note == "showing 9 of 12 values of region"
