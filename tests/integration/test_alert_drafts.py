"""The form of an alert: what it opens with, what it keeps, and nothing of somebody else's."""

import pytest

from luminabi_dash.errors import NotFound
from luminabi_dash.services import alert_drafts as drafts
from luminabi_dash.services import alerts, dashboards

FIELDS = {
    "measure": "column:amount",
    "summary": "sum",
    "column": "product",
    "values": ["Lamp"],
    "op": "above",
    "value": 1_000,
    "against": "version",
    "unit": "month",
    "versions": 1,
    "verdicts": ["gone"],
    "recipients": "a@example.org; b@example.org",
    "name": "Lamps",
}


@pytest.fixture
def board(context, ada, ready):
    return dashboards.create_auto(context, ada, ready)


@pytest.fixture
def kept(context, ada, ready):
    assert drafts.keep(context, ada, {"dataset": ready}, FIELDS) == ""
    return alerts.listed(context, ada)[0]


def test_a_new_alert_begins_with_the_newest_dataset(context, ada, bob, ready):
    draft = drafts.opened(context, ada, {"new": "1"})
    assert (draft.about, draft.is_free) == ({"dataset": ready}, True)
    assert draft.datasets == ((ready, "orders"),)
    assert (draft.recipients, draft.sends_mail) == ("ada@example.org", False)
    assert "amount" in draft.schema
    assert drafts.opened(context, bob, {"new": "1"}).datasets == ()
    assert drafts.opened(context, ada, {}) is None


def test_the_values_of_a_column(context, ada, ready):
    regions = drafts.values(context, ada, ready, "region")
    assert [one["value"] for one in regions] == ["EU", "US"]
    assert regions[0]["label"].startswith("EU  (")
    assert drafts.values(context, ada, ready, "day")[0]["value"] == "7 days"


def test_the_filled_form_becomes_an_alert(context, ada, kept):
    assert (kept.name, kept.rows, kept.words) == ("Lamps", "product is Lamp", "above 1k")
    assert kept.recipients == ("a@example.org", "b@example.org")
    assert kept.spec["y"] == "amount"
    draft = drafts.opened(context, ada, {"edit": str(kept.id)})
    assert draft.about == {"alert": kept.id, "version": 1}
    assert (draft.subject, draft.rows) == ("Sum of amount, orders", "product is Lamp")
    assert draft.recipients == "a@example.org, b@example.org"


def test_a_changed_form_changes_the_alert_and_a_stale_one_does_not(context, ada, kept):
    about = {"alert": kept.id, "version": 1}
    changed = {**FIELDS, "op": "below", "recipients": "", "name": "Few lamps"}
    assert drafts.preview(context, ada, about, changed).sentence.startswith("Now ")
    assert drafts.keep(context, ada, about, changed) == ""
    view = alerts.get(context, ada, kept.id)
    assert (view.name, view.words, view.recipients, view.rows) == (
        "Few lamps",
        "below 1k",
        (),
        "product is Lamp",
    )
    assert "changed meanwhile" in drafts.keep(context, ada, about, FIELDS)


def test_a_change_against_the_period_takes_the_first_date(context, ada, ready):
    fields = {**FIELDS, "op": "change_percent", "against": "period", "value": 5}
    assert drafts.keep(context, ada, {"dataset": ready}, fields) == ""
    view = alerts.listed(context, ada)[0]
    assert (view.spec["x"], view.spec["unit"], view.spec["compare"]) == ("day", "month", "none")
    assert view.state in {"ok", "firing"}


def test_a_tile_under_the_filters_of_its_page(context, ada, board):
    tile = next(one for one in board.tiles if one.kind == "indicator")
    query = {"dashboard": str(board.id), "tile": str(tile.id)}
    assert drafts.opened(context, ada, query).rows == "All rows"
    filters = '[{"column":"region","op":"in","value":["EU"]}]'
    draft = drafts.opened(context, ada, {**query, "filters": filters})
    assert (draft.rows, draft.kind, draft.is_free) == ("region is EU", "number", False)
    assert drafts.keep(context, ada, draft.about, FIELDS) == ""
    view = alerts.listed(context, ada)[0]
    assert (view.tile_id, view.rows, view.dashboard_id) == (tile.id, "region is EU", board.id)


@pytest.mark.parametrize(
    "about",
    [
        {"dataset": "dataset"},
        {"dashboard": "board", "tile": "tile", "filters": []},
        {"alert": "alert", "version": 1},
        {"insight": 1},
        {"alert": "'; drop table alert", "version": None},
        {"dataset": [1]},
    ],
    ids=str,
)
def test_somebody_elses_things_are_not_there(context, ada, bob, ready, board, kept, about):
    ids = {
        "dataset": ready,
        "board": board.id,
        "tile": board.tiles[0].id,
        "alert": kept.id,
    }
    asked = {k: ids.get(v, v) if isinstance(v, str) else v for k, v in about.items()}
    assert "There is no such" in drafts.preview(context, bob, asked, FIELDS).sentence
    assert "There is no such" in drafts.keep(context, bob, asked, FIELDS)
    assert alerts.listed(context, bob) == []
    assert alerts.get(context, ada, kept.id) == kept


def test_addresses_of_foreign_things_open_nothing(context, bob, board, kept, ready):
    tile = {"dashboard": str(board.id), "tile": str(board.tiles[0].id)}
    for query in (tile, {"edit": str(kept.id)}, {"dataset": str(ready)}, {"insight": "1"}):
        with pytest.raises(NotFound):
            drafts.opened(context, bob, query)
    for query in ({"edit": "x"}, {"dataset": "-1"}, {"insight": "9" * 30}):
        with pytest.raises(NotFound):
            drafts.opened(context, bob, query)


@pytest.mark.parametrize(
    "change",
    [
        {"value": None},
        {"value": "x"},
        {"versions": "many"},
        {"op": "over"},
        {"measure": "column:x"},
    ],
    ids=str,
)
def test_a_form_that_makes_no_sense_says_why(context, ada, ready, change):
    assert drafts.keep(context, ada, {"dataset": ready}, {**FIELDS, **change})
    assert alerts.listed(context, ada) == []
