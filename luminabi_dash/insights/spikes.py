"""Moments at which a series is far from its own course, merged into episodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from luminabi_dash.insights.arrays import Numbers, Places, spread
from luminabi_dash.insights.autoregression import rolling_median

WINDOW = 31
LEAST_Z = 4.0
LIGHT = 3.0
MOST_SKEW = 0.6
MOST_SHARE = 0.02
WITHIN = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Spikes:
    """`places` that stand out, with their robust `z` (all values); `p_value` of the largest allows
    for their number. `is_told` is false when tails are heavy: then extremes are the series' own.
    """

    places: Places
    z: Numbers
    p_value: float
    is_told: bool


def spikes_of(rest: Numbers) -> Spikes:
    """What stands out of what cycles and level leave. Tails of the others must be light."""
    off = rest - rolling_median(rest, WINDOW)
    width = spread(off)
    if width == 0:
        return Spikes(np.array([], dtype=np.int64), np.zeros(rest.size), 1.0, False)
    z = (off - float(np.median(off))) / width
    size = rest.size
    p = np.minimum(1.0, 2 * stats.norm.sf(np.abs(z)) * size)
    order = np.argsort(-np.abs(z), kind="stable")
    allowed = WITHIN * np.arange(1, size + 1)
    passing = np.flatnonzero(p[order] <= allowed)
    count = int(passing[-1]) + 1 if passing.size else 0
    places = np.sort(order[:count])
    places = places[np.abs(z[places]) >= LEAST_Z]
    others = np.delete(z, places)
    is_light = bool(
        np.quantile(np.abs(others), 0.98) < LIGHT * spread(others)
        and abs(stats.skew(others)) < MOST_SKEW
    )
    is_few = 0 < places.size <= max(3, MOST_SHARE * size)
    return Spikes(places, z, float(p.min()), is_light and is_few)
