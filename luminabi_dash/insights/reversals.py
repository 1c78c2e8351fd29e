"""Relations that turn around inside the groups of another column (Simpson's paradox)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from luminabi_dash.insights.arrays import Marks, Numbers, Places
from luminabi_dash.insights.groups import two_sided
from luminabi_dash.insights.roles import Use
from luminabi_dash.insights.table import Table

GROUPS = 8
GROUP_ROWS = 25
PART_ROWS = 12
CRUDE_P = 1e-4
INNER_P = 0.05
SURE_P = 5e-3
INNER_R = 0.12
INNER_APART = 0.05
COVERED = 0.8
BINS = 20
BIN_R = 0.3
OPPOSITE = 0.85
MANY = 8


@dataclass(frozen=True, slots=True, eq=False)
class Reversal:
    """Inside the groups of `by` the relation has the other sign: `whole` and `inner` on one scale
    (rank correlation, or difference of mean scores); `groups` of them were looked at.
    """

    by: str
    whole: float
    inner: float
    p_value: float
    groups: int

    @property
    def is_sure(self) -> bool:
        """Whether it may be told; if not, the relation over all rows is still contradicted."""
        return self.p_value <= SURE_P


def of_pair(table: Table, x: str, y: str, r: float, p_value: float) -> Reversal | None:
    """Whether a correlation turns around inside every group of some dimension."""
    if p_value > CRUDE_P:
        return None
    found: Reversal | None = table.kept(
        ("reversal", x, y), lambda: reversal_of_pair(table, x, y, r, p_value)
    )
    return found


def reversal_of_pair(table: Table, x: str, y: str, r: float, p_value: float) -> Reversal | None:
    a, b = table.scores(x), table.scores(y)
    best: Reversal | None = None
    for name in table.dimensions:
        factor = table.factors[name]
        if not 2 <= factor.size <= GROUPS:
            continue
        sizes, values = inner_correlations(factor.codes, factor.size, a, b)
        kept = sizes >= GROUP_ROWS
        if kept.sum() < 2 or sizes[kept].sum() < COVERED * np.isfinite(a + b).sum():
            continue
        weight = sizes[kept] - 3
        inner = float((weight * np.arctanh(values[kept])).sum() / weight.sum())
        inner_p = two_sided(inner * float(np.sqrt(weight.sum())))
        is_turned = bool((values[kept] * r < 0).all())
        if is_turned and inner_p < INNER_P and abs(np.tanh(inner)) >= INNER_R:
            whole_p = max(p_value, inner_p)
            found = Reversal(name, r, float(np.tanh(inner)), whole_p, int(kept.sum()))
            if best is None or abs(found.inner) > abs(best.inner):
                best = found
    return best


def inner_correlations(codes: Places, size: int, a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    known = (codes >= 0) & np.isfinite(a) & np.isfinite(b)
    code, x, y = codes[known], a[known], b[known]
    n = np.bincount(code, minlength=size).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        dx = x - (np.bincount(code, weights=x, minlength=size) / n)[code]
        dy = y - (np.bincount(code, weights=y, minlength=size) / n)[code]
        below = np.bincount(code, weights=dx * dx, minlength=size) * np.bincount(
            code, weights=dy * dy, minlength=size
        )
        r = np.bincount(code, weights=dx * dy, minlength=size) / np.sqrt(below)
    return n, np.clip(np.nan_to_num(r), -0.999999, 0.999999)


def of_part(
    table: Table, dimension: str, marks: Marks, measure: str, z: float, p_value: float
) -> Reversal | None:
    """Whether a part of a dimension (`marks`) that is above the rest is below it inside nearly
    all groups of another dimension, or among rows alike in another measure; or the reverse.
    """
    if p_value > CRUDE_P:
        return None
    key = (
        "reversal",
        dimension,
        measure,
        marks.tobytes() if marks.size < 10_000 else hash(marks.tobytes()),
    )
    found: Reversal | None = table.kept(
        key, lambda: reversal_of_part(table, dimension, marks, measure, z, p_value)
    )
    return found


def reversal_of_part(
    table: Table, dimension: str, marks: Marks, measure: str, z: float, p_value: float
) -> Reversal | None:
    scores = table.scores(measure)
    best: Reversal | None = None
    for name, codes, size in strata(table, dimension, measure):
        found = inside(name, codes, size, marks, scores, np.sign(z), p_value)
        if found is not None and (best is None or abs(found.inner) > abs(best.inner)):
            best = found
    return best


def strata(table: Table, dimension: str, measure: str) -> list[tuple[str, Places, int]]:
    """Dimensions of few values; measures close to the measure, in bins of equal rows."""
    result = []
    for name in table.dimensions:
        factor = table.factors[name]
        is_other = name != dimension and not table.twin_of(name, measure)
        if is_other and 2 <= factor.size <= GROUPS:
            result.append((name, factor.codes, factor.size))
    if table.uses[measure] is not Use.MEASURE:
        return result
    scores = table.scores(measure)
    for name in table.measures:
        if name == measure or table.relations.is_trivial(name, measure):
            continue
        other = table.scores(name)
        known = np.isfinite(scores) & np.isfinite(other)
        if known.sum() < 50 * BINS or table.is_series:
            continue
        if abs(np.corrcoef(scores[known], other[known])[0, 1]) >= BIN_R:
            placed = np.nan_to_num(table.ranks(name), nan=-1.0)
            codes = np.floor(placed * BINS / (np.nanmax(placed) + 1)).astype(np.int64)
            result.append((name, np.where(placed < 0, -1, codes), BINS))
    return result


def inside(
    name: str,
    codes: Places,
    size: int,
    marks: Marks,
    scores: Numbers,
    sign: float,
    p_value: float,
) -> Reversal | None:
    known = (codes >= 0) & np.isfinite(scores)
    code, mark, score = codes[known], marks[known].astype(float), scores[known]
    n = np.bincount(code, minlength=size).astype(float)
    a = np.bincount(code, weights=mark, minlength=size)
    total = np.bincount(code, weights=score, minlength=size)
    of_a = np.bincount(code, weights=score * mark, minlength=size)
    squares = np.bincount(code, weights=score * score, minlength=size)
    kept = (a >= PART_ROWS) & (n - a >= PART_ROWS)
    if kept.sum() < 2 or n[kept].sum() < COVERED * n.sum():
        return None
    a, n, total, of_a, squares = a[kept], n[kept], total[kept], of_a[kept], squares[kept]
    differences = of_a / a - (total - of_a) / (n - a)
    noise = (squares - total**2 / n) / (n - 1)
    weight = a * (n - a) / n
    inner = float((weight * differences).sum() / weight.sum())
    error = float(np.sqrt((weight * noise).sum())) / float(weight.sum())
    same = differences * sign > 0
    least = 1.0 if kept.sum() < MANY else OPPOSITE
    sure_same = same & (np.abs(differences) > 2.6 * np.sqrt(noise / weight))
    is_turned = (~same).mean() >= least and not sure_same.any() and inner * sign < 0
    inner_p = two_sided(inner / max(error, 1e-300)) / 2  # only the other side counts
    if not is_turned or inner_p > INNER_P or abs(inner) < INNER_APART * float(scores[known].std()):
        return None
    return Reversal(name, float(sign), inner, max(p_value, inner_p), int(kept.sum()))
