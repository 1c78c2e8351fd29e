"""What a user can do with datasets: list, look inside, rename, delete, download."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import datasets, jobs
from luminabi_dash.db.models import Dataset, DatasetStatus, Version, now
from luminabi_dash.db.work import Job
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.services.uploads import clean_name, enqueue_preparation
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import LINE, ROW, Schema
from luminabi_dash.views import (
    ChangeView,
    ColumnView,
    DatasetView,
    EvidenceView,
    JobView,
    StepView,
    UserView,
    VersionView,
)

PAGE = 1_000
CELL_LENGTH = 1_000


def listed(ctx: Context, user: UserView) -> list[DatasetView]:
    with ctx.sessions() as session:
        rows = datasets.all_visible(session, user.id)
        return views_of(session, rows, user.name)


def get(ctx: Context, user: UserView, dataset_id: int) -> DatasetView:
    with ctx.sessions() as session:
        row = datasets.visible(session, dataset_id, user.id)
        return views_of(session, [row], user.name)[0]


def views_of(session: Session, rows: list[Dataset], owner: str) -> list[DatasetView]:
    ids = [row.id for row in rows]
    newest = datasets.newest_versions(session, rows)
    insights = datasets.insight_counts(session, ids)
    work = jobs.newest_by_subject(session, [f"dataset:{id_}" for id_ in ids])
    return [
        DatasetView(
            id=row.id,
            name=row.name,
            status=row.status,
            error=row.error,
            file_name=row.file_name,
            file_bytes=row.file_bytes,
            sha256=row.sha256,
            created_at=row.created_at,
            changed_at=row.changed_at,
            version=version_view(newest[row.id]) if row.id in newest else None,
            insights=insights.get(row.id, 0),
            owner=owner,
            job=job_view(work[f"dataset:{row.id}"]) if f"dataset:{row.id}" in work else None,
            edit_version=row.edit_version,
            error_code=row.error_code,
        )
        for row in rows
    ]


def version_view(row: Version) -> VersionView:
    return VersionView(
        number=row.number,
        kind=row.kind,
        rows=row.rows,
        columns=row.columns,
        rows_in=row.rows_in,
        rows_rejected=row.rows_rejected,
        rows_removed=row.rows_removed,
        cells_changed=row.cells_changed,
        size_bytes=row.size_bytes,
        created_at=row.created_at,
    )


def job_view(row: Job) -> JobView:
    return JobView(
        id=str(row.id),
        kind=row.kind,
        state=row.state,
        progress=row.progress,
        message=row.message,
        attempts=row.attempts,
        error=row.error,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def rename(
    ctx: Context, user: UserView, dataset_id: int, name: str, edit_version: int | None = None
) -> DatasetView:
    name = clean_name(name)
    if not name:
        raise Invalid("A dataset needs a name.", details={"field": "name"})
    with ctx.sessions.begin() as session:
        row = datasets.visible(session, dataset_id, user.id)
        if edit_version is not None and edit_version != row.edit_version:
            raise Conflict(
                "Somebody else changed this dataset.",
                details={"version": row.edit_version, "name": row.name},
            )
        row.name = name
        row.edit_version += 1
        row.changed_at = now()
    return get(ctx, user, dataset_id)


def delete(ctx: Context, user: UserView, dataset_id: int) -> None:
    """The dataset with its versions, insights and dashboards; its bytes if nobody else has them."""
    with ctx.sessions.begin() as session:
        row = datasets.visible(session, dataset_id, user.id)
        hashes = {row.sha256, *(v.sha256 for v in datasets.versions(session, dataset_id))}
        session.delete(row)
        session.flush()
        orphans = [h for h in hashes if not datasets.is_used(session, h)]
    ctx.store.delete(dataset_id)
    for sha256 in orphans:
        ctx.blobs.delete(sha256)


def clean_again(ctx: Context, user: UserView, dataset_id: int) -> str:
    """Read and clean once more from the kept bytes; the job's id."""
    with ctx.sessions.begin() as session:
        row = datasets.visible(session, dataset_id, user.id)
        if row.status in {DatasetStatus.PENDING, DatasetStatus.CLEANING}:
            raise Conflict(f"{row.name!r} is being cleaned already.", code="busy")
        row.move_to(DatasetStatus.PENDING)
        return enqueue_preparation(ctx, session, row)


def versions(ctx: Context, user: UserView, dataset_id: int) -> list[VersionView]:
    with ctx.sessions() as session:
        datasets.visible(session, dataset_id, user.id)
        return [version_view(v) for v in datasets.versions(session, dataset_id)]


def located(
    ctx: Context, user: UserView, dataset_id: int, number: int | None = None
) -> VersionView:
    """The asked or newest version, if the user may see the dataset."""
    with ctx.sessions() as session:
        row = datasets.visible(session, dataset_id, user.id)
        return version_view(datasets.version(session, row, number))


def read_of(ctx: Context, user: UserView, dataset_id: int, number: int | None = None) -> int:
    """Number of the version as uploaded that the given (or newest) version was cleaned from."""
    with ctx.sessions() as session:
        row = datasets.visible(session, dataset_id, user.id)
        version = datasets.version(session, row, number)
        if version.kind == "read":
            return version.number
        for other in datasets.versions(session, dataset_id):
            if other.kind == "read" and other.number < version.number:
                return other.number
    raise NotFound("The version as uploaded is gone.", code="version_not_found")


