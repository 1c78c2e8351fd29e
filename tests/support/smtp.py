"""A real mail server on a loopback port that keeps what it gets, or misbehaves as a test asks."""

import asyncio

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.support.postgres import free_port
from tests.support.server import wait_until


class Handler:
    def __init__(self):
        self.messages = []
        self.mode = "keep"
        self.tries = 0

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        self.tries += 1
        if self.mode == "busy":
            return "451 4.3.0 Come back later"
        if self.mode == "refuse":
            return "550 5.1.1 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        self.messages.append(envelope)
        if self.mode == "hang up":
            server.transport.abort()
        while self.mode == "wait":
            await asyncio.sleep(0.05)
        return "250 Kept"


class Quiet(SMTP):
    """aiosmtpd without its banner of versions."""

    __ident__ = "test"


class OnPort(Controller):
    def factory(self):
        return Quiet(self.handler, enable_SMTPUTF8=True, decode_data=False)


class MailServer:
    """`mode`: keep, busy (451), refuse (550), "hang up" (after the data, without an answer) or wait
    (with the answer, until it is another).
    """

    def __init__(self):
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.handler = Handler()
        self.controller = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.controller = OnPort(self.handler, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    @property
    def messages(self):
        return self.handler.messages

    @property
    def tries(self):
        return self.handler.tries

    def behave(self, mode):
        self.handler.mode = mode

    def wait_for(self, recipient, seconds=60):
        """The messages for this recipient, at least one."""

        def find():
            return [one for one in list(self.messages) if recipient in one.rcpt_tos]

        return wait_until(find, seconds, message=f"no mail came for {recipient}")
