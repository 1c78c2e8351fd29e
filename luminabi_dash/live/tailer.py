"""Follows the event bus in a thread and hands what is new to the hub of this process."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from luminabi_dash.live.outage import Outage
from luminabi_dash.ports import EventBus, Watch

log = logging.getLogger(__name__)
WAIT_SECONDS = 0.25  # so soon is a stop noticed
SURELY_SECONDS = 2.0  # so late comes an event whose sign got lost
OVERLAP = 1_000

Deliver = Callable[[list[dict[str, Any]]], None]


class Tailer:
    """Begins behind the newest event; each one that is committed later is delivered once."""

    def __init__(self, bus: EventBus, deliver: Deliver) -> None:
        self._bus = bus
        self._deliver = deliver
        self._stop = threading.Event()
        self._outage = Outage("The database", "events wait.")
        self._thread = threading.Thread(target=self._run, name="event-tailer", daemon=True)
        self._last_id: int | None = None

    def start(self) -> None:
        """Follow from here on; a database that is away is waited for, in the thread."""
        try:
            self._last_id = self._bus.last_id()
        except SQLAlchemyError as error:
            self._outage.begin(error)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(self._outage.remaining_seconds()):
            try:
                with self._bus.watch() as watch:
                    self._follow(watch)
            except SQLAlchemyError as error:
                self._outage.begin(error)

    def _follow(self, watch: Watch) -> None:
        due = 0.0
        while not self._stop.wait(self._outage.remaining_seconds()):
            if watch.wait(WAIT_SECONDS) or time.monotonic() >= due:
                due = time.monotonic() + SURELY_SECONDS if self._can_read() else 0.0

    def _can_read(self) -> bool:
        try:
            self._read()
        except SQLAlchemyError as error:
            self._outage.begin(error)
            return False
        self._outage.end()
        return True

    def _read(self) -> None:
        if self._last_id is None:  # who joined meanwhile may have seen less: sockets drop doubles
            self._last_id = max(0, self._bus.last_id() - OVERLAP)
        while events := self._bus.poll(self._last_id):
            self._last_id = events[-1]["id"]
            try:
                self._deliver(events)
            except Exception:  # an edge: the thread goes on
                log.exception("Events up to %s could not be delivered.", self._last_id)
