"""Hand one mail of a report to the mail server."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import sending


@job("deliver_report", minutes=5, failed=sending.fail_delivery)
def deliver_report(ctx: Context, work: Work, *, delivery_id: int) -> None:
    sending.deliver(ctx, work, delivery_id)
