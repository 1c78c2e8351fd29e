"""Whether a change is unusual among the earlier ones over the same time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from luminabi_dash.insights.explaining.cells import Numbers
from luminabi_dash.insights.explaining.chance import LEAST_OTHERS


@dataclass(frozen=True, slots=True)
class Usual:
    """Of `earlier` changes over `lag` periods, `as_large` were at least as large, in whatever
    direction.
    """

    as_large: int
    earlier: int
    lag: int = 1


def usual(
    totals: Numbers, lag: int, change: float, before: float, *, adds_up: bool
) -> Usual | None:
    """`totals` of the earlier periods in their order; sums are compared by their relative change,
    means and ratios by how far they moved. None with fewer than LEAST_OTHERS changes.
    """
    first, second = totals[:-lag], totals[lag:]
    moved = second - first
    size = abs(change)
    if adds_up and before > 0 and bool((totals > 0).all()):
        moved, size = moved / first, abs(change) / before
    moved = moved[np.isfinite(moved)]
    if len(moved) < LEAST_OTHERS:
        return None
    return Usual(int((np.abs(moved) >= size).sum()), len(moved), lag)
