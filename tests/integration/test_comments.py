"""Comments on a dashboard: who may say what, who hears of it, and what they lead back to."""

import pytest

from luminabi_dash.dashboards.comments import LONGEST
from luminabi_dash.services import (
    accounts,
    commenting,
    dashboards,
    figures,
    lines,
    notices,
    recalling,
    selecting,
    sharing,
    uploads,
)
from luminabi_dash.services.remembering import About
from tests.conftest import CSV, PASSWORD
from tests.support.sockets import drive

PATH = "/api/v1/dashboards"
BAR = {"kind": "bar", "x": "region", "y": "amount", "title": "Amount by region"}
IN_EU = {"column": "region", "op": "in", "value": ["EU"]}
POINT = {"x": "EU", "y": 1950.5, "curve": 0, "words": "region is EU"}


@pytest.fixture
def board(context, ada, ready):
    made = dashboards.create(context, ada, ready, "Orders")
    dashboards.add_tile(context, ada, made.id, BAR)
    return made.id


@pytest.fixture
def tile(context, ada, board):
    return dashboards.get(context, ada, board).tiles[0].id


@pytest.fixture
def owner(api, ada):
    return api(ada)


@pytest.fixture
def guest(api, bob, context, ada, board):
    """Bob, who may look at the dashboard."""
    sharing.share(context, ada, board, email=bob.email)
    return api(bob)


@pytest.fixture
def eve(context):
    return accounts.add_user(context, "eve@example.org", PASSWORD, "Eve")


def say(client, board, text="Why so many?", status=201, **more):
    answer = client.post(f"{PATH}/{board}/comments", json={"text": text, **more})
    assert answer.status_code == status, answer.text
    return answer.json


def threads(client, board):
    return client.get(f"{PATH}/{board}/comments").json["items"]


def told(context, user):
    """What the bell says of comments, the newest first."""
    lines = notices.listed(context, user)
    return [(one.type, one.link) for one in lines if one.type.startswith("comment.")]


def test_a_viewer_comments_on_a_point_and_everybody_reads_it(owner, guest, board, tile):
    made = say(guest, board, tile=tile, point=POINT, filters=[IN_EU], tab=0)
    (thread,) = threads(owner, board)

    assert (thread["id"], thread["number"], thread["tile_id"]) == (made["id"], 1, tile)
    assert thread["tile_title"] == "Amount by region"
    assert thread["point"] == POINT
    assert thread["seen"] == {"filters": [IN_EU], "tab": 0, "drill": None}
    assert thread["data_version"] == 2
    (comment,) = thread["comments"]
    assert (comment["by"], comment["may_edit"], comment["may_delete"]) == ("Bob", False, True)


def test_without_filters_those_that_everybody_shares_are_kept(owner, board):
    owner.put(f"{PATH}/{board}/filters", json={"filters": [IN_EU]})
    say(owner, board)
    assert threads(owner, board)[0]["seen"]["filters"] == [IN_EU]


def test_a_stranger_finds_nothing(owner, board, api, bob):
    made = say(owner, board)
    stranger = api(bob)
    for answer in (
        stranger.get(f"{PATH}/{board}/comments"),
        stranger.post(f"{PATH}/{board}/comments", json={"text": "Hello"}),
        stranger.post(f"{PATH}/{board}/comments", json={"text": "Hello", "thread": made["id"]}),
        stranger.patch(f"/api/v1/comments/{made['id']}", json={"text": "Mine"}),
        stranger.delete(f"/api/v1/comments/{made['id']}"),
    ):
        assert answer.status_code == 404, answer.text


