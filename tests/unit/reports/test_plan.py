"""From the grid of a dashboard to rows on paper."""

from __future__ import annotations

from typing import Any

import pytest

from luminabi_dash.reports.plan import Row, planned

ROOM = 504.0
BARS = {"data": [{"type": "bar", "y": [1]}], "layout": {}}


@pytest.mark.parametrize(
    ("widths", "rows"),
    [
        ([12], [1]),
        ([6, 6], [2]),
        ([4, 4, 4], [2, 1]),
        ([8, 4], [2]),
        ([8, 8], [1, 1]),
        ([6, 12, 6], [1, 1, 1]),
        ([3, 9, 6, 6], [1, 1, 2]),
        ([1, 1, 1, 1, 1], [2, 2, 1]),
    ],
)
def test_two_side_by_side_at_most_and_rows_are_full(
    widths: list[int], rows: list[int], make_tile: Any, make_document: Any
) -> None:
    tiles = [make_tile(str(n), "bar", BARS, width) for n, width in enumerate(widths)]
    plan = planned(make_document(*tiles), ROOM)
    assert [len(row.slots) for row in plan.rows()] == rows
    assert [slot.tile for row in plan.rows() for slot in row.slots] == tiles
    for row in plan.rows():
        assert row.slots[-1].x + row.slots[-1].width == pytest.approx(ROOM)


def test_indicators_go_to_the_cover_and_tables_stay_in_order(
    make_tile: Any, make_document: Any, make_table: Any
) -> None:
    table = make_tile("t", "table", make_table([(1, 2)], "ab"))
    first, last = make_tile("a", "bar", BARS), make_tile("b", "bar", BARS)
    number = make_tile("n", "indicator", {"data": [{"type": "indicator"}]})
    plan = planned(make_document(first, table, number, last), ROOM)
    assert plan.indicators == (number,)
    assert [type(part) for part in plan.parts] == [Row, type(table), Row]


def test_many_horizontal_bars_get_room_for_their_labels(make_tile: Any, make_document: Any) -> None:
    many = {"data": [{"type": "bar", "orientation": "h", "y": list(range(30))}], "layout": {}}
    short, tall = (
        planned(make_document(make_tile("x", "bar", figure)), ROOM).rows()[0].slots[0].height
        for figure in (BARS, many)
    )
    assert tall > 400 > short
