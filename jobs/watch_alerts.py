"""The hourly look at all alerts."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import watching


@job("watch_alerts")
def watch_alerts(ctx: Context, work: Work, *, slot: str) -> None:
    work(0.0, "Looking for alerts…")
    watching.enqueue_all(ctx, slot)
