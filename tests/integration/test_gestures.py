"""A click, a brush, a lasso and a way down: what they filter, and that the rows are the same."""

import json

import pytest

from luminabi_dash.errors import Invalid, NotFound
from luminabi_dash.services import (
    board,
    dashboards,
    drilling,
    figures,
    filtering,
    lines,
    live,
    selecting,
)
from luminabi_dash.tables.filters import in_words

BAR = {"kind": "bar", "x": "region", "y": "amount"}
LINE = {"kind": "line", "x": "day", "y": "amount", "unit": "month"}
SPREAD = {"kind": "histogram", "x": "amount", "bins": 5}


@pytest.fixture
def view(context, ada, ready):
    made = dashboards.create(context, ada, ready, "Orders")
    for spec in (BAR, LINE, SPREAD):
        dashboards.add_tile(context, ada, made.id, spec)
    return dashboards.get(context, ada, made.id)


@pytest.fixture
def state(view):
    return {"dashboard": view.id}


def tile_of(view, kind):
    return next(tile for tile in view.tiles if tile.kind == kind).id


def click(trace, point):
    return {"points": [{"curveNumber": trace, "pointNumber": point}]}


def matched(context, ada, view, **more):
    return figures.dashboard(context, ada, view.id, **more).matched


def test_a_mark_that_was_clicked_becomes_a_filter_for_all(context, ada, view, state):
    for kind in ("bar", "line", "histogram"):
        live.clear_filter(context, ada, view.id, None)
        found = selecting.mark(context, ada, state, tile_of(view, kind), click(0, 0))
        assert found.rows > 0
        data = selecting.as_data(found)
        assert selecting.apply_mark(context, ada, state, data) is None
        assert matched(context, ada, view) == found.rows, kind
        shared = dashboards.get(context, ada, view.id).filters
        assert [in_words(item) for item in shared] == [in_words(item) for item in found.filters]


def test_a_view_by_link_is_filtered_for_itself(context, ada, view, state):
    link = {**state, "link": []}
    found = selecting.mark(context, ada, link, tile_of(view, "bar"), click(0, 0))
    filters = selecting.apply(context, ada, link, found.filters)
    assert [item["column"] for item in filters] == ["region"]
    assert dashboards.get(context, ada, view.id).filters == ()


def test_a_brush_over_dates_numbers_and_categories(context, ada, view, state):
    over = {"range": {"x": ["2026-01-10 07:12", "2026-02-03"], "y": [0, 1]}, "points": []}
    (days,) = selecting.brushed(context, ada, state, tile_of(view, "line"), over)
    assert (days.column, days.op) == ("day", "between")
    assert [str(value)[:10] for value in days.value] == ["2026-01-10", "2026-02-03"]
    (amount,) = selecting.brushed(
        context, ada, state, tile_of(view, "histogram"), {"range": {"x": [3.5, 1.25]}}
    )
    assert (amount.column, amount.value) == ("amount", [1.25, 3.5])
    bars = {"range": {"x": [-0.5, 1.5], "y": [0, 9]}, "points": click(0, 0)["points"]}
    (region,) = selecting.brushed(context, ada, state, tile_of(view, "bar"), bars)
    assert (region.column, region.op) == ("region", "in")
    assert selecting.brushed(context, ada, state, tile_of(view, "bar"), {"points": []}) == ()
    assert selecting.brushed(context, ada, state, tile_of(view, "bar"), None) == ()


def test_a_tile_is_broken_down_inside_a_mark_and_back(context, ada, view, state):
    tile = tile_of(view, "line")
    found = selecting.mark(context, ada, state, tile, click(0, 0))
    assert found.by[0][:2] == ("day", "day")
    data = selecting.as_data(found)
    by, unit, _ = data["by"][0]
    drill = drilling.down(None, tile, by, unit, data["filters"])
    drawn = figures.dashboard(context, ada, view.id, None, drill)
    item = next(one for one in drawn.tiles if one.tile.id == tile)
    assert item.error is None
    assert item.tile.spec["unit"] == "day"
    assert len(item.figure["data"][0]["x"]) > 1
    assert board.steps(drawn, drill)[tile][0]
    behind = lines.behind(context, ada, view.id, tile, None, None, drill)
    assert lines.page(context, behind, 1, 0).matched == found.rows
    other = next(one for one in found.by if one[0] == "region")
    deeper = drilling.down(drill, tile, other[0], other[1], [])
    drawn = figures.dashboard(context, ada, view.id, None, deeper)
    item = next(one for one in drawn.tiles if one.tile.id == tile)
    assert item.tile.kind == "bar"
    assert drilling.up(deeper, tile, 1) == drill
    assert drilling.up(deeper, tile, 0) == {}


def test_a_way_down_that_makes_no_sense_is_said_on_the_tile(context, ada, view):
    tile = tile_of(view, "bar")
    for wrong in (
        {str(tile): "x"},
        {str(tile): [{"by": "nothing", "unit": None, "filters": []}]},
        {str(tile): [{"by": "region", "unit": "age", "filters": []}]},
        {str(tile): [{"by": "region", "unit": None, "filters": [{"column": "x", "op": "eq"}]}]},
        {str(tile): [{"by": "region", "unit": None, "filters": []}] * 9},
    ):
        drawn = figures.dashboard(context, ada, view.id, None, wrong)
        assert next(one for one in drawn.tiles if one.tile.id == tile).error


def test_marks_of_others_are_not_there(context, bob, view, state):
    with pytest.raises(NotFound):
        selecting.mark(context, bob, state, tile_of(view, "bar"), click(0, 0))
    with pytest.raises(NotFound):
        selecting.brushed(context, bob, state, tile_of(view, "line"), {"range": {"x": [1, 2]}})


