"""Editing by the API: merging, conflicts, undo and redo, history, tabs, pictures, whose it is."""

import io

import pytest

from luminabi_dash.dashboards.board import Content
from luminabi_dash.dashboards.edits import ChangeTile, made
from luminabi_dash.db.work import Dashboard
from luminabi_dash.services import editing, gestures

PATH = "/api/v1/dashboards"
BAR = {"kind": "bar", "title": "Amount by region", "x": "region", "y": "amount"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def board(client, ready):
    return client.post(PATH, json={"dataset_id": ready, "name": "Orders"}).json["id"]


@pytest.fixture
def tiles(client, board):
    """Three charts: two side by side, one below; their ids."""
    found = []
    for number, (x, y) in enumerate(((0, 0), (6, 0), (0, 6))):
        body = {
            "spec": {**BAR, "title": f"T{number}"},
            "place": {"x": x, "y": y, "w": 6, "h": 6},
        }
        found.append(client.post(f"{PATH}/{board}/tiles", json=body).json["id"])
    return found


@pytest.fixture
def ask(client, board):
    def call(method, path="", status=200, **body):
        answer = client.open(f"{PATH}/{board}{path}", method=method, json=body or None)
        assert answer.status_code == status, answer.text
        return answer.json if answer.data else None

    return call


def places(ask):
    return {t["id"]: [t[key] for key in "xywh"] for t in ask("GET")["tiles"]}


def titles(ask):
    return [tile["title"] for tile in ask("GET")["tiles"]]


def test_a_layout_moves_many_and_pushes_the_rest(ask, tiles):
    first, second, third = tiles
    moved = ask("PATCH", "/layout", tiles=[{"id": first, "x": 6}, {"id": third, "w": 12}])
    assert moved["version"] == 5
    assert places(ask) == {first: [6, 0, 6, 6], second: [6, 6, 6, 6], third: [0, 12, 12, 6]}
    ask("PATCH", "/layout", 422, tiles=[{"id": first, "x": 9, "w": 6}])
    ask("PATCH", "/layout", 422, tiles=[])
    ask("PATCH", "/layout", 404, tiles=[{"id": 999, "x": 0}])


def test_edits_of_different_tiles_merge_and_of_the_same_collide(ask, tiles):
    first, second, _ = tiles
    seen = ask("GET")["version"]
    ask("PATCH", "/layout", version=seen, tiles=[{"id": first, "h": 8}])
    ask("PATCH", "/layout", version=seen, tiles=[{"id": second, "h": 4}])
    late = ask("PATCH", "/layout", 409, version=seen, tiles=[{"id": first, "h": 2}])
    details = late["error"]["details"]
    assert details["version"] == seen + 2
    assert details["collisions"] == [f"tile:{first}:place"]
    assert [tile["h"] for tile in details["tiles"]] == [8]
    assert [places(ask)[tile][3] for tile in (first, second)] == [8, 4]

    ask("PATCH", f"/tiles/{first}", version=1, spec={**BAR, "title": "Mine"})
    late = ask("PATCH", f"/tiles/{first}", 409, version=1, spec={**BAR, "title": "Theirs"})
    assert late["error"]["details"]["spec"]["title"] == "Mine"
    ask("PATCH", "/layout", version=ask("GET")["version"], tiles=[{"id": first, "h": 6}])


def test_a_tile_that_is_gone_collides_with_a_late_move(ask, tiles):
    seen = ask("GET")["version"]
    ask("DELETE", f"/tiles/{tiles[0]}", 204)
    ask("PATCH", "/layout", 409, version=seen, tiles=[{"id": tiles[0], "x": 3}])
    ask("DELETE", f"/tiles/{tiles[1]}?version={seen}", 204)
    ask("DELETE", f"/tiles/{tiles[0]}?version={seen}", 409)


def test_undo_and_redo_take_every_kind_of_edit_back(ask, tiles):
    first = tiles[0]
    steps = [
        lambda: ask("PATCH", "/layout", tiles=[{"id": first, "x": 6}]),
        lambda: ask("POST", f"/tiles/{first}/duplicate", 201),
        lambda: ask("DELETE", f"/tiles/{first}", 204),
        lambda: ask("PATCH", version=ask("GET")["version"], name="Renamed", description="About"),
        lambda: ask("PATCH", version=ask("GET")["version"], tabs=[{"name": "A"}, {"name": "B"}]),
    ]

    def state():
        found = ask("GET")
        kept = ("name", "description", "tabs")
        return [found[key] for key in kept], places(ask)

    states = [state()]
    for step in steps:
        step()
        states.append(state())
    for wanted in reversed(states[:-1]):
        ask("POST", "/undo")
        assert state() == wanted
    for wanted in states[1:]:
        ask("POST", "/redo")
        assert state() == wanted
    assert ask("POST", "/redo", 409)["error"]["code"] == "nothing_to_redo"
    versions = [one["version"] for one in ask("GET", "/history")["items"]]
    assert versions == sorted(versions, reverse=True)
    assert len(versions) == ask("GET")["version"]


def test_undo_leaves_what_somebody_else_changed_since(context, ask, board, tiles, ada, bob):
    first = tiles[0]
    ask("PATCH", f"/tiles/{first}", version=1, spec={**BAR, "title": "Ada's"})
    with context.sessions.begin() as session:
        row = session.get(Dashboard, board)
        present = editing.board_of(session, row)
        change = ChangeTile(first, 2, Content({**BAR, "title": "Bob's"}))
        editing.keep(context, session, row, bob, present, made(present, change))
    refused = ask("POST", "/undo", 409)["error"]
    assert refused["code"] == "changed_since"
    assert "Bob's" in refused["message"]
    assert ask("GET")["tiles"][0]["title"] == "Bob's"


def test_history_is_named_looked_at_and_restored(ask, tiles):
    named = ask("POST", "/history", 201, name="Before the meeting")
    ask("DELETE", f"/tiles/{tiles[1]}", 204)
    ask("PATCH", version=ask("GET")["version"], name="Later")
    items = ask("GET", "/history")["items"]
    assert [one["what"] for one in items][:2] == ["Renamed to Later", "Removed T1"]
    assert items[2]["name"] == "Before the meeting"
    assert items[-1]["what"] == "Made"
    assert all(one["by"] == "Ada" for one in items)
    past = ask("GET", f"/history/{named['version']}")
    assert [tile["id"] for tile in past["dashboard"]["tiles"]] == tiles
    ask("GET", "/history/999", 404)

    back = ask("POST", "/restore", version=named["version"])
    assert (back["name"], [t["id"] for t in back["tiles"]]) == ("Orders", tiles)
    ask("POST", "/undo")
    assert ask("GET")["name"] == "Later"
    ask("POST", "/restore", 404, version=999)


def test_an_id_is_not_given_twice(ask, tiles, client, ready):
    """A tile that was removed keeps its id, whatever is added elsewhere meanwhile."""
    ask("DELETE", f"/tiles/{tiles[2]}", 204)
    other = client.post(PATH, json={"dataset_id": ready}).json["id"]
    added = client.post(f"{PATH}/{other}/tiles", json={"spec": BAR}).json["id"]
    assert added not in tiles
    ask("POST", "/undo")
    assert [tile["id"] for tile in ask("GET")["tiles"]] == tiles


def test_tabs_hold_tiles_and_take_them_away(ask, tiles):
    made = ask("PATCH", version=ask("GET")["version"], tabs=[{"name": "One"}, {"name": "Two"}])
    one, two = [tab["id"] for tab in made["tabs"]]
    ask("PATCH", "/layout", tiles=[{"id": tiles[0], "tab": two}])
    ask("POST", "/tiles", 201, spec=BAR, tab=two)
    assert [t["tab"] for t in ask("GET")["tiles"]] == [one, one, two, two]
    stale = ask("GET")["version"]
    ask("PATCH", version=stale, tabs=[{"id": two, "name": "Two"}, {"id": one, "name": "One"}])
    late = ask("PATCH", None or "", 409, version=stale, tabs=[{"id": one, "name": "Mine"}])
    assert [tab["name"] for tab in late["error"]["details"]["tabs"]] == ["Two", "One"]
    ask("PATCH", version=ask("GET")["version"], tabs=[{"id": one, "name": "One"}])
    assert len(ask("GET")["tiles"]) == 2
    ask("PATCH", "", 422, version=ask("GET")["version"], tabs=[{"id": 77, "name": "No"}])


def test_options_and_filters_of_a_tile(ask, tiles):
    options = {"emits": False, "alt": "Said aloud"}
    eu = {"column": "region", "op": "in", "value": ["EU"]}
    changed = ask("PATCH", f"/tiles/{tiles[0]}", version=1, options=options, filters=[eu])
    assert (changed["options"], changed["filters"], changed["version"]) == (options, [eu], 2)
    for wrong in ({"emits": "no"}, {"other": 1}, {"alt": "x" * 1_001}):
        ask("PATCH", f"/tiles/{tiles[0]}", 422, version=2, options=wrong)
    ask("PATCH", f"/tiles/{tiles[0]}", 422, version=2, filters=[{"column": "nowhere"}])


def test_a_copy_is_a_dashboard_of_its_own(ask, tiles, client):
    copy = ask("POST", "/duplicate", 201)
    assert copy["name"] == "Orders (copy)"
    assert not {t["id"] for t in copy["tiles"]} & set(tiles)
    assert [t["title"] for t in copy["tiles"]] == titles(ask)
    client.delete(f"{PATH}/{copy['id']}/tiles/{copy['tiles'][0]['id']}")
    assert len(ask("GET")["tiles"]) == 3


def test_events_tell_what_an_edit_changed(context, ask, board, tiles):
    before = context.events.last_id()
    ask("PATCH", "/layout", tiles=[{"id": tiles[0], "x": 6}])
    ask("DELETE", f"/tiles/{tiles[1]}", 204)
    events = context.events.since(f"dashboard:{board}", before, 100)
    assert [one["type"] for one in events] == [
        "layout.changed",
        "dashboard.changed",
        "tile.changed",
        "dashboard.changed",
    ]
    assert events[0]["data"]["places"][str(tiles[0])] == [6, 0, 6, 6, 0]
    assert (events[2]["data"]["tile"], events[2]["data"]["version"]) == (tiles[1], 0)


def upload(client, board, data, name="a.png"):
    body = {"file": (io.BytesIO(data), name)}
    return client.post(f"{PATH}/{board}/pictures", data=body)


def test_pictures_are_what_they_say_and_seen_by_their_owner_only(context, client, board, api, bob):
    made = upload(client, board, PNG)
    assert made.status_code == 201, made.text
    assert made.json["media_type"] == "image/png"
    seen = client.get(made.json["url"])
    assert seen.data == PNG
    assert seen.headers["Content-Type"] == "image/png"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert api(bob).get(made.json["url"]).status_code == 404
    assert upload(api(bob), board, PNG).status_code == 404
    tile = {"spec": {"kind": "image", "picture": made.json["id"]}}
    assert client.post(f"{PATH}/{board}/tiles", json=tile).status_code == 201

    copy = client.post(f"{PATH}/{board}/duplicate").json
    number = copy["tiles"][0]["spec"]["picture"]
    url = f"{PATH}/{copy['id']}/pictures/{number}"
    assert client.get(url).data == PNG
    assert client.delete(f"{PATH}/{board}").status_code == 204
    assert client.get(url).data == PNG
    kept = len(list(context.blobs))
    assert client.delete(f"{PATH}/{copy['id']}").status_code == 204
    assert client.get(url).status_code == 404
    assert len(list(context.blobs)) == kept - 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 422),
        (b"<html>", 422),
        (b"RIFF....WAVEfmt ", 422),
        (b"", 422),
        (PNG + b"\0" * 5 * 1024 * 1024, 413),
    ],
    ids=["svg", "html", "wave", "empty", "large"],
)
def test_what_is_no_picture_is_refused(client, board, data, status):
    assert upload(client, board, data).status_code == status


