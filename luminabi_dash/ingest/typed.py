"""The typed table: each column in the type that its whole text proves, or that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from luminabi_dash.errors import Invalid
from luminabi_dash.ingest.looks import TOTAL
from luminabi_dash.ingest.options import ColumnOption, ReadOptions
from luminabi_dash.plural import many
from luminabi_dash.ports import Progress
from luminabi_dash.tables.dates import SERIAL
from luminabi_dash.tables.schema import HIDDEN, LINE, Column, Role, Type
from luminabi_dash.tables.store import ARROW
from luminabi_dash.tables.tally import Inference, Tally
from luminabi_dash.tables.types import column_of, typed
from luminabi_dash.views import Alternative, EvidenceView

ROWS_AT_ONCE = 65_536
TOTALS_SHOWN = 5
TOTALS_LOOKED_AT = 500_000
TOTAL_WORDS = (
    r"(?i)^\s*(?:(?:grand|sub|net|overall)[ -]?)?"
    r"(?:totals?|sum|summe|gesamt|gesamtsumme|somme|totale|suma|итого|合計|总计|合计)\b"
)


def write_typed(
    out: Path, tallies: Sequence[Tally], options: ReadOptions, progress: Progress
) -> tuple[list[Column], list[Inference]]:
    """data.parquet beside text.parquet, in the types that the tallies of its columns came to."""
    names = [tally.name for tally in tallies]
    unknown = [name for name in options.columns if name not in names]
    if unknown:
        raise Invalid(
            f"There is no column {unknown[0][:60]!r} in this file; leave it out of the options.",
            code="bad_option",
            details={"option": "columns", "column": unknown[0]},
        )
    found = [asked(tally.result(), options.columns.get(tally.name)) for tally in tallies]
    columns = [
        column_of(tally.name, nulls(typed(tally.sample(), inference)), inference)
        for tally, inference in zip(tallies, found, strict=True)
    ]
    against = convert(out, columns, found, progress)
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


def convert(
    out: Path, columns: Sequence[Column], found: Sequence[Inference], progress: Progress
) -> list[int]:
    """Write data.parquet; how many filled cells of each column did not parse."""
    source = pq.ParquetFile(out / "text.parquet", pre_buffer=False, buffer_size=1 << 20)
    fields = [(name, pa.int64()) for name in HIDDEN]
    fields += [(column.name, ARROW[column.type]) for column in columns]
    schema = pa.schema(fields)
    against = [0] * len(columns)
    total = max(source.metadata.num_rows, 1)
    seen = 0
    few = [c.name for c in columns if c.role is Role.DIMENSION and c.type is Type.TEXT]
    with pq.ParquetWriter(
        out / "data.parquet", schema, compression="lz4", use_dictionary=few or False
    ) as writer:
        for batch in ahead(source.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False)):
            arrays = list(batch.columns[: len(HIDDEN)])
            for place, inference in enumerate(found):
                cells = batch.columns[len(HIDDEN) + place]
                values = converted(cells, inference).cast(schema.field(len(arrays)).type)
                if inference.tried == ASKED:
                    against[place] += values.null_count - empty_count(cells)
                arrays.append(values)
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            seen += batch.num_rows
            progress(0.65 + 0.33 * seen / total, "Writing the table…")
    return against


def ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches, the next one read while this one is worked on."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


def converted(cells: pa.Array, inference: Inference) -> pa.Array:
    """The cells in their type; the commonest ways without leaving Arrow."""
    empty = pc.equal(pc.binary_length(cells), 0)
    if pc.any(empty).as_py():
        cells = pc.if_else(empty, pa.scalar(None, pa.string()), cells)
    if inference.type is Type.TEXT:
        return cells
    if inference.type.is_numeric and inference.tried != ASKED:
        try:
            return cells.cast(ARROW[inference.type])
        except pa.ArrowInvalid:
            pass
    series = pl.Series(cells)
    return typed(series, inference).to_arrow()


def empty_count(cells: pa.Array) -> int:
    return int(pc.sum(pc.equal(pc.binary_length(cells), 0)).as_py() or 0)


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
    if form == SERIAL:
        return "Date, day numbers of a spreadsheet"
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
    whole = scan.select(pl.len()).collect().item()
    if whole > TOTALS_LOOKED_AT:
        scan = scan.slice(whole - TOTALS_LOOKED_AT)
    is_total = pl.any_horizontal([pl.col(name).str.contains(TOTAL_WORDS) for name in texts])
    lines = scan.filter(is_total).select(LINE, *texts).head(10_000).collect(engine="streaming")
    if lines.height > max(20, 0.01 * whole):
        return []
    return [
        row[0]
        for row in lines.rows()
        if (first := next((cell for cell in row[1:] if cell.strip()), ""))
        and TOTAL.fullmatch(first)
    ]
