"""CSV, TSV and text: rows of cells in any common dialect and encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.encoding import Encoding, find_encoding
from luminabi_dash.ingest.format import Opened, Row, file_format
from luminabi_dash.ingest.sniff import SAMPLE_ROWS, Layout, find_layout


@file_format("csv")
def open_csv(path: Path) -> Opened:
    """Everything as text; lines are physical lines of the file, from 1."""
    encoding = find_encoding(path)
    with text_of(path, encoding) as file:
        lines = [line[:100_000] for line in islice(file, SAMPLE_ROWS)]
    layout = find_layout(lines)
    rows = rows_of(path, encoding, layout)
    first = next(rows, None)
    if first is None:
        raise Unreadable("There is no table in this file; choose one with rows.", code="no_columns")
    width = max(layout.fields, len(first.cells) if layout.has_header and layout.fields == 1 else 0)
    return Opened(
        format="csv",
        encoding=encoding.name,
        dialect={"delimiter": layout.delimiter, "quote": '"'},
        header=first if layout.has_header else None,
        rows=rows if layout.has_header else chained(first, rows),
        width=width or len(first.cells),
        decisions=(encoding.evidence, *layout.decisions),
    )


def text_of(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    raw = path.open("rb")
    raw.seek(encoding.mark_bytes)
    return io.TextIOWrapper(raw, encoding=encoding.name, newline="")


def rows_of(path: Path, encoding: Encoding, layout: Layout) -> Iterator[Row]:
    csv.field_size_limit(limits.CELL_BYTES)
    with text_of(path, encoding) as file:
        reader = csv.reader(file, delimiter=layout.delimiter)
        before = 0
        skipped = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise broken(error, before + 1) from None
            line, before = before + 1, reader.line_num
            if skipped < layout.skip:
                skipped += 1
                continue
            if any(cell.strip() for cell in cells):
                yield Row(line, cells)


def broken(error: csv.Error, line: int) -> Unreadable:
    if "field larger" in str(error):
        return Unreadable(
            f"A cell that begins at line {line} is larger than 1 MB; shorten it.",
            code="cell_too_large",
            details={"line": line},
        )
    return Unreadable(
        f"Line {line} cannot be split into cells; check its quotes.",
        code="malformed_csv",
        details={"line": line},
    )


def chained(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows
