"""Sockets: sign-in and rights at joining, replay of what was missed, edits with their answers."""

from __future__ import annotations

import asyncio
import time
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from luminabi_dash.context import Context
from luminabi_dash.errors import LuminaError, NotSignedIn
from luminabi_dash.live.topics import Topic, topic_of
from luminabi_dash.services import accounts, live
from luminabi_dash.views import UserView
from luminabi_dash.web.cookies import session_cookie
from luminabi_dash.web.hub import Hub

MESSAGE_BYTES = 64 * 1024
OUT_BYTES = 1024 * 1024
REPLAY = 500
SOCKETS_A_USER = 24
RATE = 20
DEPTH = 20
COLOURS = 6
PRESENCE_TYPES = {"presence.joined", "presence.left", "presence.updated"}


class Socket:
    """One connected browser or program; lives in the event loop."""

    def __init__(
        self, ctx: Context, hub: Hub, user: UserView, token: str | None, topic: Topic, send: Any
    ) -> None:
        self.ctx = ctx
        self.hub = hub
        self.user = user
        self.user_id = user.id
        self.topic = str(topic)
        self.kind = topic
        self.focus: Any = None
        self._token = token
        self._send = send
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()
        self._waiting_bytes = 0
        self._sent_id = 0
        self._is_held = True
        self._held: list[tuple[int, str]] = []
        self._is_closed = False
        self._stamps: list[float] = []

    def offer(self, event_id: int, _type: str, frame: str) -> None:
        """Queue an event; during the replay it waits, so that order is kept."""
        if self._is_held:
            self._held.append((event_id, frame))
        elif event_id > self._sent_id or event_id == 0:
            self._sent_id = max(self._sent_id, event_id)
            self.push(frame)

    def push(self, frame: str) -> None:
        self._waiting_bytes += len(frame)
        if self._waiting_bytes > OUT_BYTES:
            self._queue.put_nowait(1013)
            return
        self._queue.put_nowait(frame)

    def release(self, after: int) -> None:
        """The replay is over: what came meanwhile follows, once."""
        self._sent_id = max(self._sent_id, after)
        self._is_held = False
        for event_id, frame in self._held:
            self.offer(event_id, "", frame)
        self._held.clear()

    def check_sign_in(self) -> None:
        task = asyncio.get_running_loop().create_task(self._recheck())
        task.add_done_callback(lambda _: None)

    async def _recheck(self) -> None:
        if self._token is None:  # by ticket: nothing is known of the sign-in behind it
            await self.close(4401)
            return
        kinds = ("browser", "token")
        if await asyncio.to_thread(accounts.identify, self.ctx, self._token, kinds) is None:
            await self.close(4401)

    def check_rights(self) -> None:
        """End the socket if its user may no longer follow the topic."""
        task = asyncio.get_running_loop().create_task(self._look_again())
        task.add_done_callback(lambda _: None)

    async def _look_again(self) -> None:
        try:
            await asyncio.to_thread(live.authorise, self.ctx, self.user, self.kind)
        except LuminaError:
            await self.close(4403)

    async def close(self, code: int) -> None:
        self._queue.put_nowait(code)

    async def write(self) -> None:
        """Send what is queued; a number closes the socket with that code."""
        while True:
            item = await self._queue.get()
            if isinstance(item, int):
                self._is_closed = True
                await self._send({"type": "websocket.close", "code": item})
                return
            await self._send({"type": "websocket.send", "text": item})
            self._waiting_bytes -= len(item)

    async def read(self, receive: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            raw = message.get("text")
            if raw is None:
                raw = (message.get("bytes") or b"").decode(errors="replace")
            if len(raw.encode()) > MESSAGE_BYTES:
                await self.close(1009)
                return
            await self._handle(raw)

    async def _handle(self, raw: str) -> None:
        reference = None
        try:
            data = parse(raw)
            reference = data.get("ref")
            self._limit()
            await self._act(data)
        except LuminaError as error:
            answer = {"code": error.code, "message": str(error), "ref": reference}
            self.push(orjson.dumps({"type": "error", "data": answer}).decode())

    def _limit(self) -> None:
        moment = time.monotonic()
        self._stamps = [stamp for stamp in self._stamps if moment - stamp < 1.0]
        self._stamps.append(moment)
        if len(self._stamps) > RATE:
            raise LuminaError("Too many messages a second.", code="too_many")

    async def _act(self, data: dict[str, Any]) -> None:
        type_ = data["type"]
        if type_ == "ping":
            self.push('{"type":"pong"}')
            return
        if self.kind.kind != "dashboard":
            raise LuminaError("This socket only listens.", code="read_only")
        board = int(self.kind.id)
        if type_ == "filter.set":
            item = {key: data.get(key) for key in ("column", "op", "value")}
            seq = await asyncio.to_thread(live.set_filter, self.ctx, self.user, board, item)
        elif type_ == "filter.clear":
            column = data.get("column")
            seq = await asyncio.to_thread(live.clear_filter, self.ctx, self.user, board, column)
        elif type_ == "presence.update":
            self.focus = short(data.get("focus"))
            self.tell_others("presence.updated")
            return
        else:
            raise LuminaError(f"There is no message {str(type_)[:40]!r}.", code="unknown_type")
        ack = {"type": "ack", "data": {"ref": data.get("ref"), "seq": seq}}
        self.push(orjson.dumps(ack).decode())

    def person(self) -> dict[str, Any]:
        return {
            "user": self.user.name,
            "initials": self.user.initials,
            "color": self.user.id % COLOURS + 1,
            "focus": self.focus,
            "socket": id(self),
        }

    def tell_others(self, type_: str) -> None:
        """Presence is not stored: it goes to the sockets of this process at once."""
        event = {"id": 0, "topic": self.topic, "type": type_, "data": self.person()}
        frame = orjson.dumps(event).decode()
        for other in self.hub.of(self.topic):
            if other is not self:
                other.offer(0, type_, frame)


async def serve_socket(ctx: Context, hub: Hub, scope: Any, receive: Any, send: Any) -> None:
    """One socket from its handshake to its end."""
    await receive()
    try:
        user, token = await asyncio.to_thread(who, ctx, scope)
        topic = topic_of(scope["path"], user.id)
        if topic is None:
            raise LuminaError("There is no such socket.", code="not_found")
        await asyncio.to_thread(live.authorise, ctx, user, topic)
        if hub.count_of_user(user.id) >= SOCKETS_A_USER:
            raise LuminaError("Too many sockets.", code="too_many")
    except LuminaError as error:
        await reject(send, error)
        return
    await send({"type": "websocket.accept"})
    socket = Socket(ctx, hub, user, token, topic, send)
    hub.add(socket)
    if token is not None:
        socket.check_sign_in()  # it may have ended since it was looked at
    writer = asyncio.create_task(socket.write())
    reader = asyncio.create_task(socket.read(receive))
    try:
        await join(ctx, socket, scope)
        await asyncio.wait({writer, reader}, return_when=asyncio.FIRST_COMPLETED)
        if not writer.done():
            await asyncio.sleep(0)
    finally:
        hub.remove(socket)
        for task in (writer, reader):
            task.cancel()
        await asyncio.gather(writer, reader, return_exceptions=True)
        if topic.kind == "dashboard":
            socket.tell_others("presence.left")


async def join(ctx: Context, socket: Socket, scope: Any) -> None:
    """Replay since the asked id, or a snapshot; then what came meanwhile."""
    since = since_of(scope)
    before = await asyncio.to_thread(ctx.events.last_id)
    missed = None
    if since is not None and since <= before:
        missed = await asyncio.to_thread(replay, ctx, socket.topic, since)
    if missed is not None:
        for event in missed:
            socket.push(orjson.dumps(event).decode())
        before = missed[-1]["id"] if missed else max(before, since or 0)
    elif socket.kind.kind == "dashboard":
        await send_snapshot(ctx, socket, before)
    else:
        data = await asyncio.to_thread(live.standing, ctx, socket.user, socket.kind)
        hello = {"id": before, "topic": socket.topic, "type": "snapshot", "data": data}
        socket.push(orjson.dumps(hello).decode())
    socket.release(before)
    if socket.kind.kind == "dashboard":
        socket.tell_others("presence.joined")


async def send_snapshot(ctx: Context, socket: Socket, event_id: int) -> None:
    data = await asyncio.to_thread(live.snapshot, ctx, socket.user, int(socket.kind.id))
    people = [one.person() for one in socket.hub.of(socket.topic) if isinstance(one, Socket)]
    body = {**data, "participants": people}
    event = {"id": event_id, "topic": socket.topic, "type": "snapshot", "data": body}
    socket.push(orjson.dumps(event).decode())


def replay(ctx: Context, topic: str, since: int) -> list[dict[str, Any]] | None:
    """What was missed; None when it is too old or too much, so that a snapshot is due."""
    first = ctx.events.first_id()
    if since and first > since + 1:
        return None
    events = ctx.events.since(topic, since, REPLAY + 1)
    return None if len(events) > REPLAY else events


def since_of(scope: Any) -> int | None:
    raw = parse_qs(scope.get("query_string", b"").decode("latin1")).get("since", [""])[0]
    return int(raw) if raw.isdecimal() and len(raw) < 16 else None


def who(ctx: Context, scope: Any) -> tuple[UserView, str | None]:
    """The user of a handshake: bearer token, one-time ticket, or cookie with our own Origin."""
    headers = {name.decode("latin1").lower(): value for name, value in scope["headers"]}
    bearer = headers.get("authorization", b"").decode("latin1")
    if bearer.startswith("Bearer "):
        return signed_in(ctx, bearer.removeprefix("Bearer ").strip(), ("token",))
    query = parse_qs(scope.get("query_string", b"").decode("latin1"))
    if "ticket" in query:
        return accounts.use_once(ctx, query["ticket"][0], "ticket"), None
    origin = urlsplit(headers.get("origin", b"").decode("latin1")).netloc
    if not origin or origin != headers.get("host", b"").decode("latin1"):
        raise NotSignedIn("Sockets are opened by our own pages only.", code="wrong_origin")
    try:
        cookies = SimpleCookie(headers.get("cookie", b"").decode("latin1"))
    except CookieError:
        raise NotSignedIn("Sign in first.") from None
    morsel = cookies.get(session_cookie(ctx.settings))
    return signed_in(ctx, morsel.value if morsel else "", ("browser",))


def signed_in(ctx: Context, token: str, kinds: tuple[str, ...]) -> tuple[UserView, str]:
    found = accounts.identify(ctx, token, kinds) if token else None
    if found is None:
        raise NotSignedIn("Sign in first.")
    return found[0], token


async def reject(send: Any, error: LuminaError) -> None:
    """Accept and close with the contract's code, so that a browser can read why."""
    codes = {401: 4401, 403: 4403, 404: 4403}
    code = 1013 if error.code == "too_many" else codes.get(error.status, 4404)
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code, "reason": str(error)[:100]})


def parse(raw: str) -> dict[str, Any]:
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


def short(value: Any) -> Any:
    """What somebody looks at: a small JSON value."""
    return value if len(orjson.dumps(value)) <= 500 else None
