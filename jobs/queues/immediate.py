"""A queue for tests: jobs are rows as always, and `drain` runs them here, one after the other."""

from __future__ import annotations

from datetime import timedelta

from jobs.queues.database import DatabaseQueue
from jobs.runner import run
from luminabi_dash.context import Context
from luminabi_dash.db import jobs
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Job


class ImmediateQueue(DatabaseQueue):
    """ports.JobQueue whose jobs run in this process when `drain` is called."""

    def drain(self, ctx: Context, kinds: list[str], *, limit: int = 50) -> int:
        """Run what is due, also what these jobs enqueue; the number of jobs that ran."""
        done = 0
        while done < limit:
            with ctx.sessions.begin() as session:
                job = jobs.claim(session, "here", kinds)
                claimed = None if job is None else (job.id, job.fence)
            if claimed is None:
                return done
            run(ctx, *claimed)
            done += 1
        return done

    @staticmethod
    def advance(ctx: Context, span: timedelta) -> None:
        """Let jobs that wait for a time become due."""
        with ctx.sessions.begin() as session:
            for job in session.query(Job).filter(Job.state == "queued"):
                job.not_before = min(job.not_before, now()) - span
