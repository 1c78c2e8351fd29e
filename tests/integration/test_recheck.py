"""Insights are checked again with each version; pinned ones stay and are told of."""

from dataclasses import replace

import pytest

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.insights.insight import Discovery
from luminabi_dash.insights.insight import Insight as Finding
from luminabi_dash.services import insights, searching

TREND = Finding(
    kind="trend",
    columns=("day", "amount"),
    sentence="amount rises.",
    effect=0.4,
    effect_name="slope a day, share of mean",
    interval=(0.3, 0.5),
    n=90,
    p_value=1e-9,
    strength=0.5,
    chart=parse_spec({"kind": "line", "x": "day", "y": "amount"}),
    direction="up",
)


@pytest.fixture
def merged(context, ready):
    def merge(version, *findings):
        with context.sessions.begin() as session:
            result = Discovery(insights=tuple(findings), tested=10, level=0.05)
            searching.merge(session, ready, version, result)
            return searching.turned(session, ready, version)

    return merge


def test_history_grows_with_versions(context, ada, ready, merged):
    merged(3, TREND)
    shown = next(one for one in insights.discovery(context, ada, ready).insights)
    assert shown.verdict is None
    merged(3, TREND)
    merged(4, replace(TREND, effect=0.8, interval=(0.7, 0.9)))
    merged(5, replace(TREND, effect=-0.3, interval=(-0.4, -0.2), direction="down"))
    (shown,) = insights.discovery(context, ada, ready).insights
    assert [one["verdict"] for one in shown.history] == ["stronger", "reversed"]
    assert shown.verdict == "reversed"


def test_what_is_pinned_stays_when_it_is_gone(context, ada, ready, merged):
    merged(3, TREND)
    (shown,) = insights.discovery(context, ada, ready).insights
    insights.set_state(context, ada, shown.id, "pinned")
    assert [row.id for row in merged(4)] == [shown.id]
    (shown,) = insights.discovery(context, ada, ready).insights
    assert shown.verdict == "gone"
    merged(5, TREND)
    (shown,) = insights.discovery(context, ada, ready).insights
    assert [one["verdict"] for one in shown.history] == ["gone", "holds"]


def test_what_nobody_pinned_goes(context, ada, ready, merged):
    merged(3, TREND)
    merged(4)
    assert insights.discovery(context, ada, ready).insights == ()
