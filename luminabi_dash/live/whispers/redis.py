"""Whispers through Redis: publish and subscribe."""

from __future__ import annotations

from redis import Redis

from luminabi_dash.live.outage import Outage
from luminabi_dash.live.post import Post
from luminabi_dash.live.remote import AWAY, channel
from luminabi_dash.live.whispers.relay import WAIT_SECONDS, Relay

NAME = "whispers"


class RedisWhispers(Relay):
    """ports.Whispers among all that use the same Redis and database number."""

    def __init__(self, client: Redis) -> None:
        super().__init__("Redis", AWAY)
        self._client = client
        self._channel = channel(client, NAME)

    def _say(self, message: bytes) -> None:
        self._client.publish(self._channel, self._sender.signed(message))

    def _hang_up(self) -> None:
        """Nothing is kept: the client takes a line from its pool for each message."""

    def _follow(self, inbox: Post, outage: Outage) -> None:
        with self._client.pubsub(ignore_subscribe_messages=True) as line:
            line.subscribe(self._channel)
            outage.end()
            while not self._is_closed.is_set():
                said = line.get_message(timeout=WAIT_SECONDS)
                message = self._sender.from_others(said["data"]) if said else None
                if message is not None:
                    inbox.put(message)
