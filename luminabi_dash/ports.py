"""What the core asks of the outside: one Protocol for each replaceable part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, BinaryIO, Protocol


class Progress(Protocol):
    """Where a long piece of work reports how far it is, from 0 to 1."""

    def __call__(self, fraction: float, message: str) -> None: ...


def quiet(fraction: float, message: str) -> None:
    """Progress that nobody looks at."""


def scaled(progress: Progress, start: float, share: float) -> Progress:
    """The part of a larger piece of work that begins at `start` and takes `share` of it."""

    def report(fraction: float, message: str) -> None:
        progress(start + share * fraction, message)

    return report


class Work(Progress, Protocol):
    """The progress of a job whose effects are committed once, by the newest claim only."""

    def complete(self, session: Any) -> None:
        """Mark the job succeeded in the transaction of its last effect; LeaseLost if overtaken."""
        ...


class JobQueue(Protocol):
    """Takes jobs by name inside the caller's transaction; they run after its commit."""

    def enqueue(
        self,
        session: Any,
        kind: str,
        /,
        *,
        owner_id: int | None = None,
        unique_key: str | None = None,
        subject: str | None = None,
        not_before: datetime | None = None,
        **arguments: int | str | None,
    ) -> str:
        """The job's id; with a `unique_key` that exists already, the id of that job."""
        ...


class EventBus(Protocol):
    """Carries events, written inside the caller's transaction, to whoever listens."""

    def publish(self, session: Any, topic: str, type_: str, data: dict[str, Any]) -> int | None: ...

    def since(self, topic: str, after: int, limit: int) -> list[dict[str, Any]]: ...

    def first_id(self) -> int: ...

    def last_id(self) -> int: ...

    def poll(self, after: int) -> list[dict[str, Any]]:
        """Committed events with an id above `after`, oldest first; never passes one over."""
        ...


class Whispers(Protocol):
    """Messages between web processes that are not kept: who is there, who looks where."""

    def send(self, message: bytes) -> None:
        """To every other process, at most 60 kB; dropped when it cannot go at once."""
        ...

    def listen(self, deliver: Callable[[bytes], None]) -> None:
        """Start delivering what others send, in a thread of its own; never one's own."""
        ...

    def close(self) -> None: ...


class BlobStore(Protocol):
    """Bytes under their SHA-256; written once, never changed."""

    def put_file(self, path: Path) -> str: ...

    def put_bytes(self, data: bytes) -> str: ...

    def open(self, sha256: str) -> BinaryIO: ...

    def local_path(self, sha256: str) -> AbstractContextManager[Path]: ...

    def delete(self, sha256: str) -> None: ...

    def __iter__(self) -> Iterator[str]: ...


class Mailer(Protocol):
    """Hands one message for one recipient to a mail server."""

    def send(
        self, message: EmailMessage, recipient: str, *, before_data: Callable[[], None]
    ) -> str:
        """The server's final answer. `before_data` runs once, right before the message itself is
        sent: what happens after it is in doubt when the process dies. Raises `mail.smtp.Refused`.
        """
        ...
