"""Empty cells in columns that are otherwise filled; they are pointed at and never filled in."""

from __future__ import annotations

import numpy as np

from luminabi_dash.cleaning.cells import EMPTY
from luminabi_dash.cleaning.step import Columns, Flag, Removed, Review, StepResult, flags_at, step
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "a row without a value where one is needed"
RARE_SHARE = 0.05
LEAST_ROWS = 20


def review(table: Table) -> Review:
    flags: list[Flag] = []
    for name, cells in table:
        empty = cells.rows - cells.filled
        if cells.rows >= LEAST_ROWS and 0 < empty <= RARE_SHARE * cells.rows:
            rows = np.flatnonzero(cells.codes == EMPTY)
            text = f"empty, as {many(empty, 'cell')} of {cells.rows:,} in this column"
            flags += flags_at(rows, name, "missing", text)
    return Review(flags=tuple(flags))


@step(
    "missing_cells",
    title="Remove rows without a value",
    running="Looking for empty cells…",
    reason=REASON,
    order=74,
    parameters=Columns,
    review=review,
    script=lambda given: [f"frame = without_gaps(frame, {given.columns!r})"],
)
def missing_cells(table: Table, given: Columns) -> StepResult:
    """Only when chosen: rows that are empty in one of the columns go."""
    gone = np.zeros(table.height, bool)
    for name in given.columns:
        if name in table:
            gone |= table[name].codes == EMPTY
    rows = np.flatnonzero(gone)
    return StepResult(removed=Removed(rows, REASON), summary=f"Removed {many(len(rows), 'row')}.")
