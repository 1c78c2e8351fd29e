"""Draw the storyboard of a live session into the archive of reports."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import storyboard


@job(
    "draw_storyboard",
    minutes=15,
    memory_mb=4_096,
    topic="notifications:{owner_id}",
    event="report.progress",
    failed=storyboard.fail,
)
def draw_storyboard(
    ctx: Context, work: Work, *, report_id: int, first: int, last: int, tab: int | None = None
) -> None:
    storyboard.make(ctx, work, report_id, first, last, tab)
