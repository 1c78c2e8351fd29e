"""Live sessions in numbers: broadcasts to many sockets beside a bare `websockets` server, idle
sockets, a restart, rude clients. Run `python -m benchmarks.live [--sockets 1000] [--idle 5000]`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from tests.support.crowd import crowd, edit_filter
from tests.support.postgres import free_port
from tests.support.rude import Rude, polite, share
from tests.support.server import Server, wait_until
from tests.support.wires import come_back, connect

OWNER = "ada@example.org"
ROUNDS = 30
PAUSE_SECONDS = 0.4
ROWS = "".join(f"{('EU', 'US')[n % 2]},{n % 50}\n" for n in range(400))
BARE = """
import asyncio, sys, websockets
everyone = set()
async def serve(socket):
    everyone.add(socket)
    try:
        async for message in socket:
            websockets.broadcast(everyone, message)
    finally:
        everyone.discard(socket)
async def main():
    async with websockets.serve(serve, "127.0.0.1", int(sys.argv[1]), compression=None):
        await asyncio.Future()
asyncio.run(main())
"""


def board_of(server: Server) -> tuple[Any, int]:
    program = server.register(OWNER)
    made = program.upload(f"region,amount\n{ROWS}".encode(), "orders.csv")
    wait_until(lambda: program.dataset(made["id"])["status"] == "ready", 60)
    return program, program.post("/dashboards/auto", {"dataset_id": made["id"]})["id"]


def memory(server: Server) -> int:
    """Megabytes of the web worker's own pages and its share of common ones."""
    masters = server.processes("gunicorn")
    pids = {one.pid for one in masters}
    workers = [one for one in masters if one.ppid() in pids]
    return sum(one.memory_full_info().pss for one in workers) // 1024**2


class Ear:
    """Notes when each socket hears a mark."""

    def __init__(self) -> None:
        self.heard: dict[str, list[float]] = {}

    def ours(self, event: dict[str, Any], moment: float) -> None:
        if event["type"] == "filter.changed":
            self.heard.setdefault(str(event["data"]["value"]), []).append(moment)

    def bare(self, event: dict[str, Any], moment: float) -> None:
        self.heard.setdefault(str(event["value"]), []).append(moment)


async def open_all(port: int, path: str, tokens: list[str], count: int, heard: Any) -> list[Any]:
    found: list[Any] = []
    for start in range(0, count, 50):
        group = range(start, min(count, start + 50))
        made = (connect(port, path, tokens[n % len(tokens)], heard) for n in group)
        found += await asyncio.gather(*made)
    return found


async def rounds(wires: list[Any], ear: Ear, message: Any) -> dict[str, float]:
    """Milliseconds from sending to hearing, over all sockets and rounds."""
    found: list[float] = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        wires[0].send(message(number))
        while len(ear.heard.get(str(number), ())) < len(wires):
            await asyncio.sleep(0.005)
            if time.perf_counter() - begun > 20:
                raise AssertionError(f"round {number}: {len(ear.heard.get(str(number), ()))}")
        found += [1000 * (moment - begun) for moment in ear.heard[str(number)]]
        await asyncio.sleep(PAUSE_SECONDS)
    return {"p50": round(share(found, 0.5), 1), "p99": round(share(found, 0.99), 1)}


async def ours(server: Server, board: int, program: Any, count: int) -> dict[str, Any]:
    tokens = crowd(server, board, count, OWNER)
    own = program.http.headers["Authorization"].removeprefix("Bearer ")
    before, ear = memory(server), Ear()
    begun = time.perf_counter()
    wires = await open_all(server.port, f"/ws/dashboard/{board}/", tokens, count, ear.ours)
    opened = time.perf_counter() - begun
    await asyncio.sleep(3)
    item = {"type": "filter.set", "column": "amount", "op": "ge"}
    asking = asyncio.create_task(polite(server.port, "/api/v1/me", own, 150, 0.06))
    told = await rounds(wires, ear, lambda number: {**item, "value": number})
    seconds = await asking
    held = memory(server)
    for wire in wires:
        wire.cut()
    http = round(1000 * share(seconds, 0.95), 1)
    return {**told, "http_p95": http, "mb": held, "mb_before": before, "opened_s": round(opened, 1)}


