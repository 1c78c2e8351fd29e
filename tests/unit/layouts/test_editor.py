"""The editor's parts: forms made from schemas, tabs, history, conflicts; explore's parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layouts import dashboard, editor, explore, history
from layouts.parts.spec_form import spec_form
from luminabi_dash.app import load_web
from luminabi_dash.charts.kind import KINDS
from luminabi_dash.dashboards.starters import starter
from luminabi_dash.views import EditView, TileView

load_web()


def names_in(ids):
    return {one["name"] for one in ids if isinstance(one, dict) and "name" in one}


@pytest.mark.parametrize("kind", sorted(KINDS.names()))
def test_every_kind_has_a_form_for_each_of_its_fields(kind, board, ids_of, as_json):
    spec = {"kind": kind, "picture": 1} if kind == "image" else starter(kind, board.schema)
    form = spec_form(spec, board.schema, editor.Ids.field)
    asked = {name.split(".")[0] for name in names_in(ids_of(form))}
    fields = set(KINDS.get(kind).spec.model_fields) - {"kind", "picture"}
    assert fields - asked == set()
    assert as_json(form)


def test_settings_say_all_that_can_be_said_of_a_tile(board, ids_of, text_of):
    tile = TileView(1, "bar", "Bars", "", 0, 0, 6, 6, starter("bar", board.schema), (), 1)
    board = replace(board, tabs=({"id": 0, "name": "One"}, {"id": 1, "name": "Two"}))
    found = editor.settings(tile, board)
    assert {"title", "x", "@emits", "@obeys", "@alt"} <= names_in(ids_of(found))
    words = text_of(found)
    assert "Only rows where" in words
    assert "Two" in words
    assert "To tab" in words
    text = replace(tile, kind="text", spec={"kind": "text", "text": "a"})
    assert "@emits" not in names_in(ids_of(editor.settings(text, board)))


def test_own_filters_are_words_and_lost_columns_do_no_harm(board, text_of):
    kept = ({"column": "country", "op": "in", "value": ["Spain"]},)
    tile = TileView(1, "bar", "", "", 0, 0, 6, 6, {"kind": "bar", "x": "country"}, kept, 1)
    assert "Spain" in text_of(editor.own_filters(tile, board))
    lost = replace(tile, filters=({"column": "gone", "op": "in", "value": ["x"]},))
    assert "gone" not in text_of(editor.own_filters(lost, board))


def test_only_the_open_tab_is_drawn(board, ids_of, text_of):
    tabs = ({"id": 0, "name": "One"}, {"id": 1, "name": "Two"})
    moved = tuple(replace(tile, tab=tile.id % 2) for tile in board.tiles)
    board = replace(board, tabs=tabs, tiles=moved)
    for tab, wanted in ((None, 0), (0, 0), (1, 1), (9, 0)):
        found = {
            one["tile"]
            for one in ids_of(dashboard.tiles(board, tab))
            if isinstance(one, dict) and one["type"] == "dashboard-tile"
        }
        assert found == {tile.id for tile in moved if tile.tab == wanted}
    assert "Two" in text_of(editor.tab_strip(board, 1))
    assert "Add tabs" in text_of(editor.tab_strip(replace(board, tabs=()), None))


def test_history_and_conflicts_are_said_in_words(board, text_of, user):
    at = user.created_at
    items = [EditView(3, "Moved Bars", "Before lunch", "Ada", at), EditView(2, "Made", "", "", at)]
    words = text_of(history.history_items(items))
    assert "Before lunch" in words
    assert "Moved Bars" in words
    assert "Now" in words
    assert "Bar" in text_of(history.look("Board", 2, [("", board.tiles), ("Two", ())]))
    told = text_of(editor.conflict([("Title", "mine", "theirs")]))
    assert "mine" in told
    assert "theirs" in told


def test_explore_is_complete_for_a_dataset_and_kind_without_one(ready, board, text_of, ids_of):
    spec = starter("line", board.schema)
    page = explore.explore(ready, board.schema, spec, [ready], [board])
    assert ready.name in text_of(page)
    assert {"x", "y", "aggregate"} <= names_in(ids_of(page))
    assert "No dataset yet" in text_of(explore.nothing_chosen([]))
    assert "What do you want" in text_of(explore.nothing_chosen([ready]))
    columns = text_of(explore.column_list(board.schema, ["country"], "count"))
    assert "country" in columns
    assert "revenue" not in columns
    assert "No column" in text_of(explore.column_list(board.schema, [], "zzz"))


def test_results_say_how_many_and_keep_their_letters(text_of):
    table = explore.result(["region", "value"], [("<b>EU</b>", "1,234.5")], 300)
    assert "<b>EU</b>" in text_of(table)
    assert "Showing 1 of 300 lines." in text_of(table)
    assert "No lines." in text_of(explore.result([], [], 0))
