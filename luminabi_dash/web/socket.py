"""One connected page or program: what waits to be sent to it, and what it sends."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import orjson
from sqlalchemy.exc import SQLAlchemyError

from luminabi_dash.context import Context
from luminabi_dash.errors import LuminaError
from luminabi_dash.live.presence import Person
from luminabi_dash.live.topics import Topic
from luminabi_dash.services import accounts, live
from luminabi_dash.views import UserView
from luminabi_dash.web.hub import Hub
from luminabi_dash.web.messages import act, parse
from luminabi_dash.web.wire import Frame, Wire

log = logging.getLogger(__name__)
MESSAGE_BYTES = 64 * 1024
OUT_BYTES = 1024 * 1024
LIGHT_BYTES = 128 * 1024
"""Above this backlog a reader is told no more who looks where."""
RATE = 20
CLOSE_SECONDS = 1.0


class Socket:
    """Lives in the event loop; `client` is the page's name, the same over its reconnects."""

    def __init__(
        self,
        ctx: Context,
        hub: Hub,
        who: tuple[UserView, str | None],
        place: tuple[Topic, str],
        send: Any,
    ) -> None:
        self.ctx = ctx
        self.hub = hub
        self.user, self._token = who
        self.user_id = self.user.id
        self.kind, self.client = place
        self.topic = str(self.kind)
        self.name = hub.new_name()
        self.heard_at = self.checked_at = time.monotonic()
        self.does_ping = False
        self._send = send
        self._wire = Wire(send)
        self._frames: deque[Frame] = deque()
        self._waiting_bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._reader: asyncio.Task[None] | None = None
        self._close_code: int | None = None
        self._sent_id = 0
        self._held: list[tuple[int, Frame]] | None = []
        self._stamps: deque[float] = deque(maxlen=RATE)

    # what it is told -----------------------------------------------------------------------

    def offer(self, event_id: int, frame: Frame) -> None:
        """Send an event; during the replay it waits, so that order is kept. Id 0: not stored."""
        if event_id == 0:
            if self._waiting_bytes < LIGHT_BYTES and self._held is None:
                self._put(frame)
        elif self._held is not None:
            self._held.append((event_id, frame))
        elif event_id > self._sent_id:
            self._sent_id = event_id
            self._put(frame)

    def push(self, text: str) -> None:
        self._put(Frame(text))

    def _put(self, frame: Frame) -> None:
        """At once if nothing waits before it; else by a writer, for as long as there is need."""
        if self._close_code is not None:
            return
        if self._writer is None and self._wire.write(frame):
            return
        self._waiting_bytes += len(frame.text)
        if self._waiting_bytes > OUT_BYTES:
            self.close(1013)
            return
        self._frames.append(frame)
        if self._writer is None:
            self._writer = asyncio.ensure_future(self._write())

    def release(self, after: int) -> None:
        """The replay is over: what came meanwhile follows, once."""
        self._sent_id = max(self._sent_id, after)
        held, self._held = self._held or [], None
        for event_id, frame in held:
            self.offer(event_id, frame)

    def close(self, code: int) -> None:
        """End it with a code; what waits is not sent any more."""
        if self._close_code is None:
            self._close_code = code
            self._frames.clear()
            if self._reader is not None:
                self._reader.cancel()

    async def _write(self) -> None:
        """Send what waits; a peer that is gone is noticed by who reads."""
        with suppress(OSError, RuntimeError):
            while self._frames:
                frame = self._frames.popleft()
                await self._send({"type": "websocket.send", "text": frame.text})
                self._waiting_bytes -= len(frame.text)
        self._writer = None

    async def finish(self) -> None:
        """Say goodbye if there is a code to say it with; a reader that does not answer is cut."""
        if self._writer is not None:
            self._writer.cancel()
        if self._close_code is None:
            return
        with suppress(OSError, RuntimeError, TimeoutError):
            message = {"type": "websocket.close", "code": self._close_code}
            await asyncio.wait_for(self._send(message), CLOSE_SECONDS)
            return
        self._wire.cut()

    # what it says --------------------------------------------------------------------------

    async def serve(self, receive: Any, join: Coroutine[Any, Any, None]) -> None:
        """Join, then take what comes, until the peer leaves or `close` is called; nothing is taken
        from somebody who has not joined.
        """
        await join
        if self._close_code is not None:
            return
        self._reader = asyncio.ensure_future(self._read(receive))
        try:
            await self._reader
        except asyncio.CancelledError:
            if self._close_code is None:
                raise
        finally:
            self._reader.cancel()

    async def _read(self, receive: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            raw = message.get("text")
            if raw is None:
                raw = (message.get("bytes") or b"").decode(errors="replace")
            self.heard_at = time.monotonic()
            if len(raw) > MESSAGE_BYTES or len(raw.encode()) > MESSAGE_BYTES:
                self.close(1009)
                return
            await self._take(raw)

    async def _take(self, raw: str) -> None:
        reference = None
        try:
            data = parse(raw)
            reference = data.get("ref")
            self.does_ping = self.does_ping or data["type"] == "ping"
            self._limit()
            await act(self, data)
        except LuminaError as error:
            answer = {"code": error.code, "message": str(error), "ref": reference}
            self.push(orjson.dumps({"type": "error", "data": answer}).decode())
        except SQLAlchemyError:  # come back: what was not acknowledged is sent again then
            log.warning("A message waits for the database.", exc_info=True)
            self.close(1013)

    def _limit(self) -> None:
        moment = time.monotonic()
        if len(self._stamps) == RATE and moment - self._stamps[0] < 1.0:
            raise LuminaError("Too many messages a second.", code="too_many")
        self._stamps.append(moment)

    def look(self, focus: Any) -> None:
        self.hub.look(self.name, focus)

    def say(self, type_: str, data: dict[str, Any]) -> None:
        self.hub.say(self.topic, type_, data)

    def people(self) -> list[Person]:
        return self.hub.people(self.topic)

    def person(self) -> Person:
        """Whom the others see here."""
        user = self.user
        face = (user.name, user.initials, user.color)
        return Person(self.topic, self.client, self.name, user.id, *face)

    # whether it may still listen -----------------------------------------------------------

    def check_sign_in(self) -> None:
        """End it if the sign-in behind it is over; one by ticket knows of none."""
        self.checked_at = time.monotonic()
        self.hub.start(self._check_sign_in())

    async def _check_sign_in(self) -> None:
        if self._token is None or not await asyncio.to_thread(self.is_signed_in):
            self.close(4401)

    def is_signed_in(self) -> bool:
        return self._token is None or accounts.is_signed_in(self.ctx, self._token)

    def check_rights(self) -> None:
        """End it if its user may no longer follow the topic."""
        self.hub.start(self._check_rights())

    async def _check_rights(self) -> None:
        try:
            await asyncio.to_thread(live.authorise, self.ctx, self.user, self.kind)
        except LuminaError:
            self.close(4403)