def test_only_who_wrote_it_changes_it_and_the_owner_may_delete(owner, guest, board):
    own, other = say(owner, board), say(guest, board, "And why here?")
    path = "/api/v1/comments"

    assert guest.patch(f"{path}/{own['id']}", json={"text": "x"}).status_code == 403
    assert owner.patch(f"{path}/{other['id']}", json={"text": "x"}).status_code == 403
    assert guest.delete(f"{path}/{own['id']}").status_code == 403
    changed = guest.patch(f"{path}/{other['id']}", json={"text": "And here?"})
    assert changed.json["text"] == "And here?"
    assert changed.json["edited_at"]
    assert owner.delete(f"{path}/{other['id']}").status_code == 204
    assert [one["id"] for one in threads(guest, board)] == [own["id"]]


def test_the_first_comment_takes_its_thread_along(owner, guest, board):
    first = say(owner, board)
    say(guest, board, "Because.", thread=first["id"])
    assert owner.delete(f"/api/v1/comments/{first['id']}").status_code == 204
    assert threads(owner, board) == []


def test_resolved_and_open_again_by_a_reply(owner, guest, board):
    first = say(owner, board)
    answer = guest.patch(f"/api/v1/comments/{first['id']}", json={"resolved": True})
    assert answer.status_code == 200
    (thread,) = threads(owner, board)
    assert thread["resolved_by"] == "Bob"
    reply = say(owner, board, "One more thing.", thread=first["id"])
    assert threads(owner, board)[0]["resolved_at"] is None
    wrong = guest.patch(f"/api/v1/comments/{reply['id']}", json={"resolved": True})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"text": "   "},
        {"text": "x" * (LONGEST + 1)},
        {"text": "x", "tile": "first"},
        {"text": "x", "point": POINT},
        {"text": "x", "filters": [{"column": "nothing", "op": "in", "value": []}]},
        {"text": "x", "data_version": 1},
        {"text": "x", "data_version": 99},
        {"text": "x", "mentions": [4_711]},
        {"text": "x", "colour": "red"},
        {},
    ],
)
def test_what_makes_no_sense_is_refused(owner, board, body):
    answer = owner.post(f"{PATH}/{board}/comments", json=body)
    assert answer.status_code == 422, answer.text
    assert threads(owner, board) == []


@pytest.mark.parametrize(
    "point",
    [{"x": [1]}, {"x": "y" * 501}, {"z": 1}, {"curve": -1}, {"x": True}],
)
def test_a_point_that_is_none_is_refused(owner, board, tile, point):
    say(owner, board, status=422, tile=tile, point=point)


def test_threads_and_replies_are_limited(owner, board, monkeypatch):
    monkeypatch.setattr(commenting, "THREADS", 1)
    monkeypatch.setattr(commenting, "REPLIES", 1)
    first = say(owner, board)
    say(owner, board, status=422)
    say(owner, board, thread=first["id"])
    say(owner, board, status=422, thread=first["id"])


def test_a_thread_of_another_dashboard_takes_no_reply(context, ada, owner, board, ready):
    other = dashboards.create(context, ada, ready, "Other").id
    first = say(owner, board)
    say(owner, other, status=404, thread=first["id"])


def test_who_is_mentioned_is_told_once(context, ada, bob, owner, guest, board):
    first = say(owner, board, "@Bob look", mentions=[bob.id, bob.id])
    link = f"/dashboards/{board}?comment={first['id']}"
    assert told(context, bob) == [("comment.mentioned", link)]
    assert first["mentions"] == [{"id": bob.id, "name": "Bob"}]
    assert "Ada mentioned you on Orders: “@Bob look”" in notices.listed(context, bob)[0].text

    owner.patch(f"/api/v1/comments/{first['id']}", json={"text": "@Bob!", "mentions": [bob.id]})
    assert len(told(context, bob)) == 1
    assert told(context, ada) == []


def test_a_mention_of_somebody_who_cannot_open_it_is_refused(context, eve, owner, guest, board):
    answer = owner.post(
        f"{PATH}/{board}/comments", json={"text": "@Eve look", "mentions": [eve.id]}
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "wrong_mention")
    assert told(context, eve) == []


