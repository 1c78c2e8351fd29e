"""Rows that repeat an earlier row in every cell."""

from __future__ import annotations

import numpy as np

from luminabi_dash.cleaning.copies import copies
from luminabi_dash.cleaning.guards import is_key, is_row_id
from luminabi_dash.cleaning.step import (
    FLAGS,
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

REASON = "a copy of an earlier row, down to a column that names each row otherwise"
ASKED = "a copy of an earlier row in every cell"
KEYS_SAID = 3
MANY_SHARE = 0.5
COPIES_SHARE = 0.1


class Copies(Parameters):
    """`keys` are columns that prove the copies; none when a person decided."""

    keys: tuple[str, ...] = ()


def plan(table: Table) -> Copies | None:
    """Copies are removed only if a column would be different in every row without them: 107 equal
    rows without a key may be 107 people.
    """
    rows = copies(table)
    if not len(rows):
        return None
    kept = np.ones(table.height, bool)
    kept[rows] = False
    is_rare = len(rows) <= COPIES_SHARE * table.height
    keys = [
        name
        for name, cells in table.kept(kept)
        if is_key(name, cells) and (is_rare or is_row_id(name))
    ]
    return Copies(keys=tuple(keys[:KEYS_SAID])) if keys else None


def review(table: Table) -> Review:
    rows = copies(table)
    if not len(rows):
        return Review()
    if len(rows) > min(FLAGS, MANY_SHARE * table.height):
        said = f"{len(rows):,} of {table.height:,} rows repeat an earlier one; the table has no key"
        return Review(flags=(Flag(None, None, "duplicate_row", said),))
    flags = flags_at(rows, None, "duplicate_row", "repeats an earlier row; no column is a key")
    said = many(len(rows), "row repeats", "rows repeat")
    reason = f"{said} an earlier row in every cell; no column shows whether they are copies"
    return Review((Proposal(Copies(), (), reason, {"rows": len(rows)}),), flags)


@step(
    "drop_duplicates",
    title="Remove duplicate rows",
    running="Removing duplicates…",
    reason=REASON,
    order=60,
    parameters=Copies,
    plan=plan,
    review=review,
    script=lambda _: ["frame = without_copies(frame)"],
)
def drop_duplicates(table: Table, given: Copies) -> StepResult:
    """Keeps the first of equal rows."""
    rows = copies(table)
    keys = f" (key: {', '.join(given.keys)})" if given.keys else ""
    words = f"Removed {many(len(rows), 'copy', 'copies')}{keys}."
    return StepResult(removed=Removed(rows, REASON if given.keys else ASKED), summary=words)
