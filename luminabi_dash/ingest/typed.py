"""The typed table: each column in the type that its whole text proves, or that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from luminabi_dash.errors import Invalid
from luminabi_dash.ingest.looks import TOTAL
from luminabi_dash.ingest.options import ColumnOption, ReadOptions
from luminabi_dash.plural import many
from luminabi_dash.ports import Progress
from luminabi_dash.tables.schema import HIDDEN, LINE, Column, Type
from luminabi_dash.tables.store import ARROW
from luminabi_dash.tables.tally import Inference, Tally
from luminabi_dash.tables.types import column_of, typed
from luminabi_dash.views import Alternative, EvidenceView

ROWS_AT_ONCE = 100_000
TOTALS_SHOWN = 5
TOTAL_WORDS = (
    r"(?i)^\s*(?:(?:grand|sub|net|overall)[ -]?)?"
    r"(?:totals?|sum|summe|gesamt|gesamtsumme|somme|totale|suma|итого|合計|总计|合计)\b"
)


def write_typed(
    out: Path, names: Sequence[str], options: ReadOptions, progress: Progress
) -> tuple[list[Column], list[Inference]]:
    """data.parquet beside text.parquet, in two passes over it."""
    unknown = [name for name in options.columns if name not in names]
    if unknown:
        raise Invalid(
            f"There is no column {unknown[0][:60]!r} in this file; leave it out of the options.",
            code="bad_option",
            details={"option": "columns", "column": unknown[0]},
        )
    tallies = [Tally(name) for name in names]
    source = pq.ParquetFile(out / "text.parquet", memory_map=True)
    total = max(source.metadata.num_rows, 1)
    seen = 0
    for frame in FrameIterator(source, names):
        for name, tally in zip(names, tallies, strict=True):
            tally.add(frame[name])
        seen += frame.height
        progress(0.6 + 0.15 * seen / total, "Reading the types…")
    found = [
        asked(tally.result(), options.columns.get(name))
        for name, tally in zip(names, tallies, strict=True)
    ]
    columns = [
        column_of(name, nulls(typed(tally.sample(), inference)), inference)
        for name, tally, inference in zip(names, tallies, found, strict=True)
    ]
    against = convert(out, source, columns, found, progress)
    return columns, [
        replace(item, against=count, reason=f"{item.reason}; {count:,} cells do not parse: empty")
        if count and item.tried == ASKED
        else item
        for item, count in zip(found, against, strict=True)
    ]


ASKED = "asked for"


def asked(inference: Inference, option: ColumnOption | None) -> Inference:
    """What the options ask for in place of what was found."""
    if option is None:
        return inference
    kind = Type(option.type)
    form = option.format
    if kind.is_temporal and form is None:
        form = next((f for t, f, _ in inference.others if t == kind.value), inference.format)
        form = form or ("%Y-%m-%d" if kind is Type.DATE else "%Y-%m-%d %H:%M:%S")
    words = f"the options choose {kind.value}" + (f" as {form}" if kind.is_temporal else "")
    others = (("text", None, None), *inference.others)
    return Inference(
        kind,
        form if kind.is_temporal else None,
        inference.filled,
        0,
        ASKED,
        words,
        tuple(item for item in others if item[:2] != (kind.value, form)),
        option.decimal or ".",
    )


class FrameIterator:
    """The rows of a Parquet file, ROWS_AT_ONCE at a time."""

    def __init__(self, source: pq.ParquetFile, names: Sequence[str]) -> None:
        self._batches = source.iter_batches(batch_size=ROWS_AT_ONCE, columns=list(names))

    def __iter__(self) -> FrameIterator:
        return self

    def __next__(self) -> pl.DataFrame:
        found = pl.from_arrow(pa.Table.from_batches([next(self._batches)]))
        if not isinstance(found, pl.DataFrame):
            raise TypeError(type(found))
        return found


def convert(
    out: Path,
    source: pq.ParquetFile,
    columns: Sequence[Column],
    found: Sequence[Inference],
    progress: Progress,
) -> list[int]:
    """Write data.parquet; how many filled cells of each column did not parse."""
    fields = [(name, pa.int64()) for name in HIDDEN]
    fields += [(column.name, ARROW[column.type]) for column in columns]
    schema = pa.schema(fields)
    against = [0] * len(columns)
    total = max(source.metadata.num_rows, 1)
    seen = 0
    names = [*HIDDEN, *(column.name for column in columns)]
    with pq.ParquetWriter(out / "data.parquet", schema, compression="zstd") as writer:
        for frame in FrameIterator(source, names):
            series = [frame[name] for name in HIDDEN]
            for place, (column, inference) in enumerate(zip(columns, found, strict=True)):
                cells = nulls(frame[column.name])
                values = typed(cells, inference)
                if inference.tried == ASKED:
                    against[place] += values.null_count() - cells.null_count()
                series.append(values)
            table = pl.DataFrame(series).to_arrow().cast(schema)
            writer.write_table(table)
            seen += frame.height
            progress(0.75 + 0.23 * seen / total, "Writing the table…")
    return against


def nulls(cells: pl.Series) -> pl.Series:
    return cells.set(cells == "", None) if cells.dtype == pl.String else cells


def columns_said(
    columns: Sequence[Column], found: Sequence[Inference], out: Path
) -> list[EvidenceView]:
    """A decision for each column that is not plain text, and for rows that look like totals."""
    lines = [
        column_said(column, inference)
        for column, inference in zip(columns, found, strict=True)
        if inference.tried != "text"
    ]
    return [*lines, *totals_said(columns, found, out)]


def column_said(column: Column, inference: Inference) -> EvidenceView:
    is_asked = inference.tried == "ambiguous date"
    is_sure = not inference.against or inference.tried == ASKED
    certainty = "asked" if is_asked else "certain" if is_sure else "likely"
    return EvidenceView(
        column.name,
        words_for(column.type.value, inference.format, inference.decimal),
        certainty,
        inference.reason,
        tuple(
            Alternative(
                words_for(kind, form, mark), {"columns": {column.name: option(kind, form, mark)}}
            )
            for kind, form, mark in inference.others
        ),
        key=f"column:{column.name}",
        counted=inference.filled - inference.against,
        against=inference.against,
    )


def option(kind: str, form: str | None, mark: str | None) -> dict[str, str]:
    given = {"type": kind, "format": form, "decimal": mark}
    return {key: value for key, value in given.items() if value is not None}


def words_for(kind: str, form: str | None, mark: str | None) -> str:
    if form is not None:
        order = {"%d": "day first", "%m": "month first", "%Y": "year first"}.get(form[:2], form)
        return f"{kind.capitalize()}, {order}"
    if kind == "number" and mark == ",":
        return "Number, decimal comma"
    return kind.capitalize()


def totals_said(
    columns: Sequence[Column], found: Sequence[Inference], out: Path
) -> list[EvidenceView]:
    """Rows that begin with a word for a total: kept, and said, lest they are summed twice."""
    texts = [c.name for c, i in zip(columns, found, strict=True) if i.type is Type.TEXT][:5]
    if not texts or len(columns) < 2:
        return []
    lines = total_lines(out, texts)
    if not lines:
        return []
    shown = ", ".join(f"{line:,}" for line in lines[:TOTALS_SHOWN])
    more = " …" if len(lines) > TOTALS_SHOWN else ""
    return [
        EvidenceView(
            "Total rows",
            many(len(lines), "row"),
            "likely",
            f"they begin with a word for a total and are kept: line {shown}{more}",
            key="rows:total",
            counted=len(lines),
        )
    ]


def total_lines(out: Path, texts: Sequence[str]) -> list[int]:
    """Lines of rows whose first filled text is a word for a total."""
    scan = pl.scan_parquet(out / "text.parquet")
    is_total = pl.any_horizontal([pl.col(name).str.contains(TOTAL_WORDS) for name in texts])
    lines = scan.filter(is_total).select(LINE, *texts).head(10_000).collect(engine="streaming")
    whole = scan.select(pl.len()).collect().item()
    if lines.height > max(20, 0.01 * whole):
        return []
    return [
        row[0]
        for row in lines.rows()
        if (first := next((cell for cell in row[1:] if cell.strip()), ""))
        and TOTAL.fullmatch(first)
    ]
