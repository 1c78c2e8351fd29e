"""What the core asks of the outside: one Protocol for each replaceable part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
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


class Watch(Protocol):
    """Waits beside the events; made and used by one thread."""

    def wait(self, seconds: float) -> bool:
        """True as soon as something may be new; False after `seconds` without a sign of it."""
        ...


class EventBus(Protocol):
    """Carries events, written inside the caller's transaction, to whoever listens."""

    def publish(self, session: Any, topic: str, type_: str, data: dict[str, Any]) -> None:
        """Said if the transaction is committed; it gets its id then, right before the commit."""
        ...

    def since(self, topic: str, after: int, limit: int) -> list[dict[str, Any]]: ...

    def has_since(self, after: int) -> bool:
        """Whether each event above `after`, of any topic, is still kept; ask it after `since`.

        False also for an id that was never given: who asks has seen another database.
        """
        ...

    def first_id(self) -> int:
        """The oldest event that is kept; 0 when there is none."""
        ...

    def last_id(self) -> int:
        """The newest event that was ever committed, kept or not; 0 when there was none."""
        ...

    def poll(self, after: int) -> list[dict[str, Any]]:
        """Committed events with an id above `after`, oldest first; never passes one over."""
        ...

    def watch(self) -> AbstractContextManager[Watch]:
        """A way to wait for `poll` to have more. It may say so for nothing, and a sign may get
        lost: poll now and then all the same.
        """
        ...

    def sweep(self, session: Any, older_than: timedelta, at_most: int) -> None:
        """Forget from the oldest on: what is too old, and all but the newest `at_most`.

        The newest event stays.
        """
        ...


class Whispers(Protocol):
    """Messages between web processes that nobody keeps; one may get lost.

    Nothing is opened before `listen` or the first `send`: the web application is forked.
    """

    def send(self, message: bytes) -> None:
        """To every other process, up to 60 kB; never waits, and drops what cannot go."""
        ...

    def listen(self, deliver: Callable[[bytes], None]) -> None:
        """Hand over what others send, in a thread of its own; call it once."""
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
