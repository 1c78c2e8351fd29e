"""From kept bytes to published versions: read in a cage, clean, publish, tell everybody."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.cleaning.pipeline import Cleaned, clean
from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.context import Context
from luminabi_dash.db import datasets, jobs
from luminabi_dash.db.models import Dataset, DatasetStatus, Version, now
from luminabi_dash.db.work import Dashboard
from luminabi_dash.errors import NotFound
from luminabi_dash.ingest import cage
from luminabi_dash.ingest.reader import Reading
from luminabi_dash.live import topics
from luminabi_dash.plural import many
from luminabi_dash.ports import Progress, Work
from luminabi_dash.services import notices
from luminabi_dash.services.datasets import dump
from luminabi_dash.tables.profile import profile
from luminabi_dash.tables.store import write_frame

READ_SHARE = 0.4
CLEAN_SHARE = 0.45


@dataclass(frozen=True, slots=True)
class Prepared:
    """Both versions' folders, ready to be published, with what is known of them."""

    read: Path
    cleaned: Path
    reading: Reading
    result: Cleaned


def prepare(ctx: Context, work: Work, dataset_id: int) -> None:
    """Read and clean the dataset's bytes and publish both versions; what was there stays."""
    started = now()
    sha256, file_name, recipe = begin(ctx, dataset_id)
    folder = ctx.settings.data_path / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = Path(tempfile.mkdtemp(prefix=f"dataset-{dataset_id}-", dir=folder))
    try:
        with ctx.blobs.local_path(sha256) as path:
            prepared = make(path, file_name, temporary, recipe, work)
        work(READ_SHARE + CLEAN_SHARE + 0.1, "Saving the versions…")
        publish(ctx, work, dataset_id, sha256, prepared, (now() - started).total_seconds())
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def begin(ctx: Context, dataset_id: int) -> tuple[str, str, Recipe | None]:
    with ctx.sessions.begin() as session:
        row = session.get(Dataset, dataset_id)
        if row is None:
            raise NotFound("The dataset was deleted meanwhile.", code="dataset_not_found")
        row.move_to(DatasetStatus.CLEANING)
        row.error = row.error_code = None
        ctx.events.publish(session, topics.cleaning(dataset_id), "cleaning.started", {})
        recipe = None if row.recipe is None else Recipe.model_validate(row.recipe)
        return row.sha256, row.file_name, recipe


def make(
    path: Path, file_name: str, temporary: Path, recipe: Recipe | None, progress: Progress
) -> Prepared:
    """Both version folders from a file; nothing outside `temporary` is touched."""
    read, cleaned = temporary / "read", temporary / "cleaned"
    read.mkdir()
    cleaned.mkdir()
    reading = cage.read(path, name=file_name, out=read, progress=scaled(progress, 0, READ_SHARE))
    dump(read / "decisions.json", list(reading.evidence.decisions))
    dump(read / "profile.json", profile(pd.read_parquet(read / "data.parquet"), reading.schema))
    text = pl.read_parquet(read / "text.parquet")
    part = scaled(progress, READ_SHARE, CLEAN_SHARE)
    result = clean(text, recipe=recipe, name=file_name, progress=part)
    progress(READ_SHARE + CLEAN_SHARE, "Describing the columns…")
    write_cleaned(cleaned, result)
    return Prepared(read, cleaned, reading, result)


def write_cleaned(folder: Path, result: Cleaned) -> None:
    write_frame(folder, result.frame, result.schema)
    dump(folder / "profile.json", profile(result.frame, result.schema))
    dump(folder / "steps.json", list(result.results))
    result.changes.write_parquet(folder / "changes.parquet")
    result.removed.write_parquet(folder / "removed.parquet")
    (folder / "recipe.json").write_text(result.recipe.model_dump_json(), encoding="utf-8")


def publish(
    ctx: Context, work: Work, dataset_id: int, sha256: str, made: Prepared, seconds: float
) -> None:
    """Both versions appear, the job ends and everybody hears of it: in one transaction."""
    result = made.result
    with ctx.sessions.begin() as session:
        work.complete(session)
        dataset = session.get(Dataset, dataset_id)
        if dataset is None:
            raise NotFound("The dataset was deleted meanwhile.", code="dataset_not_found")
        number = datasets.next_number(session, dataset_id)
        for kind, folder, offset in (("read", made.read, 0), ("cleaned", made.cleaned, 1)):
            session.add(version_row(ctx, dataset_id, number + offset, kind, sha256, folder, made))
        dataset.current_version = number + 1
        dataset.recipe = json.loads(result.recipe.model_dump_json())
        dataset.move_to(DatasetStatus.READY)
        announce(ctx, session, dataset, result, seconds)
        enqueue_search(ctx, session, dataset)


def version_row(
    ctx: Context,
    dataset_id: int,
    number: int,
    kind: str,
    sha256: str,
    folder: Path,
    made: Prepared,
) -> Version:
    """The row of a version, its folder renamed into place; an orphan of a crash is replaced."""
    shutil.rmtree(ctx.store.folder(dataset_id, number), ignore_errors=True)
    size = sum(path.stat().st_size for path in folder.iterdir())
    ctx.store.publish(dataset_id, number, folder)
    is_read = kind == "read"
    reading, result = made.reading, made.result
    return Version(
        dataset_id=dataset_id,
        number=number,
        kind=kind,
        sha256=sha256,
        rows=reading.rows if is_read else len(result.frame),
        columns=len(reading.schema.columns if is_read else result.schema.columns),
        rows_in=reading.rows_in,
        rows_rejected=reading.rows_in - reading.rows,
        rows_removed=0 if is_read else result.rows_in - result.rows_kept,
        cells_changed=0 if is_read else len(result.changes),
        size_bytes=size,
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


def fail(ctx: Context, sentence: str, code: str, dataset_id: int) -> None:
    """The dataset says why it could not be prepared; its earlier versions stay."""
    with ctx.sessions.begin() as session:
        row = session.get(Dataset, dataset_id)
        if row is None or row.status == DatasetStatus.READY:
            return
        row.status = DatasetStatus.FAILED
        row.error, row.error_code = sentence, code
        row.changed_at = now()
        data = {"message": sentence, "code": code}
        ctx.events.publish(session, topics.cleaning(dataset_id), "cleaning.failed", data)
        text = f"{row.name} could not be prepared: {sentence}"
        notices.tell(ctx, session, row.owner_id, "dataset.failed", text, f"/datasets/{dataset_id}")


def enqueue_pending(ctx: Context, slot: str) -> int:
    """The hourly sweep: every pending dataset without work gets its job, once a slot."""
    with ctx.sessions.begin() as session:
        waiting = session.scalars(select(Dataset).where(Dataset.status == DatasetStatus.PENDING))
        pending = [row for row in waiting if not jobs.is_worked_on(session, f"dataset:{row.id}")]
        for row in pending:
            ctx.jobs.enqueue(
                session,
                "prepare_dataset",
                owner_id=row.owner_id,
                subject=f"dataset:{row.id}",
                unique_key=f"prepare:{row.id}:{slot}",
                dataset_id=row.id,
            )
        return len(pending)


def scaled(progress: Progress, start: float, share: float) -> Progress:
    """The part of a larger piece of work that begins at `start` and takes `share` of it."""

    def report(fraction: float, message: str) -> None:
        progress(start + share * fraction, message)

    return report
