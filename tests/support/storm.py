"""A storm over one live session: clients that edit at random over lines that drop, delay and
double, while a web process is killed now and then; the caller checks what must hold afterwards.
"""

import asyncio
import hashlib
import itertools
import json
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from tests.support.wires import connect

VALUES = {"region": ("in", [["EU"], ["US"], ["EU", "US"]]), "amount": ("ge", list(range(1, 40)))}
WINDOW = 6
"""Edits of one client on their way at once: more of them only wait in the server's queue."""
PAUSE_SECONDS = 0.055  # below the limit of 20 a second


@dataclass
class Client:
    """A client as a page is one: keeps edits until they are acknowledged, resumes, and applies what
    it hears by `seq` alone.
    """

    number: int
    port: int
    path: str
    token: str
    edits: int
    pick: random.Random
    filters: dict = field(default_factory=dict)
    seq: int = 0
    last_id: int = 0
    acked: dict = field(default_factory=dict)
    unacked: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    reconnects: int = 0
    wire: object = None
    is_done: bool = False

    def heard(self, event, _moment):
        kind, data = event["type"], event.get("data", {})
        if kind == "snapshot":
            self.filters = {f["column"]: f["value"] for f in data["filters"]}
            self.seq, self.last_id = data["seq"], event["id"]
            return
        if event.get("id"):
            if event["id"] <= self.last_id:
                return
            self.last_id = event["id"]
        if kind == "ack":
            self.unacked.pop(data["ref"], None)
            self.acked[data["ref"]] = data["seq"]
        elif kind == "error":
            self.refused(data)
        elif kind in {"filter.changed", "filter.cleared"} and data["seq"] > self.seq:
            self.seq = data["seq"]
            self.apply(kind, data)

    def refused(self, data):
        if data["code"] == "too_many":
            return  # it is sent again with the next reconnect
        self.errors.append(data)
        self.unacked.pop(data["ref"], None)

    def apply(self, kind, data):
        if kind == "filter.changed":
            self.filters[data["column"]] = data["value"]
        elif data["column"] is None:
            self.filters.clear()
        else:
            self.filters.pop(data["column"], None)

    def hash(self):
        words = json.dumps([self.seq, sorted(self.filters.items())])
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    async def open(self):
        while True:
            since = f"&since={self.last_id}" if self.last_id else ""
            address = f"{self.path}?client=c{self.number}{since}"
            try:
                self.wire = await connect(self.port, address, self.token, self.heard, 10)
            except (OSError, TimeoutError):
                await asyncio.sleep(self.pick.uniform(0.05, 0.5))
                continue
            for message in list(self.unacked.values()):
                self.wire.send(message)
                await asyncio.sleep(PAUSE_SECONDS)
            return

    async def keep_open(self):
        while not self.is_done:
            await self.open()
            await asyncio.wait({self.wire.ended})
            if not self.is_done:
                self.reconnects += 1

    def next_edit(self):
        ref = f"c{self.number}-{len(self.acked) + len(self.unacked) + len(self.errors)}"
        if self.pick.random() < 0.1:
            column = self.pick.choice([None, *VALUES])
            return {"type": "filter.clear", "column": column, "ref": ref}
        column = self.pick.choice(list(VALUES))
        op, values = VALUES[column]
        value = self.pick.choice(values)
        return {"type": "filter.set", "column": column, "op": op, "value": value, "ref": ref}

    async def edit(self):
        """Edits one after the other; some frames are doubled, late or lost with their line."""
        while self.wire is None:
            await asyncio.sleep(0.05)
        for _ in range(self.edits):
            await asyncio.sleep(PAUSE_SECONDS * self.pick.uniform(1, 2.5))
            while len(self.unacked) >= WINDOW:
                await asyncio.sleep(0.02)
            message = self.next_edit()
            self.unacked[message["ref"]] = message
            chance = self.pick.random()
            if chance < 0.05:
                self.wire.cut()  # lost with its line: the next one sends it again
                continue
            if chance < 0.10:
                await asyncio.sleep(0.2)
            self.wire.send(message)
            if chance > 0.95:
                self.wire.send(message)
            if 0.10 < chance < 0.12:
                self.wire.cut()

    async def settle(self, seconds):
        """Reconnect until every edit has its answer."""
        deadline = time.monotonic() + seconds
        while self.unacked and time.monotonic() < deadline:
            if self.wire is not None and not self.wire.ended.done():
                self.wire.cut()
            with suppress(TimeoutError):
                async with asyncio.timeout(4 + 0.1 * len(self.unacked)):
                    while self.unacked:
                        await asyncio.sleep(0.05)


async def storm(server, board_id, tokens, *, clients, edits, kill_every, seed=1):
    """Everybody edits; every `kill_every` seconds one web process dies. The clients afterwards, the
    number of kills, and the seconds after the last answer until all had one hash.
    """
    path = f"/ws/dashboard/{board_id}/"
    turns = itertools.cycle(tokens)
    crowd = [
        Client(n, server.port, path, next(turns), edits, random.Random(seed * 1000 + n))
        for n in range(clients)
    ]
    lines = [asyncio.create_task(one.keep_open()) for one in crowd]
    kills = 0

    async def kill():
        nonlocal kills
        while True:
            await asyncio.sleep(kill_every)
            if kill_one(server):
                kills += 1

    killer = asyncio.create_task(kill())
    await asyncio.gather(*(one.edit() for one in crowd))
    killer.cancel()
    await asyncio.gather(*(one.settle(60) for one in crowd))
    quiet = time.monotonic()
    while len({one.hash() for one in crowd}) > 1 and time.monotonic() - quiet < 20:
        await asyncio.sleep(0.05)
    seconds = time.monotonic() - quiet
    for one in crowd:
        one.is_done = True
        one.wire.cut()
    for task in lines:
        task.cancel()
    await asyncio.gather(*lines, return_exceptions=True)
    return crowd, kills, seconds


def kill_one(server):
    """kill -9 of one gunicorn worker; its master starts another."""
    masters = server.processes("gunicorn")
    workers = [one for one in masters if one.ppid() in {m.pid for m in masters}]
    if not workers:
        return False
    with suppress(psutil.NoSuchProcess):
        random.choice(workers).send_signal(signal.SIGKILL)
    return True
