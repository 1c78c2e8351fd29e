"""Sockets without a network: drives the ASGI application as a server does, frame by frame."""

import asyncio
import contextlib
import json

WAIT_SECONDS = 10


class Closed(Exception):
    def __init__(self, code):
        super().__init__(f"closed with {code}")
        self.code = code


class Wire:
    """One socket; `events` are what came, in order."""

    def __init__(self, gateway, path, headers=None, query=""):
        self.gateway = gateway
        self.scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()],
        }
        self.inbox = asyncio.Queue()
        self.outbox = asyncio.Queue()
        self.events = []
        self.code = None

    async def __aenter__(self):
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.put = self.outbox.put
        self.task = asyncio.create_task(self.gateway(self.scope, self.inbox.get, self._put))
        first = await self.frame()
        assert first["type"] == "websocket.accept", first
        return self

    async def __aexit__(self, *_):
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1001})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self.task), WAIT_SECONDS)
        self.task.cancel()

    async def _put(self, frame):
        await self.put(frame)

    def block(self, queue):
        """From now on frames go where nobody takes them: a reader that does not read."""
        self.put = queue.put

    async def frame(self, seconds=WAIT_SECONDS):
        return await asyncio.wait_for(self.outbox.get(), seconds)

    async def event(self, type_=None, seconds=WAIT_SECONDS):
        """The next event, or the next of this type; Closed when the server ended it."""
        while True:
            frame = await self.frame(seconds)
            if frame["type"] == "websocket.close":
                self.code = frame["code"]
                raise Closed(frame["code"])
            event = json.loads(frame["text"])
            self.events.append(event)
            if type_ is None or event["type"] == type_:
                return event

    async def closed(self):
        """The code that the server ends it with."""
        try:
            while True:
                await self.event()
        except Closed as end:
            return end.code

    async def nothing(self, seconds=0.6):
        """What comes within the time, which should be nothing."""
        try:
            return await self.event(seconds=seconds)
        except TimeoutError:
            return None

    def send(self, message):
        text = message if isinstance(message, str) else json.dumps(message)
        self.inbox.put_nowait({"type": "websocket.receive", "text": text})


class Line:
    """An ASGI application with its lifespan, and sockets on it."""

    def __init__(self, gateway):
        self.gateway = gateway

    async def __aenter__(self):
        self.inbox, self.outbox = asyncio.Queue(), asyncio.Queue()
        self.inbox.put_nowait({"type": "lifespan.startup"})
        self.task = asyncio.create_task(
            self.gateway({"type": "lifespan"}, self.inbox.get, self.outbox.put)
        )
        assert (await self.outbox.get())["type"] == "lifespan.startup.complete"
        return self

    async def __aexit__(self, *_):
        await self.stop()

    async def stop(self):
        if not self.task.done():
            self.inbox.put_nowait({"type": "lifespan.shutdown"})
            await asyncio.wait_for(self.task, WAIT_SECONDS)

    def open(self, path, headers=None, query=""):
        return Wire(self.gateway, path, headers, query)


def drive(gateway, body):
    """Run `body(line)` on the application."""

    async def run():
        async with Line(gateway) as line:
            await asyncio.wait_for(body(line), 60)

    asyncio.run(run())
