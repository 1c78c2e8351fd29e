"""Reads a file into a text table and a typed table, with rejects and evidence."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import luminabi_dash.ingest.formats
from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.evidence import ColumnEvidence, Evidence, Reading, Reject
from luminabi_dash.ingest.format import FORMATS, Opened, Row
from luminabi_dash.ingest.sniff import kind_of
from luminabi_dash.plural import many
from luminabi_dash.ports import Progress, quiet
from luminabi_dash.registry import load
from luminabi_dash.tables.schema import HIDDEN, LINE, ROW, Column, Schema
from luminabi_dash.tables.store import write_schema
from luminabi_dash.tables.types import Inference, column_of, infer, typed
from luminabi_dash.views import EvidenceView

BATCH = 50_000

load(luminabi_dash.ingest.formats)

__all__ = ["Reading", "read"]


def read(path: Path, *, name: str, out: Path, progress: Progress = quiet) -> Reading:
    """Write text.parquet, data.parquet, schema.json, evidence.json and rejects.jsonl into `out`.

    Raises Unreadable with one of the codes of docs/errors.md.
    """
    progress(0.02, "Looking at the file…")
    opened = FORMATS.get(kind_of(path, name))(path)
    names = column_names(opened)
    progress(0.1, "Reading the rows…")
    writer = TextTable(out, names)
    for row in opened.rows:
        writer.add(row)
    rows, padded = writer.close()
    progress(0.6, "Reading the types…")
    columns, found = write_typed(out, names, progress)
    schema = Schema(tuple(columns))
    write_schema(out, schema)
    evidence = Evidence(
        format=opened.format,
        encoding=opened.encoding,
        dialect=opened.dialect,
        header_line=None if opened.header is None else opened.header.line,
        decisions=(*opened.decisions, *said(columns, found), *left_out(writer, padded)),
        columns=tuple(
            ColumnEvidence(c.name, c.type, c.role, i.filled, i.against, i.reason)
            for c, i in zip(columns, found, strict=True)
        ),
    )
    count = writer.rejected_count
    reading = Reading(rows + count, rows, tuple(writer.rejected), count, schema, evidence)
    text = json.dumps(reading.as_json(), ensure_ascii=False)
    (out / "evidence.json").write_text(text, encoding="utf-8")
    return reading


class TextTable:
    """Writes text.parquet in batches and rejects.jsonl line by line."""

    def __init__(self, out: Path, names: Sequence[str]) -> None:
        self._names = names
        self._width = len(names)
        self._schema = pa.schema(
            [(ROW, pa.int64()), (LINE, pa.int64()), *((name, pa.string()) for name in names)]
        )
        self._writer = pq.ParquetWriter(out / "text.parquet", self._schema, compression="zstd")
        self._rejects = (out / "rejects.jsonl").open("w", encoding="utf-8")
        self._rows: list[list[str]] = []
        self._lines: list[int] = []
        self._count = 0
        self._padded = 0
        self.rejected: list[Reject] = []
        self.rejected_count = 0

    def add(self, row: Row) -> None:
        cells = row.cells
        if len(cells) != self._width:
            fitted = self._fit(row)
            if fitted is None:
                return
            cells = fitted
        self._rows.append(cells)
        self._lines.append(row.line)
        if len(self._rows) >= BATCH:
            self._flush()
        if self._count + len(self._rows) > limits.ROWS:
            raise Unreadable(
                f"The file has more than {limits.ROWS:,} rows, the limit here; split it.",
                code="too_many_rows",
            )

    def _fit(self, row: Row) -> list[str] | None:
        """A row of another width: cut when the rest is empty, filled up when cells are missing at
        the end, else kept aside with its reason.
        """
        cells, width = row.cells, self._width
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return cells[:width]
        if len(cells) < width and (len(cells) > 1 or width <= 2):
            self._padded += 1
            return [*cells, *[""] * (width - len(cells))]
        reason = f"{many(len(cells), 'field')} where {width} are due"
        reject = Reject(row.line, reason, "␟".join(cells)[: limits.REJECT_LENGTH])
        self._rejects.write(json.dumps(asdict(reject), ensure_ascii=False) + "\n")
        self.rejected_count += 1
        if len(self.rejected) < limits.REJECTS_SHOWN:
            self.rejected.append(reject)
        return None

    def _flush(self) -> None:
        size = len(self._rows)
        columns = list(zip(*self._rows, strict=True)) if size else [()] * self._width
        arrays = [
            pa.array(range(self._count, self._count + size), pa.int64()),
            pa.array(self._lines, pa.int64()),
            *(pa.array(column, pa.string()) for column in columns),
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._count += size
        self._rows.clear()
        self._lines.clear()

    def close(self) -> tuple[int, int]:
        """Rows kept, and how many of them were filled up with empty cells."""
        self._flush()
        self._writer.close()
        self._rejects.close()
        return self._count, self._padded


def column_names(opened: Opened) -> list[str]:
    """A different visible name for each column, as close to the header as can be."""
    given = opened.header.cells if opened.header is not None else []
    width = max(opened.width, len(trimmed(given)))
    if width > limits.COLUMNS:
        raise Unreadable(
            f"The file has {width:,} columns; the limit is {limits.COLUMNS:,}.",
            code="too_many_columns",
        )
    names: list[str] = []
    taken = set(HIDDEN)
    for place in range(width):
        name = visible(given[place]) if place < len(given) else ""
        base = name or f"column_{place + 1}"
        candidate, number = base, 2
        while candidate in taken:
            candidate, number = f"{base}_{number}", number + 1
        taken.add(candidate)
        names.append(candidate)
    return names


def trimmed(cells: Sequence[str]) -> Sequence[str]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def visible(name: str) -> str:
    kept = "".join(
        " " if c in "\r\n\t" else c
        for c in name
        if c in "\r\n\t" or (unicodedata.category(c) not in {"Cc", "Zl", "Zp"} and c not in BIDI)
    )
    return " ".join(kept.split())[: limits.NAME_LENGTH]


BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def write_typed(
    out: Path, names: Sequence[str], progress: Progress
) -> tuple[list[Column], list[Inference]]:
    """data.parquet: each column in the type that its whole text proves."""
    scan = pl.scan_parquet(out / "text.parquet")
    columns: list[Column] = []
    found: list[Inference] = []
    series = list(scan.select(HIDDEN).collect().get_columns())
    for place, name in enumerate(names):
        cells = scan.select(pl.col(name)).collect()[name]
        inference = infer(cells, name)
        values = typed(cells, inference)
        values = values.set(values == "", None) if values.dtype == pl.String else values
        series.append(values)
        found.append(inference)
        columns.append(column_of(name, values, inference))
        progress(0.6 + 0.35 * (place + 1) / len(names), "Reading the types…")
    pl.DataFrame(series).write_parquet(out / "data.parquet")
    return columns, found


def said(columns: Sequence[Column], found: Sequence[Inference]) -> list[EvidenceView]:
    """A decision for each column that is not plain text."""
    lines = []
    for column, inference in zip(columns, found, strict=True):
        if inference.tried == "text":
            continue
        is_asked = inference.tried == "ambiguous date"
        certainty = "asked" if is_asked else "likely" if inference.against else "certain"
        words = column.type.value.capitalize()
        other = () if column.type.value == "text" else ("Text",)
        lines.append(EvidenceView(column.name, words, certainty, inference.reason, other))
    return lines


def left_out(writer: TextTable, padded: int) -> list[EvidenceView]:
    lines = []
    if padded:
        reason = "cells missing at their end are empty"
        lines.append(EvidenceView("Short rows", f"{padded:,}", "likely", reason))
    if writer.rejected_count:
        first = writer.rejected[0]
        reason = f"the first is line {first.line}: {first.reason}"
        lines.append(EvidenceView("Rejected", f"{writer.rejected_count:,} lines", "likely", reason))
    return lines
