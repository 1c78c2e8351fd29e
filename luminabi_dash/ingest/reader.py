"""Reads a file into a text table and a typed table, with rejects and evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import luminabi_dash.ingest.formats
from luminabi_dash.ingest.archives import unpacked
from luminabi_dash.ingest.evidence import ColumnEvidence, Evidence, Reading
from luminabi_dash.ingest.format import FORMATS
from luminabi_dash.ingest.names import check_count, column_names
from luminabi_dash.ingest.options import OPEN, ReadOptions
from luminabi_dash.ingest.table import TextTable
from luminabi_dash.ingest.typed import columns_said, write_typed
from luminabi_dash.plural import many
from luminabi_dash.ports import Progress, quiet
from luminabi_dash.registry import load
from luminabi_dash.tables.schema import Column, Schema
from luminabi_dash.tables.store import write_schema
from luminabi_dash.tables.types import Inference
from luminabi_dash.views import EvidenceView

load(luminabi_dash.ingest.formats)

__all__ = ["Reading", "read"]


def read(
    path: Path,
    *,
    name: str,
    out: Path,
    options: ReadOptions = OPEN,
    progress: Progress = quiet,
) -> Reading:
    """Write text.parquet, data.parquet, schema.json, evidence.json and rejects.jsonl into `out`.

    Raises Unreadable with one of the codes of docs/errors.md, Invalid when the options make no
    sense for this file.
    """
    progress(0.02, "Looking at the file…")
    with unpacked(path, name, out) as inner:
        opened = FORMATS.get(inner.kind)(inner.path, options)
        check_count(opened.width)
        names = column_names(opened.header.names if opened.header else (), opened.width)
        progress(0.1, "Reading the rows…")
        writer = TextTable(out, names)
        for item in opened.parts:
            writer.add(item)
        rows = writer.close()
    progress(0.6, "Reading the types…")
    columns, found = write_typed(out, writer.tallies, options, progress)
    schema = Schema(tuple(columns))
    write_schema(out, schema)
    header = opened.header
    evidence = Evidence(
        format=opened.format,
        encoding=opened.encoding,
        dialect=opened.dialect,
        header_line=None if header is None or not header.lines else header.lines[-1],
        decisions=(
            *inner.decisions,
            *opened.decisions,
            *opened.late(),
            *left_out(writer),
            *columns_said(columns, found, out),
        ),
        columns=evidence_of(columns, found),
        header=None if header is None else header.names,
        before=opened.before,
        options=options.as_json(),
    )
    count = writer.rejected_count
    reading = Reading(rows + count, rows, tuple(writer.rejected), count, schema, evidence)
    text = json.dumps(reading.as_json(), ensure_ascii=False)
    (out / "evidence.json").write_text(text, encoding="utf-8")
    return reading


def evidence_of(
    columns: Sequence[Column], found: Sequence[Inference]
) -> tuple[ColumnEvidence, ...]:
    return tuple(
        ColumnEvidence(c.name, c.type, c.role, i.filled, i.against, i.reason)
        for c, i in zip(columns, found, strict=True)
    )


def left_out(writer: TextTable) -> list[EvidenceView]:
    if not writer.rejected_count:
        return []
    first = writer.rejected[0]
    reason = f"the first is line {first.line:,}: {first.reason}"
    return [
        EvidenceView(
            "Rejected",
            many(writer.rejected_count, "line"),
            "likely",
            reason,
            key="rejected",
            counted=writer.rejected_count,
        )
    ]
