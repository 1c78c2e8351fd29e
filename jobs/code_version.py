"""Write the codes of a version that was published without."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import coding


@job("code_version")
def code_version(ctx: Context, work: Work, *, dataset_id: int, number: int) -> None:
    coding.write(ctx, work, dataset_id, number)
