"""Sockets: who may open them, what they tell, and that everybody ends in the same state."""

import asyncio

import pytest

from luminabi_dash.db.models import Insight
from luminabi_dash.services import accounts, datasets, insights, live, searching, sharing, uploads
from tests.conftest import PASSWORD
from tests.support.sockets import drive

IN_EU = {"column": "region", "op": "in", "value": ["EU"]}


def code_of(gateway, path, headers=None, query=""):
    found = []

    async def body(line):
        async with line.open(path, headers, query) as wire:
            found.append(await wire.closed())

    drive(gateway, body)
    return found[0]


def test_a_program_joins_with_its_token_and_gets_a_snapshot(gateway, board, ada, bearer, context):
    live.set_filter(context, ada, board, IN_EU)

    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(ada)) as wire:
            first = await wire.event()
            assert first["type"] == "snapshot"
            assert first["topic"] == f"dashboard:{board}"
            assert first["data"]["seq"] == 1
            assert first["data"]["data_version"] == 2
            assert [item["value"] for item in first["data"]["filters"]] == [["EU"]]
            assert [one["user"] for one in first["data"]["participants"]] == ["Ada"]

    drive(gateway, body)


def test_a_browser_joins_with_its_cookie_from_our_own_page(gateway, board, ada, cookie):
    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", cookie(ada)[0]) as wire:
            assert (await wire.event())["type"] == "snapshot"

    drive(gateway, body)


@pytest.mark.parametrize(
    "origin", [None, "https://evil.example", "http://localhost.evil.example", "null"]
)
def test_a_cookie_from_another_page_opens_nothing(gateway, board, ada, cookie, origin):
    assert code_of(gateway, f"/ws/dashboard/{board}/", cookie(ada, origin)[0]) == 4401


def test_a_ticket_opens_one_socket_once(gateway, board, ada, api):
    ticket = api(ada).post("/api/v1/auth/ticket").json["ticket"]

    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", query=f"ticket={ticket}") as wire:
            assert (await wire.event())["type"] == "snapshot"

    drive(gateway, body)
    assert code_of(gateway, f"/ws/dashboard/{board}/", query=f"ticket={ticket}") == 4401


def test_a_ticket_is_worth_nothing_after_a_minute(gateway, board, ada, api, context):
    from datetime import timedelta

    from luminabi_dash.db.models import SignIn, now

    ticket = api(ada).post("/api/v1/auth/ticket").json["ticket"]
    with context.sessions.begin() as session:
        row = session.query(SignIn).filter(SignIn.kind == "ticket").one()
        assert row.expires_at <= now() + timedelta(seconds=60)
        row.expires_at = now() - timedelta(seconds=1)
    assert code_of(gateway, f"/ws/dashboard/{board}/", query=f"ticket={ticket}") == 4401


@pytest.mark.parametrize("headers", [None, {"Authorization": "Bearer nonsense"}])
def test_without_a_sign_in_no_socket_opens(gateway, board, headers):
    assert code_of(gateway, f"/ws/dashboard/{board}/", headers) == 4401


def test_what_is_somebody_elses_has_no_sockets(gateway, board, ready, ada, bob, bearer, context):
    upload_id = uploads.create(context, ada, "a.csv", 10, None)
    headers = bearer(bob)
    for path in (
        f"/ws/dashboard/{board}/",
        f"/ws/data-cleaning/{ready}/",
        f"/ws/insights/{ready}/",
        f"/ws/upload/{upload_id}/",
        "/ws/dashboard/999999/",
        "/ws/nothing/1/",
        "/ws/dashboard/x/",
    ):
        assert code_of(gateway, path, headers) in {4403, 4404}, path


