"""Whispers through a server: what the adapters for PostgreSQL and Redis have in common."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

from luminabi_dash.live.outage import Outage
from luminabi_dash.live.post import Post
from luminabi_dash.live.whispers.sender import Sender

WAIT_SECONDS = 0.25  # so soon is a close noticed
LOST = "whispers get lost meanwhile."


class Relay(ABC):
    """ports.Whispers: one thread speaks, another listens, and an outage of the server is waited
    for by each. `away` are the errors that mean one.
    """

    def __init__(self, server: str, away: tuple[type[Exception], ...]) -> None:
        self._server, self._away = server, away
        self._sender = Sender()
        self._post = Post("whispers-out", self._tell)
        self._outage = Outage(server, LOST)
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
        self._hang_up()

    def _tell(self, message: bytes) -> None:
        if self._outage.remaining_seconds():
            return
        try:
            self._say(message)
            self._outage.end()
        except self._away as error:
            self._hang_up()
            self._outage.begin(error)

    def _hear(self, inbox: Post) -> None:
        outage = Outage(self._server, LOST)
        while not self._is_closed.wait(outage.remaining_seconds()):
            try:
                self._follow(inbox, outage)
            except self._away as error:
                outage.begin(error)

    @abstractmethod
    def _say(self, message: bytes) -> None:
        """Hand a message to the server."""

    @abstractmethod
    def _follow(self, inbox: Post, outage: Outage) -> None:
        """Listen until closed; end the outage once there is a line."""

    @abstractmethod
    def _hang_up(self) -> None:
        """Close the line that is spoken on."""
