"""The two-hourly look for datasets whose newest version was not searched yet."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import searching


@job("search_stale")
def search_stale(ctx: Context, work: Work, *, slot: str) -> None:
    work(0.0, "Looking for datasets to search…")
    searching.enqueue_stale(ctx, slot)
