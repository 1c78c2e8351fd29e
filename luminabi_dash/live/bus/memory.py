"""Events in a list of this process: for tests and for commands that run without a server."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any


class MemoryBus:
    """ports.EventBus; an event counts as committed when it is published."""

    def __init__(self) -> None:
        self._events: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._last = 0

    def publish(self, _session: Any, topic: str, type_: str, data: dict[str, Any]) -> int:
        with self._lock:
            self._last += 1
            at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self._events.append(
                {"id": self._last, "topic": topic, "type": type_, "at": at, "data": data}
            )
            return self._last

    def since(self, topic: str, after: int, limit: int) -> list[dict[str, Any]]:
        return [e for e in self._events if e["topic"] == topic and e["id"] > after][:limit]

    def last_id(self) -> int:
        return self._last

    def first_id(self) -> int:
        return self._events[0]["id"] if self._events else 0

    def poll(self, after: int) -> list[dict[str, Any]]:
        return [e for e in self._events if e["id"] > after]

    def sweep(self, _session: Any, older_than: timedelta) -> None:
        edge = (datetime.now(UTC) - older_than).isoformat()
        with self._lock:
            self._events = [e for e in self._events if e["at"] >= edge]