def test_a_mark_that_is_gone_says_so(context, ada, view, state):
    with pytest.raises(Invalid):
        selecting.mark(context, ada, state, tile_of(view, "bar"), click(0, 999))


def test_what_a_filter_editor_knows(context, ada, view, state):
    column, known = filtering.known(context, ada, state, "region")
    assert column.name == "region"
    total = sum(count for _, count in known.values)
    live.set_filter(
        context, ada, view.id, {"column": "region", "op": "in", "value": [known.values[0][0]]}
    )
    assert sum(count for _, count in filtering.known(context, ada, state, "region")[1].values) == (
        total
    )
    _, amount = filtering.known(context, ada, state, "amount")
    assert sum(count for _, _, count in amount.bars) == known.values[0][1]
    _, day = filtering.known(context, ada, state, "day")
    assert day.bars
    assert day.low <= day.high
    part = known.values[0][0][:2].lower()
    _, found = filtering.known(context, ada, state, "region", part)
    assert known.values[0][0] in [value for value, _ in found.values]


def test_filter_sets_are_personal(context, ada, bob, view, state):
    live.set_filter(context, ada, view.id, {"column": "region", "op": "in", "value": ["EU"]})
    kept = filtering.keep_set(context, ada, state, "Mine")
    assert kept.words == "region is EU"
    live.clear_filter(context, ada, view.id, None)
    assert filtering.use_set(context, ada, state, kept.id) is None
    assert len(dashboards.get(context, ada, view.id).filters) == 1
    assert filtering.use_set(context, ada, {**state, "link": []}, kept.id) == list(kept.filters)
    filtering.keep_set(context, ada, {**state, "link": []}, "Mine")
    assert [one.words for one in filtering.sets(context, ada, view.id)] == ["All rows"]
    with pytest.raises(NotFound):
        filtering.sets(context, bob, view.id)
    with pytest.raises(NotFound):
        filtering.use_set(context, bob, state, kept.id)
    with pytest.raises(NotFound):
        filtering.delete_set(context, bob, view.id, kept.id)
    filtering.delete_set(context, ada, view.id, kept.id)
    assert filtering.sets(context, ada, view.id) == []
    with pytest.raises(Invalid):
        filtering.keep_set(context, ada, state, "  ")


def error_of(context, ada, view, kind, **more):
    drawn = figures.dashboard(context, ada, view.id, **more)
    return next(one.error for one in drawn.tiles if one.tile.kind == kind)


def rows_of(context, ada, view, kind):
    behind = lines.behind(context, ada, view.id, tile_of(view, kind), None)
    return lines.page(context, behind, 1, 0).matched


def test_a_filter_reaches_the_tiles_that_it_should(context, ada, view, state):
    everything = rows_of(context, ada, view, "bar")
    live.set_filter(context, ada, view.id, {"column": "region", "op": "in", "value": ["EU"]})
    some = rows_of(context, ada, view, "bar")
    assert some < everything
    problem = filtering.keep_control(
        context,
        ada,
        state,
        "region",
        required=False,
        starts_here=False,
        tiles=[tile_of(view, "line")],
    )
    assert problem == ""
    assert rows_of(context, ada, view, "bar") == everything
    assert rows_of(context, ada, view, "line") == some


def test_a_required_filter_is_asked_for(context, ada, view, state):
    filtering.keep_control(
        context, ada, state, "region", required=True, starts_here=False, tiles=None
    )
    assert error_of(context, ada, view, "bar") == "Choose a filter on 'region' first."
    region = [{"column": "region", "op": "in", "value": ["EU"]}]
    assert error_of(context, ada, view, "bar", filters=region) is None


def test_a_reset_goes_back_to_the_start(context, ada, view, state):
    live.set_filter(context, ada, view.id, {"column": "region", "op": "in", "value": ["EU"]})
    kept = {"required": False, "starts_here": True, "tiles": None}
    assert "first" in filtering.keep_control(context, ada, state, "day", **kept)
    assert filtering.keep_control(context, ada, state, "region", **kept) == ""
    live.clear_filter(context, ada, view.id, None)
    live.set_filter(context, ada, view.id, {"column": "amount", "op": "gt", "value": 1})
    assert filtering.reset(context, ada, state) is None
    shared = dashboards.get(context, ada, view.id).filters
    assert [(item.column, item.value) for item in shared] == [("region", ["EU"])]
    assert filtering.reset(context, ada, {**state, "link": []}) == [
        {"column": "region", "op": "in", "value": ["EU"]}
    ]


def test_controls_by_the_api_are_checked(api, ada, view):
    client = api(ada)
    path = f"/api/v1/dashboards/{view.id}"
    good = {"column": "region", "required": True}
    answer = client.patch(path, json={"version": view.version, "controls": [good]})
    assert answer.status_code == 200, answer.text
    assert answer.json["controls"][0]["required"] is True
    version = answer.json["version"]
    for wrong in (
        {"column": "nothing"},
        {"column": "region", "default": {"op": "in", "value": 3}},
        {"column": "region", "more": 1},
    ):
        answer = client.patch(path, json={"version": version, "controls": [wrong]})
        assert answer.status_code == 422, answer.text


def test_a_link_holds_the_way_down_and_drops_what_makes_no_sense(view):
    tile = str(tile_of(view, "bar"))
    step = {"by": "day", "unit": "month", "filters": []}
    good = {tile: [step], "999": [step]}
    assert board.way_down(view, json.dumps(good)) == {tile: [step]}
    for raw in ("", "[", "[]", "3", json.dumps({tile: [{"by": "nothing"}]}), None):
        assert not board.way_down(view, raw)
