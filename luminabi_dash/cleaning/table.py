"""The text table that steps look at: its columns as cells, without the hidden ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl

from luminabi_dash.cleaning.cells import Cells, Ints, Mask
from luminabi_dash.tables.schema import HIDDEN, ROW

THREADS = 2
"""Columns are encoded side by side; Arrow works outside of Python's lock."""


class Table:
    """Columns by name; `rows` are the data rows of the file. A change makes another table.

    `memory` keeps what was found about this very table, so that steps do not look twice.
    """

    def __init__(self, columns: Mapping[str, Cells], rows: Ints) -> None:
        self.columns = dict(columns)
        self.rows = rows
        self.height = len(rows)
        self.memory: dict[str, Any] = {}

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Table:
        names = [name for name in frame.columns if name not in HIDDEN]
        with ThreadPoolExecutor(THREADS) as pool:
            parts = pool.map(Cells.of, [frame[name] for name in names])
            columns = dict(zip(names, parts, strict=True))
        return cls(columns, frame[ROW].to_numpy().astype(np.int64))

    def __iter__(self) -> Iterator[tuple[str, Cells]]:
        return iter(self.columns.items())

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> Cells:
        return self.columns[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def with_cells(self, name: str, cells: Cells) -> Table:
        return Table({**self.columns, name: cells}, self.rows)

    def kept(self, rows: Mask) -> Table:
        return Table({name: cells.kept(rows) for name, cells in self}, self.rows[rows])

    def frame(self) -> pl.DataFrame:
        """All cells as text, null for empty."""
        return pl.DataFrame([cells.series(name) for name, cells in self])
