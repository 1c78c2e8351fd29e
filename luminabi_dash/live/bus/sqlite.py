"""How commits to an SQLite file are noticed: its data_version moves, whoever wrote."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

QUIET_SECONDS = 0.03


class SqliteSignal:
    """database.Signal; this process is woken at once, others look every 30 ms."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._bells: set[threading.Event] = set()

    def before_commit(self, session: Session) -> None:
        """The file tells by itself."""

    def after_commit(self) -> None:
        for bell in list(self._bells):
            bell.set()

    @contextmanager
    def watch(self) -> Iterator[SqliteWatch]:
        # a plain connection: inside a transaction data_version would never change
        connection = self._engine.raw_connection()
        bell = threading.Event()
        self._bells.add(bell)
        try:
            yield SqliteWatch(connection, bell)
        finally:
            self._bells.discard(bell)
            connection.close()


class SqliteWatch:
    """ports.Watch on one connection."""

    def __init__(self, connection: Any, bell: threading.Event) -> None:
        self._cursor = connection.cursor()
        self._bell = bell
        self._seen: int | None = None

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self._has_moved():
            left = until - time.monotonic()
            if left <= 0:
                return False
            self._bell.wait(min(QUIET_SECONDS, left))
        return True

    def _has_moved(self) -> bool:
        is_rung = self._bell.is_set()
        self._bell.clear()
        try:
            (present,) = self._cursor.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:  # the reader that follows says what is wrong
            time.sleep(QUIET_SECONDS)
            return True
        has_moved = present != self._seen
        self._seen = present
        return is_rung or has_moved
