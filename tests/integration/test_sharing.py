"""Sharing a dashboard: who sees it then, what they may do, and that taking it back ends it."""

import pytest

from luminabi_dash.errors import NotFound
from luminabi_dash.services import dashboards, figures, lines, sending
from tests.support.sockets import drive

PATH = "/api/v1/dashboards"
BAR = {"kind": "bar", "title": "Amount by region", "x": "region", "y": "amount"}
IN_EU = {"column": "region", "op": "in", "value": ["EU"]}


@pytest.fixture
def board(context, ada, ready):
    return dashboards.create_auto(context, ada, ready).id


@pytest.fixture
def owner(api, ada):
    return api(ada)


@pytest.fixture
def guest(api, bob):
    return api(bob)


def shared(owner, board, bob, permission="view"):
    body = {"email": bob.email, "permission": permission}
    answer = owner.post(f"{PATH}/{board}/shares", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_viewer_sees_everything_and_changes_nothing(owner, guest, board, bob):
    shared(owner, board, bob)

    seen = guest.get(f"{PATH}/{board}").json
    assert seen["permission"] == "view"
    assert seen["owner"] == "Ada"
    assert [one["id"] for one in guest.get(PATH).json["items"]] == [board]
    tile = seen["tiles"][0]["id"]
    assert guest.get(f"{PATH}/{board}/tiles/{tile}/figure").status_code == 200
    tried = [
        guest.patch(f"{PATH}/{board}", json={"version": seen["version"], "name": "Mine"}),
        guest.post(f"{PATH}/{board}/tiles", json={"spec": BAR}),
        guest.delete(f"{PATH}/{board}/tiles/{tile}"),
        guest.put(f"{PATH}/{board}/filters", json={"filters": [IN_EU]}),
        guest.post(f"{PATH}/{board}/restore", json={"version": 1}),
        guest.get(f"{PATH}/{board}/shares"),
        guest.delete(f"{PATH}/{board}"),
    ]
    assert [answer.status_code for answer in tried] == [403] * 7
    assert guest.post(f"{PATH}/{board}/duplicate", json={}).status_code == 404
    assert guest.get(f"/api/v1/datasets/{seen['dataset_id']}").status_code == 404


def test_a_viewer_reads_the_rows_and_takes_a_report(owner, guest, board, bob, ada, context, drain):
    shared(owner, board, bob)
    tiles = guest.get(f"{PATH}/{board}").json["tiles"]
    tile = next(one["id"] for one in tiles if one["spec"]["kind"] == "bar")

    rows = guest.get(f"{PATH}/{board}/tiles/{tile}/rows?limit=2").json
    assert rows["total"] == owner.get(f"{PATH}/{board}/tiles/{tile}/rows?limit=2").json["total"]
    assert len(rows["rows"]) == 2
    csv = guest.get(f"{PATH}/{board}/tiles/{tile}/rows?format=csv")
    assert csv.status_code == 200
    behind = lines.behind(context, bob, board, tile, None)
    assert lines.columns(context, behind)
    assert lines.row_behind(context, behind, 0).line == 2
    with pytest.raises(NotFound):
        lines.row(context, bob, behind.dataset_id, 0)
    drawn = figures.dashboard(context, bob, board)
    document = sending.document_of(context, bob, drawn, [])
    assert document.title == guest.get(f"{PATH}/{board}").json["name"]


def test_an_editor_changes_it_but_does_not_own_it(owner, guest, board, bob):
    shared(owner, board, bob, "edit")

    assert guest.post(f"{PATH}/{board}/tiles", json={"spec": BAR}).status_code == 201
    assert guest.put(f"{PATH}/{board}/filters", json={"filters": [IN_EU]}).status_code == 200
    assert guest.delete(f"{PATH}/{board}").status_code == 403
    assert guest.post(f"{PATH}/{board}/shares", json={"role": "analyst"}).status_code == 403


def test_a_role_is_everybody_who_has_it(owner, guest, board):
    assert owner.post(f"{PATH}/{board}/shares", json={"role": "analyst"}).status_code == 201
    assert guest.get(f"{PATH}/{board}").json["permission"] == "view"
    assert owner.delete(f"{PATH}/{board}/shares", json={"role": "analyst"}).status_code == 204
    assert guest.get(f"{PATH}/{board}").status_code == 404


def test_a_second_share_changes_the_first(owner, guest, board, bob):
    shared(owner, board, bob)
    shared(owner, board, bob, "edit")

    items = owner.get(f"{PATH}/{board}/shares").json["items"]
    assert [(one["email"], one["permission"]) for one in items] == [(bob.email, "edit")]
    assert guest.get(f"{PATH}/{board}").json["permission"] == "edit"
    shared(owner, board, bob, "view")
    assert guest.get(f"{PATH}/{board}").json["permission"] == "view"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"email": "ada@example.org", "role": "analyst"}, 422),
        ({"role": "king"}, 422),
        ({"role": "reader", "permission": "own"}, 422),
        ({"email": "nobody@example.org"}, 404),
        ({"email": "ada@example.org"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(owner, board, body, status):
    assert owner.post(f"{PATH}/{board}/shares", json=body).status_code == status


def test_the_one_it_is_shared_with_is_told(owner, guest, board, bob, context):
    from luminabi_dash.services import notices

    shared(owner, board, bob)
    shared(owner, board, bob, "edit")

    lines = notices.listed(context, bob)
    assert [(one.type, one.link) for one in lines] == [("dashboard.shared", f"/dashboards/{board}")]
    assert "Ada shared the dashboard" in lines[0].text


def test_a_socket_ends_when_the_share_does(owner, guest, board, bob, gateway, bearer):
    share = shared(owner, board, bob)

    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(bob)) as wire:
            assert (await wire.event())["type"] == "snapshot"
            owner.post(f"{PATH}/{board}/shares", json={"role": "reader"})
            wire.send({"type": "ping"})
            assert (await wire.event())["type"] == "pong", "another's share ends nothing"
            owner.delete(f"{PATH}/{board}/shares/{share['id']}")
            assert await wire.closed() == 4403

    drive(gateway, body)


def test_a_socket_ends_when_the_dashboard_is_deleted(owner, guest, board, bob, gateway, bearer):
    shared(owner, board, bob)

    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(bob)) as wire:
            await wire.event()
            owner.delete(f"{PATH}/{board}")
            assert await wire.closed() == 4403

    drive(gateway, body)


def test_the_people_are_those_who_can_open_it(owner, guest, board, bob):
    assert guest.get(f"{PATH}/{board}/people").status_code == 404
    shared(owner, board, bob)
    assert [one["name"] for one in guest.get(f"{PATH}/{board}/people").json["items"]] == [
        "Ada",
        "Bob",
    ]
