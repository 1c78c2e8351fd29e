"""Whispers between adapters of one process: for tests, and where there is one process only."""

from __future__ import annotations

from collections.abc import Callable

from luminabi_dash.live.post import Post


class Room:
    """Where those who listen stand."""

    def __init__(self) -> None:
        self.posts: list[Post] = []


class MemoryWhispers:
    """ports.Whispers in a room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._own: Post | None = None

    def send(self, message: bytes) -> None:
        for post in list(self._room.posts):
            if post is not self._own:
                post.put(message)

    def listen(self, deliver: Callable[[bytes], None]) -> None:
        self._own = Post("whispers", deliver)
        self._room.posts.append(self._own)

    def close(self) -> None:
        if self._own is not None:
            self._room.posts.remove(self._own)
            self._own.close()
        self._own = None
