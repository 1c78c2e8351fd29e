"""Single cells that a person sets: a change taken back, or a value known better."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from luminabi_dash.cleaning.step import Parameters, Rewritten, StepResult, step
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "set by hand"


class Cell(Parameters):
    """The cell of a column in a data row of the file becomes `after` if it is still `before`."""

    row: int
    column: str
    before: str | None
    after: str | None


class SetCells(Parameters):
    cells: tuple[Cell, ...]


def script(given: SetCells) -> list[str]:
    rows = [(cell.row, cell.column, cell.before, cell.after) for cell in given.cells]
    return ["set_cells(frame, [", *(f"    {row!r}," for row in rows), "])"]


@step(
    "set_cells",
    title="Set cells by hand",
    running="Setting cells…",
    reason=REASON,
    order=90,
    parameters=SetCells,
    script=script,
)
def set_cells(table: Table, given: SetCells) -> StepResult:
    places = {int(row): place for place, row in enumerate(table.rows)} if given.cells else {}
    groups: dict[str, dict[int, str | None]] = defaultdict(dict)
    for cell in given.cells:
        place = places.get(cell.row)
        if cell.column in table and place is not None:
            now = table[cell.column].at(np.array([place]))[0]
            if now == (cell.before or None):
                groups[cell.column][place] = cell.after
    changes = tuple(
        Rewritten(column, np.array(sorted(found)), [found[p] for p in sorted(found)], REASON)
        for column, found in groups.items()
    )
    count = sum(len(change.rows) for change in changes)
    return StepResult(changes, summary=f"Set {many(count, 'cell')}.")
