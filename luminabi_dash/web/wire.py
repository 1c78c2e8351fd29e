"""The wire below a socket: frames encoded once for everybody, and the server's own transport, by
which a frame goes out at once and a reader that does not read is cut.
"""

from __future__ import annotations

import asyncio
import struct
from typing import Any

import orjson

SHORT, MEDIUM = 126, 65536
FINAL_TEXT = 0x81


class Frame:
    """One message for many sockets: its text, and its bytes on the wire (RFC 6455, 5.2)."""

    __slots__ = ("_packet", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._packet: bytes | None = None

    @classmethod
    def of(cls, message: Any) -> Frame:
        return cls(orjson.dumps(message).decode())

    @property
    def packet(self) -> bytes:
        if self._packet is None:
            payload = self.text.encode()
            size = len(payload)
            if size < SHORT:
                head = bytes((FINAL_TEXT, size))
            elif size < MEDIUM:
                head = struct.pack("!BBH", FINAL_TEXT, 126, size)
            else:
                head = struct.pack("!BBQ", FINAL_TEXT, 127, size)
            self._packet = head + payload
        return self._packet


class Wire:
    """The transport behind an ASGI `send`, if the server has one that can be reached (gunicorn's
    has); without it frames go through `send` alone.
    """

    __slots__ = ("_protocol", "_transport")

    def __init__(self, send: Any) -> None:
        self._protocol: Any = getattr(send, "__self__", None)
        transport = getattr(self._protocol, "transport", None)
        self._transport = transport if isinstance(transport, asyncio.Transport) else None

    def write(self, frame: Frame) -> bool:
        """Whether the frame went out: only if nothing waits before it and the peer is there."""
        transport = self._transport
        if transport is None or transport.is_closing() or self._protocol.closed:
            return False
        if transport.get_write_buffer_size():
            return False
        transport.write(frame.packet)
        return True

    def cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()
