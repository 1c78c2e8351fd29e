"""Whether a segment moved otherwise than the rest: p-values that hold for sums and for ratios.

Sums of independent rows are compound Poisson, so their variance is the sum of squares; it is pooled
over both sides, as the hypothesis says (conditionally on all rows of a segment, each falls on one
side or the other). Rows that belong together make that too small, so where enough other periods or
categories are at hand, the variation between these counts when it is larger.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from luminabi_dash.insights.explaining.cells import Cells, Compared, Marks, Numbers, line, rest
from luminabi_dash.insights.explaining.parts import Parts
from luminabi_dash.insights.significance import LEVEL

LEAST_ROWS = 10
"""A segment of fewer rows on both sides together is not tested."""
LEAST_OTHERS = 8
"""Between so few others variation says nothing yet."""
LEAST_COLUMN, ODD = 4, 4.0
"""So many segments show how much more a column varies than its rows; a segment that varies so
many times more than that stands for itself."""
INDEPENDENT = 2 / 3
"""Neighbouring changes share a period: of n, so many count as independent."""


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """`p_values` of the segments, NaN where none was tested; `apart` is by how much a contribution
    departs from the general change, `expected` what that would have given it, `z` how surely, and
    `gain` by how much (twice the log-likelihood) it is better described by a change of its own.
    """

    p_values: Numbers
    apart: Numbers
    expected: Numbers
    z: Numbers
    gain: Numbers


def tested(pair: Compared, parts: Parts) -> Tested:
    """Segments against the others that moved alike. What differs most is taken out first, and the
    rest compared without it: one that fell does not make all others seem to rise.
    """
    is_tested = (pair.before.rows + pair.after.rows) >= LEAST_ROWS
    extra, degrees = between(pair, parts)
    core = np.ones(len(parts.change), dtype=bool)
    limit = LEVEL / max(int(is_tested.sum()), 1)
    for _ in range(len(core)):
        found = against(pair, parts, core, extra, degrees)
        p_values = np.where(is_tested & core, found.p_values, 1.0)
        if core.sum() < 2 or p_values.min() > limit:
            break
        core[strongest(np.where(is_tested & core, np.abs(found.z), 0.0), parts)] = False
    return replace(found, p_values=np.where(is_tested, found.p_values, np.nan))


def strongest(z: Numbers, parts: Parts) -> int:
    """The largest z; of two that are the same (one against the other), what changed more."""
    near = z >= z.max() * (1 - 1e-9)
    return int(np.argmax(np.where(near, np.abs(parts.change), -1.0)))


def against(pair: Compared, parts: Parts, core: Marks, extra: Numbers, degrees: float) -> Tested:
    """Each segment against all of the core but itself."""
    c, b = parts.change, parts.weights
    general = ratio(float(c[core].sum()), float(b[core].sum()))
    own = variances(pair, parts, general)
    var, freedom = widened(own, extra, degrees)
    in_core = core.astype(np.float64)
    rest_b = b[core].sum() - in_core * b
    rest_c = c[core].sum() - in_core * c
    rest_var = var[core].sum() - in_core * var
    with np.errstate(invalid="ignore", divide="ignore"):
        step = np.where(rest_b != 0, rest_c / rest_b, general)
        apart = c - b * step
        spread = np.sqrt(var + np.where(rest_b != 0, (b / rest_b) ** 2, 0.0) * rest_var)
        z = np.where(spread > 0, apart / spread, 0.0)
    is_alone = (rest_b == 0) | (core & (core.sum() == 1))
    z = np.where(is_alone, 0.0, z)
    p = np.array([two_sided(one, dof) for one, dof in zip(z, freedom, strict=True)])
    with np.errstate(invalid="ignore", divide="ignore"):
        gain = np.where((var > 0) & ~is_alone, apart**2 / var, 0.0)
    if parts.rate is not None:
        p_own, gain_own = welch(pair, core)
        gain = np.where(p_own < p, gain_own, gain)
        p = np.minimum(1.0, 2 * np.minimum(p, p_own))
    return Tested(p, c - b * general, b * general, z, gain)


def variances(pair: Compared, parts: Parts, general: float) -> Numbers:
    """Of each departure, by rows; both sides pooled as if all segments had moved alike."""
    if pair.after.is_ratio:
        old = float(pair.before.total())
        sizes = float(pair.before.over().sum()), float(pair.after.over().sum())
        first, second = pair.before.apart(old), pair.after.apart(old + general)
        return pooled(first, second, 1 / sizes[0], 1 / sizes[1])
    grown = 1 + general if parts.is_proportional else 1.0
    return pooled(pair.before.squares, pair.after.squares, grown * pair.scale, 1.0)


def pooled(first: Numbers, second: Numbers, by_first: float, by_second: float) -> Numbers:
    one, other = float(first.sum()), float(second.sum())
    if one + other == 0:
        return np.zeros_like(first)
    both = (first + second) / (one + other)
    return both * (one * by_first**2 + other * by_second**2)


def widened(own: Numbers, extra: Numbers, degrees: float) -> tuple[Numbers, Numbers]:
    """The larger variance of each segment, and its degrees of freedom. What is seen between few
    others is uncertain, so it is averaged with what the whole column shows of it (moderated as in
    Smyth, SAGMB 3, 2004), but where a segment varies far more than the column.
    """
    freedom = np.full(len(own), math.inf)
    is_there = (own > 0) & (extra > 0)
    if is_there.sum() < LEAST_COLUMN:
        is_larger = extra > own
        return np.maximum(own, extra), np.where(is_larger, degrees, freedom)
    usual = float(np.median(extra[is_there] / own[is_there])) * own
    is_odd = extra > ODD * usual
    seen = np.where(is_odd, extra, (extra + usual) / 2)
    is_larger = seen > own
    freedom = np.where(is_larger, np.where(is_odd, degrees, 2 * degrees), freedom)
    return np.maximum(own, seen), freedom


def welch(pair: Compared, core: Marks) -> tuple[Numbers, Numbers]:
    """How the segments' own values moved against the shift of the core's (Welch, Biometrika 34,
    1947): p-values and gains, 1 and 0 where a side has fewer than LEAST_ROWS rows.
    """
    before, after = pair.before, pair.after
    m0, m1 = before.values(), after.values()
    n0, n1 = before.rows, after.rows
    is_known = (n0 >= LEAST_ROWS) & (n1 >= LEAST_ROWS) & np.isfinite(m0) & np.isfinite(m1)
    v0, v1 = own_variance(before, m0), own_variance(after, m1)
    var = np.where(is_known, v0 + v1, 0.0)
    moved = np.where(is_known, np.nan_to_num(m1) - np.nan_to_num(m0), 0.0)
    weights = np.where(is_known & core, after.over(), 0.0)
    rest_w = weights.sum() - weights
    rest_var = (weights**2 * var).sum() - weights**2 * var
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = ((weights * moved).sum() - weights * moved) / rest_w
        z = (moved - shift) / np.sqrt(var + rest_var / rest_w**2)
        degrees = (v0 + v1) ** 2 / (v0**2 / (n0 - 1) + v1**2 / (n1 - 1))
        gain = (moved - shift) ** 2 / var
    is_known &= np.isfinite(z) & np.isfinite(degrees) & (rest_w > 0)
    p = [
        two_sided(one, dof) if is_there else 1.0
        for one, dof, is_there in zip(z, degrees, is_known, strict=True)
    ]
    return np.array(p), np.where(is_known, gain, 0.0)


def own_variance(side: Cells, values: Numbers) -> Numbers:
    """The variance of each segment's own ratio by its residuals."""
    found = np.zeros(len(values))
    for place, value in enumerate(values):
        if np.isfinite(value) and side.rows[place] > 1:
            inner = (
                float(side.apart(float(value))[place]) * side.rows[place] / (side.rows[place] - 1)
            )
            found[place] = inner / float(side.over()[place]) ** 2
    return found


