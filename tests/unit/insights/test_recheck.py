"""A statement measured again: holds, stronger, weaker, reversed, gone."""

import pytest

from luminabi_dash.insights.recheck import KEPT, checked, verdict


def body(effect, interval=None, name="slope, share of mean", direction=None):
    return {
        "effect": effect,
        "interval": interval,
        "effect_name": name,
        "direction": direction,
        "n": 100,
    }


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (body(0.4), None, "gone"),
        (body(0.4), body(0.45, [0.38, 0.5]), "holds"),
        (body(0.4), body(0.7, [0.6, 0.8]), "stronger"),
        (body(0.4), body(0.2, [0.1, 0.3]), "weaker"),
        (body(-0.4), body(-0.7, [-0.8, -0.6]), "stronger"),
        (body(0.4), body(-0.3, [-0.4, -0.2]), "reversed"),
        (body(0.4, direction="up"), body(0.4, [0.3, 0.5], direction="down"), "reversed"),
        (body(0.4), body(0.44), "holds"),
        (body(0.4), body(0.9), "stronger"),
        (body(1.5, name="ratio of means"), body(0.7, [0.6, 0.8], "ratio of means"), "reversed"),
        (body(1.5, name="ratio of means"), body(1.6, [1.4, 1.8], "ratio of means"), "holds"),
        (body(0.5, name="ratio of means"), body(0.25, [0.2, 0.3], "ratio of means"), "stronger"),
    ],
)
def test_verdicts(before, after, expected):
    assert verdict(before, after) == expected


def test_a_version_is_checked_once_and_the_oldest_are_forgotten():
    history = []
    for version in range(2, 40):
        history = checked(history, body(0.4), body(0.41, [0.3, 0.5]), version, "2026-11-27")
        history = checked(history, body(0.4), None, version, "2026-11-27")
    assert len(history) == KEPT
    assert history[-1] == {
        "version": 39,
        "verdict": "gone",
        "effect": None,
        "interval": None,
        "n": 100,
        "at": "2026-11-27",
    }
