"""What people make of insights: thumbs, muted columns, following, and the story they end up in."""

from dataclasses import replace

import pytest

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.insights.insight import Discovery
from luminabi_dash.insights.insight import Insight as Finding
from luminabi_dash.services import (
    alerts,
    dashboards,
    insights,
    judging,
    notices,
    searching,
    sharing,
    telling,
)
from luminabi_dash.services.alert_making import NewAlert

PATH = "/api/v1/insights"
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
    q_value=1e-8,
    score=0.6,
)
SEGMENT = replace(
    TREND,
    kind="segment",
    columns=("amount", "region"),
    sentence="amount is higher in EU.",
    chart=parse_spec({"kind": "bar", "x": "region", "y": "amount"}),
    direction=None,
    score=0.5,
)


class Nothing:
    """Work without a job row behind it."""

    def __call__(self, _fraction, _message):
        pass

    def complete(self, _session):
        pass


@pytest.fixture
def keep(context, ready):
    """Keeps these findings as the search of a version would."""

    def kept(version, *findings):
        result = Discovery(tested=10, level=0.01, insights=tuple(findings))
        searching.keep(context, Nothing(), ready, version, result)

    return kept


@pytest.fixture
def cards(context, ada, ready):
    return lambda **more: {
        one.kind: one for one in insights.discovery(context, ada, ready, **more).insights
    }


@pytest.fixture
def guest(context, ada, bob, ready, api):
    """Bob, who may look at a dashboard of Ada's."""
    board = dashboards.create_auto(context, ada, ready)
    sharing.share(context, ada, board.id, email=bob.email, permission="view")
    return api(bob)


def told(context, user):
    return [one.text for one in notices.listed(context, user) if one.type == "insight.turned"]


def test_a_disliked_card_comes_last_and_a_thumb_can_be_taken_back(api, ada, keep, cards):
    keep(3, TREND, SEGMENT)
    client, trend = api(ada), cards()["trend"].id
    assert list(cards()) == ["trend", "segment"]

    seen = client.patch(f"{PATH}/{trend}", json={"thumb": -1}).json
    assert seen["thumbs"] == {"up": 0, "down": 1, "mine": -1}
    assert list(cards()) == ["segment", "trend"]
    assert client.patch(f"{PATH}/{trend}", json={"thumb": 2}).status_code == 422
    client.patch(f"{PATH}/{trend}", json={"thumb": 0})
    assert list(cards()) == ["trend", "segment"]


def test_a_thumb_outlives_the_card(context, ada, keep, cards):
    keep(3, TREND, SEGMENT)
    judging.vote(context, ada, cards()["trend"].id, -1)
    keep(4, SEGMENT)
    assert list(cards()) == ["segment"]
    keep(5, TREND, SEGMENT)
    assert cards()["trend"].thumbs.is_disliked


def test_pressed_twice_a_thumb_is_taken_back(context, ada, keep, cards):
    keep(3, TREND)
    number = cards()["trend"].id
    assert judging.press(context, ada, number, 1).thumbs.mine == 1
    assert judging.press(context, ada, number, -1).thumbs.mine == -1
    assert judging.press(context, ada, number, -1).thumbs.mine == 0


def test_nothing_is_heard_of_a_muted_column_until_it_is_spoken_again(
    context, api, ada, ready, keep, cards
):
    keep(3, TREND, SEGMENT)
    path, client = f"/api/v1/datasets/{ready}/insights/muted", api(ada)
    assert client.put(path, json={"columns": ["region"]}).json == {"columns": ["region"]}

    found = insights.discovery(context, ada, ready)
    assert [one.kind for one in found.insights] == ["trend"]
    assert (found.muted, found.hidden) == (("region",), 1)
    assert client.put(path, json={"columns": ["nowhere"]}).status_code == 404
    assert client.get(path).json == {"columns": []}
    assert set(cards()) == {"trend", "segment"}


def test_a_running_search_does_not_tell_of_a_muted_column(context, ada, ready):
    judging.mute(context, ada, ready, "region")
    topic = f"insights:{ready}"
    before = context.events.since(topic, 0, 10_000)[-1]["id"]
    announce = searching.announcer(context, ready)
    announce(SEGMENT)
    announce(TREND)
    news = context.events.since(topic, before, 100)
    assert [event["data"]["insight"]["kind"] for event in news] == ["trend"]


