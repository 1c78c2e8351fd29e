"""From kept bytes to folders of both versions: read in a cage, cleaned, described; published by
`services.publishing`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl
from sqlalchemy import select

from luminabi_dash.cleaning.pipeline import Cleaned, clean
from luminabi_dash.cleaning.quality import report
from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.context import Context
from luminabi_dash.db import jobs
from luminabi_dash.db.models import Dataset, DatasetStatus, now
from luminabi_dash.errors import NotFound
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.live import topics
from luminabi_dash.ports import Progress, Work, scaled
from luminabi_dash.services import notices, reading, wanted
from luminabi_dash.services.datasets import dump
from luminabi_dash.services.publishing import Prepared, ReadPart, publish
from luminabi_dash.services.wanted import Wanted
from luminabi_dash.tables.coding import write_codes
from luminabi_dash.tables.profile import profile
from luminabi_dash.tables.store import write_frame

READ_SHARE = 0.4
CLEAN_SHARE = 0.45


@dataclass(frozen=True, slots=True)
class Task:
    """What a job is to make; `read` is the version whose text can be taken as it is."""

    asked: Wanted
    read: ReadPart | None


def prepare(ctx: Context, work: Work, dataset_id: int) -> None:
    """Make what the dataset is asked to become and publish it; what was there stays."""
    started = now()
    task = begin(ctx, dataset_id)
    folder = ctx.settings.data_path / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = Path(tempfile.mkdtemp(prefix=f"dataset-{dataset_id}-", dir=folder))
    try:
        prepared = make(ctx, task, temporary, work)
        work(READ_SHARE + CLEAN_SHARE + 0.1, "Saving the versions…")
        publish(ctx, work, dataset_id, task.asked, prepared, (now() - started).total_seconds())
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def begin(ctx: Context, dataset_id: int) -> Task:
    with ctx.sessions.begin() as session:
        row = session.get(Dataset, dataset_id)
        if row is None:
            raise NotFound("The dataset was deleted meanwhile.", code="dataset_not_found")
        row.move_to(DatasetStatus.CLEANING)
        row.error = row.error_code = None
        ctx.events.publish(session, topics.cleaning(dataset_id), "cleaning.started", {})
        asked = wanted.of(session, row)
        return Task(asked, reading.reusable(ctx, session, row, asked))


def make(ctx: Context, task: Task, temporary: Path, progress: Progress) -> Prepared:
    """Both version folders (or the cleaned one); nothing outside `temporary` is touched."""
    cleaned = temporary / "cleaned"
    cleaned.mkdir()
    read = task.read
    if read is None:
        read = reading.read(ctx, task.asked, temporary / "read", scaled(progress, 0, READ_SHARE))
    result = clean_text(read, task.asked, scaled(progress, READ_SHARE, CLEAN_SHARE))
    progress(READ_SHARE + CLEAN_SHARE, "Describing the columns…")
    write_cleaned(cleaned, result)
    return Prepared(read, cleaned, result)


def clean_text(read: ReadPart, asked: Wanted, progress: Progress) -> Cleaned:
    """A recipe that a person edited is replayed as it is; any other is planned anew."""
    recipe = None
    if asked.recipe is not None and asked.is_by_user:
        recipe = Recipe.model_validate(asked.recipe)
    text = pl.read_parquet(read.folder / "text.parquet")
    options = ReadOptions.of(asked.options).columns
    name = asked.files[-1].name
    return clean(text, recipe=recipe, asked=options, name=name, progress=progress)


def write_cleaned(folder: Path, result: Cleaned) -> None:
    write_frame(folder, result.frame, result.schema)
    write_codes(folder, result.schema)
    dump(folder / "profile.json", profile(result.frame, result.schema))
    dump(folder / "steps.json", list(result.results))
    dump(folder / "suggestions.json", list(result.suggestions))
    dump(folder / "flags.json", list(result.flags))
    found = report(result.frame, result.schema, result.flags)
    text = json.dumps(asdict(found), ensure_ascii=False)
    (folder / "quality.json").write_text(text, encoding="utf-8")
    result.changes.write_parquet(folder / "changes.parquet")
    result.removed.write_parquet(folder / "removed.parquet")
    (folder / "recipe.json").write_text(result.recipe.model_dump_json(), encoding="utf-8")


def fail(ctx: Context, sentence: str, code: str, dataset_id: int) -> None:
    """A first file that cannot be prepared says why; otherwise everything stays as it was and the
    owner is told what was not made.
    """
    with ctx.sessions.begin() as session:
        row = session.get(Dataset, dataset_id)
        if row is None or row.status == DatasetStatus.READY:
            return
        row.wanted = None
        row.changed_at = now()
        is_first = row.current_version is None
        row.status = DatasetStatus.FAILED if is_first else DatasetStatus.READY
        if is_first:
            row.error, row.error_code = sentence, code
        data = {"message": sentence, "code": code}
        ctx.events.publish(session, topics.cleaning(dataset_id), "cleaning.failed", data)
        what = "could not be prepared" if is_first else "stays as it was"
        text = f"{row.name} {what}: {sentence}"
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
