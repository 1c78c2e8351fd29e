"""Migrations: one process at a time brings the database to the newest shape."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

MIGRATIONS = Path(__file__).parents[2] / "migrations"
LOCK = 0x6C756D69


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision; safe when several processes start at once."""
    with locked(engine), engine.connect() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """The revision of the database and the newest one."""
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present, ScriptDirectory.from_config(configuration()).get_current_head()


@contextmanager
def locked(engine: Engine) -> Iterator[Connection | None]:
    """A lock of all processes: an advisory one on PostgreSQL, a file beside an SQLite file."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
            try:
                yield connection
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
        return
    database = engine.url.database
    if database in {None, "", ":memory:"}:
        yield None
        return
    with Path(f"{database}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield None
