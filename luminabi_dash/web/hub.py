"""Who listens in this process: hands each event to the sockets of its topic."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any, Protocol

import orjson

from luminabi_dash.live import topics


class Listener(Protocol):
    topic: str
    user_id: int

    def offer(self, event_id: int, type_: str, frame: str) -> None: ...

    def check_sign_in(self) -> None: ...

    def check_rights(self) -> None: ...

    async def close(self, code: int) -> None: ...


class Hub:
    """Lives in the event loop; only `deliver_from_thread` may be called from elsewhere."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def add(self, listener: Listener) -> None:
        self._listeners[listener.topic].add(listener)

    def remove(self, listener: Listener) -> None:
        self._listeners[listener.topic].discard(listener)
        if not self._listeners[listener.topic]:
            del self._listeners[listener.topic]

    def of(self, topic: str) -> list[Listener]:
        return list(self._listeners.get(topic, ()))

    def count_of_user(self, user_id: int) -> int:
        return sum(
            1 for group in self._listeners.values() for one in group if one.user_id == user_id
        )

    def deliver_from_thread(self, events: list[dict[str, Any]]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.deliver, events)

    def deliver(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            if event["type"] == topics.SIGN_IN_ENDED:
                self._check_sign_ins(int(event["topic"].partition(":")[2]))
                continue
            listeners = self._listeners.get(event["topic"])
            if not listeners:
                continue
            if event["type"] == topics.RIGHTS_CHANGED:  # told to nobody
                for listener in list(listeners):
                    listener.check_rights()
                continue
            frame = orjson.dumps(event).decode()
            for listener in list(listeners):
                listener.offer(event["id"], event["type"], frame)

    def _check_sign_ins(self, user_id: int) -> None:
        for group in list(self._listeners.values()):
            for listener in list(group):
                if listener.user_id == user_id:
                    listener.check_sign_in()

    async def drain(self) -> None:
        """Close every socket with 1012: the server restarts, come back."""
        everyone = [one for group in list(self._listeners.values()) for one in list(group)]
        await asyncio.gather(*(one.close(1012) for one in everyone), return_exceptions=True)
