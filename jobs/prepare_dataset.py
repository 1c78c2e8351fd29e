"""Read and clean an uploaded dataset; the search for insights follows by itself."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import preparation


@job(
    "prepare_dataset",
    minutes=30,
    memory_mb=8_192,
    topic="data-cleaning:{dataset_id}",
    event="cleaning.progress",
    failed=preparation.fail,
)
def prepare_dataset(ctx: Context, work: Work, *, dataset_id: int) -> None:
    preparation.prepare(ctx, work, dataset_id)
