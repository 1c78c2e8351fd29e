"""A dataset's files as one text table: each read in a cage, several put under one another."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db.models import Dataset, Version
from luminabi_dash.errors import LuminaError
from luminabi_dash.ingest import cage
from luminabi_dash.ingest.evidence import Reading
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.ingest.union import unite
from luminabi_dash.ports import Progress, scaled
from luminabi_dash.services.datasets import dump
from luminabi_dash.services.publishing import ReadPart
from luminabi_dash.services.wanted import FileRef, Wanted, files_of_version
from luminabi_dash.tables.profile import profile


def reusable(ctx: Context, session: Session, dataset: Dataset, asked: Wanted) -> ReadPart | None:
    """The newest version as read, when it was read from these files in this way."""
    if asked.why != "recipe":
        return None
    version = datasets.read_version(session, dataset.id, None)
    if version is None or files_of_version(session, version) != asked.files:
        return None
    part = part_of(ctx, version)
    is_same = (version.options or {}) == asked.options
    return part if is_same and (part.folder / "text.parquet").exists() else None


def part_of(ctx: Context, version: Version) -> ReadPart:
    """A published version as read."""
    return ReadPart(
        folder=ctx.store.folder(version.dataset_id, version.number),
        rows=version.rows,
        rows_in=version.rows_in,
        rows_rejected=version.rows_rejected,
        columns=version.columns,
        number=version.number,
    )


def read(ctx: Context, asked: Wanted, out: Path, progress: Progress) -> ReadPart:
    """Read all files into one folder of a version; several are put under one another by name."""
    out.mkdir()
    options = ReadOptions.of(asked.options)
    if len(asked.files) == 1:
        reading = read_file(ctx, asked.files[0], out, options, progress)
    else:
        reading = read_several(ctx, asked.files, out, options, progress)
    dump(out / "decisions.json", list(reading.evidence.decisions))
    dump(out / "profile.json", profile(pl.read_parquet(out / "data.parquet"), reading.schema))
    return ReadPart(
        folder=out,
        rows=reading.rows,
        rows_in=reading.rows_in,
        rows_rejected=reading.rows_in - reading.rows,
        columns=len(reading.schema.columns),
    )


def read_file(
    ctx: Context, file: FileRef, out: Path, options: ReadOptions, progress: Progress
) -> Reading:
    """Types that were chosen for columns which this file does not have are passed over."""
    with ctx.blobs.local_path(file.sha256) as path:
        try:
            return cage.read(path, name=file.name, out=out, options=options, progress=progress)
        except LuminaError as error:
            missing = (error.details or {}).get("column") if error.code == "bad_option" else None
            if missing not in options.columns:
                raise
        kept = {name: one for name, one in options.columns.items() if name != missing}
        fewer = options.model_copy(update={"columns": kept})
    return read_file(ctx, file, out, fewer, progress)


def read_several(
    ctx: Context,
    files: tuple[FileRef, ...],
    out: Path,
    options: ReadOptions,
    progress: Progress,
) -> Reading:
    share = 0.8 / len(files)
    alone = options.model_copy(update={"columns": {}})
    parts = []
    for place, file in enumerate(files):
        folder = out.parent / f"part-{place}"
        folder.mkdir()
        part = scaled(progress, place * share, share)
        parts.append((file.name, folder, read_file(ctx, file, folder, alone, part)))
    return unite(parts, out, options=options, progress=scaled(progress, 0.8, 0.2))
