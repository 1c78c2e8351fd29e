"""Questions about jobs: enqueue, claim, keep the lease, end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from luminabi_dash.db.models import now
from luminabi_dash.db.work import Job

LEASE = timedelta(seconds=10)
ENDED = ("succeeded", "failed", "cancelled")
ATTEMPTS = 3


def enqueue(session: Session, job: Job) -> Job:
    """Add a job; with a unique key that exists already, that job instead."""
    if job.unique_key is not None:
        existing = session.scalar(select(Job).where(Job.unique_key == job.unique_key))
        if existing is not None:
            return existing
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        return session.scalars(select(Job).where(Job.unique_key == job.unique_key)).one()
    return job


def claim(session: Session, worker: str, kinds: list[str]) -> Job | None:
    """The oldest job that is due or whose worker is gone; counts the attempt, raises the fence."""
    moment = now()
    due = or_(
        and_(Job.state == "queued", Job.not_before <= moment),
        and_(Job.state == "running", Job.lease_until < moment),
    )
    job = session.scalars(
        select(Job)
        .where(due, Job.kind.in_(kinds))
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if job is None:
        return None
    if job.wants_cancel:
        end(job, "cancelled", "Cancelled.")
        return None
    if job.attempts >= ATTEMPTS:
        end(job, "failed", f"It was tried {job.attempts} times and its worker died each time.")
        return None
    job.state = "running"
    job.attempts += 1
    job.fence += 1
    job.worker = worker
    job.lease_until = moment + LEASE
    job.started_at = moment
    return job


def end(job: Job, state: str, error: str | None) -> None:
    job.state = state
    job.error = error
    job.ended_at = now()
    job.lease_until = None


def beat(session: Session, job_id: int, fence: int) -> bool | None:
    """Keep the lease: False when it is lost, None when the user wants the job cancelled."""
    changed = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.fence == fence, Job.state == "running")
        .values(lease_until=now() + LEASE)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    wants_cancel = session.scalar(select(Job.wants_cancel).where(Job.id == job_id))
    return None if wants_cancel else True


def mine(session: Session, job_id: int, fence: int) -> Job | None:
    """The running job, locked, if this claim is still the newest one."""
    return session.scalars(
        select(Job)
        .where(Job.id == job_id, Job.fence == fence, Job.state == "running")
        .with_for_update()
    ).first()


def owned(session: Session, job_id: int, user_id: int) -> Job | None:
    return session.scalar(select(Job).where(Job.id == job_id, Job.owner_id == user_id))


def is_worked_on(session: Session, subject: str) -> bool:
    """Whether a job about this thing is waiting or running."""
    statement = select(Job.id).where(Job.subject == subject, Job.state.not_in(ENDED))
    return session.scalar(statement.limit(1)) is not None


def newest_of(session: Session, subject: str) -> Job | None:
    """The newest job about a thing such as "dataset:7"."""
    return session.scalar(
        select(Job).where(Job.subject == subject).order_by(Job.id.desc()).limit(1)
    )


def newest_by_subject(session: Session, subjects: list[str]) -> dict[str, Job]:
    jobs = session.scalars(select(Job).where(Job.subject.in_(subjects)).order_by(Job.id))
    return {str(job.subject): job for job in jobs}


def depth(session: Session) -> dict[str, int]:
    """How many jobs are in each state that is not an end."""
    rows = session.execute(
        select(Job.state, func.count()).where(Job.state.not_in(ENDED)).group_by(Job.state)
    )
    return {row[0]: row[1] for row in rows}


def forget_before(session: Session, moment: datetime) -> list[Any]:
    """Ids of ended jobs without a unique key that ended before the moment."""
    return list(
        session.scalars(
            select(Job.id).where(
                Job.state.in_(ENDED), Job.ended_at < moment, Job.unique_key.is_(None)
            )
        )
    )


def is_due(session: Session) -> bool:
    """Whether a claim could find something: a look without the write lock."""
    moment = now()
    due = or_(
        and_(Job.state == "queued", Job.not_before <= moment),
        and_(Job.state == "running", Job.lease_until < moment),
    )
    return session.scalar(select(Job.id).where(due).limit(1)) is not None


def is_over(session: Session, job_id: int, fence: int) -> bool:
    """Whether this claim ended its job itself."""
    job = session.get(Job, job_id)
    return job is not None and job.fence == fence and job.state in ENDED


def running(session: Session, user_id: int, kinds: Sequence[str]) -> list[Job]:
    """The user's jobs of some kinds that have no end yet, in their order."""
    asked = select(Job).where(Job.owner_id == user_id, Job.kind.in_(kinds), Job.state.not_in(ENDED))
    return list(session.scalars(asked.order_by(Job.id)))
