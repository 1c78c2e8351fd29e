"""Columns that are computed from others: relations among them are trivial and never told."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from luminabi_dash.tables.schema import Role, Schema

EXACT = 0.002
"""Largest residual as a share of the range."""
COLUMNS = 30
SAMPLE = 5_000

Numbers = NDArray[np.float64]


def trivial_pairs(frame: pd.DataFrame, schema: Schema) -> set[frozenset[str]]:
    """Pairs of measures of which one is computed from the other, alone or with a third."""
    names = [column.name for column in schema.with_role(Role.MEASURE)][:COLUMNS]
    part = frame[names].dropna() if names else frame.iloc[:0]
    if len(part) > SAMPLE:
        part = part.iloc[:: len(part) // SAMPLE]
    if len(part) < 3:
        return set()
    values = {name: part[name].to_numpy(dtype=np.float64) for name in names}
    found: set[frozenset[str]] = set()
    for a, b in combinations(names, 2):
        if is_line(values[a], values[b]):
            found.add(frozenset((a, b)))
    for target in names:
        for a, b in combinations([n for n in names if n != target], 2):
            if is_made_of(values[target], values[a], values[b]):
                found |= {frozenset((target, a)), frozenset((target, b)), frozenset((a, b))}
    return closed(found)


def closed(pairs: set[frozenset[str]]) -> set[frozenset[str]]:
    """What is derived from the same thing is derived from each other."""
    groups: list[set[str]] = []
    for pair in pairs:
        touching = [group for group in groups if group & pair]
        merged = set(pair).union(*touching)
        groups = [group for group in groups if not group & pair] + [merged]
    return {frozenset(p) for group in groups for p in combinations(sorted(group), 2)}


def is_line(x: Numbers, y: Numbers) -> bool:
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return False
    slope, intercept = np.polyfit(x, y, 1)
    return bool(np.max(np.abs(y - slope * x - intercept)) < EXACT * np.ptp(y))


def is_made_of(target: Numbers, a: Numbers, b: Numbers) -> bool:
    """Sum, difference, product or ratio, within rounding; constant parts make no relation."""
    span = np.ptp(target)
    if span == 0 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return False
    with np.errstate(divide="ignore", invalid="ignore"):
        made = (a + b, a - b, a * b, np.where(b != 0, a / b, np.nan))
    return any(
        bool(np.all(np.isfinite(m)) and np.max(np.abs(target - m)) < EXACT * span) for m in made
    )