def test_who_wrote_before_hears_of_a_reply(context, ada, bob, owner, guest, board):
    first = say(owner, board)
    reply = say(guest, board, "Because.", thread=first["id"])
    link = f"/dashboards/{board}?comment={reply['id']}"
    assert told(context, ada) == [("comment.replied", link)]
    say(owner, board, "@Bob thanks", thread=first["id"], mentions=[bob.id])
    assert [one[0] for one in told(context, bob)] == ["comment.mentioned"]
    assert len(told(context, ada)) == 1, "nobody hears of what they said themselves"


def test_who_lost_the_dashboard_hears_no_more(context, ada, bob, owner, guest, board):
    first = say(guest, board)
    (share,) = sharing.listed(context, ada, board)
    sharing.revoke(context, ada, board, share.id)
    say(owner, board, "Still there?", thread=first["id"])
    assert told(context, bob) == []


def test_every_open_page_hears_of_it(owner, guest, board, tile, bob, gateway, bearer):
    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(bob)) as wire:
            await wire.event("snapshot")
            made = say(owner, board, tile=tile)
            said = await wire.event("comment.added")
            expected = {"comment": made["id"], "thread": made["id"], "tile": tile, "by": "Ada"}
            assert said["data"] == expected
            owner.patch(f"/api/v1/comments/{made['id']}", json={"resolved": True})
            assert (await wire.event("comment.changed"))["data"]["comment"] == made["id"]
            owner.delete(f"/api/v1/comments/{made['id']}")
            assert (await wire.event("comment.removed"))["data"]["thread"] == made["id"]

    drive(gateway, body)


@pytest.fixture
def grown(context, ada, ready, drain, tmp_path):
    """The dataset with a second cleaned version: ten more rows of a region that was not there."""

    def grow():
        path = tmp_path / "more.csv"
        rows = "".join(f"B-{i:04},2026-11-{1 + i:02},ASIA,Lamp,99.50\n" for i in range(10))
        path.write_bytes(CSV + rows.encode())
        uploads.replace(context, ada, ready, path, "more.csv")
        drain()

    return grow


def regions(drawn):
    return sorted(drawn.tiles[0].figure["data"][0]["x"])


def test_what_was_seen_then_is_drawn_from_the_data_of_then(
    context, ada, bob, owner, guest, board, tile, grown
):
    made = say(guest, board, tile=tile, filters=[])
    grown()
    state, tab = recalling.state_then(
        context, ada, {"dashboard": board, "link": [IN_EU]}, made["id"]
    )

    assert state["past"]["words"] == "As Bob saw it"
    assert (state["past"]["version"], state["link"], tab) == (2, [], None)
    now = figures.dashboard(context, bob, board, [])
    then = figures.dashboard(context, bob, board, state["link"], past=state["past"])
    assert (now.dashboard.data_version, then.dashboard.data_version, then.newest) == (4, 2, 4)
    assert regions(now) == ["ASIA", "EU", "US"]
    assert regions(then) == ["EU", "US"]
    assert (now.total, then.total) == (290, 280)


def test_rows_and_marks_of_the_past_are_those_of_then(context, ada, owner, board, tile, grown):
    made = say(owner, board, tile=tile, filters=[])
    grown()
    state, _ = recalling.state_then(context, ada, {"dashboard": board}, made["id"])
    now = {"dashboard": board, "link": []}
    first = {"points": [{"curveNumber": 0, "pointNumber": 0, "x": "EU", "y": 1.0}]}

    assert lines.behind(context, ada, board, tile, None, [], None, state["past"]).version == 2
    assert lines.behind(context, ada, board, tile, None, []).version == 4
    found = selecting.mark(context, ada, state, tile, first)
    assert found.rows == selecting.mark(context, ada, now, tile, first).rows
    assert found.point == {"x": "EU", "y": 1.0, "curve": 0, "words": "region is EU"}


