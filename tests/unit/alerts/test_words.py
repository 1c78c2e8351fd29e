"""What is said of an alert: the number first, then the limit, then what was."""

import pytest

import luminabi_dash.charts.kinds
from luminabi_dash.alerts.condition import Seen, parse_condition
from luminabi_dash.alerts.measure import against_period, form_of, indicator, named, watched
from luminabi_dash.alerts.words import (
    condition_words,
    fired,
    insight_fired,
    insight_over,
    over,
    unknown,
    way_back,
)
from luminabi_dash.charts.options import Numbered
from luminabi_dash.errors import Invalid
from luminabi_dash.registry import load

EURO = Numbered(kind="", prefix="€")


@pytest.fixture(autouse=True)
def kinds():
    load(luminabi_dash.charts.kinds)


def number(**fields):
    return parse_condition("number", fields)


@pytest.mark.parametrize(
    ("condition", "seen", "was", "sentence"),
    [
        (
            {"op": "above", "value": 1e6},
            Seen(1.2e6),
            0.9e6,
            "Revenue of Shop is €1.20M, above €1M (was €900k)",
        ),
        ({"op": "below", "value": 5}, Seen(4.25), None, "Revenue of Shop is €4.25, below €5"),
        (
            {"op": "outside", "value": -1, "high": 1},
            Seen(-2),
            0,
            "Revenue of Shop is −€2, outside of −€1 to €1 (was €0)",
        ),
        (
            {"op": "change_percent", "value": 12.5},
            Seen(75, 100),
            100,
            "Revenue of Shop is €75, down 25% from the data version before, more than 12.5%",
        ),
        (
            {"op": "change", "value": 10, "against": "period"},
            Seen(120, 100),
            100,
            "Revenue of Shop is €120, up €20 from the period before, more than €10",
        ),
        ({"op": "empty"}, Seen(None), 3, "Revenue of Shop is empty (was €3)"),
    ],
    ids=str,
)
def test_what_fires_is_said_with_its_limit(condition, seen, was, sentence):
    assert fired("Revenue", "Shop", number(**condition), seen, was, EURO) == sentence


def test_what_is_over_is_said():
    assert (
        over("Revenue", "Shop", number(op="above", value=1e6), Seen(940_000), EURO)
        == "Revenue of Shop is €940k, no longer above €1M"
    )
    changed = number(op="change_percent", value=20)
    assert (
        over("Revenue", "Shop", changed, Seen(104, 100))
        == "Revenue of Shop is 104, no longer changed by more than 20%"
    )
    assert over("Rows", "Shop", number(op="empty"), Seen(7)) == "Rows of Shop is 7, no longer empty"


def test_conditions_in_words():
    assert condition_words(number(op="above", value=1e6, versions=2)) == (
        "above 1M in 2 data versions in a row"
    )
    assert condition_words(number(op="change", value=10, against="period")) == (
        "changed by more than 10 against the period before"
    )
    watched_for = parse_condition("insight", {"verdicts": ["weaker", "reversed", "gone"]})
    assert condition_words(watched_for) == "is weaker, has reversed or is gone"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"op": "above", "value": 1e6}, "until it is 950k or less"),
        ({"op": "below", "value": 100, "back": 1}, "until it is 101 or more"),
        ({"op": "outside", "value": 10, "high": 30}, "until it is within 11 to 29"),
        ({"op": "change_percent", "value": 20}, "until the change is 16% or less"),
        ({"op": "empty"}, ""),
    ],
    ids=str,
)
def test_the_way_back_in_words(condition, words):
    assert way_back(number(**condition)) == words


def test_insights_and_failures_in_words():
    assert insight_fired("Shop", 4, "gone", "Sales rise.") == (
        "Shop v4: an insight is gone: Sales rise."
    )
    gone = parse_condition("insight", {"verdicts": ["gone"]})
    assert insight_over("Shop", 5, gone, "holds", "Sales rise.") == (
        "Shop v5: an insight holds, no longer “is gone”: Sales rise."
    )
    assert unknown("Revenue", "Shop", "there is no column 'x'.") == (
        "Revenue of Shop cannot be checked: there is no column 'x'"
    )


def test_tiles_with_one_measure_can_be_watched_by_their_total():
    bar = {"kind": "bar", "x": "region", "y": "amount", "aggregate": "mean", "title": "By region"}
    assert watched(bar) == {
        "kind": "indicator",
        "y": "amount",
        "aggregate": "mean",
        "number": "auto",
        "decimals": None,
        "prefix": "",
        "suffix": "",
    }
    assert named(indicator(watched(bar))) == "Average of amount"
    shown = {"kind": "indicator", "y": "amount", "title": "revenue", "suffix": " kg"}
    assert named(indicator(watched(shown))) == "Revenue"
    assert form_of(indicator(watched(shown))).suffix == " kg"


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "bar", "x": "region", "y": "amount", "more": ["cost"]},
        {"kind": "table", "columns": ["region"]},
        {"kind": "text", "text": "hello"},
        {"kind": "scatter", "x": "a", "y": "b"},
        {"kind": "no such kind"},
    ],
    ids=str,
)
def test_tiles_without_a_single_number_cannot(spec):
    assert watched(spec) is None


def test_a_change_against_the_period_before_needs_a_date():
    with pytest.raises(Invalid, match="needs a date"):
        against_period(indicator({"kind": "indicator", "y": "amount"}))
    shown = {"kind": "indicator", "y": "amount", "x": "day", "compare": "none"}
    assert against_period(indicator(shown)).compare == "before"
    with pytest.raises(Invalid, match="indicator"):
        indicator({"kind": "table", "columns": ["a"]})
