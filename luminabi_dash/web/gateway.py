"""The ASGI door: answers sockets itself, reads request bodies with a deadline, and hands HTTP to
the WSGI side, so that a slow sender never holds a thread.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO, Any

import orjson
from a2wsgi import WSGIMiddleware
from flask import Flask

from luminabi_dash.context import Context
from luminabi_dash.live.tailer import Tailer
from luminabi_dash.web.absence import Absence
from luminabi_dash.web.hub import Hub
from luminabi_dash.web.sockets import serve_socket

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

THREADS = 32
MEMORY_BYTES = 1024 * 1024
SMALL_BYTES = 4 * 1024 * 1024
SMALL_SECONDS = 20.0
PAUSE_SECONDS = 30.0
FORM_BYTES = 1024 * 1024


class Gateway:
    """One an application; its tailer starts with the server's event loop."""

    def __init__(self, ctx: Context, server: Flask, threads: int = THREADS) -> None:
        self._ctx = ctx
        self._http = WSGIMiddleware(with_body(server), workers=threads)
        self._hub = Hub(ctx.whispers)
        self._absence = Absence(ctx, self._hub)
        self._hub.on_left = self._absence
        self._tailer: Tailer | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        self._follow()
        if scope["type"] == "websocket":
            await serve_socket(self._ctx, self._hub, scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._hub.is_leaving = False
        self._follow()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._hub.drain()
        if self._tailer is not None:
            await asyncio.to_thread(self._tailer.stop)
        await send({"type": "lifespan.shutdown.complete"})

    def leave(self) -> None:
        """The process is about to end: let every socket go, in the loop that serves."""
        self._hub.start_to_leave()

    def _follow(self) -> None:
        """Start following events, once, in the loop that serves."""
        if self._tailer is not None:
            return
        self._hub.bind(asyncio.get_running_loop())
        self._absence.start()
        self._tailer = Tailer(self._ctx.events, self._hub.deliver_from_thread)
        self._tailer.start()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        with tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES, dir=str(self._folder())) as body:
            try:
                size = await self._read_body(scope, receive, body)
            except BodyError as error:
                await refuse(send, error)
                return
            except Gone:
                return
            body.seek(0)
            inner = {**scope, "luminabi.body": body, "luminabi.size": size}
            await self._http(inner, receive, send)  # type: ignore[arg-type]

    async def _read_body(self, scope: Scope, receive: Receive, body: IO[bytes]) -> int:
        """All of the body, within the limits of its route; BodyError says which was passed."""
        if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            return 0
        is_upload = scope["path"].startswith(("/api/v1/uploads", "/api/v1/datasets"))
        limit = self._ctx.settings.max_upload_bytes + FORM_BYTES if is_upload else SMALL_BYTES
        loop = asyncio.get_running_loop()
        last = None if is_upload else loop.time() + SMALL_SECONDS
        size = 0
        while True:
            wait = PAUSE_SECONDS if last is None else max(0.01, last - loop.time())
            try:
                message = await asyncio.wait_for(receive(), wait)
            except TimeoutError:
                raise BodyError(408, "timeout", "The request came too slowly.") from None
            if message["type"] == "http.disconnect":
                if is_upload and scope["method"] == "PATCH":
                    return size  # what has arrived is kept; the sender resumes after it
                raise Gone
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                megabytes = limit // 1024 // 1024
                raise BodyError(
                    413, "too_large", f"The request is larger than {megabytes} MB, the limit here."
                )
            body.write(chunk)
            if not message.get("more_body", False):
                return size

    def _folder(self) -> Path:
        folder = self._ctx.settings.data_path / "tmp"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder


class BodyError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Gone(Exception):
    """The sender left before its request was whole."""


async def refuse(send: Send, error: BodyError) -> None:
    answer = orjson.dumps({"error": {"code": error.code, "message": str(error), "details": None}})
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(answer)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


def with_body(server: Flask) -> Any:
    """The WSGI side reads the body that the gateway has read already."""

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        scope = environ["asgi.scope"]
        environ["wsgi.input"] = scope["luminabi.body"]
        environ["CONTENT_LENGTH"] = str(scope["luminabi.size"])
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return server(environ, start_response)

    return application
