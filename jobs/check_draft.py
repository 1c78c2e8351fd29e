"""Say what a draft would change, before anything is changed."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.insights.engine import discover
from luminabi_dash.ports import Work
from luminabi_dash.services import checking, drafts


@job("check_draft", minutes=10, memory_mb=8_192, failed=drafts.fail)
def check_draft(ctx: Context, work: Work, *, draft_id: int) -> None:
    checking.check(ctx, work, draft_id, discover)
