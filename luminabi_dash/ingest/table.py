"""The text table on disk: every cell as it was read, with its row and line, and the rejects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.evidence import Reject
from luminabi_dash.ingest.format import Part, Row
from luminabi_dash.tables.schema import LINE, ROW
from luminabi_dash.tables.tally import Tally

BATCH = 50_000


class TextTable:
    """Writes text.parquet part by part and rejects.jsonl line by line."""

    def __init__(self, out: Path, names: Sequence[str]) -> None:
        self._names = names
        self._schema = pa.schema(
            [(ROW, pa.int64()), (LINE, pa.int64()), *((name, pa.string()) for name in names)]
        )
        self._writer = pq.ParquetWriter(
            out / "text.parquet",
            self._schema,
            compression="lz4",
            use_dictionary=False,
            write_statistics=False,
        )
        self._rejects = (out / "rejects.jsonl").open("w", encoding="utf-8")
        self._rows: list[list[str]] = []
        self._lines: list[int] = []
        self._pool = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None
        self._count = 0
        self.tallies = [Tally(name) for name in names]
        self.rejected: list[Reject] = []
        self.rejected_count = 0

    def add(self, item: Row | Part | Reject) -> None:
        if isinstance(item, Row):
            self._rows.append(item.cells)
            self._lines.append(item.line)
            if len(self._rows) >= BATCH:
                self._flush()
        elif isinstance(item, Part):
            self._flush()
            self._write(item)
        else:
            self._reject(item)

    def _reject(self, item: Reject) -> None:
        item = replace(item, text=item.text[: limits.REJECT_LENGTH])
        self._rejects.write(json.dumps(asdict(item), ensure_ascii=False) + "\n")
        self.rejected_count += 1
        if len(self.rejected) < limits.REJECTS_SHOWN:
            self.rejected.append(item)

    def _flush(self) -> None:
        if not self._rows:
            return
        columns = [array_of(column) for column in zip(*self._rows, strict=True)]
        part = Part(pa.array(self._lines, pa.int64()), columns)
        self._rows, self._lines = [], []
        self._write(part)

    def _write(self, part: Part) -> None:
        size = len(part.lines)
        self._check(part, size)
        rows = pa.array(np.arange(self._count, self._count + size, dtype=np.int64))
        arrays = [rows, part.lines, *part.columns]
        self._wait()
        table = pa.Table.from_arrays(arrays, schema=self._schema)
        self._writing = self._pool.submit(self._writer.write_table, table)
        self._count += size
        for tally, column in zip(self.tallies, part.columns, strict=True):
            count(tally, column)

    def _wait(self) -> None:
        """Until the part before is written: an error of the disk shows here."""
        if self._writing is not None:
            self._writing.result()

    def _check(self, part: Part, size: int) -> None:
        if self._count + size > limits.ROWS:
            raise Unreadable(
                f"The file has more than {limits.ROWS:,} rows, the limit here; split it.",
                code="too_many_rows",
            )
        for name, column in zip(self._names, part.columns, strict=True):
            if column.nbytes <= limits.CELL_BYTES:
                continue
            lengths = pc.binary_length(column)
            if (pc.max(lengths).as_py() or 0) > limits.CELL_BYTES:
                place = pc.index(pc.greater(lengths, limits.CELL_BYTES), value=True).as_py()
                raise too_large(part.lines[place].as_py(), name)

    def close(self) -> int:
        """The number of rows kept."""
        self._flush()
        self._wait()
        self._pool.shutdown()
        self._writer.close()
        self._rejects.close()
        return self._count


def count(tally: Tally, column: pa.Array) -> None:
    """Let a column's tally see its next cells."""
    if not tally.is_settled:
        tally.add(as_series(column))
        return
    filled = pc.sum(pc.greater(pc.binary_length(column), 0)).as_py() or 0
    tally.count(filled, pl.Series(column[: tally.wanted()].to_pylist(), dtype=pl.String))


def as_series(column: pa.Array) -> pl.Series:
    found = pl.from_arrow(column)
    if not isinstance(found, pl.Series):
        raise TypeError(type(found))
    return found


def array_of(cells: tuple[str, ...]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return pa.array([clean(cell) for cell in cells], pa.string())


def clean(cell: str) -> str:
    """A cell that can be stored: halves of surrogate pairs cannot."""
    return cell if cell.isascii() else cell.encode("utf-8", errors="replace").decode("utf-8")


def too_large(line: int, name: str) -> Unreadable:
    return Unreadable(
        f"A cell at line {line:,}, column {name[:60]!r}, is larger than 1 MB; shorten it.",
        code="cell_too_large",
        details={"line": line, "column": name},
    )
