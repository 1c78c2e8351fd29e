"""Events in a list of this process: for tests and for commands that run without a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any


class MemoryBus:
    """ports.EventBus; an event counts as committed when it is published."""

    def __init__(self) -> None:
        self._events: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._last = 0

    def publish(self, _session: Any, topic: str, type_: str, data: dict[str, Any]) -> None:
        with self._changed:
            self._last += 1
            at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self._events.append(
                {"id": self._last, "topic": topic, "type": type_, "at": at, "data": data}
            )
            self._changed.notify_all()

    def since(self, topic: str, after: int, limit: int) -> list[dict[str, Any]]:
        return [e for e in self._events if e["topic"] == topic and e["id"] > after][:limit]

    def has_since(self, after: int) -> bool:
        with self._changed:
            first = self._events[0]["id"] if self._events else self._last + 1
            return first - 1 <= after <= self._last

    def last_id(self) -> int:
        return self._last

    def first_id(self) -> int:
        with self._changed:
            return self._events[0]["id"] if self._events else 0

    def poll(self, after: int) -> list[dict[str, Any]]:
        return [e for e in self._events if e["id"] > after]

    @contextmanager
    def watch(self) -> Iterator[MemoryWatch]:
        yield MemoryWatch(self, self._changed)

    def sweep(self, _session: Any, older_than: timedelta, at_most: int) -> None:
        edge = (datetime.now(UTC) - older_than).isoformat()
        with self._changed:
            young = next((e["id"] for e in self._events if e["at"] >= edge), self._last)
            below = max(young, self._last - at_most + 1)
            self._events = [e for e in self._events if e["id"] >= min(below, self._last)]


class MemoryWatch:
    """ports.Watch on the condition of one bus."""

    def __init__(self, bus: MemoryBus, changed: threading.Condition) -> None:
        self._bus = bus
        self._changed = changed
        self._seen = -1

    def wait(self, seconds: float) -> bool:
        with self._changed:
            is_new = self._changed.wait_for(lambda: self._bus.last_id() != self._seen, seconds)
            self._seen = self._bus.last_id()
            return is_new
