"""Prepared folders become versions: rows, files, events and the job's end in one transaction."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.cleaning.pipeline import Cleaned
from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db.models import Dataset, DatasetStatus, Version, VersionFile
from luminabi_dash.db.work import Dashboard
from luminabi_dash.errors import NotFound
from luminabi_dash.live import topics
from luminabi_dash.plural import many
from luminabi_dash.ports import Work
from luminabi_dash.services import notices, watching
from luminabi_dash.services.wanted import Wanted


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A table as read: its folder and its numbers; `number` when it is published already."""

    folder: Path
    rows: int
    rows_in: int
    rows_rejected: int
    columns: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is ready to be published, with what is known of it."""

    read: ReadPart
    cleaned: Path
    result: Cleaned


def publish(
    ctx: Context, work: Work, dataset_id: int, asked: Wanted, made: Prepared, seconds: float
) -> None:
    """The versions appear, the job ends and everybody hears of it: in one transaction."""
    result = made.result
    with ctx.sessions.begin() as session:
        work.complete(session)
        dataset = session.get(Dataset, dataset_id)
        if dataset is None:
            raise NotFound("The dataset was deleted meanwhile.", code="dataset_not_found")
        number = datasets.next_number(session, dataset_id)
        if made.read.number is None:
            add_version(ctx, session, dataset_id, number, asked, made, is_read=True)
            number += 1
        add_version(ctx, session, dataset_id, number, asked, made, is_read=False)
        become(dataset, number, asked, result)
        announce(ctx, session, dataset, result, seconds)
        enqueue_search(ctx, session, dataset)
        watching.enqueue(ctx, session, dataset, str(number))


def become(dataset: Dataset, number: int, asked: Wanted, result: Cleaned) -> None:
    """The dataset is now what it was asked to become."""
    recipe = json.loads(result.recipe.model_dump_json())
    if recipe != dataset.recipe:
        dataset.recipe_version += 1
    dataset.current_version = number
    dataset.recipe, dataset.recipe_by_user = recipe, asked.is_by_user
    dataset.options = asked.options or None
    last = asked.files[-1]
    dataset.sha256, dataset.file_name, dataset.file_bytes = last.sha256, last.name, last.size_bytes
    dataset.wanted = None
    dataset.error = dataset.error_code = None
    dataset.move_to(DatasetStatus.READY)


def add_version(
    ctx: Context,
    session: Session,
    dataset_id: int,
    number: int,
    asked: Wanted,
    made: Prepared,
    *,
    is_read: bool,
) -> None:
    """The row of a version, its folder renamed into place; an orphan of a crash is replaced."""
    folder = made.read.folder if is_read else made.cleaned
    shutil.rmtree(ctx.store.folder(dataset_id, number), ignore_errors=True)
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    ctx.store.publish(dataset_id, number, folder)
    read, result = made.read, made.result
    row = Version(
        dataset_id=dataset_id,
        number=number,
        kind="read" if is_read else "cleaned",
        sha256=asked.files[-1].sha256,
        rows=read.rows if is_read else len(result.frame),
        columns=read.columns if is_read else len(result.schema.columns),
        rows_in=read.rows_in,
        rows_rejected=read.rows_rejected,
        rows_removed=0 if is_read else result.rows_in - result.rows_kept,
        cells_changed=0 if is_read else len(result.changes),
        size_bytes=size,
        why=asked.why,
        options=asked.options or None,
    )
    session.add(row)
    session.flush()
    session.add_all(
        VersionFile(
            version_id=row.id,
            place=place,
            sha256=file.sha256,
            file_name=file.name,
            file_bytes=file.size_bytes,
        )
        for place, file in enumerate(asked.files)
    )


def announce(
    ctx: Context, session: Session, dataset: Dataset, result: Cleaned, seconds: float
) -> None:
    version = dataset.current_version
    data = {
        "version": version,
        "rows": len(result.frame),
        "changes": len(result.changes),
        "seconds": round(seconds, 2),
    }
    ctx.events.publish(session, topics.cleaning(dataset.id), "cleaning.completed", data)
    for board_id in session.scalars(select(Dashboard.id).where(Dashboard.dataset_id == dataset.id)):
        topic = topics.dashboard(board_id)
        ctx.events.publish(session, topic, "data.updated", {"version": version})
    numbers = f"{many(len(result.frame), 'row')}, {many(len(result.changes), 'change')}"
    text = f"{dataset.name} is ready: {numbers}."
    notices.tell(ctx, session, dataset.owner_id, "dataset.ready", text, f"/datasets/{dataset.id}")


def enqueue_search(ctx: Context, session: Session, dataset: Dataset) -> str:
    return ctx.jobs.enqueue(
        session,
        "find_insights",
        owner_id=dataset.owner_id,
        subject=f"insights:{dataset.id}",
        unique_key=f"insights:{dataset.id}:{dataset.current_version}",
        dataset_id=dataset.id,
    )
