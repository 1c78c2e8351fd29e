"""Whispers through Redis: publish and subscribe."""

from __future__ import annotations

import threading
from collections.abc import Callable

from redis import Redis

from luminabi_dash.live.outage import Outage
from luminabi_dash.live.post import Post
from luminabi_dash.live.remote import AWAY, channel
from luminabi_dash.live.whispers.sender import Sender

NAME = "whispers"
WAIT_SECONDS = 0.25  # so soon is a close noticed
LOST = "whispers get lost meanwhile."


class RedisWhispers:
    """ports.Whispers among all that use the same Redis and database number."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._channel = channel(client, NAME)
        self._sender = Sender()
        self._post = Post("whispers-out", self._tell)
        self._outage = Outage("Redis", LOST)
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

    def _tell(self, message: bytes) -> None:
        if self._outage.remaining_seconds():
            return
        try:
            self._client.publish(self._channel, self._sender.signed(message))
            self._outage.end()
        except AWAY as error:
            self._outage.begin(error)

    def _hear(self, inbox: Post) -> None:
        outage = Outage("Redis", LOST)
        while not self._is_closed.wait(outage.remaining_seconds()):
            try:
                self._follow(inbox, outage)
            except AWAY as error:
                outage.begin(error)

    def _follow(self, inbox: Post, outage: Outage) -> None:
        with self._client.pubsub(ignore_subscribe_messages=True) as line:
            line.subscribe(self._channel)
            outage.end()
            while not self._is_closed.is_set():
                said = line.get_message(timeout=WAIT_SECONDS)
                message = self._sender.from_others(said["data"]) if said else None
                if message is not None:
                    inbox.put(message)
