"""How commits to PostgreSQL are noticed: NOTIFY in the transaction, LISTEN on a line of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from luminabi_dash.live.outage import Outage
from luminabi_dash.live.postgres import open_line

CHANNEL = "luminabi_events"
DEAF_SECONDS = 0.25


class PostgresSignal:
    """database.Signal; the sign is part of the commit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def before_commit(self, session: Session) -> None:
        session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})

    def after_commit(self) -> None:
        """PostgreSQL has told already."""

    @contextmanager
    def watch(self) -> Iterator[PostgresWatch]:
        watch = PostgresWatch(self._engine)
        try:
            yield watch
        finally:
            watch.close()


class PostgresWatch:
    """ports.Watch; without a line, it asks for a look four times a second until it has one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._line: psycopg.Connection[Any] | None = None
        self._outage = Outage("PostgreSQL", "events are looked for every 0.25 s meanwhile.")

    def wait(self, seconds: float) -> bool:
        try:
            if self._line is None:
                return self._open(seconds)
            return bool(list(self._line.notifies(timeout=seconds, stop_after=1)))
        except psycopg.Error as error:
            self.close()
            self._outage.begin(error)
            return True

    def _open(self, seconds: float) -> bool:
        if self._outage.remaining_seconds():
            time.sleep(min(seconds, DEAF_SECONDS))
        else:
            self._line = open_line(self._engine, CHANNEL)
            self._outage.end()
        return True  # much may have been said while nobody listened

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None
