"""Two dimensions go together: some of their values meet more often than they would by chance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from scipy import stats

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Numbers, Places
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.panel import constant_in, panel_of
from luminabi_dash.insights.table import Factor, Table

LEAST_V = 0.1
DETERMINED = 0.8
MOST_VALUES = 60
LEAST_EXPECTED = 5.0
DIMENSIONS = 40
PAIRS = 300


@detector("association", title="Comparing categories…", cost=2)
def association(table: Table) -> Iterator[Tested]:
    """χ² of two dimensions over the values that are common enough, effect by Cramér's V (bias
    corrected, Bergsma 2013). Where one nearly determines the other nothing is told: it is known.
    """
    names = sorted((*table.dimensions, *table.outcomes))[:DIMENSIONS]
    factors = [table.factors[name] for name in names if table.factors[name].size <= MOST_VALUES]
    for one, two in list(combinations(factors, 2))[:PAIRS]:
        is_rate = {one.name, two.name} & set(table.outcomes)
        if len(is_rate) == 1:
            continue  # a rate by a dimension is a segment
        tested = judge(table, one, two)
        if tested is not None:
            yield tested


def judge(table: Table, one: Factor, two: Factor) -> Tested | None:
    codes = codes_of(table, one), codes_of(table, two)
    if codes[0].size != codes[1].size:
        return None  # one tells of things, the other of their rows
    known = (codes[0] >= 0) & (codes[1] >= 0)
    counts: Numbers = np.bincount(
        codes[0][known] * two.size + codes[1][known], minlength=one.size * two.size
    ).astype(np.float64)
    counts = counts.reshape(one.size, two.size)
    rows, columns = common(counts)
    part = counts[np.ix_(rows, columns)].astype(float)
    if part.shape[0] < 2 or part.shape[1] < 2 or table.is_series:
        return None
    expected = part.sum(1, keepdims=True) * part.sum(0, keepdims=True) / part.sum()
    chi2 = float(((part - expected) ** 2 / expected).sum())
    p_value = float(stats.chi2.sf(chi2, (part.shape[0] - 1) * (part.shape[1] - 1)))
    v = cramers_v(chi2, part)
    if v < LEAST_V or max(determination(counts), determination(counts.T)) > DETERMINED:
        return Tested(p_value)
    return Tested(p_value, found(one, two, part, expected, (rows, columns), v, p_value))


def codes_of(table: Table, factor: Factor) -> Places:
    """By row, or by thing if the factor tells of things that are followed along time."""
    panel = panel_of(table)
    if panel is not None and factor is panel.entity:
        return np.arange(factor.size)
    panel = constant_in(table, factor)
    return factor.codes if panel is None else panel.codes_of(factor)


def common(counts: Numbers) -> tuple[np.ndarray, np.ndarray]:
    """Values of both that are common enough for every expected count."""
    total = max(float(counts.sum()), 1.0)
    rows, columns = np.arange(counts.shape[0]), np.arange(counts.shape[1])
    for _ in range(3):
        part = counts[np.ix_(rows, columns)]
        if part.size == 0:
            return rows, columns
        least_column = max(float(part.sum(0).max()), 1.0) / total
        least_row = max(float(part.sum(1).max()), 1.0) / total
        rows = rows[part.sum(1) * least_column >= LEAST_EXPECTED]
        columns = columns[part.sum(0) * least_row >= LEAST_EXPECTED]
    return rows, columns


def cramers_v(chi2: float, part: Numbers) -> float:
    n = float(part.sum())
    r, k = part.shape
    phi2 = max(0.0, chi2 / n - (r - 1) * (k - 1) / (n - 1))
    r_fair, k_fair = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    return math.sqrt(phi2 / max(min(r_fair - 1, k_fair - 1), 1e-9))


def determination(counts: Numbers) -> float:
    """By how much knowing the row lowers the errors of guessing the column (Goodman and
    Kruskal's λ).
    """
    n = float(counts.sum())
    guessed = float(counts.max(axis=1).sum())
    blind = float(counts.sum(axis=0).max())
    return (guessed - blind) / (n - blind) if n > blind else 1.0


def found(
    one: Factor,
    two: Factor,
    part: Numbers,
    expected: Numbers,
    kept: tuple[np.ndarray, np.ndarray],
    v: float,
    p_value: float,
) -> Insight:
    off = (part - expected) / np.sqrt(expected)
    row, column = np.unravel_index(int(np.argmax(off)), off.shape)
    inside = part[row, column] / part[row].sum()
    whole = part[:, column].sum() / part.sum()
    label_one, label_two = one.labels[kept[0][row]], two.labels[kept[1][column]]
    n = int(part.sum())
    return Insight(
        kind="association",
        columns=(one.name, two.name),
        sentence=(
            f"{words.category(two.name, label_two)} makes up {words.share(float(inside))} of the "
            f"rows with {words.category(one.name, label_one)}, {words.share(float(whole))} of all."
        ),
        effect=v,
        effect_name="Cramér's V",
        interval=None,
        n=n,
        p_value=p_value,
        strength=min(1.0, v),
        chart=BarSpec(
            title=f"{two.name} by {one.name}"[:200],
            x=one.name,
            color=two.name,
            aggregate="count",
            top=8,
            horizontal=True,
        ),
        segment=((one.name, label_one), (two.name, label_two)),
    )