def test_who_follows_hears_of_every_change_and_of_nothing_else(context, ada, keep, cards):
    keep(3, TREND, SEGMENT)
    judging.follow(context, ada, cards()["trend"].id, is_on=True)
    keep(4, replace(TREND, effect=0.41), SEGMENT)
    assert told(context, ada) == []
    keep(5, replace(TREND, effect=0.2, interval=(0.1, 0.3)), replace(SEGMENT, effect=4.0))
    keep(6, replace(TREND, effect=-0.3, interval=(-0.4, -0.2), direction="down"))
    keep(7)
    endings = [line.split(", ")[1].split(":")[0] for line in reversed(told(context, ada))]
    assert endings == ["weaker", "reversed", "gone"]
    judging.follow(context, ada, cards()["trend"].id, is_on=False)
    keep(8)
    assert "trend" not in cards()


def test_who_has_an_alert_on_it_is_not_told_twice(context, ada, keep, cards):
    keep(3, TREND)
    wanted = NewAlert({"verdicts": ["gone"]}, kind="insight", insight_id=cards()["trend"].id)
    alerts.create(context, ada, wanted)
    judging.follow(context, ada, cards()["trend"].id, is_on=True)
    keep(4)
    assert cards()["trend"].verdict == "gone"
    assert told(context, ada) == []


def test_many_changes_are_told_in_one_line(context, ada, keep, cards):
    several = [replace(TREND, columns=("day", f"m{i}"), sentence=f"m{i} rises.") for i in range(5)]
    keep(3, *several)
    for one in insights.discovery(context, ada, cards()["trend"].dataset_id).insights:
        judging.follow(context, ada, one.id, is_on=True)
    keep(4, *[replace(one, effect=9.0, interval=(8.0, 10.0)) for one in several])
    assert told(context, ada) == ["orders v4: 5 insights that you follow changed (stronger)."]


def test_a_pin_follows_and_a_dismissal_ends_it(context, ada, keep, cards):
    keep(3, TREND)
    number = cards()["trend"].id
    assert insights.set_state(context, ada, number, "pinned").is_followed
    assert not insights.set_state(context, ada, number, "dismissed").is_followed
    assert cards() == {}
    assert cards(everything=True)["trend"].state == "dismissed"


def test_a_guest_votes_and_follows_but_decides_nothing(context, api, bob, guest, keep, cards):
    keep(3, TREND)
    number = cards()["trend"].id
    assert guest.get(f"{PATH}/{number}").json["thumbs"]["mine"] == 0
    assert guest.patch(f"{PATH}/{number}", json={"thumb": 1, "followed": True}).json["is_followed"]
    assert cards()["trend"].thumbs.up == 1
    assert guest.patch(f"{PATH}/{number}", json={"state": "dismissed"}).status_code == 403
    dataset = cards()["trend"].dataset_id
    for path in ("insights/muted", "story", "insights"):
        assert guest.get(f"/api/v1/datasets/{dataset}/{path}").status_code == 404
    keep(4)
    (line,) = [one for one in notices.listed(context, bob) if one.type == "insight.turned"]
    assert line.link.startswith("/dashboards/")


def test_a_stranger_sees_no_insight(api, bob, keep, cards):
    keep(3, TREND)
    number = cards()["trend"].id
    assert api(bob).get(f"{PATH}/{number}").status_code == 404
    assert api(bob).patch(f"{PATH}/{number}", json={"thumb": 1}).status_code == 404


def test_the_story_tells_the_facts_and_becomes_a_dashboard(api, ada, context, ready, keep):
    keep(2, TREND, SEGMENT)
    story = api(ada).get(f"/api/v1/datasets/{ready}/story").json
    assert [fact["about"] for fact in story["facts"]] == ["Over time", "Who differs"]
    assert story["tested"] == 10
    assert story["rows"] > 0
    board = dashboards.get(context, ada, telling.as_dashboard(context, ada, ready))
    assert [tile.title for tile in board.tiles] == ["amount rises.", "amount is higher in EU."]
    assert {one.state for one in insights.discovery(context, ada, ready).insights} == {"pinned"}
