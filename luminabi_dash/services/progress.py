"""What a user can do with their running work: look how far it is, cancel it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import jobs
from luminabi_dash.db.models import Upload
from luminabi_dash.db.work import Job
from luminabi_dash.errors import Conflict, NotFound
from luminabi_dash.services.datasets import job_view
from luminabi_dash.views import JobView, UserView

WAITING = "Waiting for its turn"


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


def of(session: Session, subject: str) -> dict[str, Any] | None:
    """How far the work on a thing is, as its events say it; None when nobody works on it."""
    job = jobs.newest_of(session, subject)
    if job is None or job.state in jobs.ENDED:
        return None
    return done(job)


def done(job: Job) -> dict[str, Any]:
    """What events say of a running job."""
    return {
        "percent": round(100 * job.progress),
        "message": job.message or WAITING,
        "job_id": str(job.id),
    }


def of_upload(row: Upload) -> dict[str, Any]:
    percent = 100 * row.received_bytes // max(row.total_bytes, 1)
    numbers = {"received": row.received_bytes, "total": row.total_bytes, "percent": percent}
    return {**numbers, "dataset_id": row.dataset_id}


def drawing(ctx: Context, user: UserView) -> list[dict[str, Any]]:
    """The user's reports that are being drawn, as `report.progress` says it."""
    with ctx.sessions() as session:
        return [
            {"report_id": job.arguments["report_id"], **done(job)}
            for job in jobs.running(session, user.id, ("send_report", "draw_storyboard"))
        ]
