"""Several conditions on a column become one that lets the same rows pass."""

from datetime import date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from luminabi_dash.tables.combining import combined
from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query
from luminabi_dash.tables.schema import Column, Role, Schema, Type

SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("at", Type.DATETIME, Role.TEMPORAL),
        Column("price", Type.NUMBER, Role.MEASURE),
        Column("qty", Type.INTEGER, Role.MEASURE),
        Column("city", Type.TEXT, Role.DIMENSION),
    )
)
FRAME = pl.DataFrame(
    {
        "day": [date(2026, 1, 1) + timedelta(days=n) for n in range(60)],
        "at": [datetime(2026, 1, 1) + timedelta(hours=n) for n in range(60)],
        "price": [n / 4 for n in range(60)],
        "qty": list(range(60)),
        "city": ["abc"[n % 3] for n in range(60)],
    }
)


def passing(filters):
    found = answer(FRAME.lazy(), Query(columns=("qty",), filters=tuple(filters)), SCHEMA)
    return found.frame["qty"].to_list()


ENDS = {
    "day": st.integers(0, 59).map(lambda n: (date(2026, 1, 1) + timedelta(days=n)).isoformat()),
    "at": st.integers(0, 59).map(lambda n: (datetime(2026, 1, 1) + timedelta(hours=n)).isoformat()),
    "price": st.integers(0, 59).map(lambda n: n / 4),
    "qty": st.integers(0, 59),
}


@given(st.data(), st.sampled_from(sorted(ENDS)), st.booleans(), st.booleans())
def test_two_bounds_become_one_range(data, column, has_low, has_high):
    low, high = sorted((data.draw(ENDS[column]), data.draw(ENDS[column])))
    filters = [
        Filter(column=column, op="ge" if has_low else "gt", value=low),
        Filter(column=column, op="le" if has_high else "lt", value=high),
    ]
    found = combined(filters, SCHEMA)
    assert len(found) == 1
    assert passing(found) == passing(filters)


def test_columns_stay_apart_and_lists_meet():
    filters = [
        Filter(column="city", op="in", value=["a", "b"]),
        Filter(column="qty", op="ge", value=3),
        Filter(column="city", op="in", value=["b", "c"]),
    ]
    found = combined(filters, SCHEMA)
    assert [item.column for item in found] == ["city", "qty"]
    assert found[0].value == ["b"]
    assert passing(found) == passing(filters)
