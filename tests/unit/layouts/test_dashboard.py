"""The page of a dashboard: tiles, chips, filter editors, tiles that are text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from layouts import dashboard, filters, marks
from layouts.parts.insight_card import headline
from layouts.parts.sparkline import preview, sparkline
from luminabi_dash.insight_views import DiscoveryView
from luminabi_dash.tables.columns import Known
from luminabi_dash.tables.filters import Filter

EMPTY = {"data": [], "layout": {"meta": {"empty": "No rows match the filters."}}}
TABLE = {
    "data": [
        {
            "type": "table",
            "header": {"values": ["product", "revenue"]},
            "cells": {"values": [["lamp", None], ["1", "2"]], "align": ["left", "right"]},
        }
    ],
    "layout": {"meta": {"note": "showing 2 of 9 rows"}},
}
DATE_FIELDS = {"op", "last", "within", "from", "to"}
NOTHING = DiscoveryView(0, 0.01, None, ())
COURSE = {"type": "scatter", "y": [1, 2, 3]}


def test_every_tile_has_the_place_its_kind_is_drawn_in(board, discovery, ids_of):
    found = ids_of(dashboard.dashboard(board, discovery))
    for tile in board.tiles:
        is_text = tile.kind in {"indicator", "table"}
        assert (dashboard.Ids.body(tile.id) in found) is is_text
        assert (dashboard.Ids.figure(tile.id) in found) is not is_text
        assert dashboard.Ids.remove(tile.id) in found


def test_an_empty_dashboard_says_what_to_do(board, text_of):
    page = dashboard.dashboard(replace(board, tiles=(), filters=()), NOTHING)
    assert "No tile yet" in text_of(page)
    assert "All rows" in text_of(page)


def test_chips_say_the_filter_and_can_be_taken_away(board, text_of, ids_of):
    chips = filters.chips(board.filters, {"country": ("MR", 3)})
    assert "country is Germany or Austria" in " ".join(text_of(chips).split())
    assert "MR" in text_of(chips)
    assert {"type": "filters-remove-one", "place": 0} in ids_of(chips)


def test_the_live_mark_and_what_matched(text_of):
    for state in ("live", "reconnecting", "offline", "unknown"):
        assert text_of(dashboard.live_mark(state, 4))
    assert filters.matched(5, 5) == "5 rows"
    assert filters.matched(3_698, 47_804) == "3,698 of 47,804 rows"


@pytest.mark.parametrize(
    ("column", "values", "low", "high", "current", "names"),
    [
        ("country", [("Germany", 9), (None, 2)], None, None, None, {"op", "values"}),
        (
            "country",
            [(f"v{n}", 1) for n in range(60)],
            None,
            None,
            Filter(column="country", op="contains", value="a"),
            {"op", "text", "values"},
        ),
        ("revenue", None, 1.0, 99.0, None, {"op", "low", "high", "range"}),
        ("revenue", None, None, None, None, {"op", "low", "high"}),
        (
            "revenue",
            None,
            1.0,
            99.0,
            Filter(column="revenue", op="between", value=[None, 500]),
            {"op", "low", "high", "range"},
        ),
        (
            "ordered",
            None,
            date(2025, 1, 1),
            "2026-11-22",
            None,
            DATE_FIELDS,
        ),
        (
            "ordered",
            None,
            None,
            None,
            Filter(column="ordered", op="last", value="2 years"),
            DATE_FIELDS,
        ),
        (
            "is_gift",
            None,
            None,
            None,
            Filter(column="is_gift", op="eq", value=False),
            {"op", "is"},
        ),
    ],
)
def test_editors_fit_the_column(board, column, values, low, high, current, names, ids_of, as_json):
    known = Known(None if values is None else tuple(values), low, high)
    editor = filters.filter_editor(board.schema.column(column), known, current)
    assert {one["name"] for one in ids_of(editor) if isinstance(one, dict)} == names
    assert as_json(editor)


def test_an_editor_shows_how_the_rows_lie_and_what_it_leaves_out(board, text_of, as_json):
    spread = Known(low=1.0, high=9.0, bars=((1.0, 5.0, 3), (5.0, 9.0, 4)))
    editor = filters.filter_editor(board.schema.column("revenue"), spread, None)
    assert "7 rows from 1.0 to 9.0" in as_json(editor)
    many = Known((("a", 5), ("b", 1)), distinct=412)
    editor = filters.filter_editor(board.schema.column("country"), many, None)
    assert "2 commonest of 412 values" in text_of(editor)


def test_the_menu_of_a_mark_and_the_way_back(text_of, ids_of):
    assert "country is Italy" in text_of(marks.head("country is Italy", 12))
    assert marks.items([]) == []
    menu = marks.items([("day", "day", "day by day"), ("city", None, "city")])
    assert "day by day" in text_of(menu)
    assert marks.Ids.down(1) in ids_of(menu)
    assert {marks.Ids.FILTER, marks.Ids.ROWS} <= {
        one for one in ids_of(marks.mark_menu()) if isinstance(one, str)
    }
    assert marks.crumbs(4, []) is None
    way = marks.crumbs(4, ["country is Italy", "day is 2026"])
    assert marks.Ids.up("4-0") in ids_of(way)
    assert marks.Ids.up("4-1") in ids_of(way)
    assert marks.Ids.up("4-2") not in ids_of(way)


def test_filter_sets_are_listed_with_their_words(text_of, ids_of):
    assert "No filter set yet" in text_of(filters.set_items([]))
    items = filters.set_items([(3, "Mine", "region is EU")])
    assert "region is EU" in text_of(items)
    assert filters.Ids.use(3) in ids_of(items)
    assert filters.Ids.delete_set(3) in ids_of(items)


def test_an_editor_without_a_column_waits(as_json):
    assert as_json(filters.filter_editor(None, Known(), None))


def test_an_indicator_is_short_and_in_full_when_pointed_at(text_of, as_json):
    number = {"type": "indicator", "value": 1_770_123.5, "number": {"prefix": "€"}}
    body = dashboard.indicator_body({"data": [number, COURSE], "layout": {}})
    assert "€1.77M" in text_of(body)
    assert "1,770,123.5" in as_json(body)
    assert "No rows match the filters." in text_of(dashboard.indicator_body(EMPTY))


def test_a_table_is_a_table(text_of):
    words = text_of(dashboard.table_body(TABLE))
    assert "lamp" in words
    assert "empty" in words
    assert "showing 2 of 9 rows" in words
    assert "No rows match the filters." in text_of(dashboard.table_body(EMPTY))
    assert "no columns" in text_of(dashboard.table_body({"data": [], "layout": {}}))


def test_small_pictures_need_two_numbers():
    assert sparkline([1, None, float("nan")]) is None
    assert sparkline([2, 2]) is not None
    assert preview(None) is None
    assert preview({"data": [{"type": "scatter", "mode": "markers", "y": [1, 2]}]}) is None
    assert preview({"data": [{"type": "bar", "orientation": "h", "x": [3, 1]}]}) is not None
    assert preview({"data": [{"type": "bar", "y": {"bdata": "AA=="}}]}) is None


@pytest.mark.parametrize(
    ("effect", "name", "words"),
    [
        (1.64, "ratio", "\N{MULTIPLICATION SIGN}1.64"),
        (0.38, "share of the whole", "38%"),
        (-0.21, "slope per month, share of mean", "\N{MINUS SIGN}21%"),
        (0.71, "rank correlation", "+0.71"),
    ],
)
def test_effects_read_as_what_they_are(insight, effect, name, words):
    assert headline(replace(insight, effect=effect, effect_name=name)) == words
