"""Hysteresis: when an alert fires, how long it goes on, and what cannot be told."""

import math

import pytest

from luminabi_dash.alerts.condition import Seen, change, holds, parse_condition
from luminabi_dash.errors import Invalid


def course(condition, numbers, reference=None):
    """Whether the alert fires after each number, from one that does not."""
    parsed = parse_condition("number", condition)
    is_firing, states = False, []
    for number in numbers:
        seen = number if isinstance(number, Seen) else Seen(number, reference)
        is_firing = holds(parsed, seen, is_firing=is_firing)
        states.append(is_firing)
    return "".join("F" if one else "." for one in states)


@pytest.mark.parametrize(
    ("condition", "numbers", "states"),
    [
        ({"op": "above", "value": 100}, [99, 100, 100.5, 99, 95.1, 95, 99, 101], "..FFF..F"),
        ({"op": "above", "value": 100, "back": 20}, [101, 81, 80, 99], "FF.."),
        ({"op": "above", "value": 100, "back": 0}, [101, 100, 100, 101], "F..F"),
        ({"op": "above", "value": 0}, [0, 1, 0, -1], ".F.."),
        ({"op": "above", "value": -100}, [-100, -99, -104.9, -105], ".FF."),
        ({"op": "below", "value": 100}, [100, 99, 104.9, 105, 101], ".FF.."),
        (
            {"op": "outside", "value": 10, "high": 30},
            [10, 30, 9, 10.5, 11, 31, 29.5, 29],
            "..FF.FF.",
        ),
        ({"op": "outside", "value": 10, "high": 30}, [31, 9, 20], "FF."),
    ],
    ids=str,
)
def test_it_fires_beyond_the_limit_and_is_over_at_the_way_back(condition, numbers, states):
    assert course(condition, numbers) == states


@pytest.mark.parametrize(
    ("condition", "numbers", "states"),
    [
        ({"op": "change", "value": 10}, [110, 111, 109.6, 109.5, 89, 91], ".FF.F."),
        ({"op": "change_percent", "value": 20}, [120, 121, 117, 116, 119, 79, 83, 84], ".FF..FF."),
        ({"op": "change_percent", "value": 20, "back": 0}, [121, 120], "F."),
    ],
    ids=str,
)
def test_changes_count_either_way(condition, numbers, states):
    assert course(condition, numbers, reference=100) == states


def test_a_change_of_a_number_below_zero_is_taken_of_its_size():
    condition = parse_condition("number", {"op": "change_percent", "value": 20})
    assert change(condition, Seen(-150, -100)) == -50
    assert change(condition, Seen(50, -100)) == 150


def test_emptiness_has_no_way_back():
    empty = Seen(0, is_empty=True)
    assert course({"op": "empty"}, [empty, Seen(0), Seen(None), Seen(1.0)]) == "F.F."


@pytest.mark.parametrize(
    ("condition", "seen", "words"),
    [
        ({"op": "above", "value": 1}, Seen(None), "no number"),
        ({"op": "above", "value": 1}, Seen(math.nan), "no number"),
        ({"op": "below", "value": 1}, Seen(-math.inf), "no number"),
        ({"op": "change", "value": 1}, Seen(1.0, None), "no data version before"),
        ({"op": "change", "value": 1, "against": "period"}, Seen(1.0, None), "no period before"),
        ({"op": "change_percent", "value": 1}, Seen(1.0, 0.0), "was 0 before"),
    ],
    ids=str,
)
def test_what_cannot_be_told_says_why(condition, seen, words):
    with pytest.raises(Invalid, match=words):
        holds(parse_condition("number", condition), seen, is_firing=False)


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        (None, "condition"),
        ([], "condition"),
        ({}, "op"),
        ({"op": "over", "value": 1}, "op"),
        ({"op": "above"}, "value"),
        ({"op": "above", "value": "1"}, "value"),
        ({"op": "above", "value": True}, "value"),
        ({"op": "above", "value": math.nan}, "value"),
        ({"op": "above", "value": math.inf}, "value"),
        ({"op": "above", "value": 1, "high": 2}, "high"),
        ({"op": "above", "value": 1, "back": -1}, "back"),
        ({"op": "above", "value": 1, "versions": 0}, "versions"),
        ({"op": "above", "value": 1, "surprise": 1}, "surprise"),
        ({"op": "outside", "value": 1}, "high"),
        ({"op": "outside", "value": 2, "high": 2}, "high"),
        ({"op": "outside", "value": 1, "high": 2, "back": 0.6}, "back"),
        ({"op": "change", "value": 0}, "value"),
        ({"op": "change", "value": -5}, "value"),
        ({"op": "change_percent", "value": 5, "back": 6}, "back"),
        ({"op": "change", "value": 5, "against": "yesterday"}, "against"),
        ({"op": "empty", "value": 1}, "value"),
    ],
    ids=str,
)
def test_a_condition_that_makes_no_sense_names_its_field(condition, field):
    with pytest.raises(Invalid) as raised:
        parse_condition("number", condition)
    assert raised.value.details == {"field": field}


@pytest.mark.parametrize("verdicts", [[], ["better"], "gone", None, ["gone"] * 6], ids=str)
def test_an_insight_is_watched_for_verdicts(verdicts):
    assert parse_condition("insight", {"verdicts": ["gone", "weaker"]})
    with pytest.raises(Invalid, match="verdicts"):
        parse_condition("insight", {"verdicts": verdicts})
