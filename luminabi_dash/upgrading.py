"""Brings the database of the settings to its newest shape; for every way to start."""

from __future__ import annotations

from luminabi_dash.db.engine import make_engine
from luminabi_dash.db.migrate import upgrade
from luminabi_dash.settings import Settings


def upgrade_database(settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    try:
        upgrade(engine)
    finally:
        engine.dispose()
