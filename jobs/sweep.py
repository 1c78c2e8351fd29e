"""Forget what nobody needs any more: old events, ended sign-ins, abandoned uploads, old jobs."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import sweeping


@job("sweep")
def sweep(ctx: Context, work: Work, *, slot: str) -> None:
    sweeping.sweep(ctx, work, slot)
