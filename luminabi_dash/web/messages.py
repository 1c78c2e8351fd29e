"""Messages that a socket receives: their shape, and what each asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import orjson

from luminabi_dash.context import Context
from luminabi_dash.errors import Conflict, LuminaError
from luminabi_dash.live.presence import Person
from luminabi_dash.live.topics import Topic
from luminabi_dash.services import live, presenting
from luminabi_dash.services.live import Sent
from luminabi_dash.views import UserView

DEPTH = 20
FOCUS_BYTES = 500
REF_LENGTH = 80

Answer = dict[str, Any] | None


class Sender(Protocol):
    """The socket that a message came by, as far as actions need it."""

    ctx: Context
    user: UserView
    kind: Topic
    client: str

    def push(self, frame: str) -> None: ...

    def look(self, focus: Any) -> None: ...

    def say(self, type_: str, data: dict[str, Any]) -> None: ...

    def people(self) -> list[Person]: ...


def parse(raw: str) -> dict[str, Any]:
    """A message: an object with a type, not nested too deeply."""
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise LuminaError("This is not JSON.", code="bad_message") from None
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise LuminaError("A message is an object with a type.", code="bad_message")
    if depth(data) > DEPTH:
        raise LuminaError("The message is nested too deeply.", code="bad_message")
    return data


def depth(value: Any, level: int = 1) -> int:
    if level > DEPTH:
        return level
    if isinstance(value, dict):
        return max((depth(v, level + 1) for v in value.values()), default=level)
    if isinstance(value, list):
        return max((depth(v, level + 1) for v in value), default=level)
    return level


def sent(socket: Sender, data: dict[str, Any]) -> Sent | None:
    """The client's own name for an edit; without one the same edit twice is two edits."""
    ref = data.get("ref")
    if isinstance(ref, bool) or not isinstance(ref, int | str) or not str(ref):
        return None
    if len(str(ref)) > REF_LENGTH:
        raise LuminaError(f"A ref has at most {REF_LENGTH} characters.", code="bad_message")
    return Sent(socket.client, str(ref))


async def act(socket: Sender, data: dict[str, Any]) -> None:
    """Do what a message asks for, and answer an edit with its number."""
    type_ = data["type"]
    if type_ == "ping":
        socket.push('{"type":"pong"}')
        return
    if socket.kind.kind != "dashboard":
        raise LuminaError("This socket only listens.", code="read_only")
    action = ACTIONS.get(type_)
    if action is None:
        raise LuminaError(f"There is no message {type_[:40]!r}.", code="unknown_type")
    answer = await action(socket, data)
    if answer is not None:
        ack = {"type": "ack", "data": {"ref": data.get("ref"), **answer}}
        socket.push(orjson.dumps(ack).decode())


async def set_filter(socket: Sender, data: dict[str, Any]) -> Answer:
    item = {key: data.get(key) for key in ("column", "op", "value")}
    call = (socket.ctx, socket.user, int(socket.kind.id), item, sent(socket, data))
    return {"seq": await asyncio.to_thread(live.set_filter, *call)}


async def clear_filter(socket: Sender, data: dict[str, Any]) -> Answer:
    call = (socket.ctx, socket.user, int(socket.kind.id), data.get("column"), sent(socket, data))
    return {"seq": await asyncio.to_thread(live.clear_filter, *call)}


async def update_presence(socket: Sender, data: dict[str, Any]) -> Answer:
    socket.look(short(data.get("focus")))
    return None


async def take(socket: Sender, data: dict[str, Any]) -> Answer:
    call = (socket.ctx, socket.user, int(socket.kind.id), socket.client, sent(socket, data))
    return {"seq": await asyncio.to_thread(presenting.take, *call)}


async def release(socket: Sender, data: dict[str, Any]) -> Answer:
    call = (socket.ctx, socket.user, int(socket.kind.id), sent(socket, data))
    return {"seq": await asyncio.to_thread(presenting.release, *call)}


async def hand_over(socket: Sender, data: dict[str, Any]) -> Answer:
    person = next((one for one in socket.people() if one.client == data.get("client")), None)
    if person is None:
        raise Conflict("They are not here any more.", code="not_here")
    to = (person.user_id, person.client)
    call = (socket.ctx, socket.user, int(socket.kind.id), to, sent(socket, data))
    return {"seq": await asyncio.to_thread(presenting.hand_over, *call)}


async def ask(socket: Sender, data: dict[str, Any]) -> Answer:
    """Ask whoever presents for the role: told to all pages, shown by the presenter's."""
    person = next((one for one in socket.people() if one.client == socket.client), None)
    if person is not None:
        socket.say("presenter.asked", person.shown())
    return {}


def short(value: Any) -> Any:
    """What somebody looks at: a small JSON value; None for anything larger."""
    return value if len(orjson.dumps(value)) <= FOCUS_BYTES else None


ACTIONS: dict[str, Callable[[Sender, dict[str, Any]], Awaitable[Answer]]] = {
    "filter.set": set_filter,
    "filter.clear": clear_filter,
    "presence.update": update_presence,
    "presenter.take": take,
    "presenter.release": release,
    "presenter.pass": hand_over,
    "presenter.ask": ask,
}
