"""Whispers through PostgreSQL: NOTIFY on a line of its own, LISTEN on another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import Engine

from luminabi_dash.live.outage import Outage
from luminabi_dash.live.post import Post
from luminabi_dash.live.postgres import open_line
from luminabi_dash.live.whispers.pieces import Cutter, Joiner
from luminabi_dash.live.whispers.sender import Sender

CHANNEL = "luminabi_whispers"
WAIT_SECONDS = 0.25  # so soon is a close noticed
LOST = "whispers get lost meanwhile."


class PostgresWhispers:
    """ports.Whispers among all that use the same database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sender = Sender()
        self._cutter = Cutter()
        self._post = Post("whispers-out", self._tell)
        self._mouth: psycopg.Connection[Any] | None = None
        self._outage = Outage("PostgreSQL", LOST)
        self._inbox: Post | None = None
        self._is_closed = threading.Event()

    def send(self, message: bytes) -> None:
        self._post.put(message)

    def listen(self, deliver: Callable[[bytes], None]) -> None:
        self._inbox = inbox = Post("whispers-in", deliver)
        threading.Thread(target=self._hear, args=(inbox,), name="whispers", daemon=True).start()

    def close(self) -> None:
        self._is_closed.set()
        self._post.close()
        if self._inbox is not None:
            self._inbox.close()
        if self._mouth is not None:
            self._mouth.close()

    def _tell(self, message: bytes) -> None:
        if self._outage.remaining_seconds():
            return
        try:
            if self._mouth is None:
                self._mouth = open_line(self._engine)
            for piece in self._cutter.cut(self._sender.mark().hex(), message):
                self._mouth.execute("SELECT pg_notify(%s, %s)", (CHANNEL, piece))
            self._outage.end()
        except psycopg.Error as error:
            if self._mouth is not None:
                self._mouth.close()
            self._mouth = None
            self._outage.begin(error)

    def _hear(self, inbox: Post) -> None:
        outage = Outage("PostgreSQL", LOST)
        while not self._is_closed.wait(outage.remaining_seconds()):
            try:
                with open_line(self._engine, CHANNEL) as line:
                    outage.end()
                    self._follow(line, inbox)
            except psycopg.Error as error:
                outage.begin(error)

    def _follow(self, line: psycopg.Connection[Any], inbox: Post) -> None:
        joiner, own = Joiner(), self._sender.mark().hex()
        while not self._is_closed.is_set():
            for note in line.notifies(timeout=WAIT_SECONDS):
                found = joiner.take(note.payload)
                if found is not None and found[0] != own:
                    inbox.put(found[1])
                if self._is_closed.is_set():
                    break
