"""From forms and columns to specs: first charts, columns in and out, sentences, lists of marks."""

import pytest

from luminabi_dash.app import load_web
from luminabi_dash.charts.kind import KINDS, parse_spec
from luminabi_dash.charts.render import ask
from luminabi_dash.dashboards.forms import differences, filled, filter_in, options_in
from luminabi_dash.dashboards.options import checked_options
from luminabi_dash.dashboards.picking import assigned, toggled, used
from luminabi_dash.dashboards.sentences import sentence, words_of
from luminabi_dash.dashboards.starters import retitled, starter, titled
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.schema import Column, Role, Schema, Type

SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("region", Type.TEXT, Role.DIMENSION),
        Column("product", Type.TEXT, Role.DIMENSION),
        Column("amount", Type.NUMBER, Role.MEASURE, True),
        Column("price", Type.NUMBER, Role.MEASURE),
        Column("order", Type.TEXT, Role.IDENTIFIER),
    )
)
LINE = {"kind": "line", "x": "day", "y": "amount", "aggregate": "sum", "title": "amount by day"}
load_web()
ASKABLE = sorted(set(KINDS.names()) - {"image"})


@pytest.mark.parametrize("before", [None, LINE, {"kind": "scatter", "x": "amount", "y": "price"}])
@pytest.mark.parametrize("kind", ASKABLE)
def test_every_kind_starts_with_a_chart_that_can_be_drawn(kind, before):
    ask(parse_spec(starter(kind, SCHEMA, before)), SCHEMA)


def test_another_kind_keeps_what_fits():
    bar = starter("bar", SCHEMA, {**LINE, "subtitle": "€", "color": "region"})
    assert (bar["x"], bar["y"], bar["color"], bar["subtitle"]) == ("day", "amount", "region", "€")
    spread = starter("histogram", SCHEMA, LINE)
    assert spread["x"] == "amount"


def test_prices_are_averaged_and_rows_counted():
    prices = Schema((SCHEMA.column("region"), SCHEMA.column("price")))
    assert starter("bar", prices)["aggregate"] == "mean"
    assert starter("bar", Schema((SCHEMA.column("region"),)))["aggregate"] == "count"


def test_a_title_follows_until_somebody_writes_one():
    changed = {**LINE, "y": "price", "aggregate": "mean"}
    assert retitled(changed, LINE)["title"] == "Mean price by day"
    own = {**LINE, "title": "Takings"}
    assert retitled({**changed, "title": "Takings"}, own)["title"] == "Takings"
    assert titled({"kind": "scatter", "x": "a", "y": "b"}) == "b against a"


def test_a_form_fills_a_spec_and_keeps_what_it_cannot_ask():
    before = {"kind": "image", "picture": 3, "alt": "old", "title": ""}
    assert filled("image", {"alt": "new", "title": "Logo"}, before)["picture"] == 3
    spec = filled("bar", {"x": "region", "y": None, "top": None, "title": ""}, {"kind": "bar"})
    assert parse_spec(spec).y is None
    cleared = filled("line", {"color": None, "x": "day"}, {**LINE, "color": "region"})
    assert cleared["color"] is None


def test_entries_of_a_list_come_one_by_one_and_empty_ones_go():
    fields = {
        "x": "region",
        "marks.0.axis": "y",
        "marks.0.at": "12.5",
        "marks.0.label": "Goal",
        "marks.1.axis": "y",
        "marks.1.at": "",
    }
    spec = filled("bar", fields, {"kind": "bar", "x": "region"})
    assert spec["marks"] == ({"axis": "y", "at": 12.5, "label": "Goal"},)
    assert parse_spec(spec).marks[0].label == "Goal"
    gone = {**fields, "marks.0.at": None}
    assert filled("bar", gone, spec)["marks"] == ()


def test_texts_come_one_a_line():
    spec = filled("funnel", {"stages": " seen \n\nbought"}, {"kind": "funnel"})
    assert spec["stages"] == ("seen", "bought")


def test_options_are_kept_where_they_differ():
    said = options_in({"@emits": False, "@alt": None, "title": "x"}, {"obeys": False})
    assert checked_options(said) == {"emits": False, "obeys": False}


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"op": "in", "values": ["a"]}, ["a"]),
        ({"op": "contains", "text": "a"}, "a"),
        ({"op": "last", "last": "30 days"}, "30 days"),
        ({"op": "eq", "is": "yes"}, True),
        ({"op": "eq", "is": "no"}, False),
        ({"op": "between", "low": 1, "high": ""}, [1, None]),
        ({"op": "between", "from": None, "to": "2026-01-01"}, [None, "2026-01-01"]),
        ({"op": "is_null"}, None),
    ],
)
def test_the_fields_of_an_editor_are_a_filter(fields, wanted):
    assert filter_in("c", fields) == {"column": "c", "op": fields["op"], "value": wanted}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"op": "in", "values": []},
        {"op": "contains", "text": ""},
        {"op": "between", "low": None, "high": ""},
        {"op": "last", "last": None},
    ],
)
def test_an_editor_that_says_nothing_is_no_filter(fields):
    with pytest.raises(Invalid):
        filter_in("c", fields)


def test_columns_go_where_they_fit_and_come_out_again():
    split = toggled(LINE, "region", SCHEMA)
    assert split["color"] == "region"
    assert used(split, SCHEMA) == ["day", "region", "amount"]
    assert "color" not in toggled(split, "region", SCHEMA)
    table = toggled({"kind": "table", "columns": ["day"]}, "amount", SCHEMA)
    assert table["columns"] == ["day", "amount"]
    assert assigned("histogram", ["region"], SCHEMA) is None
    crowded = toggled({**split}, "product", SCHEMA)
    assert "product" in used(crowded, SCHEMA)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (LINE, "Show the sum of amount by month of day"),
        (
            {**LINE, "unit": "week", "color": "region"},
            "Show the sum of amount by week of day split by region",
        ),
        ({"kind": "bar", "x": "region", "aggregate": "count"}, "Show the number of rows by region"),
        ({"kind": "scatter", "x": "amount", "y": "price"}, "Show price against amount"),
        ({"kind": "histogram", "x": "price"}, "Show how price is spread"),
        ({"kind": "table", "columns": ["day", "amount"]}, "Show the rows with day and amount"),
        (
            {"kind": "pivot", "rows": ["region"], "columns": "day", "values": ["amount"]},
            "Show the amount by region and day",
        ),
    ],
)
def test_charts_are_said_in_a_sentence(spec, words):
    assert sentence(words_of(spec, SCHEMA)) == words


def test_what_differs_is_said_side_by_side():
    mine = {**LINE, "title": "Mine", "unit": None}
    assert differences(mine, LINE) == [("Title", "Mine", "amount by day")]
