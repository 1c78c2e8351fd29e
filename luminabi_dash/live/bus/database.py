"""Events as rows: written with the change they tell of, read by a tailer in each web process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from luminabi_dash.db.engine import Sessions
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Event

LOCK = 0x6C756D65
BATCH = 1_000


class DatabaseBus:
    """ports.EventBus on SQLite and PostgreSQL.

    On PostgreSQL a transaction-wide lock puts ids in commit order, so that a reader which asks
    for "above N" never passes over a late commit; on SQLite there is one writer anyway.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._is_postgresql = sessions.engine.dialect.name == "postgresql"

    def publish(self, session: Session, topic: str, type_: str, data: dict[str, Any]) -> int:
        if self._is_postgresql:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        event = Event(topic=topic, type=type_, data=data)
        session.add(event)
        session.flush()
        return event.id

    def since(self, topic: str, after: int, limit: int) -> list[dict[str, Any]]:
        with self._sessions() as session:
            rows = session.scalars(
                select(Event)
                .where(Event.topic == topic, Event.id > after)
                .order_by(Event.id)
                .limit(limit)
            )
            return [as_json(row) for row in rows]

    def last_id(self) -> int:
        with self._sessions() as session:
            return session.scalar(select(func.max(Event.id))) or 0

    def first_id(self) -> int:
        with self._sessions() as session:
            return session.scalar(select(func.min(Event.id))) or 0

    def poll(self, after: int) -> list[dict[str, Any]]:
        with self._sessions() as session:
            rows = session.scalars(
                select(Event).where(Event.id > after).order_by(Event.id).limit(BATCH)
            )
            return [as_json(row) for row in rows]

    def sweep(self, session: Session, older_than: timedelta) -> None:
        session.execute(delete(Event).where(Event.at < now() - older_than))


def as_json(event: Event) -> dict[str, Any]:
    """An event as the contract has it: id, topic, type, at, data."""
    return {
        "id": event.id,
        "topic": event.topic,
        "type": event.type,
        "at": event.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": event.data,
    }
