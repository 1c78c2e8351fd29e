"""Columns side by side: their segments with q-values over all that were tried, the best first.

After Adtributor (Bhagwan et al., NSDI 2014): a column explains a change by segments that carry much
of it (explanatory power) otherwise than expected (surprise). Here both are measured beyond chance,
and few segments are better than many.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from luminabi_dash.insights.explaining.cells import Cells, Compared, Numbers
from luminabi_dash.insights.explaining.chance import Tested, tested
from luminabi_dash.insights.explaining.parts import Parts, parts_of
from luminabi_dash.insights.significance import LEVEL, q_values

MOST_BARS = 9


@dataclass(frozen=True, slots=True)
class Segment:
    """One value of a column on both sides. `contribution` is what it adds to the change,
    `expected` what it would add if the change were general; `q_value` is None where it was not
    tested. A segment of `folded` stands for several that are within chance.
    """

    key: Any
    before: float | None
    after: float | None
    rows_before: int
    rows_after: int
    contribution: float
    expected: float
    weight: float
    q_value: float | None = None
    rate: float | None = None
    mix: float | None = None
    count: int = 1

    @property
    def is_beyond(self) -> bool:
        return self.q_value is not None and self.q_value <= LEVEL


@dataclass(frozen=True, slots=True)
class Explained:
    """A column: its segments, largest contribution first; they sum to `change`. `surprise` ranks
    it, `twins` are columns that say the same. `is_course`: one side came after the other.
    """

    name: str
    segments: tuple[Segment, ...]
    change: float
    surprise: float
    is_proportional: bool
    is_course: bool = True
    twins: tuple[str, ...] = ()

    @property
    def beyond(self) -> tuple[Segment, ...]:
        return tuple(one for one in self.segments if one.is_beyond)

    @property
    def tested(self) -> int:
        return sum(one.q_value is not None for one in self.segments)

    @property
    def carried(self) -> float:
        """The share of the change that segments beyond chance carry in its direction."""
        if self.change == 0:
            return 0.0
        way = math.copysign(1.0, self.change)
        return sum(max(way * one.contribution, 0.0) for one in self.beyond) / abs(self.change)


def explained(
    columns: Mapping[str, tuple[Sequence[Any], Compared]],
) -> tuple[Explained, ...]:
    """The columns, each given by its keys and their cells; best first, twins left out."""
    kept, twins = without_twins(columns)
    parts = {name: parts_of(pair) for name, (_, pair) in kept.items()}
    tests = {name: tested(pair, parts[name]) for name, (_, pair) in kept.items()}
    every = np.concatenate([one.p_values for one in tests.values()]) if tests else np.empty(0)
    is_tested = np.isfinite(every)
    q = np.full(every.size, np.nan)
    q[is_tested] = q_values(every[is_tested].tolist())
    found, at = [], 0
    for name, (keys, pair) in kept.items():
        own = q[at : at + len(keys)]
        at += len(keys)
        ranked = surprise(tests[name], own, int(is_tested.sum()))
        segments = segments_of(keys, pair, parts[name], tests[name], own)
        proportional = parts[name].is_proportional
        same = tuple(twins.get(name, ()))
        found.append(
            Explained(name, segments, pair.change(), ranked, proportional, pair.is_course, same)
        )
    return tuple(sorted(found, key=lambda one: -one.surprise))


def surprise(found: Tested, q: Numbers, tried: int) -> float:
    """How much likelier the data are if the segments beyond chance moved for themselves, less what
    choosing each among all tried costs (as in the BIC); 0 without such segments.
    """
    is_beyond = np.nan_to_num(q, nan=1.0) <= LEVEL
    cost = 2 * math.log(max(tried, 2))
    return float(np.maximum(found.gain[is_beyond] - cost, 0.0).sum())


def segments_of(
    keys: Sequence[Any], pair: Compared, parts: Parts, found: Tested, q: Numbers
) -> tuple[Segment, ...]:
    scale = 1.0 if pair.before.is_ratio else pair.scale
    before, after = scale * pair.before.values(), pair.after.values()
    segments = [
        Segment(
            key=key,
            before=known(before[at]),
            after=known(after[at]),
            rows_before=int(pair.before.rows[at]),
            rows_after=int(pair.after.rows[at]),
            contribution=float(parts.change[at]),
            expected=float(found.expected[at]),
            weight=share_of(parts.weights, at),
            q_value=known(q[at]),
            rate=None if parts.rate is None else float(parts.rate[at]),
            mix=None if parts.mix is None else float(parts.mix[at]),
        )
        for at, key in enumerate(keys)
    ]
    return tuple(sorted(segments, key=lambda one: -abs(one.contribution)))


def share_of(weights: Numbers, at: int) -> float:
    total = float(weights.sum())
    return float(weights[at]) / total if total else 0.0


def known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def without_twins(
    columns: Mapping[str, tuple[Sequence[Any], Compared]],
) -> tuple[dict[str, tuple[Sequence[Any], Compared]], dict[str, list[str]]]:
    """Of columns whose values go one with one, only the first: their cells are the same."""
    seen: dict[Any, str] = {}
    kept: dict[str, tuple[Sequence[Any], Compared]] = {}
    twins: dict[str, list[str]] = {}
    for name, (keys, pair) in columns.items():
        first = seen.setdefault(likeness(pair), name)
        if first == name:
            kept[name] = (keys, pair)
        else:
            twins.setdefault(first, []).append(name)
    return kept, twins


def likeness(pair: Compared) -> tuple[Any, ...]:
    """Rows and rounded sums of all segments, in their own order."""

    def sides(cells: Cells) -> list[Any]:
        return [[int(n), float(f"{u:.9g}")] for n, u in zip(cells.rows, cells.top, strict=True)]

    both = zip(sides(pair.before), sides(pair.after), strict=True)
    return tuple(sorted((*one, *other) for one, other in both))


def folded(column: Explained, most: int = MOST_BARS) -> tuple[Segment, ...]:
    """At most so many segments for a chart, in the order of their contributions: those beyond
    chance first, then the largest; the rest is one segment with the key None and its `count`, so
    that the sum stays.
    """
    if len(column.segments) <= most:
        return column.segments
    ranked = sorted(column.segments, key=lambda one: (not one.is_beyond, -abs(one.contribution)))
    kept, rest = ranked[: most - 1], ranked[most - 1 :]
    shown = sorted(kept, key=lambda one: -abs(one.contribution))
    return (*shown, together(rest))


def together(rest: Sequence[Segment]) -> Segment:
    return Segment(
        key=None,
        before=None,
        after=None,
        rows_before=sum(one.rows_before for one in rest),
        rows_after=sum(one.rows_after for one in rest),
        contribution=math.fsum(one.contribution for one in rest),
        expected=math.fsum(one.expected for one in rest),
        weight=math.fsum(one.weight for one in rest),
        count=len(rest),
    )
