"""How commits are noticed through Redis: a word after the commit; the rows stay the truth."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from redis import Redis
from redis.client import PubSub
from sqlalchemy.orm import Session

from luminabi_dash.live.outage import Outage
from luminabi_dash.live.post import Post
from luminabi_dash.live.remote import AWAY, channel

DEAF_SECONDS = 0.25
NAME = "events"
WORD = b"new"


class RedisSignal:
    """database.Signal; a commit never waits for Redis, which may be away or be emptied."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._channel = channel(client, NAME)
        self._post = Post("redis-events", self._say)
        self._outage = Outage("Redis", "new events are found in the database meanwhile.")

    def before_commit(self, session: Session) -> None:
        """Nothing is said before it is true."""

    def after_commit(self) -> None:
        self._post.put(WORD)

    def _say(self, word: bytes) -> None:
        if self._outage.remaining_seconds():
            return
        try:
            self._client.publish(self._channel, word)
            self._outage.end()
        except AWAY as error:
            self._outage.begin(error)

    @contextmanager
    def watch(self) -> Iterator[RedisWatch]:
        watch = RedisWatch(self._client, self._channel)
        try:
            yield watch
        finally:
            watch.close()


class RedisWatch:
    """ports.Watch; without Redis, it asks for a look four times a second until it is back."""

    def __init__(self, client: Redis, name: str) -> None:
        self._client = client
        self._name = name
        self._line: PubSub | None = None
        self._outage = Outage("Redis", "events are looked for every 0.25 s meanwhile.")

    def wait(self, seconds: float) -> bool:
        try:
            if self._line is None:
                return self._open(seconds)
            return self._line.get_message(timeout=seconds) is not None
        except AWAY as error:
            self.close()
            self._outage.begin(error)
            return True

    def _open(self, seconds: float) -> bool:
        if self._outage.remaining_seconds():
            time.sleep(min(seconds, DEAF_SECONDS))
        else:
            self._line = self._client.pubsub()
            self._line.subscribe(self._name)
            self._outage.end()
        return True  # much may have been said while nobody listened

    def close(self) -> None:
        if self._line is not None:
            with suppress(*AWAY):
                self._line.close()
        self._line = None
