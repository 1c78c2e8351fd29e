"""What a user can do with their running work: look how far it is, cancel it."""

from __future__ import annotations

from luminabi_dash.context import Context
from luminabi_dash.db import jobs
from luminabi_dash.errors import Conflict, NotFound
from luminabi_dash.services.datasets import job_view
from luminabi_dash.views import JobView, UserView


def get(ctx: Context, user: UserView, job_id: int) -> JobView:
    with ctx.sessions() as session:
        job = jobs.owned(session, job_id, user.id)
        if job is None:
            raise NotFound("There is no such job.", code="job_not_found")
        return job_view(job)


def cancel(ctx: Context, user: UserView, job_id: int) -> JobView:
    """Ask a job to end; a running one is stopped by its worker within seconds."""
    with ctx.sessions.begin() as session:
        job = jobs.owned(session, job_id, user.id)
        if job is None:
            raise NotFound("There is no such job.", code="job_not_found")
        if job.state in jobs.ENDED:
            raise Conflict(f"This job has {job.state} already.", code="job_ended")
        job.wants_cancel = True
    return get(ctx, user, job_id)
