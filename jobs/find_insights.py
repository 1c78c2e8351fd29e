"""Search the newest version of a dataset for insights."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.insights.engine import discover
from luminabi_dash.ports import Work
from luminabi_dash.services import insights, watching


@job(
    "find_insights",
    minutes=20,
    memory_mb=8_192,
    topic="insights:{dataset_id}",
    event="insights.progress",
    failed=insights.fail,
)
def find_insights(ctx: Context, work: Work, *, dataset_id: int) -> None:
    insights.search(ctx, work, dataset_id, discover)
    watching.enqueue_searched(ctx, dataset_id)
