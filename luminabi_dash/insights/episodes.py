"""Unusual episodes of long, dense series (a value every few minutes), whose tails are never light.

A short series is judged against a normal distribution (`spikes`); here the tail is read off the
series itself: its strongest episodes, a few hundredths of the series apart, are compared with those
that follow, which fall off about exponentially when nothing is unusual (the peaks-over-threshold
view; Pickands 1975). At several scales: single values, steps, the level, the level over an hour or
a quarter of the cycle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from luminabi_dash.insights.arrays import Numbers, spread
from luminabi_dash.insights.autoregression import rolling_median

LEAST_POINTS = 1_000
MOST_STEP = 3 * 3_600
NEAR = 31
APART = 100
RANKS = 40
FIRST = 3
LEAST_RANKS = 12
SURE = 0.01
WITHIN = 0.3
MOST = 3
LEAST_Z = 4.5


@dataclass(frozen=True, slots=True)
class Episode:
    """The strongest index of an episode, how many usual deviations it is off, and how many
    episodes as strong as this one the tail of the others leads one to expect.
    """

    place: int
    z: float
    expected: float


def is_dense(size: int, step_seconds: float) -> bool:
    return size >= LEAST_POINTS and step_seconds <= MOST_STEP


def episodes_of(plain: Numbers, cycle: int, *, wanders: bool) -> tuple[list[Episode], float]:
    """At most MOST episodes, strongest first, and the p-value of the strongest over all scales.

    `plain` is the series without cycles, `cycle` the length of a day in steps; of a random walk
    only single values and steps are looked at.
    """
    apart = max(plain.size // APART, 3)
    found: list[Episode] = []
    scales = list(residuals(plain, cycle, wanders=wanders))
    for rest in scales:
        ranked = strongest(rest, apart)
        if ranked and len(scales) * ranked[0].expected <= SURE:
            found += [one for one in ranked[:FIRST] if one.expected <= WITHIN]
    kept: list[Episode] = []
    for one in sorted(found, key=lambda e: (e.expected, e.place)):
        if all(abs(one.place - other.place) > apart for other in kept):
            kept.append(one)
    p_value = min([1.0, *(len(scales) * one.expected for one in kept)])
    return kept[:MOST], p_value


def residuals(plain: Numbers, cycle: int, *, wanders: bool) -> Iterator[Numbers]:
    near = plain - rolling_median(plain, NEAR)
    yield near
    yield np.diff(plain, prepend=plain[0])
    if wanders:
        return
    level = plain - float(np.median(plain))
    yield level
    for width in sorted({max(cycle // 24, 3), max(cycle // 4, 6)}):
        yield np.convolve(
            np.pad(level, width // 2, mode="reflect"), np.ones(width) / width, "same"
        )[width // 2 : width // 2 + plain.size]


def strongest(rest: Numbers, apart: int) -> list[Episode]:
    """The strongest values at least `apart` from one another, against the tail of the later."""
    width = spread(rest)
    if width <= 1e-9 * max(float(np.max(np.abs(rest))), 1e-300):
        return []
    left = np.abs(rest) / width
    places, z = [], []
    for _ in range(RANKS):
        top = int(np.argmax(left))
        if left[top] <= 0:
            break
        places.append(top)
        z.append(float(left[top]))
        left[max(0, top - apart) : top + apart + 1] = 0.0
    if len(z) < LEAST_RANKS:
        return []
    tail = np.array(z[FIRST:])
    fall = max(float(tail.mean() - tail[-1]), 0.02 * float(tail[-1]))
    expected = len(z) * np.exp(-(np.array(z) - tail[-1]) / fall)
    return [
        Episode(place, off, float(count))
        for place, off, count in zip(places, z, expected, strict=True)
        if off >= LEAST_Z
    ]
