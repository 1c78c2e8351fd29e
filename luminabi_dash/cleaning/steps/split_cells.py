"""Two values in one cell, the second one's column empty: "Portland OR" beside an empty state."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from luminabi_dash.cleaning.cells import EMPTY, Cells, Ints
from luminabi_dash.cleaning.guards import is_prose, is_repeated
from luminabi_dash.cleaning.step import Parameters, Rewritten, StepResult, step
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "the end of the cell is a value of the next column, which is empty in just these rows"
BLANK = r"\S\s+\S+$"
TAIL = re.compile(r"(.+?),?\s+(\S+)")
VALUES_MOST = 300
DISTINCT_MOST = 50_000
LEAST_ROWS = 5
TAIL_SHARE = 0.8
HEAD_SHARE = 0.3
EMPTY_MOST = 0.5
OTHER_SHARE = 0.05


class Split(Parameters):
    """Cells of `column` that end with a value of `into` give it to the empty cell there."""

    column: str
    into: str


class Splits(Parameters):
    columns: tuple[Split, ...]


def plan(table: Table) -> Splits | None:
    found = tuple(splits(table))
    return Splits(columns=found) if found else None


def splits(table: Table) -> Iterator[Split]:
    for into, target in table:
        empty = np.flatnonzero(target.codes == EMPTY)
        if not LEAST_ROWS <= len(empty) < EMPTY_MOST * table.height:
            continue
        if target.distinct > VALUES_MOST or is_prose(target) or not is_repeated(target):
            continue
        for column, source in table:
            if column == into or source.distinct > DISTINCT_MOST or is_prose(source):
                continue
            if proves(source, target, empty):
                yield Split(column=column, into=into)


def proves(source: Cells, target: Cells, empty: Ints) -> bool:
    """Most cells beside the empty ones end so, their beginnings stand alone elsewhere, and hardly
    any cell beside a filled one ends so.
    """
    if not source.matches(BLANK).any():
        return False
    parts = divided(source, target, empty)
    if len(parts) < max(LEAST_ROWS, TAIL_SHARE * len(empty)):
        return False
    heads = {head for head, _ in parts.values()}
    if len(source.places(heads)) < HEAD_SHARE * len(heads):
        return False
    others = np.flatnonzero(target.codes != EMPTY)
    ends = np.zeros(source.distinct + 1, bool)
    ends[list(halves(source, target, others))] = True
    return int(ends[source.codes[others]].sum()) < OTHER_SHARE * max(len(others), 1)


def divided(source: Cells, target: Cells, rows: Ints) -> dict[int, tuple[str, str]]:
    """For some rows: the cell's beginning and its end that is a value of the other column."""
    parts = halves(source, target, rows)
    codes = source.codes[rows].tolist()
    pairs = zip(rows.tolist(), codes, strict=True)
    return {row: parts[code] for row, code in pairs if code in parts}


def halves(source: Cells, target: Cells, rows: Ints) -> dict[int, tuple[str, str]]:
    """Beginning and end of the texts that stand in these rows, by their place."""
    values = set(target.texts.to_list())
    used = np.unique(source.codes[rows])
    used = used[used != EMPTY]
    found = {}
    for place, text in zip(used.tolist(), source.texts.gather(used).to_list(), strict=True):
        match = TAIL.fullmatch(text)
        if match is not None and match[2] in values:
            found[place] = (match[1], match[2])
    return found


def script(given: Splits) -> list[str]:
    return [f"split_ends(frame, {part.column!r}, {part.into!r})" for part in given.columns]


@step(
    "split_cells",
    title="Split cells that hold two values",
    running="Looking for cells with two values…",
    reason=REASON,
    order=48,
    parameters=Splits,
    plan=plan,
    script=script,
)
def split_cells(table: Table, given: Splits) -> StepResult:
    """The end moves over; nothing is made up."""
    changes = []
    count = 0
    for part in given.columns:
        if part.column not in table or part.into not in table:
            continue
        target = table[part.into]
        parts = divided(table[part.column], target, np.flatnonzero(target.codes == EMPTY))
        rows = np.array(sorted(parts), np.int64)
        if len(rows):
            heads, tails = zip(*(parts[int(row)] for row in rows), strict=True)
            changes.append(Rewritten(part.column, rows, heads, REASON))
            changes.append(Rewritten(part.into, rows, tails, REASON))
            count += len(rows)
    return StepResult(tuple(changes), summary=f"Split {many(count, 'cell')}.")
