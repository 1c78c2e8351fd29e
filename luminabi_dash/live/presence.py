"""Who looks at what, over all web processes: each tells the others of its own people.

Nothing of it is stored. A process keeps a copy of everybody's people, so that whoever joins sees
all at once; each is the only writer of its own. What a lost message leaves wrong, the next beat
shows by its digest and a whole list mends; a process that is silent takes its people along.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

BEAT_SECONDS = 4.0
SILENT_SECONDS = 13.0
LIST = 40
"""People in one message of a whole list."""

JOINED, UPDATED, LEFT = "presence.joined", "presence.updated", "presence.left"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at one open page: `client` is the page's name, `socket` its present connection."""

    topic: str
    client: str
    socket: str
    user_id: int
    user: str
    initials: str
    color: int
    focus: Any = None

    def shown(self) -> dict[str, Any]:
        """As other pages see it."""
        return {
            "user": self.user,
            "initials": self.initials,
            "color": self.color,
            "focus": self.focus,
            "client": self.client,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What the sockets of this process are to be told; `person` None for what is only said."""

    type: str
    topic: str
    data: dict[str, Any]
    client: str = ""


@dataclass(slots=True)
class Process:
    """Another web process: its people by socket, when it was last heard, and those whom the whole
    list that is arriving has not named yet.
    """

    heard_at: float
    people: dict[str, Person] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)


class Presence:
    """Lives in the event loop of a web process; `send` hands bytes to every other process."""

    def __init__(self, name: str, send: Callable[[bytes], None]) -> None:
        self.name = name
        self._send = send
        self._mine: dict[str, Person] = {}
        self._others: dict[str, Process] = {}
        self._by_topic: dict[str, dict[str, Person]] = {}

    def of(self, topic: str) -> list[Person]:
        """Everybody at a topic, one entry a page, in the order of joining."""
        return list({one.client: one for one in self._by_topic.get(topic, {}).values()}.values())

    def count(self, topic: str) -> int:
        """Connections at a topic: of pages, but for the moment in which one comes back."""
        return len(self._by_topic.get(topic, ()))

    def has(self, topic: str, client: str) -> bool:
        return any(one.client == client for one in self._by_topic.get(topic, {}).values())

    def ask(self) -> None:
        """At the start: let the others tell who is there."""
        self._tell({"t": "who"})

    def join(self, person: Person) -> Change | None:
        """None when the page is there already: it came back before it was missed."""
        is_new = not self.has(person.topic, person.client)
        self._mine[person.socket] = person
        self._put(person)
        self._tell({"t": "here", "people": [as_list(person)]})
        return Change(JOINED if is_new else UPDATED, person.topic, person.shown(), person.client)

    def focus(self, socket: str, focus: Any) -> Person | None:
        """Keep what somebody looks at now; it is told with `spread`."""
        found = self._mine.get(socket)
        if found is None:
            return None
        person = replace(found, focus=focus)
        self._mine[socket] = person
        self._put(person)
        return person

    def spread(self, people: Iterable[Person]) -> None:
        """Tell the other processes of people whose focus has changed."""
        found = list(people)
        for start in range(0, len(found), LIST):
            part = [as_list(one) for one in found[start : start + LIST]]
            self._tell({"t": "here", "people": part})

    def leave(self, socket: str) -> Change | None:
        """None when the same page is there by another socket."""
        person = self._mine.pop(socket, None)
        if person is None:
            return None
        self._tell({"t": "gone", "sockets": [socket]})
        return self._drop(person)

    def say(self, topic: str, type_: str, data: dict[str, Any]) -> None:
        """Hand an event that is not stored to the sockets of the other processes."""
        self._tell({"t": "say", "topic": topic, "type": type_, "data": data})

    def beat(self) -> None:
        self._tell({"t": "beat", "sum": digest(self._mine)})

    def end(self) -> None:
        self._tell({"t": "end"})

    def silent(self, moment: float) -> list[Change]:
        """The people of processes that have not been heard for too long have left."""
        found: list[Change] = []
        for name, process in list(self._others.items()):
            if moment - process.heard_at > SILENT_SECONDS:
                found += self._forget(name)
        return found

    def heard(self, raw: bytes, moment: float) -> list[Change]:
        """Take in what another process sent; what the sockets here are to be told."""
        try:
            message = orjson.loads(raw)
            name, kind = str(message["p"]), message["t"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return []
        if name == self.name:
            return []
        is_new = name not in self._others
        process = self._others.setdefault(name, Process(moment))
        process.heard_at = moment
        if is_new and kind not in {"who", "end", "all"}:
            self._tell({"t": "who", "to": name})
        try:
            return self._take(name, process, kind, message)
        except (AttributeError, KeyError, TypeError, ValueError):  # a process of another release
            return []

    def _take(self, name: str, process: Process, kind: str, message: Any) -> list[Change]:
        if kind == "here":
            return [one for item in message["people"] for one in self._hear(process, item)]
        if kind == "gone":
            found = (process.people.pop(socket, None) for socket in message["sockets"])
            return [one for one in map(self._drop, filter(None, found)) if one is not None]
        if kind == "say":
            return [Change(message["type"], message["topic"], message["data"])]
        if kind == "end":
            return self._forget(name)
        if kind == "all":
            return self._replace(process, message)
        if kind == "who" and message.get("to", self.name) == self.name:
            self._tell_all()
        if kind == "beat" and message["sum"] != digest(process.people):
            self._tell({"t": "who", "to": name})
        return []

    def _hear(self, process: Process, item: list[Any]) -> list[Change]:
        person = Person(*item)
        is_new = not self.has(person.topic, person.client)
        process.people[person.socket] = person
        self._put(person)
        type_ = JOINED if is_new else UPDATED
        return [Change(type_, person.topic, person.shown(), person.client)]

    def _replace(self, process: Process, message: Any) -> list[Change]:
        """A whole list, in parts: whom it has not named by its last part is gone."""
        found: list[Change] = []
        if message["first"]:
            process.unnamed = set(process.people)
        for item in message["people"]:
            person = Person(*item)
            process.unnamed.discard(person.socket)
            if process.people.get(person.socket) != person:
                found += self._hear(process, item)
        if message["last"]:
            gone = [process.people.pop(socket) for socket in process.unnamed]
            found += [one for one in map(self._drop, gone) if one is not None]
            process.unnamed = set()
        return found

    def _tell_all(self) -> None:
        people = list(self._mine.values())
        for start in range(0, max(1, len(people)), LIST):
            part = [as_list(one) for one in people[start : start + LIST]]
            ends = {"first": start == 0, "last": start + LIST >= len(people)}
            self._tell({"t": "all", **ends, "people": part})

    def _forget(self, name: str) -> list[Change]:
        process = self._others.pop(name, None)
        people = [] if process is None else list(process.people.values())
        return [one for one in map(self._drop, people) if one is not None]

    def _put(self, person: Person) -> None:
        self._by_topic.setdefault(person.topic, {})[person.socket] = person

    def _drop(self, person: Person) -> Change | None:
        here = self._by_topic.get(person.topic, {})
        here.pop(person.socket, None)
        if not here:
            self._by_topic.pop(person.topic, None)
        if self.has(person.topic, person.client):
            return None
        return Change(LEFT, person.topic, person.shown(), person.client)

    def _tell(self, message: dict[str, Any]) -> None:
        self._send(orjson.dumps({"p": self.name, **message}))


def as_list(person: Person) -> list[Any]:
    """Everything of a person in the order of its fields, as one process tells another."""
    who = [person.topic, person.client, person.socket, person.user_id, person.user]
    return [*who, person.initials, person.color, person.focus]


def digest(people: Iterable[str]) -> int:
    """The same for the same sockets, whatever their order."""
    found = 0
    for socket in people:
        found ^= zlib.crc32(socket.encode())
    return found
