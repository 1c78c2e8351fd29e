"""Rows whose value stands far outside all others of its column."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from luminabi_dash.charts.kinds.histogram import HistogramSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Marks, Numbers, kinds, mad
from luminabi_dash.insights.insight import DESCRIPTION, MOST_ROWS, Insight, Tested, detector
from luminabi_dash.insights.table import Table
from luminabi_dash.plural import many

LEAST_ROWS = 40
LEAST_VALUES = 15
FAR = 7.0
FAR_LOG = 4.5
GAP = 1.8
MOST_SHARE = 0.01
FULL_GAP = 10.0
SURE_P = 1e-3
TAIL_ROWS = 12
NAMED = 3
TAIL_SHARE = 0.05
LEAST_INDEX = 0.05


@detector("outlier", title="Looking for outlying rows…", cost=2, family=DESCRIPTION)
def outlier(table: Table) -> Iterator[Tested]:
    """Far by median and MAD on the plain and on the log scale, few, and apart from the next by a
    gap that the tail of the others does not have: long tails have no outliers. Tables that are
    series have anomalies instead.
    """
    if table.is_series:
        return
    for name in table.measures:
        values = table.numbers[name]
        if np.isfinite(values).sum() < LEAST_ROWS or kinds(values, most=5_000) < LEAST_VALUES:
            continue
        yield judge(table, name, values)


def judge(table: Table, name: str, values: Numbers) -> Tested:
    far = distances(values)
    marks = far > FAR
    count, known = int(marks.sum()), int(np.isfinite(values).sum())
    if not 0 < count <= max(1.0, MOST_SHARE * known):
        return Tested(1.0)
    ordered = np.sort(far[np.isfinite(far)])[::-1]
    gap = float(ordered[count - 1] / max(ordered[count], 1.0))
    p_value = p_of_gap(ordered, count, gap)
    if gap < GAP or p_value > SURE_P:
        return Tested(p_value)
    return Tested(p_value, found(table, name, marks, gap, p_value))


def p_of_gap(ordered: Numbers, count: int, gap: float) -> float:
    """P of such a gap below the `count` largest in a tail that falls like that of the others:
    log spacings of order statistics are exponential (Rényi 1953), their mean is Hill's estimate.
    """
    size = max(TAIL_ROWS, round(TAIL_SHARE * ordered.size))
    tail = ordered[count : count + size]
    index = float(np.log(np.maximum(tail, 1e-9) / max(float(tail[-1]), 1e-9)).mean())
    return float(min(1.0, gap ** (-count / max(index, LEAST_INDEX))))


def distances(values: Numbers) -> Numbers:
    """Distance from the median in robust deviations; 0 for what is near on the log scale."""
    known = values[np.isfinite(values)]
    width = mad(known)
    if width == 0:
        return np.where(np.isfinite(values), 0.0, np.nan)
    far = np.abs(values - np.median(known)) / width
    positive = known[known > 0]
    if positive.size > 0.9 * known.size and mad(np.log(positive)) > 0:
        logs = np.log(np.where(values > 0, values, np.nan))
        far_log = np.abs(logs - np.median(np.log(positive))) / mad(np.log(positive))
        is_near = np.nan_to_num(far_log, nan=np.inf) < FAR_LOG
        far = np.where(is_near, np.minimum(far, FAR), far)
    return np.asarray(far, dtype=np.float64)


def found(table: Table, name: str, marks: Marks, gap: float, p_value: float) -> Insight:
    values = table.numbers[name]
    inside, others = values[marks], values[~marks & np.isfinite(values)]
    low, high = float(others.min()), float(others.max())
    unit = table.column(name).unit
    count = int(marks.sum())
    named = [words.amount(float(v), unit) for v in np.sort(inside)[::-1][:NAMED]]
    shown = words.several([*named, *([f"{count - NAMED:,} more"] if count > NAMED else [])])
    return Insight(
        kind="outlier",
        columns=(name,),
        sentence=(
            f"{name} {words.verb(name, 'lies', 'lie')} far outside in {many(count, 'row')}: "
            f"{shown}; all others lie between {words.amount(low, unit)} and "
            f"{words.amount(high, unit)}."
        ),
        effect=gap,
        effect_name="distance from the median, times that of the furthest other row",
        interval=None,
        n=int(np.isfinite(values).sum()),
        p_value=p_value,
        strength=min(1.0, 0.5 + gap / FULL_GAP / 2),
        share=0.3,
        direction="up" if inside.min() > high else "down" if inside.max() < low else None,
        chart=HistogramSpec(title=f"Spread of {name}"[:200], x=name),
        rows=table.rows_of(marks, MOST_ROWS),
    )
