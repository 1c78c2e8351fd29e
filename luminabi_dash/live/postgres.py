"""Connections to PostgreSQL that wait for what others say; the pool knows nothing of them."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Engine

# so that a machine which is gone is noticed within half a minute
KEPT = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


def open_line(engine: Engine, channel: str | None = None) -> psycopg.Connection[Any]:
    """A connection of its own; with a `channel` it listens there."""
    arguments, given = engine.dialect.create_connect_args(engine.url)
    connection = psycopg.connect(*arguments, **{**KEPT, **given}, autocommit=True)
    if channel is not None:
        connection.execute(f"LISTEN {channel}")
    return connection