async def bare(count: int) -> dict[str, Any]:
    port, ear = free_port(), Ear()
    process = subprocess.Popen([sys.executable, "-c", BARE, str(port)])
    try:
        await asyncio.sleep(1.5)
        wires = await open_all(port, "/", [""], count, ear.bare)
        filler = {"topic": "dashboard:1", "type": "filter.changed", "at": "x" * 24, "by": "x" * 90}
        told = await rounds(wires, ear, lambda number: {**filler, "value": number})
        for wire in wires:
            wire.cut()
        return told
    finally:
        process.terminate()
        process.wait(10)


async def idle(server: Server, board: int, program: Any, count: int) -> dict[str, Any]:
    tokens = crowd(server, board, count, OWNER)
    own = program.http.headers["Authorization"].removeprefix("Bearer ")
    before = memory(server)
    wires = await open_all(server.port, "/ws/notifications/", tokens, count, lambda *_: None)
    await asyncio.sleep(5)
    seconds = await polite(server.port, "/api/v1/me", own, 150, 0.03)
    workers = [one for one in server.processes("gunicorn") if one.num_threads() > 3]
    for one in workers:
        one.cpu_percent()
    await asyncio.sleep(5)
    busy = sum(one.cpu_percent() for one in workers)
    held = memory(server)
    for wire in wires:
        wire.cut()
    return {
        "http_p95": round(1000 * share(seconds, 0.95), 1),
        "mb": held,
        "mb_before": before,
        "cpu_percent": busy,
    }


async def restart(server: Server, board: int, count: int) -> dict[str, Any]:
    tokens = crowd(server, board, count, OWNER)
    path = f"/ws/dashboard/{board}/"

    def follow(number: int, last: int) -> Any:
        return come_back(server.port, path, tokens[number % len(tokens)], number, last)

    wires = [await follow(n, 0) for n in range(count)]
    last = [(await one.event("snapshot"))["id"] for one in wires]
    loop = asyncio.get_running_loop()
    stopped, left = await loop.run_in_executor(None, server.stop)
    await asyncio.gather(*(one.ended for one in wires))
    edit_filter(server, board, OWNER, {"column": "region", "op": "in", "value": ["EU"]})
    begun = time.perf_counter()
    starting = loop.run_in_executor(None, server.start)
    wires = await asyncio.gather(*(follow(n, last[n]) for n in range(count)))
    for one in wires:
        assert (await one.event("filter.changed"))["data"]["value"] == ["EU"]
    seconds = time.perf_counter() - begun
    await starting
    for one in wires:
        one.cut()
    return {"stopped_s": round(stopped, 1), "left": len(left), "in_step_s": round(seconds, 1)}


async def rude(server: Server, board: int, program: Any) -> dict[str, Any]:
    tokens = crowd(server, board, 60, OWNER)
    own = program.http.headers["Authorization"].removeprefix("Bearer ")
    path = f"/ws/dashboard/{board}/"
    other = await connect(server.port, path, own)
    await other.event("snapshot")
    quiet = await polite(server.port, "/api/v1/me", own, 100)
    stuck = [tokens[n % len(tokens)] for n in range(50)]
    many = {"heads": 200, "bodies": 200, "lingering": 200}
    async with Rude(server.port, path, own, readers=stuck, **many):
        item = {"type": "filter.set", "column": "region", "op": "in"}
        heard = []
        asking = asyncio.create_task(polite(server.port, "/api/v1/me", own, 200))
        for number in range(120):
            begun = time.perf_counter()
            other.send({**item, "value": ["x" * 12_000, str(number)], "ref": number})
            await other.event("filter.changed")
            heard.append(time.perf_counter() - begun)
            await asyncio.sleep(0.06)
        seconds = await asking
    other.cut()
    return {
        "http_p99_quiet": round(1000 * share(quiet, 0.99), 1),
        "http_p99": round(1000 * share(seconds, 0.99), 1),
        "edit_p99": round(1000 * share(heard, 0.99), 1),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sockets", type=int, default=1_000)
    asked.add_argument("--idle", type=int, default=5_000)
    asked.add_argument("--only", help="one part: ours, bare, idle, rude or restart")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        program, board = board_of(server)
        psutil.Process().nice(0)
        for name, work in (
            ("ours", lambda: ours(server, board, program, given.sockets)),
            ("bare", lambda: bare(given.sockets)),
            ("idle", lambda: idle(server, board, program, given.idle)),
            ("rude", lambda: rude(server, board, program)),
            ("restart", lambda: restart(server, board, given.sockets)),
        ):
            if given.only not in {None, name}:
                continue
            print(name, json.dumps(asyncio.run(work())), flush=True)


if __name__ == "__main__":
    main()
