"""Two measures of things that are followed along time: between the things, and inside them.

Rows of one thing resemble each other, so a correlation over all rows would count them as many more
than they are; and what holds between countries need not hold inside one (Mundlak, Econometrica 46,
1978).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from luminabi_dash.insights.arrays import Numbers, Places, normal_scores, ranks
from luminabi_dash.insights.groups import two_sided
from luminabi_dash.insights.pairs import autocorrelations, correlations, inflation, p_values
from luminabi_dash.insights.panel import Panel, mean_by, panel_of
from luminabi_dash.insights.reversals import inner_correlations
from luminabi_dash.insights.table import Table

LEAST_ENTITIES = 8
LEAST_INNER = 6
LEAST_ROWS = 8
MOST_Z = 3.0
SLOW = 0.9
ALONG = 0.8
OWN_P = 0.01
LEAST_REVERSED = 0.12
REVERSED_P = 1e-3


@dataclass(frozen=True, slots=True)
class Between:
    """Correlation of the means of `entities` things."""

    r: float
    p_value: float
    entities: int


@dataclass(frozen=True, slots=True)
class Inside:
    """Typical correlation inside `entities` things along time, of which `agreeing` have its sign;
    `rows` as many as would be independent. `is_shared`: nothing of it is left once what all things
    do at the same moment is taken out.
    """

    r: float
    p_value: float
    entities: int
    agreeing: int
    rows: float
    is_shared: bool


@dataclass(frozen=True, slots=True)
class PanelPair:
    entity: str
    between: Between | None
    inside: Inside | None

    @property
    def claims(self) -> tuple[Between | Inside, ...]:
        """What was tested, the surer one first."""
        found = [claim for claim in (self.between, self.inside) if claim is not None]
        return tuple(sorted(found, key=lambda claim: (claim.p_value, -abs(claim.r))))

    @property
    def is_reversed(self) -> bool:
        """Whether it is surely one way between the things and the other way inside them."""
        one, two = self.between, self.inside
        if one is None or two is None or one.r * two.r >= 0:
            return False
        is_large = min(abs(one.r), abs(two.r)) >= LEAST_REVERSED
        return is_large and max(one.p_value, two.p_value) <= REVERSED_P


def pair_of(table: Table, x: str, y: str) -> PanelPair | None:
    """How two measures of a panel go together, computed once; None for other tables."""
    panel = panel_of(table)
    if panel is None:
        return None
    found: PanelPair = table.kept(
        ("panel pair", x, y),
        lambda: PanelPair(
            panel.entity.name,
            between(panel, table.scores(x), table.scores(y)),
            inside(panel, table.scores(x), table.scores(y)),
        ),
    )
    return found


def between(panel: Panel, a: Numbers, b: Numbers) -> Between | None:
    known = np.isfinite(a) & np.isfinite(b)
    means = np.column_stack([panel.means(np.where(known, part, np.nan)) for part in (a, b)])
    means = means[np.isfinite(means).all(axis=1)]
    if len(means) < LEAST_ENTITIES:
        return None
    r = correlation(means[:, 0], means[:, 1])
    p_value = float(p_values(np.array(r), np.array(float(len(means)))))
    return Between(r, p_value, len(means))


def correlation(a: Numbers, b: Numbers) -> float:
    """Correlation of normal scores; 0 where one of the two does not vary."""
    scores = np.column_stack([normal_scores(ranks(a)), normal_scores(ranks(b))])
    return float(np.nan_to_num(correlations(scores)[0][0, 1]))


def inside(panel: Panel, a: Numbers, b: Numbers) -> Inside | None:
    """Each thing is one observation when there are enough of them (t of their z), for then it does
    not matter how neighbouring moments resemble each other; else they count by Bartlett's rule.
    """
    codes, size = panel.entity.codes, panel.entity.size
    counts, each = inner_correlations(codes, size, a, b)
    used = np.flatnonzero((counts >= LEAST_ROWS) & (each != 0))
    if used.size < 2:
        return None
    z = np.clip(np.arctanh(each[used]), -MOST_Z, MOST_Z)
    typical = float(np.average(z, weights=counts[used] - 3))
    if used.size >= LEAST_INNER:
        p_value, rows = p_of_z(z), float(used.size)
    else:
        p_value, rows = p_of_few(panel, used, a, b, typical)
    is_shared = used.size >= LEAST_INNER and not is_own(panel, used, a, b, typical)
    if is_shared:
        p_value = max(p_value, p_in_common(panel, a, b, typical))
    agreeing = int((z * typical > 0).sum())
    return Inside(float(np.tanh(typical)), p_value, int(used.size), agreeing, rows, is_shared)


def p_of_z(z: Numbers) -> float:
    error = float(np.std(z, ddof=1)) / z.size**0.5
    return float(2 * stats.t.sf(abs(float(z.mean())) / max(error, 1e-9), z.size - 1))


def p_of_few(
    panel: Panel, used: Places, a: Numbers, b: Numbers, typical: float
) -> tuple[float, float]:
    """Things as a few long series: moments count as fewer; slow ones must agree in their steps."""
    rows, slow = 0.0, []
    steps: list[Numbers] = []
    for code in used:
        own = (panel.entity.codes == code) & np.isfinite(a) & np.isfinite(b)
        x, y = a[own], b[own]
        of_x, of_y = autocorrelations(x), autocorrelations(y)
        rows += max(x.size / inflation(of_x, of_y, x.size) - 3, 0.1)
        slow.append(min(of_x[0], of_y[0]) > SLOW)
        steps.append(np.column_stack([np.diff(x), np.diff(y)]))
    p_value = two_sided(typical * rows**0.5)
    if np.mean(slow) > 0.5:
        joined = np.vstack(steps)
        p_value = max(p_value, p_of_steps(joined, typical))
    return p_value, rows


def p_of_steps(steps: Numbers, typical: float) -> float:
    r = correlation(steps[:, 0], steps[:, 1])
    if r * typical <= 0:
        return 1.0
    return float(p_values(np.array(r), np.array(float(len(steps)))))


def is_own(panel: Panel, used: Places, a: Numbers, b: Numbers, typical: float) -> bool:
    """Whether things still go the same way without what they all do at the same moment."""
    x, y = (without_both(panel, part) for part in (a, b))
    _, each = inner_correlations(panel.entity.codes, panel.entity.size, x, y)
    z = np.clip(np.arctanh(each[used]), -MOST_Z, MOST_Z)
    return float(z.mean()) * typical > 0 and p_of_z(z) <= OWN_P


def without_both(panel: Panel, values: Numbers) -> Numbers:
    rest = values
    for codes, size in ((panel.entity.codes, panel.entity.size), (panel.places, panel.moments)):
        means = np.append(mean_by(codes, size, rest), np.nan)
        rest = rest - means[codes]
    return rest


def p_in_common(panel: Panel, a: Numbers, b: Numbers, typical: float) -> float:
    """P of what all things do together, moment by moment; 0 if both plainly follow time: that two
    things rise is true, and it is said that they may have no more in common.
    """
    own = np.append(panel.means(a), np.nan), np.append(panel.means(b), np.nan)
    course = [
        mean_by(panel.places, panel.moments, part - means[panel.entity.codes])
        for part, means in zip((a, b), own, strict=True)
    ]
    x, y = course
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if x.size < LEAST_ROWS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 1.0
    along = [correlation(part, np.arange(part.size, dtype=np.float64)) for part in (x, y)]
    if min(map(abs, along)) >= ALONG and along[0] * along[1] * typical > 0:
        return 0.0
    r = correlation(x, y)
    if r * typical <= 0:
        return 1.0
    of_x, of_y = autocorrelations(x), autocorrelations(y)
    rows = x.size / inflation(of_x, of_y, x.size)
    p_value = float(p_values(np.array(r), np.array(rows)))
    if min(of_x[0], of_y[0]) > SLOW:
        p_value = max(p_value, p_of_steps(np.column_stack([np.diff(x), np.diff(y)]), typical))
    return p_value
