"""A live session under attack: lost and doubled frames, killed processes, rude clients."""

import asyncio
import os

import pytest

from tests.support.crowd import crowd, edit_filter, kept_edits, state_of
from tests.support.rude import Rude, ask, polite, share
from tests.support.server import wait_until
from tests.support.storm import storm
from tests.support.wires import come_back, connect

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(900)]
LONG = bool(os.environ.get("LUMINABI_LONG"))
OWNER = "ada@example.org"
CSV = b"region,amount\n" + b"".join(
    b"%s,%d\n" % ((b"EU", b"US")[n % 2], n % 50) for n in range(400)
)


@pytest.fixture(params=["sqlite"])
def world(serve, request):
    """A server of two web processes with one dashboard; the server, the board and its owner."""
    settings = {}
    if request.param != "sqlite":
        settings["database_url"] = request.getfixturevalue("postgres").url()
    if request.param == "redis":
        settings["redis_url"] = request.getfixturevalue("redis_server").url
    server = serve(workers=2, **settings)
    program = server.register(OWNER)
    made = program.upload(CSV, "orders.csv")
    wait_until(lambda: program.dataset(made["id"])["status"] == "ready", 60)
    board = program.post("/dashboards/auto", {"dataset_id": made["id"]})["id"]
    return server, board, program


@pytest.mark.parametrize("world", ["sqlite", "postgresql", "redis"], indirect=True)
def test_every_edit_counts_once_and_all_end_in_one_state(world):
    server, board, _ = world
    clients, edits, every = (50, 500, 10) if LONG else (12, 40, 2)
    tokens = crowd(server, board, clients, OWNER)

    found, kills, seconds = asyncio.run(
        storm(server, board, tokens, clients=clients, edits=edits, kill_every=every)
    )

    assert kills >= 1
    assert [one.errors for one in found if one.errors] == []
    assert [one.number for one in found if one.unacked] == []
    assert len({one.hash() for one in found}) == 1
    assert seconds < 2, f"all had one state only after {seconds:.1f} s"
    state = state_of(server, board, OWNER)
    assert found[0].seq == state["seq"]
    assert found[0].filters == {one["column"]: one["value"] for one in state["filters"]}
    kept = kept_edits(server, board)
    assert len(kept) == clients * edits
    for one in found:
        assert len(one.acked) == edits
        assert {ref: kept[ref] for ref in one.acked} == one.acked
    assert sorted(kept.values()) == list(range(1, clients * edits + 1))


def test_a_restart_brings_everybody_back_in_step(world):
    server, board, _ = world
    count = 1_000 if LONG else 120
    tokens = crowd(server, board, count, OWNER)
    path = f"/ws/dashboard/{board}/"

    def follow(number, last):
        return come_back(server.port, path, tokens[number % len(tokens)], number, last)

    async def run():
        wires = await asyncio.gather(*(follow(n, 0) for n in range(count)))
        last = [(await one.event("snapshot"))["id"] for one in wires]
        loop = asyncio.get_running_loop()
        _, left = await loop.run_in_executor(None, server.stop)
        assert left == []
        await asyncio.gather(*(one.ended for one in wires))
        codes = {one.code for one in wires}
        item = {"column": "region", "op": "in", "value": ["EU"]}
        edit_filter(server, board, OWNER, item)
        await loop.run_in_executor(None, server.start)
        begun = loop.time()
        wires = await asyncio.gather(*(follow(n, last[n]) for n in range(count)))
        for one in wires:
            assert (await one.event("filter.changed"))["data"]["value"] == ["EU"]
        seconds = loop.time() - begun
        for one in wires:
            one.cut()
        return codes, seconds

    codes, seconds = asyncio.run(run())
    assert codes == {1012}
    assert seconds < 15, f"{seconds:.1f} s"


def test_rude_clients_disturb_nobody(world):
    server, board, program = world
    rude = (
        {"heads": 200, "bodies": 200, "lingering": 200}
        if LONG
        else dict.fromkeys(("heads", "bodies", "lingering"), 60)
    )
    readers = 50 if LONG else 12
    tokens = crowd(server, board, readers + 10, OWNER)
    own = program.http.headers["Authorization"].removeprefix("Bearer ")
    path = f"/ws/dashboard/{board}/"
    stuck = [tokens[n % len(tokens)] for n in range(readers)]

    async def run():
        other = await connect(server.port, path, own)
        await other.event("snapshot")
        async with Rude(server.port, path, own, readers=stuck, **rude):
            big = "x" * 20_000
            item = {"type": "filter.set", "column": "region", "op": "in"}
            heard = []
            asking = asyncio.create_task(polite(server.port, "/api/v1/me", own, 150))
            for number in range(90):
                begun = asyncio.get_running_loop().time()
                other.send({**item, "value": [big, str(number)], "ref": number})
                await other.event("filter.changed")
                heard.append(asyncio.get_running_loop().time() - begun)
                await asyncio.sleep(0.06)
            seconds = await asking
        other.cut()
        return seconds, heard

    seconds, heard = asyncio.run(run())
    slowest = 0.25 if LONG else 1.0
    felt = share(seconds, 0.99), share(heard, 0.99)
    assert max(felt) < slowest, f"HTTP and edits, p99: {felt}"
    assert asyncio.run(ask(server.port, "/healthz", own))[1] == 200
