"""What one running LuminaBI shares: its settings, database, queue, events and files."""

from __future__ import annotations

from dataclasses import dataclass

from luminabi_dash.db.engine import Sessions
from luminabi_dash.ports import BlobStore, EventBus, JobQueue, Mailer, Whispers
from luminabi_dash.settings import Settings
from luminabi_dash.tables.cache import ResultCache
from luminabi_dash.tables.engine import Engine
from luminabi_dash.tables.store import Store
from luminabi_dash.tables.turns import Turns


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to services by callbacks, routes and jobs; nothing reaches for a global."""

    settings: Settings
    sessions: Sessions
    jobs: JobQueue
    events: EventBus
    whispers: Whispers
    blobs: BlobStore
    store: Store
    cache: ResultCache
    engine: Engine
    turns: Turns
    mailer: Mailer | None
