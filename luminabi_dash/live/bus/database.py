"""Events as rows: written with the change they tell of, read by a tailer in each web process."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import delete, event, func, select, text
from sqlalchemy.orm import Session, SessionTransaction

from luminabi_dash.db.engine import Sessions
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Event
from luminabi_dash.ports import Watch

LOCK = 0x6C756D65
ENDS = select(
    select(func.min(Event.id)).scalar_subquery(), select(func.max(Event.id)).scalar_subquery()
)
"""Two look-ups by the index; min and max of one SELECT would read every row on SQLite."""
BATCH = 1_000
WAITING = "luminabi.events.waiting"
WRITTEN = "luminabi.events.written"
NEWEST_EVER = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = 'event'",
    "postgresql": "SELECT pg_sequence_last_value(pg_get_serial_sequence('event', 'id')::regclass)",
}


class Signal(Protocol):
    """How a commit makes itself noticed by those who watch."""

    def before_commit(self, session: Session) -> None:
        """Inside the transaction, after its events."""
        ...

    def after_commit(self) -> None: ...

    def watch(self) -> AbstractContextManager[Watch]: ...


class DatabaseBus:
    """ports.EventBus on SQLite and PostgreSQL; the rows are the truth, the signal is quick.

    Events are written right before the commit. On PostgreSQL a lock of the transaction puts their
    ids in the order of the commits, so that a reader which asks for "above N" never passes over a
    late one; since it is the last lock that a transaction takes, it can neither meet another in a
    deadlock nor make others wait for slow work. On SQLite there is one writer anyway.
    """

    def __init__(self, sessions: Sessions, signal: Signal) -> None:
        self._sessions = sessions
        self._signal = signal
        self._dialect = sessions.engine.dialect.name

    def publish(self, session: Session, topic: str, type_: str, data: dict[str, Any]) -> None:
        if WAITING not in session.info:
            session.info[WAITING] = []
            event.listen(session, "before_commit", self._before_commit)
            event.listen(session, "after_commit", self._after_commit)
            event.listen(session, "after_soft_rollback", forget)
        if not session.in_transaction():
            session.begin()  # so that a rollback has something to take back
        row = Event(topic=topic, type=type_, data=dict(data))
        if session.in_nested_transaction():
            self._write(session, [row])  # so that it ends with its savepoint
        else:
            session.info[WAITING].append(row)

    def _before_commit(self, session: Session) -> None:
        if not session.in_nested_transaction() and session.info[WAITING]:
            rows = list(session.info[WAITING])
            session.info[WAITING].clear()
            self._write(session, rows)

    def _write(self, session: Session, rows: list[Event]) -> None:
        session.flush()
        self._queue_up(session)
        session.add_all(rows)
        session.flush()
        self._signal.before_commit(session)
        session.info[WRITTEN] = True

    def _after_commit(self, session: Session) -> None:
        if session.info.pop(WRITTEN, False):
            self._signal.after_commit()

    def _queue_up(self, session: Session) -> None:
        """Behind the commit of everybody who has written an event already."""
        if self._dialect == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})

    def since(self, topic: str, after: int, limit: int) -> list[dict[str, Any]]:
        with self._sessions() as session:
            rows = session.scalars(
                select(Event)
                .where(Event.topic == topic, Event.id > after)
                .order_by(Event.id)
                .limit(limit)
            )
            return [as_json(row) for row in rows]

    def has_since(self, after: int) -> bool:
        with self._sessions() as session:
            first, last = session.execute(ENDS).one()
        if last is None:
            first, last = 0, self.last_id()
        return bool(after == last or (0 < first <= after + 1 and after < last))

    def last_id(self) -> int:
        with self._sessions() as session:
            newest = session.scalar(select(func.max(Event.id)))
            if newest is None:
                self._queue_up(session)  # an id that is not committed yet must not count
                newest = session.scalar(select(func.max(Event.id)))
            return newest or session.scalar(text(NEWEST_EVER[self._dialect])) or 0

    def first_id(self) -> int:
        with self._sessions() as session:
            return session.scalar(select(func.min(Event.id))) or 0

    def poll(self, after: int) -> list[dict[str, Any]]:
        with self._sessions() as session:
            rows = session.scalars(
                select(Event).where(Event.id > after).order_by(Event.id).limit(BATCH)
            )
            return [as_json(row) for row in rows]

    def watch(self) -> AbstractContextManager[Watch]:
        return self._signal.watch()

    def sweep(self, session: Session, older_than: timedelta, at_most: int) -> None:
        newest = session.scalar(select(func.max(Event.id)))
        young = session.scalar(select(func.min(Event.id)).where(Event.at >= now() - older_than))
        many = session.scalar(select(Event.id).order_by(Event.id.desc()).offset(at_most).limit(1))
        if newest is not None:
            below = max(young or newest, (many or 0) + 1)
            session.execute(delete(Event).where(Event.id < min(below, newest)))


def forget(session: Session, ended: SessionTransaction) -> None:
    """What is rolled back was never said; what waits does not belong to a savepoint."""
    if not ended.nested:
        session.info[WAITING].clear()
        session.info.pop(WRITTEN, None)


def as_json(row: Event) -> dict[str, Any]:
    """An event as the contract has it: id, topic, type, at, data."""
    return {
        "id": row.id,
        "topic": row.topic,
        "type": row.type,
        "at": row.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": row.data,
    }