def test_a_filter_of_one_reaches_all_and_its_sender_gets_an_answer(gateway, board, ada, bearer):
    async def body(line):
        headers = bearer(ada)
        first = line.open(f"/ws/dashboard/{board}/", headers)
        second = line.open(f"/ws/dashboard/{board}/", headers)
        async with first, second:
            await first.event("snapshot")
            await second.event("snapshot")
            first.send({"type": "filter.set", "ref": 41, **IN_EU})
            told = [await wire.event("filter.changed") for wire in (first, second)]
            assert told[0] == told[1]
            data = told[0]["data"]
            assert (data["column"], data["op"], data["value"], data["by"]) == (
                "region",
                "in",
                ["EU"],
                "Ada",
            )
            acks = [one for one in first.events if one["type"] == "ack"]
            acks = acks or [await first.event("ack")]
            assert acks[0]["data"] == {"ref": 41, "seq": data["seq"]}

            second.send({"type": "filter.clear", "column": None, "ref": 42})
            cleared = await first.event("filter.cleared")
            assert cleared["data"]["seq"] == data["seq"] + 1
            assert cleared["id"] > told[0]["id"]
            await second.event("ack")
            assert not [one for one in second.events if one["data"].get("ref") == 41]

    drive(gateway, body)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "filter.set", "column": "no such", "op": "in", "value": ["x"]}, None),
        ({"type": "filter.set", "column": "region", "op": "like", "value": "x"}, None),
        ({"type": "filter.set", "column": "amount", "op": "between", "value": "x"}, None),
        ({"type": "filter.set"}, None),
        ({"type": "filter.clear", "column": 7}, None),
        ({"type": "no.such"}, "unknown_type"),
        ({"kind": "filter.set"}, "bad_message"),
        ({"type": 7}, "bad_message"),
        ("not json", "bad_message"),
        ("[]", "bad_message"),
        ('{"type":' + "[" * 30_000, "bad_message"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_message_that_makes_no_sense_is_answered_to_its_sender_only(
    gateway, board, ada, bearer, message, code
):
    async def body(line):
        headers = bearer(ada)
        sender = line.open(f"/ws/dashboard/{board}/", headers)
        async with sender:
            await sender.event("snapshot")
            async with line.open(f"/ws/dashboard/{board}/", headers) as other:
                await other.event("snapshot")
                await sender.event("presence.joined")
                sender.send(message)
                answer = await sender.event()
                assert answer["type"] == "error"
                assert answer["data"]["message"]
                if code is not None:
                    assert answer["data"]["code"] == code
                assert await other.nothing() is None
                sender.send({"type": "ping"})
                assert (await sender.event())["type"] == "pong"

    drive(gateway, body)


def test_an_unknown_column_is_named_in_the_answer(gateway, board, ada, bearer):
    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(ada)) as wire:
            await wire.event("snapshot")
            wire.send({"type": "filter.set", "column": "no such", "op": "in", "value": ["x"]})
            assert "no such" in (await wire.event("error"))["data"]["message"]

    drive(gateway, body)


@pytest.mark.parametrize("size", [64 * 1024 + 1, 900_000])
def test_too_large_a_message_ends_the_socket(gateway, board, ada, bearer, size):
    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(ada)) as wire:
            await wire.event("snapshot")
            wire.send("x" * size)
            assert await wire.closed() == 1009

    drive(gateway, body)


def test_the_largest_message_is_still_read(gateway, board, ada, bearer):
    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(ada)) as wire:
            await wire.event("snapshot")
            wire.send('{"type": "ping", "more": "' + "x" * (64 * 1024 - 28) + '"}')
            assert (await wire.event())["type"] == "pong"

    drive(gateway, body)


def test_a_socket_that_only_tells_takes_no_edits(gateway, ready, ada, bearer):
    async def body(line):
        async with line.open(f"/ws/data-cleaning/{ready}/", bearer(ada)) as wire:
            await wire.event("snapshot")
            wire.send({"type": "filter.set", **IN_EU})
            assert (await wire.event())["data"]["code"] == "read_only"

    drive(gateway, body)


def test_signing_out_closes_the_sockets_of_that_browser_only(gateway, ada, cookie, context):
    async def body(line):
        left, kept = cookie(ada), cookie(ada)
        gone = line.open("/ws/notifications/", left[0])
        stays = line.open("/ws/notifications/", kept[0])
        async with gone, stays:
            await gone.event("snapshot")
            await stays.event("snapshot")
            found = accounts.identify(context, left[1], ("browser",))
            await asyncio.to_thread(accounts.end_sign_in, context, ada, found[1])
            assert await gone.closed() == 4401
            stays.send({"type": "ping"})
            assert (await stays.event())["type"] == "pong"

    drive(gateway, body)


def test_a_new_password_closes_the_others(gateway, ada, cookie, context):
    async def body(line):
        headers, _ = cookie(ada)
        async with line.open("/ws/notifications/", headers) as wire:
            await wire.event("snapshot")
            await asyncio.to_thread(
                accounts.change_password, context, ada, PASSWORD, "another long password", None
            )
            assert await wire.closed() == 4401

    drive(gateway, body)


def test_what_was_missed_is_replayed_in_order_and_once(gateway, board, ada, bearer, context):
    path = f"/ws/dashboard/{board}/"

    async def body(line):
        headers = bearer(ada)
        async with line.open(path, headers) as wire:
            since = (await wire.event("snapshot"))["id"]
        for number in range(5):
            item = {"column": "amount", "op": "ge", "value": number}
            await asyncio.to_thread(live.set_filter, context, ada, board, item)
        async with line.open(path, headers, query=f"since={since}") as wire:
            told = [await wire.event() for _ in range(5)]
            assert [one["type"] for one in told] == ["filter.changed"] * 5
            assert [one["data"]["value"] for one in told] == [0, 1, 2, 3, 4]
            ids = [one["id"] for one in told]
            assert ids == sorted(set(ids))
            assert ids[0] > since
            assert await wire.nothing() is None
            await asyncio.to_thread(live.clear_filter, context, ada, board, None)
            assert (await wire.event())["type"] == "filter.cleared"

    drive(gateway, body)


