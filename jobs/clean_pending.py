"""The hourly look for pending datasets that nobody is working on."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import preparation


@job("clean_pending")
def clean_pending(ctx: Context, work: Work, *, slot: str) -> None:
    work(0.0, "Looking for pending datasets…")
    preparation.enqueue_pending(ctx, slot)
