"""Categories against the rest: how far the values of a measure lie apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from luminabi_dash.insights.arrays import Marks, Numbers, Places
from luminabi_dash.insights.pairs import autocorrelations, inflation
from luminabi_dash.insights.panel import panel_of
from luminabi_dash.insights.table import Table

LEAST_ROWS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """By category: rows, z of its mean score against the rest, Cliff's δ, two-sided p; categories
    of fewer than LEAST_ROWS rows have p 1.
    """

    counts: Numbers
    z: Numbers
    delta: Numbers
    p: Numbers

    @property
    def tried(self) -> int:
        return int((self.p < 1).sum())

    def best(self) -> int:
        return int(np.argmax(np.abs(self.z) * (self.p < 1)))


def compare(codes: Places, size: int, scores: Numbers, placed: Numbers) -> Comparison:
    """Each of `size` categories against all other rows: normal scores for the test (permutation
    variance), ranks for Cliff's δ. Rows without a category or a score do not count.
    """
    known = (codes >= 0) & np.isfinite(scores)
    code, score, rank = codes[known], scores[known], placed[known]
    n = score.size
    counts = np.bincount(code, minlength=size).astype(float)
    usable = (counts >= LEAST_ROWS) & (n - counts >= LEAST_ROWS)
    variance = float(score.var()) if n else 0.0
    if variance == 0 or not usable.any():
        return Comparison(counts, np.zeros(size), np.zeros(size), np.ones(size))
    totals = np.bincount(code, weights=score, minlength=size)
    rank_totals = np.bincount(code, weights=rank, minlength=size)
    rest = n - counts
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = totals / counts - (score.sum() - totals) / rest
        z = apart / np.sqrt(variance * (1 / counts + 1 / rest) * n / (n - 1))
        delta = 2 * (rank_totals / counts - (rank.sum() - rank_totals) / rest) / n
    z, delta = np.where(usable, z, 0.0), np.where(usable, delta, 0.0)
    p = np.where(usable, np.minimum(2 * stats.norm.sf(np.abs(z)), 1 - 1e-12), 1.0)
    return Comparison(counts, z, delta, p)


def slowness(table: Table, dimension: str, name: str, marks: Marks) -> float:
    """By how much the z of a category against the rest is too large because rows in time order
    resemble their neighbours; 1 for tables that are neither a series nor of things along time.
    """
    panel = panel_of(table)
    if panel is not None and dimension == panel.entity.name:
        slow: float = table.kept(("slow", name), lambda: panel.slowness(table.scores(name)))
        return slow
    if not table.is_series:
        return 1.0
    of_scores = table.kept(("slow", name), lambda: autocorrelations(table.scores(name)))
    return math.sqrt(inflation(of_scores, autocorrelations(marks.astype(float)), marks.size))


def two_sided(z: float) -> float:
    return float(2 * stats.norm.sf(abs(z)))


@dataclass(frozen=True, slots=True)
class Apart:
    """Means inside and outside a part, and their difference with its 95 % interval."""

    inside: float
    outside: float
    difference: float
    low: float
    high: float
    carried: float

    @property
    def relative(self) -> float | None:
        """The difference as a share of the mean outside, where that is meaningful."""
        return self.difference / self.outside if self.outside > 0 and self.inside >= 0 else None


def apart(values: Numbers, marks: Marks) -> Apart:
    """How far the mean of marked rows is from that of the others (Welch), and which share of the
    difference the one largest row carries.
    """
    known = np.isfinite(values)
    a, b = values[known & marks], values[known & ~marks]
    difference = float(a.mean() - b.mean())
    error = math.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
    without = float(np.delete(a, np.argmax(np.abs(a - a.mean()))).mean() - b.mean())
    carried = 1 - without / difference if difference else 0.0
    reach = 1.96 * error
    return Apart(
        float(a.mean()),
        float(b.mean()),
        difference,
        difference - reach,
        difference + reach,
        carried,
    )