def between(pair: Compared, parts: Parts) -> tuple[Numbers, float]:
    """The variance of departures between others of the kind, and its degrees of freedom; zeros
    when there are too few.
    """
    nothing = np.zeros(len(parts.change)), math.inf
    if pair.others is None:
        return nothing
    pairs = peers(pair.others) if pair.are_peers else steps(pair.others, pair.lag)
    if len(pairs) < LEAST_OTHERS:
        return nothing
    size = float(pair.after.top.sum())
    total, weight = np.zeros(len(parts.change)), 0.0
    for first, second, scale in pairs:
        found = departures(first, second, scale, parts, size)
        if found is not None:
            own = float(second.rows.sum()) if pair.are_peers else 1.0
            total += own * found**2
            weight += own
    if weight == 0:
        return nothing
    degrees = len(pairs) - 1 if pair.are_peers else INDEPENDENT * len(pairs)
    return total / weight, degrees


def departures(
    first: Cells, second: Cells, scale: float, parts: Parts, size: float
) -> Numbers | None:
    """How far each segment moved from its share of another change, at the size of this one."""
    if parts.rate is not None:
        old, new = first.over().sum(), second.over().sum()
        if old <= 0 or new <= 0:
            return None
        start = float(first.total())
        moved = (second.top - start * second.over()) / new
        moved -= (first.top - start * first.over()) / old
        departed: Numbers = moved - second.over() / new * moved.sum()
        return departed
    was, now = scale * first.top, second.top
    if not parts.is_proportional:
        rows = first.rows + second.rows
        if rows.sum() == 0:
            return None
        return np.asarray((now - was) - rows / rows.sum() * (now - was).sum())
    if was.sum() == 0 or now.sum() == 0:
        return None
    found: Numbers = (now / now.sum() - was / was.sum()) * size
    return found


def steps(others: Cells, lag: int) -> list[tuple[Cells, Cells, float]]:
    """Earlier changes over the same number of steps, over one step where these are too few."""
    count = len(others.rows)
    if count - lag < LEAST_OTHERS:
        lag = 1
    return [(line(others, at - lag), line(others, at), 1.0) for at in range(lag, count)]


def peers(others: Cells) -> list[tuple[Cells, Cells, float]]:
    """Each other category against the average of the rest."""
    count = len(others.rows)
    return [(rest(others, at), line(others, at), 1 / (count - 1)) for at in range(count)]


def ratio(top: float, base: float) -> float:
    return top / base if base else 0.0


def two_sided(z: float, degrees: float = math.inf) -> float:
    """The p-value of z; with few degrees of freedom as Student's t, by Wallace's approximation
    (Annals of Mathematical Statistics 30, 1959).
    """
    if not math.isfinite(z):
        return 1.0
    if math.isfinite(degrees):
        shrink = (8 * degrees + 1) / (8 * degrees + 3)
        z = shrink * math.sqrt(degrees * math.log1p(z * z / degrees))
    return math.erfc(abs(z) / math.sqrt(2))
