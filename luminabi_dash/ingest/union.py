"""Several read files under one another: columns by name, rows numbered on, types from the whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from luminabi_dash.ingest.evidence import ColumnEvidence, Evidence, Reading
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.ingest.typed import ROWS_AT_ONCE, columns_said, write_typed
from luminabi_dash.ports import Progress, quiet
from luminabi_dash.tables.inference import Inference
from luminabi_dash.tables.schema import LINE, ROW, Column, Schema
from luminabi_dash.tables.store import write_schema
from luminabi_dash.tables.tally import Tally
from luminabi_dash.views import EvidenceView

Part = tuple[str, Path, Reading]
"""Name of the file, the folder it was read into, what came of it."""


def names_of(parts: Sequence[Part]) -> list[str]:
    """Columns of the first file, then those that later files add."""
    names: dict[str, None] = {}
    for _, _, reading in parts:
        names |= dict.fromkeys(reading.schema.names())
    return list(names)


def united_text(parts: Sequence[Part], names: Sequence[str]) -> pl.LazyFrame:
    """The text tables under one another; a column that a file lacks is empty there."""
    frames, start = [], 0
    for _, folder, reading in parts:
        scan = pl.scan_parquet(folder / "text.parquet")
        have = set(scan.collect_schema().names())
        cells = [pl.col(n) if n in have else pl.lit("", pl.String).alias(n) for n in names]
        frames.append(scan.select((pl.col(ROW) + start).alias(ROW), pl.col(LINE), *cells))
        start += reading.rows
    return pl.concat(frames)


def write_files(parts: Sequence[Part], out: Path) -> None:
    """files.json: which rows came from which file."""
    lines, start = [], 0
    for name, _, reading in parts:
        lines.append({"name": name, "first_row": start, "rows": reading.rows})
        start += reading.rows
    (out / "files.json").write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")


def write_rejects(parts: Sequence[Part], out: Path) -> None:
    """rejects.jsonl of all files, each line with the name of its file."""
    with (out / "rejects.jsonl").open("w", encoding="utf-8") as target:
        for name, folder, _ in parts:
            with (folder / "rejects.jsonl").open(encoding="utf-8") as source:
                for line in source:
                    body = json.loads(line)
                    body["reason"] = f"{body['reason']} ({name})"
                    target.write(json.dumps(body, ensure_ascii=False) + "\n")


def unite(
    parts: Sequence[Part], out: Path, *, options: ReadOptions, progress: Progress = quiet
) -> Reading:
    """Write the folder that `reader.read` would write, for all files together."""
    names = names_of(parts)
    progress(0.05, "Putting the files together…")
    united_text(parts, names).sink_parquet(out / "text.parquet", compression="zstd")
    write_rejects(parts, out)
    write_files(parts, out)
    columns, found = write_typed(out, tallies_of(out, names), options, progress)
    schema = Schema(tuple(columns))
    write_schema(out, schema)
    reading = Reading(
        rows_in=sum(reading.rows_in for _, _, reading in parts),
        rows=sum(reading.rows for _, _, reading in parts),
        rejected=tuple(one for _, _, reading in parts for one in reading.rejected),
        rejected_count=sum(reading.rejected_count for _, _, reading in parts),
        schema=schema,
        evidence=evidence_of(parts, columns, found, out),
    )
    text = json.dumps(reading.as_json(), ensure_ascii=False)
    (out / "evidence.json").write_text(text, encoding="utf-8")
    return reading


def tallies_of(out: Path, names: Sequence[str]) -> list[Tally]:
    """What the cells of each column of text.parquet could be."""
    tallies = [Tally(name) for name in names]
    source = pq.ParquetFile(out / "text.parquet", memory_map=True)
    for batch in source.iter_batches(batch_size=ROWS_AT_ONCE, columns=list(names)):
        for tally, cells in zip(tallies, batch.columns, strict=True):
            tally.add(pl.Series(tally.name, cells))
    return tallies


def evidence_of(
    parts: Sequence[Part], columns: Sequence[Column], found: Sequence[Inference], out: Path
) -> Evidence:
    """How the first file was read, which files there are, and the types of all rows together."""
    first = parts[0][2].evidence
    names = ", ".join(name for name, _, _ in parts)
    files = EvidenceView("Files", f"{len(parts)} files", "certain", names, key="files")
    kept = [one for one in first.decisions if not one.key.startswith(("column:", "rows:"))]
    return replace(
        first,
        decisions=(files, *kept, *columns_said(columns, found, out)),
        columns=tuple(
            ColumnEvidence(c.name, c.type, c.role, i.filled, i.against, i.reason)
            for c, i in zip(columns, found, strict=True)
        ),
    )
