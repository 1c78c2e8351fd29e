"""Look at the alerts of a dataset."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import watching


@job("check_alerts")
def check_alerts(ctx: Context, work: Work, *, dataset_id: int) -> None:
    watching.check_dataset(ctx, work, dataset_id)