@pytest.mark.parametrize(
    ("magic", "media_type"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_four_kinds_of_pictures(client, board, magic, media_type):
    assert upload(client, board, magic + b"\0" * 20).json["media_type"] == media_type


def test_gestures_of_the_page_are_answered_whatever_they_hold(context, ada, board, tiles):
    def perform(**gesture):
        return gestures.perform(context, ada, board, {"page": "p", "n": 1, **gesture})

    first = tiles[0]
    assert perform(kind="steps").undo == "Added T2"
    added = perform(kind="add", chart="indicator")
    assert added.tile not in {0, *tiles}
    assert perform(kind="copy", tile=first).tile
    assert perform(kind="remove", tile=first, version=6).problem is None
    assert perform(kind="undo").redo == "Removed T0"
    assert perform(kind="tabs", tabs=[{"name": "A"}, {"name": "B"}]).problem is None
    assert perform(kind="describe", name="Named").problem is None
    assert perform(kind="name", name="A version").problem is None
    assert perform(kind="restore", to=4).problem is None
    assert perform(kind="redo").problem == "There is nothing to redo."
    assert perform(kind="dance").problem == "There is no such edit."
    assert perform(kind="layout").problem == "This edit makes no sense."
    assert perform(kind="layout", moves=[{"id": "x"}]).problem == "This edit makes no sense."
    assert perform(kind="remove", tile=999).problem


def test_a_form_that_is_late_is_told_both_sides(context, ada, board, tiles):
    picked = {"tile": tiles[0], "version": 4, "page": "mine"}
    theirs = gestures.save_form(
        context, ada, board, {**picked, "page": "theirs"}, {"title": "Theirs", "@emits": False}
    )
    assert theirs.problem is None
    late = gestures.save_form(context, ada, board, picked, {"title": "Mine", "@emits": True})
    assert late.conflict == [
        ("Title", "Mine", "Theirs"),
        ("Filters the other tiles", "yes", "no"),
    ]
    again = gestures.perform(context, ada, board, {**late.gesture, "version": late.version})
    assert again.problem is None
    assert gestures.save_form(context, ada, board, picked, {"title": "Mine"}) is None
    assert gestures.save_form(context, ada, board, {**picked, "tile": 999}, {"title": "x"}) is None
