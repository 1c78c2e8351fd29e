"""Rows that hold totals of the rows above them."""

from __future__ import annotations

import numpy as np

from luminabi_dash.cleaning.cells import EMPTY, Ints
from luminabi_dash.cleaning.guards import PLAIN
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

REASON = "the row holds a total of other rows"
LABEL = (
    r"(?i)^(?:grand |sub)?[ -]?(?:total|totals|sum|summe|gesamt|gesamtsumme|zwischensumme|totale|"
    r"suma|somme|totaal|итого|всего)(?:\s*:|\s+general|\s+général|\s+gesamt)?$"
)
RARE_SHARE = 0.1


class Totals(Parameters):
    """Rows that hold one of these texts in the column."""

    column: str
    labels: tuple[str, ...]


def review(table: Table) -> Review:
    proposals: list[Proposal] = []
    flags: list[Flag] = []
    for name, cells in table:
        found = cells.matches(LABEL)
        count = int(cells.counts[found].sum())
        if not count or count > max(1, RARE_SHARE * cells.filled):
            continue
        rows = cells.rows_where(found)
        rows = rows[[differs(table, int(row)) for row in rows]]
        if not len(rows):
            continue
        flags += flags_at(rows, name, "total_row", "the row looks like a total of other rows")
        labels = tuple(sorted(set(cells.at(rows).to_list())))
        reason = f"{many(len(rows), 'row')} with {', '.join(map(repr, labels[:3]))} among the data"
        parameters = Totals(column=name, labels=labels)
        proposals.append(Proposal(parameters, (name,), reason, {"rows": len(rows)}))
    return Review(tuple(proposals), tuple(flags))


def differs(table: Table, row: int) -> bool:
    """A number that is the sum of all rows above it since the last such row, or mostly empty."""
    codes = [int(cells.codes[row]) for _, cells in table]
    if sum(code == EMPTY for code in codes) * 2 >= len(codes) - 1:
        return True
    return any(is_sum(table, name, row) for name in table.names())


def is_sum(table: Table, name: str, row: int) -> bool:
    cells = table[name]
    if cells.distinct == 0 or not cells.matches(PLAIN).all():
        return False
    numbers = np.append(cells.texts.cast(float).to_numpy(), 0.0)[cells.codes]
    total = float(numbers[row])
    sums = np.cumsum(numbers[:row][::-1])
    return bool(total and len(sums) > 1 and np.isclose(sums[1:], total, rtol=1e-6).any())


@step(
    "total_rows",
    title="Remove total rows",
    running="Looking for total rows…",
    reason=REASON,
    order=64,
    parameters=Totals,
    review=review,
    script=lambda given: [f"frame = without_texts(frame, {given.column!r}, {given.labels!r})"],
)
def total_rows(table: Table, given: Totals) -> StepResult:
    """Only when asked: rows with such a label go."""
    rows: Ints = np.zeros(0, np.int64)
    if given.column in table:
        rows = table[given.column].rows_with(given.labels)
    return StepResult(removed=Removed(rows, REASON), summary=f"Removed {many(len(rows), 'row')}.")
