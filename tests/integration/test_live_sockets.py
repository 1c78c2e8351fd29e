"""A live session over sockets: presenting, presence, edits that are counted once, slow readers."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from luminabi_dash.services import live, sharing
from luminabi_dash.web import absence
from luminabi_dash.web import socket as sockets
from tests.support.sockets import drive

IN_EU = {"column": "region", "op": "in", "value": ["EU"]}


@pytest.fixture
def shared(context, ada, bob, board):
    """Bob may edit Ada's dashboard."""
    sharing.share(context, ada, board, email=bob.email, permission="edit")
    return board


def path(board):
    return f"/ws/dashboard/{board}/"


def test_a_presenter_is_seen_by_all_and_by_who_joins_later(gateway, shared, ada, bob, bearer):
    async def body(line):
        async with line.open(path(shared), bearer(ada), "client=one") as first:
            assert (await first.event("snapshot"))["data"]["presenter"] is None
            first.send({"type": "presenter.take", "ref": "t1"})
            told = await first.event("presenter.changed")
            assert told["data"]["presenter"]["user"] == "Ada"
            assert told["data"]["presenter"]["client"] == f"{ada.id}-one"
            async with line.open(path(shared), bearer(bob)) as second:
                snapshot = await second.event("snapshot")
                assert snapshot["data"]["presenter"]["user"] == "Ada"
                assert {one["user"] for one in snapshot["data"]["participants"]} == {"Ada", "Bob"}
                second.send({"type": "presenter.release"})
                second_answer = await second.event("error")
                assert second_answer["data"]["code"] == "not_presenting"
                second.send({"type": "presenter.ask"})
                asked = await first.event("presenter.asked")
                assert asked["data"]["user"] == "Bob"
                first.send({"type": "presenter.pass", "client": asked["data"]["client"]})
                assert (await second.event("presenter.changed"))["data"]["user"] == "Bob"
                second.send({"type": "presenter.release"})
                assert (await first.event("presenter.changed"))["data"]["user"] in {"Bob", None}

    drive(gateway, body)


def test_the_role_goes_only_to_somebody_who_is_here_and_may_edit(
    gateway, context, board, ada, bob, bearer
):
    sharing.share(context, ada, board, email=bob.email, permission="view")

    async def body(line):
        async with line.open(path(board), bearer(ada)) as first:
            await first.event("snapshot")
            first.send({"type": "presenter.take"})
            await first.event("presenter.changed")
            first.send({"type": "presenter.pass", "client": "9-nobody"})
            assert (await first.event("error"))["data"]["code"] == "not_here"
            async with line.open(path(board), bearer(bob)) as second:
                own = (await second.event("snapshot"))["data"]["client"]
                first.send({"type": "presenter.pass", "client": own})
                assert (await first.event("error"))["data"]["code"] == "view_only"
                for message in ({"type": "presenter.take"}, {"type": "filter.set", **IN_EU}):
                    second.send(message)
                    assert (await second.event("error"))["data"]["code"] == "view_only"

    drive(gateway, body)


def test_an_edit_that_is_sent_again_after_a_reconnect_is_one(gateway, board, ada, bearer, context):
    async def body(line):
        headers = bearer(ada)
        edit = {"type": "filter.set", "ref": "a-1", **IN_EU}
        async with line.open(path(board), headers, "client=page") as wire:
            await wire.event("snapshot")
            wire.send(edit)
            first = (await wire.event("ack"))["data"]["seq"]
        async with line.open(path(board), headers, "client=page") as wire:
            await wire.event("snapshot")
            for _ in range(3):
                wire.send(edit)
                assert (await wire.event("ack"))["data"] == {"ref": "a-1", "seq": first}
        async with line.open(path(board), headers, "client=other") as wire:
            await wire.event("snapshot")
            wire.send(edit)
            assert (await wire.event("ack"))["data"]["seq"] == first + 1

    drive(gateway, body)


def test_nobody_takes_the_page_of_another_user(gateway, shared, ada, bob, bearer):
    async def body(line):
        async with line.open(path(shared), bearer(ada), "client=same") as first:
            mine = (await first.event("snapshot"))["data"]["client"]
            async with line.open(path(shared), bearer(bob), "client=same") as second:
                theirs = (await second.event("snapshot"))["data"]["client"]
                assert mine != theirs
            bad = line.open(path(shared), bearer(bob), "client=a%20b")
            async with bad:
                assert " " not in (await bad.event("snapshot"))["data"]["client"]

    drive(gateway, body)


def test_where_one_looks_is_told_in_the_newest_form_only(gateway, shared, ada, bob, bearer):
    async def body(line):
        first = line.open(path(shared), bearer(ada))
        second = line.open(path(shared), bearer(bob))
        async with first, second:
            await first.event("snapshot")
            await second.event("snapshot")
            for tile in range(15):
                first.send({"type": "presence.update", "focus": {"tile": tile}})
            told = await second.event("presence.updated")
            while told["data"]["focus"] != {"tile": 14}:
                told = await second.event("presence.updated")
            updates = [one for one in second.events if one["type"] == "presence.updated"]
            assert len(updates) < 6, "bursts are told as one"
            first.send({"type": "presence.update", "focus": "x" * 600})
            assert (await second.event("presence.updated"))["data"]["focus"] is None

    drive(gateway, body)


def test_a_page_that_comes_back_hears_who_is_there(gateway, board, ada, bearer):
    async def body(line):
        headers = bearer(ada)
        async with line.open(path(board), headers, "client=p") as wire:
            since = (await wire.event("snapshot"))["id"]
        async with line.open(path(board), headers, f"client=p&since={since}") as wire:
            here = await wire.event()
            assert here["type"] == "presence.here"
            assert [one["user"] for one in here["data"]["participants"]] == ["Ada"]

    drive(gateway, body)