def schema(ctx: Context, user: UserView, dataset_id: int, number: int | None = None) -> Schema:
    version = located(ctx, user, dataset_id, number)
    return ctx.store.schema(dataset_id, version.number)


def columns(
    ctx: Context, user: UserView, dataset_id: int, number: int | None = None
) -> list[ColumnView]:
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id, number).number)
    return [
        ColumnView(
            **{
                **item,
                "bars": tuple(item["bars"]),
                "labels": tuple(item["labels"]),
                "counts": tuple(item["counts"]),
            }
        )
        for item in load(folder / "profile.json", [])
    ]


def evidence(
    ctx: Context, user: UserView, dataset_id: int, number: int | None = None
) -> list[EvidenceView]:
    folder = ctx.store.folder(dataset_id, read_of(ctx, user, dataset_id, number))
    return [EvidenceView.from_json(item) for item in load(folder / "decisions.json", [])]


def rejects(ctx: Context, user: UserView, dataset_id: int, limit: int = 200) -> list[Any]:
    """Rejected lines with their reasons, as kept beside the version as uploaded."""
    path = ctx.store.folder(dataset_id, read_of(ctx, user, dataset_id)) / "rejects.jsonl"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line, _ in zip(file, range(limit), strict=False)]


def steps(
    ctx: Context, user: UserView, dataset_id: int, number: int | None = None
) -> list[StepView]:
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id, number).number)
    return [StepView(**item) for item in load(folder / "steps.json", [])]


def recipe(ctx: Context, user: UserView, dataset_id: int) -> dict[str, Any]:
    with ctx.sessions() as session:
        return datasets.visible(session, dataset_id, user.id).recipe or {"steps": []}


def changes(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    *,
    column: str | None = None,
    step: str | None = None,
    row: int | None = None,
    limit: int = 100,
    offset: int = 0,
    number: int | None = None,
) -> tuple[list[ChangeView], int]:
    """A page of the audit, newest version, and how many changes match in all."""
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id, number).number)
    if not (folder / "changes.parquet").exists():
        return [], 0
    frame = audit(folder)
    for name, wanted in (("column", column), ("step", step), ("row", row)):
        if wanted is not None:
            frame = frame.filter(pl.col(name) == wanted)
    total = int(frame.select(pl.len()).collect().item())
    page = frame.slice(offset, min(limit, PAGE)).collect()
    return [ChangeView(**item) for item in page.to_dicts()], total


def audit(folder: Path) -> pl.LazyFrame:
    """Changed cells, then removed rows (without a column), as ChangeView has them."""
    kinds = {"row": pl.Int64, "line": pl.Int64, "column": pl.String, "before": pl.String}
    kinds |= {"after": pl.String, "step": pl.String, "reason": pl.String}
    columns = [pl.col(name).cast(kind) for name, kind in kinds.items()]
    cells = pl.scan_parquet(folder / "changes.parquet").select(columns)
    removed = pl.scan_parquet(folder / "removed.parquet").with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("column", "before", "after")
    )
    return pl.concat([cells, removed.select(columns)])


def rows(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    *,
    limit: int = 100,
    offset: int = 0,
    number: int | None = None,
    sort: tuple[str, ...] = (),
) -> tuple[Rows, Schema]:
    """A page of rows with their file lines; long cells are cut for the page."""
    version = located(ctx, user, dataset_id, number)
    found = ctx.store.schema(dataset_id, version.number)
    for name in sort:
        found.column(name.removeprefix("-"))
    query = Query(
        columns=(LINE, ROW, *found.names()),
        sort=sort,
        limit=min(max(limit, 0), PAGE),
        offset=max(offset, 0),
    )
    answer = polars.answer(ctx.store.scan(dataset_id, version.number), query, found)
    text = [n for n, t in answer.frame.schema.items() if t == pl.String]
    frame = answer.frame.with_columns(pl.col(text).str.head(CELL_LENGTH))
    return Rows(frame, answer.matched, answer.total), found


def data_file(
    ctx: Context, user: UserView, dataset_id: int, number: int | None = None
) -> tuple[Path, str]:
    """The Parquet file of a version and the name that a download of it gets (no ending)."""
    view = get(ctx, user, dataset_id)
    version = located(ctx, user, dataset_id, number)
    folder = ctx.store.folder(dataset_id, version.number)
    return folder / "data.parquet", f"{view.name} v{version.number}"


def original(ctx: Context, user: UserView, dataset_id: int) -> tuple[BinaryIO, str]:
    """The bytes as they were uploaded, and their name."""
    with ctx.sessions() as session:
        row = datasets.visible(session, dataset_id, user.id)
        return ctx.blobs.open(row.sha256), row.file_name


def load(path: Path, default: Any) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else default


def dump(path: Path, items: list[Any]) -> None:
    """Views as JSON beside a version."""
    path.write_text(
        json.dumps([asdict(item) for item in items], ensure_ascii=False), encoding="utf-8"
    )
