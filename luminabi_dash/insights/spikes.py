"""Moments at which a series is far from its own course, merged into episodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from luminabi_dash.insights.arrays import Numbers, Places, spread
from luminabi_dash.insights.autoregression import lag_one, rolling_median

WINDOW = 31
LEAST_Z = 4.0
LIGHT = 3.0
MOST_SKEW = 0.6
MOST_SHARE = 0.01
WITHIN = 0.05
LIGHT_95 = 2.5
FIRST = 3
CANDIDATES = 60
TAIL_ROWS = 12
TAIL_SHARE = 0.05
LEAST_INDEX = 0.05
END_OF_TAIL = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Spikes:
    """`places` that stand out, with their robust `z` (all values); `p_value` of the largest allows
    for their number. `is_told` is false when tails are heavy: then extremes are the series' own.
    """

    places: Places
    z: Numbers
    p_value: float
    is_told: bool


def spikes_of(rest: Numbers, *, limit: Numbers | None = None) -> Spikes:
    """What stands out of what cycles and level leave; tails of the others must be light. `limit`
    are largest z that the nature of the values allows.
    """
    off = interpolated(rest - rolling_median(rest, WINDOW))
    width = scale(off)
    if width == 0:
        return Spikes(np.array([], dtype=np.int64), np.zeros(rest.size), 1.0, False)
    z = (off - float(np.median(off))) / width
    if limit is not None:
        z = np.where(np.abs(z) > 3, np.sign(z) * np.minimum(np.abs(z), np.maximum(limit, 3)), z)
    size = rest.size
    p = 2 * stats.norm.sf(np.abs(z))
    peaks = apart(z)
    passing = np.flatnonzero(p[peaks] * size <= WITHIN * np.arange(1, peaks.size + 1))
    places = np.sort(peaks[: int(passing[-1]) + 1]) if passing.size else peaks[:0]
    places = cut_off(places[np.abs(z[places]) >= LEAST_Z], z)
    others = np.delete(z, places)
    is_light = bool(
        np.quantile(np.abs(others), 0.98) < LIGHT * spread(others)
        and np.quantile(np.abs(others), 0.95) < LIGHT_95 * spread(others)
        and abs(stats.skew(others)) < MOST_SKEW
    )
    is_few = 0 < places.size <= max(3, MOST_SHARE * size)
    return Spikes(places, z, p_of_few(p[peaks[:FIRST]], size), is_light and is_few)


def cut_off(places: Places, z: Numbers) -> Places:
    """As many of the furthest as are cut off from the others and not the end of their own tail:
    the gap below them against log spacings of that tail (Rényi 1953).
    """
    ordered = np.sort(np.abs(z))[::-1]
    furthest = places[np.argsort(-np.abs(z[places]), kind="stable")]
    for count in range(places.size, 0, -1):
        tail = ordered[count : count + max(TAIL_ROWS, round(TAIL_SHARE * ordered.size))]
        if tail.size < 2 or tail[-1] <= 0:
            continue
        index = max(float(np.log(tail / tail[-1]).mean()), LEAST_INDEX)
        gap = float(np.abs(z[furthest[count - 1]]) / tail[0])
        if gap ** (-count / index) <= END_OF_TAIL:
            return np.sort(furthest[:count])
    return places[:0]


def scale(off: Numbers) -> float:
    """The usual deviation: the MAD, or more where the shoulders are wider than a normal one's."""
    distance = np.abs(off - np.median(off))
    shoulders = [float(np.quantile(distance, q)) / s for q, s in ((0.9, 1.645), (0.95, 1.96))]
    return max(spread(off), *shoulders)


def apart(z: Numbers) -> Places:
    """The furthest values, each more than a step away from a further one, furthest first."""
    taken = np.zeros(z.size, dtype=bool)
    kept = []
    for place in np.argsort(-np.abs(z), kind="stable")[:CANDIDATES]:
        if not taken[max(0, place - 1) : place + 2].any():
            kept.append(int(place))
        taken[place] = True
    return np.array(kept, dtype=np.int64)


def interpolated(off: Numbers) -> Numbers:
    """What a value is off from the line through its two neighbours, as far as neighbours resemble
    one another: the best look at single values among errors of AR(1) (Chang, Tiao and Chen 1988).
    """
    phi = max(lag_one(off), 0.0)
    padded = np.pad(off, 1, mode="reflect")
    return off - phi / (1 + phi * phi) * (padded[:-2] + padded[2:])


def p_of_few(ordered: Numbers, size: int) -> float:
    """P that one, two or three of all are as far out as these (Berk and Jones 1979, for the
    first three), times three.
    """
    tails = [float(stats.binom.sf(k, size, p)) for k, p in enumerate(ordered)]
    return min([1.0, *(FIRST * tail for tail in tails)])
