"""Sockets from their handshake to their end: rights at joining, replay of what was missed."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from sqlalchemy.exc import SQLAlchemyError

from luminabi_dash.context import Context
from luminabi_dash.errors import LuminaError, NotSignedIn, TooMany
from luminabi_dash.live.topics import PRIVATE, Topic, topic_of
from luminabi_dash.services import live
from luminabi_dash.views import UserView
from luminabi_dash.web.handshake import client_of, parameters, reject, since_of, who
from luminabi_dash.web.hub import CROWD, Hub
from luminabi_dash.web.socket import Socket

REPLAY = 500
SOCKETS_A_USER = 24


async def serve_socket(ctx: Context, hub: Hub, scope: Any, receive: Any, send: Any) -> None:
    """One socket from its handshake to its end."""
    await receive()
    if hub.is_leaving:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1012})
        return
    try:
        user, token, topic = await asyncio.to_thread(asked, ctx, scope)
        if hub.count_of_user(user.id) >= SOCKETS_A_USER:
            raise LuminaError("Too many sockets.", code="too_many")
    except LuminaError as error:
        await reject(send, error)
        return
    except SQLAlchemyError:
        await reject(send, TooMany("The database does not answer.", code="too_many"))
        return
    await send({"type": "websocket.accept"})
    socket = Socket(ctx, hub, (user, token), (topic, client_of(scope, user)), send)
    hub.add(socket)
    is_page = "client" in parameters(scope)
    try:
        await socket.serve(receive, join(ctx, socket, since_of(scope), is_page=is_page))
    finally:
        hub.remove(socket)
        hub.leave(socket.name)
        await socket.finish()
        hub.unfinished -= 1


def asked(ctx: Context, scope: Any) -> tuple[UserView, str | None, Topic]:
    """Who asks, and what for; whether they may is looked at once the socket hears of changes."""
    user, token = who(ctx, scope)
    topic = topic_of(scope["path"], user.id)
    if topic is None:
        raise LuminaError("There is no such socket.", code="not_found")
    return user, token, topic


async def join(ctx: Context, socket: Socket, since: int | None, *, is_page: bool) -> None:
    """Replay since the asked id, or a snapshot; then what came meanwhile. A page that comes back is
    told who is there now.

    Until then it is held: nothing has been sent when the right turns out to be missing. The
    sign-in may have ended since it was looked at; now the socket would hear of it.
    """
    try:
        before, missed, state = await asyncio.to_thread(start, ctx, socket, since)
    except LuminaError as error:
        socket.close(4401 if error.status == 401 else 4403)
        return
    except SQLAlchemyError:
        socket.close(1013)
        return
    if socket.kind.kind == "dashboard":
        socket.hub.join(socket.person())
    for event in missed or ():
        if event["type"] not in PRIVATE:
            socket.push(orjson.dumps(event).decode())
    if missed is None:
        greet(socket, before, "snapshot", state)
    elif is_page and socket.kind.kind == "dashboard":
        greet(socket, 0, "presence.here", {})
    socket.release(before)


def greet(socket: Socket, event_id: int, type_: str, state: dict[str, Any]) -> None:
    """The first event of all; on a dashboard with everybody who is there."""
    if socket.kind.kind == "dashboard":
        people = socket.people()
        shown = [one.shown() for one in people[-CROWD:]]
        state = {**state, "participants": shown, "count": len(people), "client": socket.client}
    hello = {"id": event_id, "topic": socket.topic, "type": type_, "data": state}
    socket.push(orjson.dumps(hello).decode())


Start = tuple[int, list[dict[str, Any]] | None, dict[str, Any]]


def start(ctx: Context, socket: Socket, since: int | None) -> Start:
    """The newest id, and what a socket begins with: what it missed, or the present state."""
    if not socket.is_signed_in():
        raise NotSignedIn("Sign in first.")
    if since is not None:
        missed = replay(ctx, socket.topic, since)
        if missed is not None:
            live.authorise(ctx, socket.user, socket.kind)
            return missed[-1]["id"] if missed else since, missed, {}
    before = ctx.events.last_id()
    if socket.kind.kind == "dashboard":
        return before, None, live.snapshot(ctx, socket.user, int(socket.kind.id))
    live.authorise(ctx, socket.user, socket.kind)
    return before, None, live.standing(ctx, socket.user, socket.kind)


def replay(ctx: Context, topic: str, since: int) -> list[dict[str, Any]] | None:
    """What was missed; None when it is too old or too much, so that a snapshot is due."""
    events = ctx.events.since(topic, since, REPLAY + 1)
    return events if len(events) <= REPLAY and ctx.events.has_since(since) else None
