"""Rows that are the same thing twice with a difference: one key with two contents, or one content
with two keys.
"""

from __future__ import annotations

import numpy as np

from luminabi_dash.cleaning.cells import EMPTY, Cells, Ints
from luminabi_dash.cleaning.copies import repeated
from luminabi_dash.cleaning.guards import NO_KEY, is_named_id
from luminabi_dash.cleaning.step import (
    Flag,
    Parameters,
    Proposal,
    Removed,
    Review,
    StepResult,
    flags_at,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "the same as an earlier row in the columns compared"
KEY_SHARE = 0.995
RARE_SHARE = 0.05
LEAST_ROWS = 20
LEAST_COLUMNS = 3
UNIQUE_SHARE = 0.5


class Compared(Parameters):
    """Rows equal in these columns are one; the first is kept."""

    columns: tuple[str, ...]


def review(table: Table) -> Review:
    if table.height < LEAST_ROWS or len(table.columns) < LEAST_COLUMNS:
        return Review()
    proposals: list[Proposal] = []
    flags: list[Flag] = []
    for name, cells in table:
        if is_almost_key(name, cells):
            conflicts = repeated([cells], cells.rows)
            flags += flags_at(
                conflicts[cells.codes[conflicts] != EMPTY],
                name,
                "key_conflict",
                "an earlier row has the same key and other cells",
            )
            others = tuple(other for other in table.names() if other != name)
            rows = equal_rows(table, others)
            if 0 < len(rows) <= RARE_SHARE * table.height:
                said = many(len(rows), "row equals", "rows equal")
                reason = f"{said} an earlier one in all columns but {name!r}"
                counts = {"rows": len(rows)}
                proposals.append(Proposal(Compared(columns=others), others, reason, counts))
                text = f"equals an earlier row in all columns but {name!r}"
                flags += flags_at(rows, None, "near_duplicate", text)
    return Review(tuple(proposals), tuple(flags))


def is_almost_key(name: str, cells: Cells) -> bool:
    """Named as a key and different in nearly every row."""
    is_full = cells.filled >= 0.9 * cells.rows
    is_named = is_named_id(name) and NO_KEY.search(name.lower()) is None
    return is_named and is_full and cells.distinct >= KEY_SHARE * cells.filled


def equal_rows(table: Table, columns: tuple[str, ...]) -> Ints:
    """Rows equal to an earlier one in these columns, if the columns tell rows apart at all."""
    parts = [table[name] for name in columns]
    if max((cells.distinct for cells in parts), default=0) < UNIQUE_SHARE * table.height:
        return np.zeros(0, np.int64)
    return repeated(parts, table.height)


@step(
    "near_duplicates",
    title="Remove rows that are nearly the same",
    running="Looking for near duplicates…",
    reason=REASON,
    order=62,
    parameters=Compared,
    review=review,
    script=lambda given: [f"frame = without_copies(frame, {given.columns!r})"],
)
def near_duplicates(table: Table, given: Compared) -> StepResult:
    """Only when asked: the first of rows that are equal in the columns given stays."""
    columns = tuple(name for name in given.columns if name in table)
    rows = repeated([table[name] for name in columns], table.height)
    words = f"Removed {many(len(rows), 'row')}."
    return StepResult(removed=Removed(rows, REASON), summary=words)
