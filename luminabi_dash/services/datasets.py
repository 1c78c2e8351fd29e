"""What a user can do with datasets: list, look inside, rename, delete, download."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import alerts, datasets, jobs
from luminabi_dash.db.models import Dataset, Version, now
from luminabi_dash.db.work import Job
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.services import wanted, watching
from luminabi_dash.services.files import clean_name
from luminabi_dash.services.sources import source
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.filters import Filter
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
            options=row.options,
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
        why=row.why,
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
        hashes = datasets.hashes_of(session, row)
        watched = alerts.on_dataset(session, row.id)
        watching.let_go(ctx, session, watched, user.id, f"the dataset {row.name}")
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
        return wanted.ask(ctx, session, row, why="recipe" if row.recipe_by_user else "again")


def read_again(
    ctx: Context, user: UserView, dataset_id: int, options: dict[str, Any] | None
) -> str:
    """Read the kept bytes in another way: options laid over those in force, or None for the
    reader's own decisions again; the job's id.
    """
    with ctx.sessions.begin() as session:
        row = datasets.visible(session, dataset_id, user.id)
        merged: dict[str, Any] = {}
        if options is not None:
            merged = ReadOptions.of(wanted.of(session, row).options).merged(options).as_json()
        return wanted.ask(ctx, session, row, options=merged, why="options")


def versions(ctx: Context, user: UserView, dataset_id: int) -> list[VersionView]:
    with ctx.sessions() as session:
        datasets.visible(session, dataset_id, user.id)
        return [
            replace(
                version_view(row),
                files=tuple(file.file_name for file in datasets.version_files(session, row.id)),
            )
            for row in datasets.versions(session, dataset_id)
        ]


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


def full_schema(ctx: Context, user: UserView, dataset_id: int, number: int | None = None) -> Schema:
    """The schema with the calculated columns."""
    return source(ctx, dataset_id, located(ctx, user, dataset_id, number).number).schema


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


def rejects(
    ctx: Context, user: UserView, dataset_id: int, limit: int = 200, offset: int = 0
) -> tuple[list[Any], int]:
    """Rejected lines with their reasons, as kept beside the version as uploaded; and how many."""
    path = ctx.store.folder(dataset_id, read_of(ctx, user, dataset_id)) / "rejects.jsonl"
    total = located(ctx, user, dataset_id).rows_rejected
    if not path.exists():
        return [], total
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in islice(file, offset, offset + limit)], total


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
    line: int | None = None,
    limit: int = 100,
    offset: int = 0,
    number: int | None = None,
) -> tuple[list[ChangeView], int]:
    """A page of the audit, newest version, and how many changes match in all."""
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id, number).number)
    if not (folder / "changes.parquet").exists():
        return [], 0
    frame = audit(folder)
    for name, value in (("column", column), ("step", step), ("row", row), ("line", line)):
        if value is not None:
            frame = frame.filter(pl.col(name) == value)
    total = int(frame.select(pl.len()).collect().item())
    page = frame.slice(offset, min(limit, PAGE)).collect()
    return [ChangeView(**item) for item in page.to_dicts()], total


def changes_of_rows(
    ctx: Context, user: UserView, dataset_id: int, rows: Sequence[int], number: int | None = None
) -> list[ChangeView]:
    """Every change of these rows, in the order of the steps."""
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id, number).number)
    if not rows or not (folder / "changes.parquet").exists():
        return []
    frame = audit(folder).filter(pl.col("row").is_in(list(rows)))
    return [ChangeView(**item) for item in frame.collect().to_dicts()]


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
    filters: tuple[Filter, ...] = (),
    only_changed: bool = False,
    among: Sequence[int] = (),
) -> tuple[Rows, Schema]:
    """A page of rows with their file lines; long cells are cut for the page.

    `only_changed` leaves out the rows that no step changed, `among` all but these data rows.
    """
    version = located(ctx, user, dataset_id, number)
    found = ctx.store.schema(dataset_id, version.number)
    every = source(ctx, dataset_id, version.number).schema
    for name in sort:
        every.column(name.removeprefix("-"))
    query = Query(
        columns=(LINE, ROW, *found.names()),
        filters=filters,
        sort=sort,
        limit=min(max(limit, 0), PAGE),
        offset=max(offset, 0),
    )
    scan = among_rows(ctx.store.scan(dataset_id, version.number), among)
    if only_changed:
        folder = ctx.store.folder(dataset_id, version.number)
        changed = pl.scan_parquet(folder / "changes.parquet").select(pl.col("row").cast(pl.Int64))
        scan = scan.join(changed.unique(), left_on=ROW, right_on="row", how="semi")
    answer = polars.answer(scan, query, every)
    text = [n for n, t in answer.frame.schema.items() if t == pl.String]
    frame = answer.frame.with_columns(pl.col(text).str.head(CELL_LENGTH))
    return Rows(frame, answer.matched, answer.total), found


def among_rows(scan: pl.LazyFrame, rows: Sequence[int]) -> pl.LazyFrame:
    """Only these data rows; all of them when none are named."""
    return scan.filter(pl.col(ROW).is_in(list(rows))) if rows else scan


@dataclass(frozen=True, slots=True)
class Download:
    """A Parquet file to be written in some format, and the name of the download (no ending).

    `is_text`: the version as uploaded, cell for cell; `header` are the names of its file then.
    """

    path: Path
    name: str
    is_text: bool = False
    header: tuple[str, ...] | None = None


def download(ctx: Context, user: UserView, dataset_id: int, number: int | None = None) -> Download:
    view = get(ctx, user, dataset_id)
    version = located(ctx, user, dataset_id, number)
    folder = ctx.store.folder(dataset_id, version.number)
    name = f"{view.name} v{version.number}"
    if version.kind != "read":
        return Download(folder / "data.parquet", name)
    header = load(folder / "evidence.json", {}).get("header")
    names = None if header is None or len(header) != version.columns else tuple(header)
    return Download(folder / "text.parquet", name, is_text=True, header=names)


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
