"""The clock: APScheduler says when to look; a unique key a slot says what has been done.

Any number of these may run at once: a slot is one row, whoever writes it first.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from luminabi_dash.context import Context
from luminabi_dash.services import schedules

log = logging.getLogger(__name__)
LOOK_SECONDS = 5
SWEEP_EVERY = timedelta(hours=6)
ALERTS_EVERY = timedelta(hours=1)


def periodic(ctx: Context) -> list[tuple[str, timedelta]]:
    """The periodic jobs and how often each is due."""
    return [
        ("clean_pending", ctx.settings.cleaning_every),
        ("search_stale", ctx.settings.insights_every),
        ("watch_alerts", ALERTS_EVERY),
        ("sweep", SWEEP_EVERY),
    ]


def slot_of(moment: datetime, every: timedelta) -> datetime:
    """The due time that a moment belongs to, counted from 1970: the same for all schedulers."""
    seconds = int(every.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, UTC)


def look(ctx: Context, seen: dict[str, str]) -> None:
    """Enqueue what has come due since the last look; writes nothing when nothing has."""
    moment = datetime.now(UTC)
    try:
        for kind, every in periodic(ctx):
            slot = slot_of(moment, every).isoformat()
            if seen.get(kind) == slot:
                continue
            with ctx.sessions.begin() as session:
                ctx.jobs.enqueue(session, kind, unique_key=f"{kind}:{slot}", slot=slot)
            seen[kind] = slot
        schedules.enqueue_due(ctx, moment)
    except SQLAlchemyError:
        log.warning("The database does not answer; schedules wait.", exc_info=True)


def start(ctx: Context) -> Any:
    """A running scheduler; `shutdown()` ends it."""
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        look,
        "interval",
        seconds=LOOK_SECONDS,
        args=[ctx, {}],
        max_instances=1,
        coalesce=True,
        next_run_time=datetime.now(UTC),
    )
    scheduler.start()
    return scheduler
