"""Cells of two dimensions against what their rows and columns lead one to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from luminabi_dash.insights.arrays import Marks, Numbers
from luminabi_dash.insights.groups import two_sided
from luminabi_dash.insights.table import Factor, Table

MOST_VALUES = 20
LEAST_ROWS = 15
LEAST_CELLS = 4
ROUNDS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """The cell that is furthest from the sum of its row and its column: `apart` in standard
    deviations of the measure, `p_value` allows for the number of cells.
    """

    codes: tuple[int, int]
    apart: float
    p_value: float
    marks: Marks


def cell_of(table: Table, one: Factor, two: Factor, measure: str) -> Cell | None:
    """The most unexpected cell; None when cells are too small. Row and column effects are
    medians (Tukey's median polish), so that the cell itself does not move them.
    """
    if one.size > MOST_VALUES or two.size > MOST_VALUES:
        return None
    scores = table.scores(measure)
    known = (one.codes >= 0) & (two.codes >= 0) & np.isfinite(scores)
    code = one.codes[known] * two.size + two.codes[known]
    score = scores[known]
    shape = (one.size, two.size)
    n = np.bincount(code, minlength=one.size * two.size).astype(float)
    usable = n >= LEAST_ROWS
    if usable.sum() < LEAST_CELLS or usable.mean() < 0.75:
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.bincount(code, weights=score, minlength=n.size) / n
    inner = score - means[code]
    variance = float((inner**2).sum()) / max(score.size - int((n > 0).sum()), 1)
    grid = np.where(usable, means, np.nan).reshape(shape)
    apart = polished(grid).ravel()
    z = np.where(usable, apart / np.sqrt(max(variance, 1e-300) / np.maximum(n, 1) * 1.15), 0.0)
    z = np.nan_to_num(z)
    best = int(np.argmax(np.abs(z)))
    marks = np.zeros(scores.size, dtype=bool)
    marks[np.flatnonzero(known)[code == best]] = True
    where = (best // two.size, best % two.size)
    p_value = min(1.0, two_sided(float(z[best])) * int(usable.sum()))
    return Cell(where, float(np.nan_to_num(apart)[best]), p_value, marks)


def polished(grid: Numbers) -> Numbers:
    """What is left of a table after row and column medians are taken out by turns."""
    rest = grid.copy()
    for _ in range(ROUNDS):
        rest = rest - medians(rest, axis=1)
        rest = rest - medians(rest, axis=0)
    return rest


def medians(grid: Numbers, *, axis: int) -> Numbers:
    """Medians of what is known along an axis, 0 where nothing is."""
    ordered = np.sort(grid, axis=axis)
    count = np.isfinite(grid).sum(axis=axis, keepdims=True)
    low, high = (
        np.take_along_axis(ordered, np.maximum(place, 0), axis=axis)
        for place in ((count - 1) // 2, np.minimum(count // 2, grid.shape[axis] - 1))
    )
    return np.where(count > 0, (low + high) / 2, 0.0)