def test_a_presenter_who_is_gone_presents_no_longer(gateway, board, ada, bearer, monkeypatch):
    monkeypatch.setattr(absence, "GONE_SECONDS", 0.2)

    async def body(line):
        headers = bearer(ada)
        async with line.open(path(board), headers) as second:
            await second.event("snapshot")
            async with line.open(path(board), headers, "client=p") as first:
                await first.event("snapshot")
                first.send({"type": "presenter.take"})
                await first.event("presenter.changed")
            async with line.open(path(board), headers, "client=p") as first:
                await first.event("snapshot")
                await asyncio.sleep(1.5)
                changes = [one for one in second.events if one["type"] == "presenter.changed"]
                assert all(one["data"]["presenter"] for one in changes), "it came back in time"
            told = await second.event("presenter.changed")
            while told["data"]["presenter"] is not None:
                told = await second.event("presenter.changed")
            assert told["data"]["by"] == "Ada"

    drive(gateway, body)


def test_a_reader_that_does_not_read_is_cut_and_disturbs_nobody(
    gateway, context, board, ada, bearer, monkeypatch
):
    monkeypatch.setattr(sockets, "OUT_BYTES", 4_000)

    async def body(line):
        headers = bearer(ada)
        stuck = line.open(path(board), headers)
        async with line.open(path(board), headers) as other:
            await other.event("snapshot")
            async with stuck:
                await stuck.event("snapshot")
                stuck.outbox = blocked = asyncio.Queue(maxsize=1)
                stuck.block(blocked)
                for number in range(60):
                    item = {"column": "amount", "op": "ge", "value": number}
                    await asyncio.to_thread(live.set_filter, context, ada, board, item)
                for number in range(60):
                    assert (await other.event("filter.changed"))["data"]["value"] == number
                await asyncio.wait_for(asyncio.shield(stuck.task), 5)
            assert [one["user"] for one in people(gateway, board)] == ["Ada"]

    drive(gateway, body)


def people(gateway, board):
    return [one.shown() for one in gateway._hub.people(f"dashboard:{board}")]


def test_what_only_web_processes_are_told_is_replayed_to_nobody(
    gateway, context, board, ada, bearer
):
    async def body(line):
        headers = bearer(ada)
        async with line.open(path(board), headers) as wire:
            since = (await wire.event("snapshot"))["id"]
            await asyncio.to_thread(sharing.share, context, ada, board, role="reader")
            await asyncio.to_thread(live.set_filter, context, ada, board, IN_EU)
            assert (await wire.event())["type"] == "filter.changed"
        async with line.open(path(board), headers, f"since={since}") as wire:
            assert (await wire.event())["type"] == "filter.changed"

    drive(gateway, body)


def test_a_page_that_pinged_and_fell_silent_is_let_go(gateway, board, ada, bearer):
    async def body(line):
        headers = bearer(ada)
        pinging, quiet = line.open(path(board), headers), line.open(path(board), headers)
        async with pinging, quiet:
            await pinging.event("snapshot")
            await quiet.event("snapshot")
            pinging.send({"type": "ping"})
            await pinging.event("pong")
            for one in gateway._hub.everyone():
                one.heard_at -= 60
            gateway._hub._beat()
            assert await pinging.closed() == 1001
            quiet.send({"type": "ping"})
            assert (await quiet.event("pong"))["type"] == "pong"

    drive(gateway, body)


def test_a_database_that_is_away_costs_a_reconnect_and_no_edit(
    gateway, context, board, ada, bearer, monkeypatch
):
    async def body(line):
        headers = bearer(ada)
        edit = {"type": "filter.set", "ref": "once", **IN_EU}
        async with line.open(path(board), headers, "client=p") as wire:
            await wire.event("snapshot")
            with monkeypatch.context() as broken:
                broken.setattr(live, "set_filter", locked)
                wire.send(edit)
                assert await wire.closed() == 1013
        async with line.open(path(board), headers, "client=p") as wire:
            await wire.event("snapshot")
            wire.send(edit)
            assert (await wire.event("ack"))["data"]["ref"] == "once"

    drive(gateway, body)


def locked(*_):
    raise OperationalError("update", {}, Exception("database is locked"))


@pytest.mark.parametrize(
    "message",
    [
        {"type": "presenter.pass"},
        {"type": "presenter.pass", "client": 7},
        {"type": "presenter.pass", "client": {"a": [1]}},
        {"type": "presenter.release"},
        {"type": "filter.set", "column": ["region"], "op": "in", "value": ["EU"]},
        {"type": "filter.set", "ref": "x" * 81, **IN_EU},
        {"type": "filter.clear", "column": {"a": 1}},
        {"type": "presenter.take" * 20},
        '{"type": "ping", "x": "\\ud800"}',
    ],
    ids=lambda value: str(value)[:40],
)
def test_nonsense_is_answered_and_the_socket_stays(gateway, board, ada, bearer, message):
    async def body(line):
        async with line.open(path(board), bearer(ada)) as wire:
            await wire.event("snapshot")
            wire.send(message)
            answer = await wire.event()
            assert answer["type"] in {"error", "pong"}
            wire.send({"type": "ping"})
            assert (await wire.event("pong"))["type"] == "pong"

    drive(gateway, body)


def test_nothing_is_taken_from_somebody_who_may_not_join(gateway, board, bob, bearer):
    async def body(line):
        async with line.open(path(board), bearer(bob)) as wire:
            for message in ({"type": "ping"}, {"type": "presenter.ask", "ref": 1}):
                wire.send(message)
            assert await wire.closed() == 4403
            assert wire.events == []

    drive(gateway, body)
