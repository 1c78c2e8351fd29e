"""Which rows repeat an earlier one, in all columns or in some."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from luminabi_dash.cleaning.cells import Cells, Ints
from luminabi_dash.cleaning.table import Table


def copies(table: Table) -> Ints:
    """Rows equal to an earlier one in every cell, rising; found once a table."""
    if "copies" not in table.memory:
        table.memory["copies"] = repeated(table.columns.values(), table.height)
    found: Ints = table.memory["copies"]
    return found


def repeated(columns: Iterable[Cells], height: int) -> Ints:
    """Rows equal to an earlier one in these columns, rising.

    Rows are numbered by their cells, column by column; a row that is alone so far is let go.
    """
    order = sorted(columns, key=lambda cells: -cells.distinct)
    doubted = np.arange(height, dtype=np.int64)
    numbers = np.zeros(height, np.int64)
    for cells in order:
        if not len(doubted):
            return doubted
        doubted, numbers = doubtful(doubted, numbers, cells)
    return later(doubted, numbers) if order else doubted[:0]


def doubtful(rows: Ints, numbers: Ints, cells: Cells) -> tuple[Ints, Ints]:
    """The rows that share their number and this column's cell with another row."""
    if not numbers.any() and len(rows) == cells.rows:
        codes = cells.codes.astype(np.int64) + 1
        shared = np.append(cells.rows - cells.filled, cells.counts)[codes] > 1
        return rows[shared], codes[shared]
    joint = numbers * (cells.distinct + 1) + cells.codes[rows] + 1
    _, made, counts = np.unique(joint, return_inverse=True, return_counts=True)
    shared = counts[made] > 1
    return rows[shared], made[shared].astype(np.int64)


def later(rows: Ints, numbers: Ints) -> Ints:
    """All but the first row of each number."""
    _, first = np.unique(numbers, return_index=True)
    rest = np.ones(len(rows), bool)
    rest[first] = False
    return rows[rest]
