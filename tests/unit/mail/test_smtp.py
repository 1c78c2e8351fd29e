"""The mailer against a real mail server, and against bad ones."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from luminabi_dash.errors import WrongSetting
from luminabi_dash.mail.smtp import InDoubt, Refused, SmtpMailer, parse_url

TO = "reader@example.com"


class Inbox:
    """Keeps what comes; answers what it is told to."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.bodies: list[bytes] = []

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if "rcpt" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.bodies.append(envelope.content)
        return self.answers.get("data", "250 OK queued as 42")


@contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[str]:
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def script(*lines: bytes | None) -> Iterator[str]:
    """A server that greets and answers each command with the next line; None hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as received:
            for line in lines:
                if line is None:
                    return
                connection.sendall(line)
                command = received.readline()
                if line.startswith(b"354"):
                    while command not in {b".\r\n", b""}:
                        command = received.readline()

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        thread.join(5)
        listening.close()


def mail(text: str = "Hello\n.leading dot\nEnd") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "LuminaBI <luminabi@example.org>"
    message["To"] = TO
    message["Subject"] = "Report"
    message.set_content(text)
    return message


def send(address: str, started: list[int] | None = None, **options: Any) -> str:
    calls = started if started is not None else []
    mailer = SmtpMailer(f"smtp://{address}", silence_seconds=2, **options)
    return mailer.send(mail(), TO, before_data=lambda: calls.append(1))


def test_delivers_and_returns_the_answer() -> None:
    inbox, started = Inbox(), []
    with serving(inbox) as address:
        assert send(address, started) == "250 OK queued as 42"
    assert started == [1]
    received = message_from_bytes(inbox.bodies[0], policy=default)
    assert received["Subject"] == "Report"
    assert "\n.leading dot" in received.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("stage", "answer", "temporary"),
    [
        ("rcpt", "450 greylisted, come back", True),
        ("rcpt", "550 no such user", False),
        ("data", "451 disk full", True),
        ("data", "554 looks like spam", False),
    ],
)
def test_a_refusal_is_definite(stage: str, answer: str, temporary: bool) -> None:
    started: list[int] = []
    with serving(Inbox(**{stage: answer})) as address, pytest.raises(Refused) as refused:
        send(address, started)
    assert refused.value.temporary is temporary
    assert refused.value.answer == answer
    assert len(started) == (stage == "data")


READY = (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n")


def test_hanging_up_after_the_message_is_in_doubt() -> None:
    started: list[int] = []
    with script(*READY, b"354 go\r\n", None) as address, pytest.raises(InDoubt):
        send(address, started)
    assert started == [1]


def test_silence_after_the_message_is_in_doubt() -> None:
    quiet = (*READY, b"354 go\r\n", b"")
    with script(*quiet) as address, pytest.raises(InDoubt, match="in time"):
        send(address)


def test_hanging_up_before_the_message_is_a_temporary_refusal() -> None:
    for lines in ((None,), (*READY[:2], None), (*READY, None)):
        with script(*lines) as address, pytest.raises(Refused) as refused:
            send(address)
        assert refused.value.temporary


def test_a_refused_data_command_has_sent_nothing() -> None:
    with script(*READY, b"452 later\r\n") as address, pytest.raises(Refused) as refused:
        send(address)
    assert refused.value.temporary


def test_a_server_that_drips_is_cut_off() -> None:
    slow = (*READY, b"354 go\r\n", b"2")
    with script(*slow) as address, pytest.raises(InDoubt):
        send(address, whole_seconds=1)


def test_nobody_there_is_a_temporary_refusal() -> None:
    with pytest.raises(Refused) as refused:
        send(f"127.0.0.1:{free_port()}")
    assert refused.value.temporary


def test_a_failing_before_data_sends_nothing() -> None:
    inbox = Inbox()

    def overtaken() -> None:
        raise RuntimeError("lease lost")

    with serving(inbox) as address, pytest.raises(RuntimeError):
        SmtpMailer(f"smtp://{address}").send(mail(), TO, before_data=overtaken)
    assert inbox.bodies == []


def test_signs_in_and_never_tells_the_password() -> None:
    def check(server: Any, session: Any, envelope: Any, kind: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right p@ss")

    options = {"authenticator": check, "auth_require_tls": False}
    with serving(Inbox(), **options) as address:
        assert send(f"ann:right%20p%40ss@{address}").startswith("250")
        with pytest.raises(Refused) as refused:
            send(f"ann:wrong-secret@{address}")
    assert refused.value.temporary
    assert "wrong-secret" not in f"{refused.value!r}{refused.value}{refused.value.details}"


def test_starttls_is_not_skipped() -> None:
    with serving(Inbox()) as address, pytest.raises(Refused) as refused:
        SmtpMailer(f"smtp+starttls://{address}").send(mail(), TO, before_data=lambda: None)
    assert "STARTTLS" in refused.value.answer


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("smtp", "mail.example", 25)),
        ("smtps://u:p@mail.example", ("smtps", "mail.example", 465)),
        ("smtp+starttls://u@mail.example:2525", ("smtp+starttls", "mail.example", 2525)),
        ("smtp://[::1]:25", ("smtp", "::1", 25)),
    ],
)
def test_reads_urls(url: str, expected: tuple[str, str, int]) -> None:
    server = parse_url(url)
    assert (server.scheme, server.host, server.port) == expected


@pytest.mark.parametrize("url", ["", "mail.example", "http://x", "smtp://", "smtp://x:99999"])
def test_wrong_urls_name_the_setting(url: str) -> None:
    with pytest.raises(WrongSetting, match="LUMINABI_SMTP_URL"):
        parse_url(url)


def test_the_password_is_not_in_the_repr() -> None:
    assert "hush" not in repr(parse_url("smtp://u:hush@mail.example"))
