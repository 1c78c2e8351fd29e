"""Rows that repeat the header, as joined files have them."""

from __future__ import annotations

import numpy as np

from luminabi_dash.cleaning.cells import EMPTY, Ints
from luminabi_dash.cleaning.step import Parameters, Removed, StepResult, step
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "the row repeats the header"
LEAST_COLUMNS = 2


class Headers(Parameters):
    """The names that such a row holds, column by column."""

    names: tuple[str, ...]


def plan(table: Table) -> Headers | None:
    return Headers(names=table.names()) if len(header_rows(table, table.names())) else None


def header_rows(table: Table, names: tuple[str, ...]) -> Ints:
    """Rows that hold in each column its own name, or nothing, and the name twice at least."""
    same = np.zeros(table.height, np.int64)
    possible = np.ones(table.height, bool)
    for name in names:
        if name not in table:
            continue
        cells = table[name]
        alike = [text for text in (name, f" {name}", f"{name} ") if cells.places([text])]
        rows = cells.rows_with(alike) if alike else np.zeros(0, np.int64)
        here = np.zeros(table.height, bool)
        here[rows] = True
        same += here
        possible &= here | (cells.codes == EMPTY)
        if not possible.any():
            break
    return np.flatnonzero(possible & (same >= LEAST_COLUMNS))


@step(
    "repeated_headers",
    title="Remove repeated headers",
    running="Looking for repeated headers…",
    reason=REASON,
    order=10,
    parameters=Headers,
    plan=plan,
    script=lambda given: [f"frame = without_headers(frame, {given.names!r})"],
)
def repeated_headers(table: Table, given: Headers) -> StepResult:
    rows = header_rows(table, given.names)
    words = f"Removed {many(len(rows), 'repeated header')}."
    return StepResult(removed=Removed(rows, REASON), summary=words)
