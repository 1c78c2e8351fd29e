"""Looks at a draft in the background: makes its table aside, and says what it would change."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Literal

import polars as pl
from sqlalchemy import select

from luminabi_dash.cleaning import drift
from luminabi_dash.cleaning.drift import compare
from luminabi_dash.cleaning.pipeline import Cleaned
from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db.models import Dataset, Draft, Insight
from luminabi_dash.errors import LuminaError, NotFound
from luminabi_dash.impact import Arrival, Difference, Impact, InsightChange, StepState
from luminabi_dash.ports import Progress, Work, scaled
from luminabi_dash.services import comparing, drafts, preparation, reading, wanted
from luminabi_dash.services.publishing import ReadPart
from luminabi_dash.services.searching import Search
from luminabi_dash.services.wanted import FileRef, Wanted
from luminabi_dash.tables.schema import Schema
from luminabi_dash.tables.store import to_pandas

WEIGHTS = ("bad", "warn", "ok")
SEARCHED_ROWS = 200_000
"""Larger tables are not searched again for an impact: it would take minutes."""


def check(ctx: Context, work: Work, draft_id: int, discover: Search) -> None:
    """Keep with the draft what it would change; raises what makes it impossible."""
    with ctx.sessions() as session:
        draft = session.get(Draft, draft_id)
        if draft is None:
            raise NotFound("The draft was dropped meanwhile.", code="draft_not_found")
        dataset = session.get_one(Dataset, draft.dataset_id)
        asked, kind, body = wanted.present(session, dataset), draft.kind, dict(draft.body)
        number = dataset.current_version or 0
        read = datasets.read_version(session, dataset.id, number)
        if read is None:
            raise NotFound("The version as uploaded is gone.", code="version_not_found")
        dataset_id, part = dataset.id, reading.part_of(ctx, read)
    folder = Path(tempfile.mkdtemp(prefix=f"draft-{draft_id}-", dir=temporary(ctx)))
    try:
        result: Impact | Arrival
        if kind == "recipe":
            changed = asked.model_copy(update={"recipe": body["recipe"], "is_by_user": True})
            result = impact(ctx, work, dataset_id, changed, part, discover)
        else:
            result = arrival(ctx, work, dataset_id, asked, FileRef.model_validate(body), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    drafts.keep_result(ctx, draft_id, result)


def temporary(ctx: Context) -> Path:
    folder = ctx.settings.data_path / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def impact(
    ctx: Context,
    progress: Progress,
    dataset_id: int,
    asked: Wanted,
    part: ReadPart,
    discover: Search,
) -> Impact:
    """The recipe on the table as read, against the newest version."""
    result = preparation.clean_text(part, asked, scaled(progress, 0.0, 0.5))
    progress(0.5, "Comparing numbers…")
    after = as_lazy(result)
    with ctx.sessions() as session:
        dataset = session.get_one(Dataset, dataset_id)
        number = dataset.current_version or 0
        before, old = ctx.store.scan(dataset_id, number), ctx.store.schema(dataset_id, number)
        count, sample = comparing.cells(before, after)
        boards = comparing.boards(ctx, session, dataset, after, result.schema)
        kept = list(
            session.scalars(
                select(Insight).where(
                    Insight.dataset_id == dataset_id, Insight.state != "dismissed"
                )
            )
        )
    progress(0.7, "Looking at the insights…")
    is_searched = len(result.frame) <= SEARCHED_ROWS
    changes: tuple[InsightChange, ...] = ()
    held = 0
    if is_searched:
        found = discover(
            to_pandas(result.frame), result.schema, progress=scaled(progress, 0.7, 0.3)
        )
        changes, held = comparing.insights(kept, found)
    return Impact(
        rows_before=comparing.height(before),
        rows_after=len(result.frame),
        cells=count,
        numbers=comparing.numbers(before, old, after, result.schema),
        insights=changes,
        insights_held=held,
        is_searched=is_searched,
        boards=boards,
        sample=sample,
        steps=tuple(
            StepState(
                id=item.id,
                title=item.title,
                summary=item.summary,
                cells=item.cells_changed,
                rows=item.rows_removed,
            )
            for item in result.results
        ),
    )


def arrival(
    ctx: Context,
    progress: Progress,
    dataset_id: int,
    asked: Wanted,
    file: FileRef,
    folder: Path,
) -> Arrival:
    """A further file, read and cleaned as the dataset is, against the newest version."""
    alone = asked.model_copy(update={"files": (file,)})
    part = reading.read(ctx, alone, folder / "read", scaled(progress, 0.0, 0.4))
    missing: tuple[str, ...] = ()
    try:
        result = preparation.clean_text(part, alone, scaled(progress, 0.4, 0.4))
    except LuminaError as error:
        if error.code != "recipe_mismatch":
            raise
        missing = tuple((error.details or {}).get("missing", ()))
        anew = alone.model_copy(update={"recipe": None, "is_by_user": False})
        result = preparation.clean_text(part, anew, scaled(progress, 0.4, 0.4))
    progress(0.85, "Comparing columns…")
    with ctx.sessions() as session:
        dataset = session.get_one(Dataset, dataset_id)
        number = dataset.current_version or 0
        before, old = ctx.store.scan(dataset_id, number), ctx.store.schema(dataset_id, number)
        boards = comparing.boards(ctx, session, dataset, as_lazy(result), result.schema)
    return Arrival(
        rows=part.rows,
        rows_rejected=part.rows_rejected,
        differences=differences(before, old, result.frame, result.schema),
        missing=missing,
        boards=tuple(board for board in boards if board.broken),
    )


def as_lazy(result: Cleaned) -> pl.LazyFrame:
    return result.frame.lazy()


def differences(
    before: pl.LazyFrame, old: Schema, after: pl.DataFrame, new: Schema
) -> tuple[Difference, ...]:
    """In what the further file differs from the newest version, the worst first."""
    found = compare(before.collect(), old, after, new).differences
    told = [
        Difference(
            kind=item.kind, column=item.column, sentence=item.sentence, weight=weight_of(item)
        )
        for item in found
    ]
    return tuple(sorted(told, key=lambda item: WEIGHTS.index(item.weight)))


def weight_of(item: drift.Difference) -> Literal["bad", "warn", "ok"]:
    if item.stops:
        return "bad"
    return "ok" if item.kind in {"new", "range"} else "warn"
