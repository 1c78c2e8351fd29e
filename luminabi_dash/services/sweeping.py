"""Housekeeping: what is old and needed by nobody goes; data never does."""

from __future__ import annotations

import shutil
from datetime import timedelta

from sqlalchemy import delete, select

from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db.models import Draft, SignIn, SignInTry, Upload, now
from luminabi_dash.db.work import Job
from luminabi_dash.ports import Work
from luminabi_dash.services import notices, slicing, timeline

EVENTS = timedelta(days=7)
EVENT_COUNT = 200_000
JOBS = timedelta(days=30)
TRIES = timedelta(days=1)
DRAFTS = timedelta(days=7)
TEMPORARY = timedelta(hours=12)


def sweep(ctx: Context, work: Work, _slot: str) -> None:
    moment = now()
    work(0.1, "Forgetting old events…")
    with ctx.sessions.begin() as session:
        ctx.events.sweep(session, EVENTS, EVENT_COUNT)
        notices.sweep(session)
        timeline.sweep(session)
        slicing.sweep(session)
        session.execute(delete(SignIn).where(SignIn.expires_at < moment))
        session.execute(delete(SignInTry).where(SignInTry.at < moment - TRIES))
        session.execute(
            delete(Job).where(
                Job.state.in_(("succeeded", "failed", "cancelled")), Job.ended_at < moment - JOBS
            )
        )
        old = select(Draft).where(Draft.created_at < moment - DRAFTS)
        dropped = {row.sha256 for row in session.scalars(old) if row.sha256}
        session.execute(delete(Draft).where(Draft.created_at < moment - DRAFTS))
        orphans = [sha256 for sha256 in dropped if not datasets.is_used(session, sha256)]
        stale = list(session.scalars(select(Upload.id).where(Upload.expires_at < moment)))
        session.execute(delete(Upload).where(Upload.id.in_(stale)))
    work(0.6, "Removing abandoned uploads…")
    for sha256 in orphans:
        ctx.blobs.delete(sha256)
    for upload_id in stale:
        (ctx.settings.data_path / "uploads" / upload_id).unlink(missing_ok=True)
    for folder in (ctx.settings.data_path / "tmp").glob("*"):
        if moment.timestamp() - folder.stat().st_mtime > TEMPORARY.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
