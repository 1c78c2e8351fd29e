"""Follows the event bus in a thread and hands what is new to the hub of this process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from luminabi_dash.ports import EventBus

log = logging.getLogger(__name__)
QUIET_SECONDS = 0.03
POSTGRES_SECONDS = 0.15
ERROR_SECONDS = 1.0

Deliver = Callable[[list[dict[str, Any]]], None]


class Tailer:
    """Looks whether the database changed (SQLite: `PRAGMA data_version`), then reads new events."""

    def __init__(self, engine: Engine, bus: EventBus, deliver: Deliver) -> None:
        self._engine = engine
        self._bus = bus
        self._deliver = deliver
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="event-tailer", daemon=True)
        self.last_id = bus.last_id()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except SQLAlchemyError:
                log.warning("The database does not answer; events wait.", exc_info=True)
                self._stop.wait(ERROR_SECONDS)

    def _follow(self) -> None:
        if self._engine.dialect.name != "sqlite":
            while not self._stop.wait(POSTGRES_SECONDS):
                self._read()
            return
        # a plain connection: inside a transaction data_version would never change
        connection = self._engine.raw_connection()
        try:
            seen: int | None = None
            while not self._stop.wait(QUIET_SECONDS):
                (present,) = connection.cursor().execute("PRAGMA data_version").fetchone()
                if present != seen:
                    seen = present
                    self._read()
        finally:
            connection.close()

    def _read(self) -> None:
        while events := self._bus.poll(self.last_id):
            self._deliver(events)
            self.last_id = events[-1]["id"]
