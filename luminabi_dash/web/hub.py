"""Who listens in this process: hands each event to the sockets of its topic, and knows who is there
in all processes.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Coroutine, Iterable
from typing import Any, Protocol

from luminabi_dash.live import topics
from luminabi_dash.live.presence import (
    BEAT_SECONDS,
    JOINED,
    LEFT,
    UPDATED,
    Change,
    Person,
    Presence,
)
from luminabi_dash.ports import Whispers
from luminabi_dash.web.wire import Frame

LOOK_SECONDS = 0.08
FRAMES_A_SECOND = 2_000
"""Frames about who looks where, for one topic in one process: more people, fewer a second."""
CROWD = 100
COUNT_SECONDS = 1.0
COMING_AND_GOING = {JOINED, LEFT}
PING_SECONDS = 50.0
CHECK_SECONDS = 600.0
CHECKS = 50
"""Sign-ins that are looked at again with one beat."""
DRAIN_SECONDS = 2.5


class Listener(Protocol):
    topic: str
    name: str
    client: str
    user_id: int
    heard_at: float
    checked_at: float
    does_ping: bool

    def offer(self, event_id: int, frame: Frame) -> None: ...

    def check_sign_in(self) -> None: ...

    def check_rights(self) -> None: ...

    def close(self, code: int) -> None: ...


class Absences(Protocol):
    """Told when a page is gone."""

    def __call__(self, topic: str, client: str) -> None: ...


def nobody_asks(topic: str, client: str) -> None:
    """For a hub whose absences nobody follows."""


class Hub:
    """Lives in the event loop; only `deliver_from_thread` may be called from elsewhere."""

    def __init__(self, whispers: Whispers) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._of_user: dict[int, int] = defaultdict(int)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._whispers = whispers
        self.on_left: Absences = nobody_asks
        self._process = secrets.token_hex(4)
        self._number = 0
        self.is_leaving = False
        self.unfinished = 0
        """Sockets that have not said goodbye yet, those that listen no more included."""
        self._counting: set[str] = set()
        self._looks: dict[str, dict[str, Person]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._beating: asyncio.TimerHandle | None = None
        self.presence = Presence(self._process, whispers.send)

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start, in the loop that serves."""
        self._loop = loop
        self._whispers.listen(self._hear_from_thread)
        self.presence.ask()
        self._beating = loop.call_later(BEAT_SECONDS, self._beat)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside; it is kept until it is done."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # listeners -----------------------------------------------------------------------------

    def new_name(self) -> str:
        self._number += 1
        return f"{self._process}{self._number:x}"

    def add(self, listener: Listener) -> None:
        self._listeners[listener.topic].add(listener)
        self._of_user[listener.user_id] += 1
        self.unfinished += 1

    def remove(self, listener: Listener) -> None:
        here = self._listeners.get(listener.topic, set())
        if listener not in here:
            return
        here.discard(listener)
        if not here:
            del self._listeners[listener.topic]
        self._of_user[listener.user_id] -= 1
        if not self._of_user[listener.user_id]:
            del self._of_user[listener.user_id]

    def of(self, topic: str) -> list[Listener]:
        return list(self._listeners.get(topic, ()))

    def count_of_user(self, user_id: int) -> int:
        return self._of_user.get(user_id, 0)

    def everyone(self) -> list[Listener]:
        return [one for group in self._listeners.values() for one in group]

    # events --------------------------------------------------------------------------------

    def deliver_from_thread(self, events: list[dict[str, Any]]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.deliver, events)

    def deliver(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            if event["type"] in topics.PRIVATE:
                self._look_again(event)
                continue
            listeners = self._listeners.get(event["topic"])
            if listeners:
                frame = Frame.of(event)
                for listener in list(listeners):
                    listener.offer(event["id"], frame)

    def _look_again(self, event: dict[str, Any]) -> None:
        if event["type"] == topics.RIGHTS_CHANGED:
            for listener in self.of(event["topic"]):
                listener.check_rights()
            return
        user_id = int(event["topic"].partition(":")[2])
        for listener in self.everyone():
            if listener.user_id == user_id:
                listener.check_sign_in()

    # presence ------------------------------------------------------------------------------

    def people(self, topic: str) -> list[Person]:
        return self.presence.of(topic)

    def join(self, person: Person) -> None:
        self._tell([self.presence.join(person)])

    def leave(self, socket: str) -> None:
        self._tell([self.presence.leave(socket)])

    def look(self, socket: str, focus: Any) -> None:
        """Somebody looks elsewhere: told to the others soon, only the newest of each."""
        person = self.presence.focus(socket, focus)
        if person is None or self._loop is None:
            return
        waiting = self._looks.get(person.topic)
        if waiting is not None:
            waiting[socket] = person
            return
        self._looks[person.topic] = {socket: person}
        here = len(self._listeners.get(person.topic, ()))
        pause = max(LOOK_SECONDS, here * min(here, 50) / FRAMES_A_SECOND)
        self._loop.call_later(pause, self._spread, person.topic)

    def _spread(self, topic: str) -> None:
        people = list(self._looks.pop(topic, {}).values())
        self.presence.spread(people)
        self._tell(Change(UPDATED, topic, one.shown(), one.client) for one in people)

    def say(self, topic: str, type_: str, data: dict[str, Any]) -> None:
        """An event that is not stored, for everybody at the topic."""
        self._tell([Change(type_, topic, data)])
        self.presence.say(topic, type_, data)

    def _hear_from_thread(self, raw: bytes) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hear, raw)

    def _hear(self, raw: bytes) -> None:
        self._tell(self.presence.heard(raw, time.monotonic()))

    def _tell(self, changes: Iterable[Change | None]) -> None:
        for change in changes:
            if change is None:
                continue
            if change.type == LEFT:
                self.on_left(change.topic, change.client)
            if change.type in COMING_AND_GOING and self.presence.count(change.topic) > CROWD:
                self._count_later(change.topic)
            else:
                self._tell_all(change)

    def _tell_all(self, change: Change) -> None:
        listeners = self._listeners.get(change.topic)
        if not listeners:
            return
        data = {"id": 0, "topic": change.topic, "type": change.type, "data": change.data}
        frame = Frame.of(data)
        for listener in list(listeners):
            if not change.client or listener.client != change.client:
                listener.offer(0, frame)

    def _count_later(self, topic: str) -> None:
        """In a crowd nobody is told who comes and goes, only how many are there."""
        if topic in self._counting or self._loop is None:
            return
        self._counting.add(topic)
        self._loop.call_later(COUNT_SECONDS, self._tell_count, topic)

    def _tell_count(self, topic: str) -> None:
        self._counting.discard(topic)
        self._tell_all(Change("presence.count", topic, {"count": self.presence.count(topic)}))

    def _beat(self) -> None:
        moment = time.monotonic()
        self.presence.beat()
        self._tell(self.presence.silent(moment))
        checks = 0
        for listener in self.everyone():
            if listener.does_ping and moment - listener.heard_at > PING_SECONDS:
                listener.close(1001)
            elif checks < CHECKS and moment - listener.checked_at > CHECK_SECONDS:
                checks += 1
                listener.check_sign_in()
        if self._loop is not None:
            self._beating = self._loop.call_later(BEAT_SECONDS, self._beat)

    def start_to_leave(self) -> None:
        """Close every socket with 1012: the server restarts, come back. No new one opens."""
        self.is_leaving = True
        if self._beating is not None:
            self._beating.cancel()
        for task in list(self._tasks):
            task.cancel()
        for listener in self.everyone():
            listener.close(1012)
        self.presence.end()

    async def drain(self) -> None:
        """Leave, and wait until all have heard it."""
        if not self.is_leaving:
            self.start_to_leave()
        deadline = time.monotonic() + DRAIN_SECONDS
        while self.unfinished and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        await asyncio.to_thread(self._whispers.close)
