"""Which bus and which whispers the settings ask for; nothing is opened here."""

from __future__ import annotations

from pathlib import Path

from luminabi_dash.db.engine import Sessions
from luminabi_dash.live.bus.database import DatabaseBus, Signal
from luminabi_dash.live.bus.postgresql import PostgresSignal
from luminabi_dash.live.bus.sqlite import SqliteSignal
from luminabi_dash.live.whispers.local import LocalWhispers
from luminabi_dash.live.whispers.memory import MemoryWhispers, Room
from luminabi_dash.live.whispers.postgresql import PostgresWhispers
from luminabi_dash.ports import EventBus, Whispers


def bus_for(redis_url: str, sessions: Sessions) -> EventBus:
    """Rows of the database; Redis, if given, or else the database itself wakes who waits."""
    return DatabaseBus(sessions, signal_for(redis_url, sessions))


def signal_for(redis_url: str, sessions: Sessions) -> Signal:
    if redis_url:
        from luminabi_dash.live import remote  # 0.2 s that nobody pays without Redis
        from luminabi_dash.live.bus.redis import RedisSignal

        return RedisSignal(remote.connect(redis_url))
    if sessions.engine.dialect.name == "postgresql":
        return PostgresSignal(sessions.engine)
    return SqliteSignal(sessions.engine)


def whispers_for(redis_url: str, sessions: Sessions) -> Whispers:
    """Through Redis, if given, or PostgreSQL; beside an SQLite file, within the machine."""
    if redis_url:
        from luminabi_dash.live import remote
        from luminabi_dash.live.whispers.redis import RedisWhispers

        return RedisWhispers(remote.connect(redis_url))
    if sessions.engine.dialect.name == "postgresql":
        return PostgresWhispers(sessions.engine)
    file = sessions.engine.url.database
    if file in {None, "", ":memory:"}:
        return MemoryWhispers(Room())
    return LocalWhispers(str(Path(str(file)).resolve()))