@pytest.mark.parametrize("since", ["99999999", "-1", "x", "9" * 40])
def test_a_since_that_makes_no_sense_gives_a_snapshot(gateway, board, ada, bearer, since):
    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(ada), f"since={since}") as wire:
            assert (await wire.event())["type"] == "snapshot"

    drive(gateway, body)


def test_many_edits_at_once_leave_all_in_the_same_state(gateway, board, ada, bearer, context):
    """Three editors; each applies what it hears with `seq` as the judge."""

    async def body(line):
        headers = bearer(ada)
        wires = [line.open(f"/ws/dashboard/{board}/", headers) for _ in range(3)]
        async with wires[0], wires[1], wires[2]:
            for wire in wires:
                await wire.event("snapshot")
            for number in range(6):
                for place, wire in enumerate(wires):
                    value = number * 10 + place
                    wire.send(
                        {"type": "filter.set", "column": "amount", "op": "ge", "value": value}
                    )
            states = []
            for wire in wires:
                while sum(one["type"] == "filter.changed" for one in wire.events) < 18:
                    await wire.event()
                changes = [one["data"] for one in wire.events if one["type"] == "filter.changed"]
                newest = max(changes, key=lambda one: one["seq"])
                states.append((newest["seq"], newest["value"]))
            assert len(set(states)) == 1
            stored = await asyncio.to_thread(live.snapshot, context, ada, board)
            assert (stored["seq"], stored["filters"][0]["value"]) == states[0]

    drive(gateway, body)


def test_people_see_who_comes_looks_and_goes(gateway, board, ada, bearer):
    async def body(line):
        headers = bearer(ada)
        async with line.open(f"/ws/dashboard/{board}/", headers) as first:
            await first.event("snapshot")
            async with line.open(f"/ws/dashboard/{board}/", headers) as second:
                await first.event("presence.joined")
                assert len((await second.event("snapshot"))["data"]["participants"]) == 2
                second.send({"type": "presence.update", "focus": {"tile": 3}})
                assert (await first.event("presence.updated"))["data"]["focus"] == {"tile": 3}
            await first.event("presence.left")

    drive(gateway, body)


def test_preparing_and_searching_are_told_while_they_run(
    gateway, ready, ada, bearer, context, drain
):
    async def body(line):
        headers = bearer(ada)
        cleaning = line.open(f"/ws/data-cleaning/{ready}/", headers)
        search = line.open(f"/ws/insights/{ready}/", headers)
        news = line.open("/ws/notifications/", headers)
        async with cleaning, search, news:
            for wire in (cleaning, search, news):
                await wire.event("snapshot")
            await asyncio.to_thread(datasets.clean_again, context, ada, ready)
            await asyncio.to_thread(drain)
            await cleaning.event("cleaning.started")
            assert (await cleaning.event("cleaning.completed"))["data"]["rows"] == 280
            progress = [one for one in cleaning.events if one["type"] == "cleaning.progress"]
            assert [one["data"]["percent"] for one in progress] == sorted(
                one["data"]["percent"] for one in progress
            )
            assert any(one["data"]["message"].endswith("…") for one in progress)
            await news.event("dataset.ready")
            await search.event("insights.started")
            done = await search.event("insights.completed")
            found = [one for one in search.events if one["type"] == "insight.found"]
            assert done["data"]["found"] == len(found)
            assert insights.discovery(context, ada, ready).tested == done["data"]["tested"]

    drive(gateway, body)


def test_a_stopping_server_asks_its_sockets_to_come_back(gateway, board, ada, bearer):
    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(ada)) as wire:
            await wire.event("snapshot")
            await line.stop()
            assert await wire.closed() == 1012

    drive(gateway, body)


def test_whom_a_dashboard_is_shared_with_hears_of_new_data_and_insights(
    gateway, board, ready, ada, bob, bearer, context, drain
):
    sharing.share(context, ada, board, email=bob.email)

    async def body(line):
        async with line.open(f"/ws/dashboard/{board}/", bearer(bob)) as wire:
            await wire.event("snapshot")
            await asyncio.to_thread(datasets.clean_again, context, ada, ready)
            await asyncio.to_thread(drain, "prepare_dataset")
            assert (await wire.event("data.updated"))["data"]["version"] > 2
            await asyncio.to_thread(announce, context, ready)
            assert (await wire.event("insight.found"))["data"]["insight"]["sentence"] == "It rises."

    drive(gateway, body)


def announce(context, dataset_id):
    body = {"sentence": "It rises.", "columns": ["day", "amount"]}
    with context.sessions.begin() as session:
        row = Insight(dataset_id=dataset_id, version=2, signature="x", score=1.0, body=body)
        session.add(row)
        session.flush()
        searching.announce_on_dashboards(context, session, dataset_id, [row])
