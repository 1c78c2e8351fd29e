"""Runs the body of one claimed job: progress to the row and to browsers, one end for sure."""

from __future__ import annotations

import logging
import time
from typing import Any

from sqlalchemy.orm import Session

from jobs.job import JOBS, Job
from luminabi_dash.context import Context
from luminabi_dash.db import jobs as questions
from luminabi_dash.db.models import now
from luminabi_dash.errors import Cancelled, LeaseLost, LuminaError

log = logging.getLogger(__name__)
PROGRESS_SECONDS = 0.25


class JobWork:
    """ports.Work of one claim: writes progress, and ends the job with its last effect."""

    def __init__(
        self,
        ctx: Context,
        job: Job,
        job_id: int,
        fence: int,
        arguments: dict[str, Any],
        owner_id: int | None = None,
    ) -> None:
        self._ctx = ctx
        self._job_id = job_id
        self._fence = fence
        self._arguments = arguments
        self._topic = job.topic.format(owner_id=owner_id, **arguments) if job.topic else None
        self._event = job.event
        self._said: tuple[float, str] = (0.0, "")

    def __call__(self, fraction: float, message: str) -> None:
        """At most one write each PROGRESS_SECONDS for the same message."""
        moment = time.monotonic()
        said_at, said = self._said
        if message == said and moment - said_at < PROGRESS_SECONDS:
            return
        self._said = (moment, message)
        fraction = min(max(fraction, 0.0), 1.0)
        with self._ctx.sessions.begin() as session:
            row = self._mine(session)
            if row.wants_cancel:
                raise Cancelled("The job was cancelled.")
            row.progress = fraction
            row.message = message[:300]
            row.lease_until = now() + questions.LEASE
            if self._topic and self._event:
                done = {
                    "percent": round(100 * fraction),
                    "message": message,
                    "job_id": str(self._job_id),
                }
                self._ctx.events.publish(
                    session, self._topic, self._event, {**self._arguments, **done}
                )

    def complete(self, session: Session) -> None:
        row = self._mine(session)
        row.progress = 1.0
        questions.end(row, "succeeded", None)

    def _mine(self, session: Session) -> Any:
        row = questions.mine(session, self._job_id, self._fence)
        if row is None:
            raise LeaseLost("Another worker has taken this job over.")
        return row


def run(ctx: Context, job_id: int, fence: int) -> None:
    """Run one claimed job to its end; expected errors become its reason, others are logged."""
    with ctx.sessions() as session:
        row = questions.mine(session, job_id, fence)
        if row is None:
            return
        kind, arguments, owner_id = row.kind, dict(row.arguments), row.owner_id
    job = JOBS.get(kind)
    work = JobWork(ctx, job, job_id, fence, arguments, owner_id)
    try:
        job.run(ctx, work, **arguments)
    except LeaseLost:
        log.warning("Job %s (%s) was taken over by another worker.", job_id, kind)
    except Cancelled:
        finish(ctx, job_id, fence, "cancelled", "The job was cancelled.", "cancelled")
    except LuminaError as error:
        finish(ctx, job_id, fence, "failed", str(error), error.code)
    except Exception:
        log.exception("Job %s (%s) failed.", job_id, kind)
        finish(ctx, job_id, fence, "failed", "Something went wrong; the log says more.", "internal")
    else:
        finish(ctx, job_id, fence, "succeeded", None, "")


def finish(
    ctx: Context, job_id: int, fence: int, state: str, sentence: str | None, code: str
) -> None:
    """End the job if this claim still holds it, and tell the thing it was about."""
    with ctx.sessions.begin() as session:
        row = questions.mine(session, job_id, fence)
        if row is None:
            return
        if state == "succeeded":
            row.progress = 1.0
        questions.end(row, state, sentence)
        job, arguments = JOBS.get(row.kind), dict(row.arguments)
    if state != "succeeded" and job.failed is not None:
        job.failed(ctx, sentence or "", code, **arguments)
