"""Sudden changes of the level of a series."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import stats

from luminabi_dash.insights.arrays import Numbers
from luminabi_dash.insights.autoregression import lag_one, whiten

EDGE_SHARE = 0.08
EDGE_ROWS = 8
MOST_STEPS = 5
MORE_P = 1e-4


@dataclass(frozen=True, slots=True)
class Step:
    """The level changes by `size` from index `place` on; `p_value` allows for the search."""

    place: int
    size: float
    error: float
    p_value: float


def steps_of(values: Numbers) -> tuple[list[Step], Numbers, float]:
    """The changes of level by splitting on, each as sure as the next; the levels; φ of the rest.

    The first is given whatever its p-value, further ones only if they are sure. The place is that
    of the best fit; the p-value is with φ halfway between that without the step and that with it,
    for a step that is searched for takes some of the resemblance of neighbours with it.
    """
    phi = lag_one(values)
    places: list[int] = []
    p_values: dict[int, float] = {}
    while len(places) < MOST_STEPS:
        found = best_split(values, sorted(places), max(phi, 0.0))
        if found is None:
            break
        after = lag_one(values - levels(values, sorted([*places, found[0]])), len(places) + 2)
        place = best_split(values, sorted(places), max(after, 0.0))
        sure = best_split(values, sorted(places), max((phi + after) / 2, 0.0))
        if place is None or sure is None or (places and sure[1] > MORE_P):
            break
        places.append(place[0])
        p_values[place[0]] = sure[1]
        phi = after
        if sure[1] > MORE_P:
            break
    places.sort()
    level = levels(values, places)
    phi = lag_one(values - level, len(places) + 1)
    return [step_at(values, places, place, phi, p_values[place]) for place in places], level, phi


def best_split(values: Numbers, places: list[int], phi: float) -> tuple[int, float] | None:
    """The best further split of all parts: its place and p-value."""
    edges = [0, *places, values.size]
    found: list[tuple[float, int]] = []
    for start, end in pairwise(edges):
        best = scan(values[start:end], phi)
        if best is not None:
            found.append((best[1], start + best[0]))
    return (min(found)[1], min(1.0, min(found)[0] * len(found))) if found else None


def scan(values: Numbers, phi: float) -> tuple[int, float] | None:
    """The most likely place of one step among errors of AR(1), and its p-value."""
    size = values.size
    edge = max(EDGE_ROWS, math.ceil(EDGE_SHARE * size))
    if size < 2 * edge + 4 or np.ptp(values) == 0:
        return None
    y = whiten(values, phi)
    one = np.full(size, 1 - phi)
    one[0] = math.sqrt(1 - phi * phi)
    s_y, s_one = tails(y, phi), tails(one, phi)
    s_s = 1 + (1 - phi) ** 2 * np.arange(size - 1, -1, -1)
    mean = float(one @ y) / float(one @ one)
    inside = slice(edge, size - edge)
    below = (s_s - s_one**2 / float(one @ one))[inside]
    gain = np.zeros(size)
    gain[inside] = (s_y - s_one * mean)[inside] ** 2 / np.maximum(below, 1e-12)
    place = edge + int(np.argmax(gain[inside]))
    left = float(((y - mean * one) ** 2).sum()) - float(gain[place])
    t = math.sqrt(float(gain[place]) / max(left / (size - 3), 1e-300))
    return place, p_of_maximum(t, size - 3, edge / size)


def tails(values: Numbers, phi: float) -> Numbers:
    """For each index the product with a whitened step that begins there."""
    tail = np.concatenate([np.cumsum(values[::-1])[::-1][1:], [0.0]])
    return np.asarray(values + (1 - phi) * tail, dtype=np.float64)


def p_of_maximum(t: float, free: int, edge: float) -> float:
    """P of the largest of all standardised splits (Miller and Siegmund, Biometrics 38, 1982)."""
    p_single = float(2 * stats.t.sf(t, free))
    b = float(stats.norm.isf(p_single / 2)) if p_single > 0 else 38.0
    if b < 1.5:
        return 1.0
    density = float(stats.norm.pdf(b))
    log_odds = 2 * math.log((1 - edge) / edge)
    p_value = 4 * density / b + density * (b - 1 / b) * log_odds
    return min(1.0, max(p_value, p_single))


def levels(values: Numbers, places: list[int]) -> Numbers:
    edges = [0, *places, values.size]
    result = np.empty(values.size)
    for start, end in pairwise(edges):
        result[start:end] = values[start:end].mean()
    return result


def step_at(values: Numbers, places: list[int], place: int, phi: float, p_value: float) -> Step:
    edges = [0, *places, values.size]
    before = values[edges[edges.index(place) - 1] : place]
    behind = values[place : edges[edges.index(place) + 1]]
    noise = float(np.var(values - levels(values, places)))
    factor = (1 + max(phi, 0.0)) / (1 - max(phi, 0.0))
    error = math.sqrt(noise * factor * (1 / before.size + 1 / behind.size))
    return Step(place, float(behind.mean() - before.mean()), error, p_value)