def test_a_viewer_can_click_a_point(context, bob, guest, board, tile):
    first = {"points": [{"curveNumber": 0, "pointNumber": 0, "x": "EU", "y": 1.0}]}
    assert selecting.mark(context, bob, {"dashboard": board}, tile, first).rows > 0


@pytest.mark.parametrize("version", [1, 3, 99, -1, "2", None, True])
def test_no_other_version_is_looked_back_at(context, ada, board, grown, version):
    """The one before its cleaning, a future one, one that is no number."""
    grown()
    drawn = figures.dashboard(context, ada, board, [], past={"words": "x", "version": version})
    assert drawn.dashboard.data_version == 4


def test_a_comment_that_is_gone_leaves_words(context, ada, board, ready):
    other = dashboards.create(context, ada, ready, "Other").id
    foreign = commenting.begin(context, ada, other, "Elsewhere", About()).id
    for comment in (4_711, foreign, "x", "9" * 30):
        found = recalling.then(context, ada, board, comment)
        assert (found.thread, found.link) == (None, None)
        assert found.past["words"] == "That comment is not there any more"


def test_a_comment_stays_when_its_tile_is_removed(context, ada, owner, board, tile):
    say(owner, board, tile=tile, point=POINT)
    assert owner.delete(f"{PATH}/{board}/tiles/{tile}").status_code == 204
    (thread,) = commenting.listed(context, ada, board)
    assert (thread.is_removed, thread.words) == (True, "region is EU · a tile that was removed")


def test_downloads_are_of_the_version_that_is_asked_for(owner, guest, board, tile, grown):
    grown()
    path = f"{PATH}/{board}/tiles/{tile}"
    assert "ASIA" in guest.get(f"{path}/export?format=csv").text
    then = guest.get(f"{path}/export?format=csv&version=2")
    assert then.status_code == 200
    assert "ASIA" not in then.text
    assert owner.get(f"{path}/rows?format=csv&version=2").text.count("\n") == 281
    for gone in (1, 3, 99):
        assert guest.get(f"{path}/export?format=csv&version={gone}").status_code == 404
    assert guest.get(f"{PATH}/{board}/export?format=html&version=1").status_code == 404


@pytest.fixture
def signed(browser, ada):
    return browser().sign_in(ada)


def props(answer):
    assert answer.status_code == 200, answer.text
    return answer.json["response"]


def test_the_page_lists_opens_and_looks_back(signed, owner, board, tile):
    made = say(owner, board, tile=tile, filters=[IN_EU], tab=0)
    listed = signed.fire(
        "..comments-threads.data...comments-list.children...comments-count.children..",
        [("comments-news", "data", 1)],
        [("dashboard-board", "data", board)],
        outputs=[
            {"id": "comments-threads", "property": "data"},
            {"id": "comments-list", "property": "children"},
            {"id": "comments-count", "property": "children"},
        ],
    )
    found = props(listed)
    assert [one["id"] for one in found["comments-threads"]["data"]] == [made["id"]]
    assert found["comments-count"]["children"] == "1"

    state = {"dashboard": board, "data_version": 2}
    opened = signed.fire(
        "comments-thread.children",
        [("comments-open", "data", {"thread": made["id"]})],
        [("dashboard-state", "data", state)],
    )
    assert "region is" in opened.text


def test_the_page_of_a_link_opens_with_what_was_seen(signed, context, ada, owner, board, tile):
    import callbacks.dashboard as page

    made = say(owner, board, tile=tile, filters=[IN_EU], tab=0)
    with signed.client as client:
        client.get("/api/v1/me")
        shown = page.show(str(board), comment=str(made["id"]))
    stores = {getattr(one, "id", None): one for one in shown.children}
    state = stores["dashboard-state"].data
    assert state["link"] == [IN_EU]
    assert (state["past"]["words"], state["past"]["version"]) == ("As you saw it", 2)
    assert stores["comments-open"].data == {"thread": made["id"]}
