"""Raw WebSocket clients in one event loop, light enough for thousands, and as rude as needed."""

import asyncio
import base64
import json
import os
import struct
import time
from contextlib import suppress

CLOSED = object()


class Wire(asyncio.Protocol):
    """One client; `heard(event, moment)` is called for each event as it arrives."""

    def __init__(self, heard=None):
        self.heard = heard
        self.events = []
        self.code = None
        self.transport = None
        self.opened = asyncio.get_running_loop().create_future()
        self.ended = asyncio.get_running_loop().create_future()
        self.bytes_in = 0
        self._buffer = bytearray()
        self._is_open = False
        self._waiters = []

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.bytes_in += len(data)
        self._buffer += data
        if not self._is_open and not self._take_head():
            return
        while self._take_frame():
            pass

    def connection_lost(self, _error):
        for future in (self.opened, self.ended):
            if not future.done():
                future.set_result(self.code)
        self._wake()

    def _take_head(self):
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        status = int(self._buffer[9:12])
        del self._buffer[: end + 4]
        self._is_open = status == 101
        self.opened.set_result(status)
        return self._is_open

    def _take_frame(self):
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        length, start = buffer[1] & 127, 2
        if length == 126:
            if len(buffer) < 4:
                return False
            length, start = struct.unpack_from("!H", buffer, 2)[0], 4
        elif length == 127:
            if len(buffer) < 10:
                return False
            length, start = struct.unpack_from("!Q", buffer, 2)[0], 10
        if len(buffer) < start + length:
            return False
        opcode, payload = buffer[0] & 15, bytes(buffer[start : start + length])
        del buffer[: start + length]
        self._take(opcode, payload)
        return True

    def _take(self, opcode, payload):
        if opcode == 1:
            event = json.loads(payload)
            if self.heard is not None:
                self.heard(event, time.perf_counter())
            else:
                self.events.append(event)
            self._wake()
        elif opcode == 8:
            self.code = struct.unpack("!H", payload[:2])[0] if len(payload) > 1 else 1005
            with suppress(OSError, RuntimeError):
                self.transport.write(frame(8, payload[:2]))
            self.transport.close()
        elif opcode == 9:
            self.transport.write(frame(10, payload))

    def _wake(self):
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def send(self, message):
        if not self.transport.is_closing():
            text = message if isinstance(message, str) else json.dumps(message)
            self.transport.write(frame(1, text.encode()))

    async def event(self, type_=None, seconds=10):
        """The next event, or the next of this type, of those that `heard` does not take."""
        deadline = time.monotonic() + seconds
        while True:
            while self.events:
                found = self.events.pop(0)
                if type_ is None or found["type"] == type_:
                    return found
            if self.ended.done():
                raise ConnectionError(f"closed with {self.code}")
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await asyncio.wait_for(waiter, deadline - time.monotonic())

    async def close(self):
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(frame(8, struct.pack("!H", 1000)))
            self.transport.close()
        await asyncio.sleep(0)

    def cut(self):
        """Gone without a word."""
        self.transport.abort()

    def stop_reading(self):
        self.transport.pause_reading()


def frame(opcode, payload):
    """A masked frame, as clients send them."""
    mask = os.urandom(4)
    length = len(payload)
    head = bytes([0x80 | opcode])
    if length < 126:
        head += bytes([0x80 | length])
    elif length < 65536:
        head += struct.pack("!BH", 0xFE, length)
    else:
        head += struct.pack("!BQ", 0xFF, length)
    masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
    return head + mask + masked


def handshake(path, token, host):
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    ).encode()


async def connect(port, path, token="", heard=None, seconds=30):
    """An open wire; ConnectionError when it was refused."""
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(lambda: Wire(heard), "127.0.0.1", port)
    wire.transport.write(handshake(path, token, f"127.0.0.1:{port}"))
    status = await asyncio.wait_for(asyncio.shield(wire.opened), seconds)
    if status != 101:
        raise ConnectionError(f"answered {status}")
    return wire


async def come_back(port, path, token, number, last):
    """As a page comes back after a restart: with jitter (by its number, the same in every run),
    resuming after the event `last`; 0: from the start.
    """
    address = f"{path}?since={last}" if last else path
    for attempt in range(400):
        try:
            return await connect(port, address, token)
        except (OSError, TimeoutError):
            longest = min(2.0, 0.25 * 2 ** min(attempt, 9))
            await asyncio.sleep((number % 17 + 1) / 17 * longest)
    raise AssertionError("never back")
