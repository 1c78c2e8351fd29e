"""Draw a report and enqueue its mails."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import sending


@job(
    "send_report",
    minutes=10,
    memory_mb=4_096,
    topic="notifications:{owner_id}",
    event="report.progress",
    failed=sending.fail,
)
def send_report(ctx: Context, work: Work, *, report_id: int) -> None:
    sending.make(ctx, work, report_id)
