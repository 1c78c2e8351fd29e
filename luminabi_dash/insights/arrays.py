"""Arrays of numbers and what is robustly said of them: spread, ranks, normal scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Marks = NDArray[np.bool_]

TO_SIGMA = 1.4826
"""Median absolute deviation to standard deviation of a normal distribution."""


def mad(values: Numbers) -> float:
    """Median absolute deviation as a standard deviation; 0 when half of the values are equal."""
    return TO_SIGMA * float(np.median(np.abs(values - np.median(values))))


def spread(values: Numbers) -> float:
    """The MAD, or where that is 0 the scaled mean deviation: 0 only of constants."""
    found = mad(values)
    if found > 0:
        return found
    return 1.2533 * float(np.mean(np.abs(values - np.median(values))))


def ranks(values: Numbers) -> Numbers:
    """Mid-ranks from 1 of the values; NaN keeps NaN."""
    result = np.full(values.size, np.nan)
    known = np.isfinite(values)
    part = values[known]
    order = np.argsort(part, kind="stable")
    ordered = part[order]
    is_new = np.empty(part.size, dtype=bool)
    is_new[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    starts = np.flatnonzero(is_new)
    ends = np.append(starts[1:], part.size)
    middle = (starts + ends + 1) / 2
    places = np.empty(part.size)
    places[order] = np.repeat(middle, ends - starts)
    result[known] = places
    return result


def normal_scores(placed: Numbers) -> Numbers:
    """Van der Waerden scores of ranks: as strong as Pearson on normal data, blind to tails."""
    size = int(np.isfinite(placed).sum())
    scores: Numbers = special.ndtri(placed / (size + 1))
    return scores


def kinds(values: Numbers, *, most: int = 2_000_000) -> int:
    """How many different known values there are."""
    part = values[np.isfinite(values)]
    return int(np.unique(part[:most]).size)


def decimals(values: Numbers) -> int:
    """Decimal places that the values are written with, at most 6."""
    part = values[np.isfinite(values)][:2_000]
    for places in range(6):
        if part.size and np.allclose(part, np.round(part, places), rtol=0, atol=1e-9):
            return places
    return 6
