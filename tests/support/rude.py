"""Clients that are rude on purpose: half a header, half a body, a close that never ends, readers
that do not read; and what a polite client feels meanwhile.
"""

import asyncio
import time

from tests.support.wires import connect

HALF_HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "
LINGER = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def half_body(token):
    return (
        "POST /api/v1/dashboards HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: 4000\r\n\r\n" + '{"dataset_id":'
    ).encode()


async def hold(port, data):
    """A connection that says this much and then nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    await writer.drain()
    return reader, writer


class Rude:
    """Within `async with` all of them are there."""

    def __init__(self, port, path, token, *, heads=0, bodies=0, lingering=0, readers=()):
        self.port = port
        self.wanted = [HALF_HEAD] * heads + [half_body(token)] * bodies + [LINGER] * lingering
        self.path, self.readers = path, readers
        self.held, self.stuck = [], []

    async def __aenter__(self):
        for data in self.wanted:
            self.held.append(await hold(self.port, data))
        for token in self.readers:
            wire = await connect(self.port, self.path, token)
            wire.stop_reading()
            self.stuck.append(wire)
        return self

    async def __aexit__(self, *_):
        for _reader, writer in self.held:
            writer.transport.abort()
        for wire in self.stuck:
            wire.cut()


async def ask(port, path, token):
    """One request on a connection of its own; seconds and status."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        "Connection: close\r\n\r\n"
    )
    writer.write(request.encode())
    head = await asyncio.wait_for(reader.readline(), 30)
    await reader.read()
    writer.close()
    return time.perf_counter() - begun, int(head.split()[1])


async def polite(port, path, token, count, pause=0.02):
    """Seconds of `count` requests one after the other, all of which must be answered with 200."""
    found = []
    for _ in range(count):
        seconds, status = await ask(port, path, token)
        assert status == 200, status
        found.append(seconds)
        await asyncio.sleep(pause)
    return found


def share(seconds, part):
    """The value below which this part of the measurements lies."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * part))]
