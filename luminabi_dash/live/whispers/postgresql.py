"""Whispers through PostgreSQL: NOTIFY on a line of its own, LISTEN on another."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Engine

from luminabi_dash.live.outage import Outage
from luminabi_dash.live.post import Post
from luminabi_dash.live.postgres import open_line
from luminabi_dash.live.whispers.pieces import Cutter, Joiner
from luminabi_dash.live.whispers.relay import WAIT_SECONDS, Relay

CHANNEL = "luminabi_whispers"


class PostgresWhispers(Relay):
    """ports.Whispers among all that use the same database."""

    def __init__(self, engine: Engine) -> None:
        super().__init__("PostgreSQL", (psycopg.Error,))
        self._engine = engine
        self._cutter = Cutter()
        self._mouth: psycopg.Connection[Any] | None = None

    def _say(self, message: bytes) -> None:
        if self._mouth is None:
            self._mouth = open_line(self._engine)
        for piece in self._cutter.cut(self._sender.mark().hex(), message):
            self._mouth.execute("SELECT pg_notify(%s, %s)", (CHANNEL, piece))

    def _hang_up(self) -> None:
        if self._mouth is not None:
            self._mouth.close()
        self._mouth = None

    def _follow(self, inbox: Post, outage: Outage) -> None:
        joiner, own = Joiner(), self._sender.mark().hex()
        with open_line(self._engine, CHANNEL) as line:
            outage.end()
            while not self._is_closed.is_set():
                for note in line.notifies(timeout=WAIT_SECONDS):
                    found = joiner.take(note.payload)
                    if found is not None and found[0] != own:
                        inbox.put(found[1])
                    if self._is_closed.is_set():
                        break
