"""The job table as a queue: enqueued with the change that wants the job, claimed by workers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from luminabi_dash.db import jobs
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Job


class DatabaseQueue:
    """ports.JobQueue on SQLite and PostgreSQL."""

    def enqueue(
        self,
        session: Session,
        kind: str,
        /,
        *,
        owner_id: int | None = None,
        unique_key: str | None = None,
        subject: str | None = None,
        not_before: datetime | None = None,
        **arguments: int | str | None,
    ) -> str:
        job = Job(
            kind=kind,
            arguments=arguments,
            owner_id=owner_id,
            unique_key=unique_key,
            subject=subject,
            not_before=not_before or now(),
        )
        return str(jobs.enqueue(session, job).id)
