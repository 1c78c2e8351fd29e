"""Hands one message to a mail server, and says exactly how far it came."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from luminabi_dash.errors import LuminaError, WrongSetting

SILENCE_SECONDS = 30.0
WHOLE_SECONDS = 300.0
GOODBYE_SECONDS = 2.0
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
OK, START_INPUT, TEMPORARY_BELOW = 250, 354, 500
FINAL_CODES = range(200, 600)
Reply = tuple[int, bytes]


class Refused(LuminaError):
    """The server, or the way to it, did not take the message; it has surely not been sent."""

    status = 503
    code = "mail_refused"

    def __init__(self, answer: str, *, temporary: bool) -> None:
        when = "for now" if temporary else "for good"
        super().__init__(f"The mail was refused {when}: {answer}", details={"answer": answer})
        self.answer = answer
        self.temporary = temporary


class InDoubt(LuminaError):
    """The message went out but no answer came back: it may have been delivered."""

    status = 503
    code = "mail_in_doubt"

    def __init__(self, answer: str) -> None:
        super().__init__(
            f"The mail server did not confirm the mail: {answer}", details={"answer": answer}
        )
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes to, from LUMINABI_SMTP_URL; the password is never printed."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


def parse_url(url: str) -> Server:
    """WrongSetting for what is no smtp://, smtps:// or smtp+starttls:// address."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in PORTS or not host or parts.path not in {"", "/"}:
        raise WrongSetting(
            "LUMINABI_SMTP_URL must look like smtp://user:password@host:25, smtps://… or "
            "smtp+starttls://…, and its value does not."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(scheme, host, port or PORTS[scheme], user, password)


class SmtpMailer:
    """A `ports.Mailer`: a new connection for each message, so that nothing is shared."""

    def __init__(
        self,
        url: str,
        *,
        tls: ssl.SSLContext | None = None,
        silence_seconds: float = SILENCE_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._server = parse_url(url)
        self._tls = tls or ssl.create_default_context()
        self._silence_seconds = silence_seconds
        self._whole_seconds = whole_seconds

    def send(
        self, message: EmailMessage, recipient: str, *, before_data: Callable[[], None]
    ) -> str:
        """The server's final answer.

        Until the message is on its way every failure is Refused; then a missing answer is InDoubt.
        """
        body = wire_format(message)
        connection = self._connected()
        with closing(connection, self._whole_seconds):
            self._introduce(connection, message, recipient)
            before_data()
            self._start(connection)
            return self._hand_over(connection, body)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        try:
            if server.scheme == "smtps":
                return smtplib.SMTP_SSL(
                    server.host, server.port, timeout=self._silence_seconds, context=self._tls
                )
            return smtplib.SMTP(server.host, server.port, timeout=self._silence_seconds)
        except (smtplib.SMTPException, OSError) as error:
            raise Refused(reason_of(error), temporary=True) from None

    def _introduce(self, connection: smtplib.SMTP, message: EmailMessage, recipient: str) -> None:
        """Everything up to the accepted recipient; setup that fails may be mended, so retry."""
        try:
            connection.ehlo_or_helo_if_needed()
            if self._server.scheme == "smtp+starttls":
                connection.starttls(context=self._tls)
                connection.ehlo()
            if self._server.user:
                connection.login(self._server.user, self._server.password)
            options, to = envelope(connection, recipient)
            expect(connection.mail(sender_of(message), options))
            expect(connection.rcpt(to), {OK, 251})
        except (smtplib.SMTPException, OSError) as error:
            raise Refused(reason_of(error), temporary=True) from None

    def _start(self, connection: smtplib.SMTP) -> None:
        """Ask to send the message; up to the server's 354 not a byte of it has left."""
        try:
            reply = connection.docmd("DATA")
        except (smtplib.SMTPException, OSError) as error:
            raise Refused(reason_of(error), temporary=True) from None
        expect(reply, {START_INPUT})

    def _hand_over(self, connection: smtplib.SMTP, body: bytes) -> str:
        try:
            connection.send(body + b".\r\n")
            reply = connection.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise InDoubt(reason_of(error)) from None
        if reply[0] not in FINAL_CODES:
            raise InDoubt(f"the answer broke off ({words_of(reply)})")
        expect(reply)
        return words_of(reply)


@contextlib.contextmanager
def closing(connection: smtplib.SMTP, whole_seconds: float) -> Iterator[None]:
    """Ends the connection, also under a server that answers one byte a second."""
    watch = threading.Timer(whole_seconds, cut, [connection])
    watch.daemon = True
    watch.start()
    try:
        yield
        if connection.sock is not None:
            connection.sock.settimeout(GOODBYE_SECONDS)
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()
    finally:
        watch.cancel()
        connection.close()


def cut(connection: smtplib.SMTP) -> None:
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def envelope(connection: smtplib.SMTP, recipient: str) -> tuple[list[str], str]:
    """Options of MAIL and the address for RCPT; letters beyond ASCII need the server's consent."""
    if recipient.isascii():
        return [], recipient
    local, _, domain = recipient.rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    if local.isascii():
        return [], f"{local}@{domain}"
    if not connection.has_extn("smtputf8"):
        raise Refused("the mail server takes no addresses with such letters", temporary=False)
    connection.command_encoding = "utf-8"
    return ["SMTPUTF8"], recipient


def sender_of(message: EmailMessage) -> str:
    addresses = message["From"].addresses
    return str(addresses[0].addr_spec)


def wire_format(message: EmailMessage) -> bytes:
    """The bytes of DATA without the last dot: CRLF everywhere, leading dots doubled."""
    data = re.sub(rb"\r\n|\r|\n", b"\r\n", message.as_bytes(policy=SMTP))
    data = re.sub(rb"(?m)^\.", b"..", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def expect(reply: Reply, codes: set[int] | None = None) -> None:
    """Refused unless the reply's code is one of `codes` (250)."""
    code = reply[0]
    if code not in (codes or {OK}):
        raise Refused(words_of(reply), temporary=code < TEMPORARY_BELOW)


def words_of(reply: Reply) -> str:
    code, text = reply
    words = " ".join(text.decode("utf-8", "replace").split())
    return f"{code} {words}"[:500] if code > 0 else words[:500] or "the connection ended"


def reason_of(error: Exception) -> str:
    """What went wrong, in words that hold no password."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{error.smtp_code} the mail server does not accept our user name and password"
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return words_of((error.smtp_code, text if isinstance(text, bytes) else text.encode()))
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "the mail server did not answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the mail server ended the connection"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the mail server's certificate is not valid ({error.verify_message})"
    if isinstance(error, smtplib.SMTPException):
        return str(error)[:200] or type(error).__name__
    return getattr(error, "strerror", None) or type(error).__name__
