"""Things that are followed along time: a table with a row for each country and year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from luminabi_dash.insights.arrays import Numbers, Places
from luminabi_dash.insights.roles import LEAST_BALANCE, is_followed
from luminabi_dash.insights.table import Factor, Table
from luminabi_dash.insights.times import LEAST_MOMENTS, moments_of

MOST_JOINED = 8
MOST_PHI = 0.985


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """`entity` names the things, `places` is the moment of each row (−1 where unknown), of which
    there are `moments`.
    """

    entity: Factor
    places: Places
    moments: int

    def means(self, values: Numbers, *, least: int = 1) -> Numbers:
        """The mean of each entity over its known rows, NaN where these are fewer than `least`."""
        return mean_by(self.entity.codes, self.entity.size, values, least=least)

    def is_constant(self, factor: Factor) -> bool:
        """Whether each entity has one value of another factor: then it is a fact about entities."""
        if factor is self.entity:
            return False
        known = (self.entity.codes >= 0) & (factor.codes >= 0)
        codes = self.entity.codes[known]
        pairs = np.unique(codes * factor.size + factor.codes[known])
        return bool(pairs.size == np.unique(codes).size)

    def codes_of(self, factor: Factor) -> Places:
        """The value of each entity in a factor that is constant in it, −1 where empty."""
        codes = np.full(self.entity.size, -1, dtype=np.int64)
        known = (self.entity.codes >= 0) & (factor.codes >= 0)
        codes[self.entity.codes[known]] = factor.codes[known]
        return codes

    def slowness(self, scores: Numbers) -> float:
        """By how much z of one entity against the others is too large because its neighbouring
        moments resemble each other (AR(1)).
        """
        rest = scores - np.append(self.means(scores), np.nan)[self.entity.codes]
        order = np.lexsort((self.places, self.entity.codes))
        codes, ordered = self.entity.codes[order], rest[order]
        is_next = (codes[1:] == codes[:-1]) & np.isfinite(ordered[1:] + ordered[:-1])
        power = float(np.nanmean(ordered**2)) * max(int(is_next.sum()), 1)
        if not is_next.any() or power == 0:
            return 1.0
        phi = float((ordered[1:] * ordered[:-1])[is_next].sum()) / power
        phi = min(max(phi + (1 + 4 * phi) / self.moments, 0.0), MOST_PHI)
        return math.sqrt((1 + phi) / (1 - phi))


def panel_of(table: Table) -> Panel | None:
    """The panel that a table is, if it is one: found once."""
    found: Panel | None = table.kept("panel", lambda: panel(table))
    return found


def panel(table: Table) -> Panel | None:
    """Of dimensions and repeated keys, then of two dimensions together, the first whose values
    have at most one row a moment, at most moments.
    """
    if table.time is None or table.is_series:
        return None
    moments = moments_of(table.time.stamps)
    if moments.count < LEAST_MOMENTS or (moments.places >= 0).sum() < 2 * moments.count:
        return None
    for factor in candidates(table, moments.count):
        if is_followed(factor.codes, factor.size, moments):
            return Panel(factor, moments.places, moments.count)
    return None


def constant_in(table: Table, factor: Factor) -> Panel | None:
    """The panel of whose things a factor tells, if the table is one."""
    panel = panel_of(table)
    if panel is None:
        return None
    is_it = table.kept(("of things", factor.name), lambda: panel.is_constant(factor))
    return panel if is_it else None


def candidates(table: Table, moments: int) -> Iterator[Factor]:
    dimensions = [table.factors[name] for name in table.dimensions]
    yield from dimensions
    yield from (table.keys[name] for name in sorted(table.keys))
    for one, two in combinations(dimensions[:MOST_JOINED], 2):
        most = one.size * two.size
        if most * LEAST_BALANCE * LEAST_MOMENTS <= table.size <= most * moments:
            yield joined(one, two)


def joined(one: Factor, two: Factor) -> Factor:
    """The pairs of values that occur, as a factor of their own."""
    known = (one.codes >= 0) & (two.codes >= 0)
    both = np.where(known, one.codes * two.size + two.codes, -1)
    pairs, codes = np.unique(both[known], return_inverse=True)
    places = np.full(both.size, -1, dtype=np.int64)
    places[known] = codes
    labels = tuple(f"{one.labels[p // two.size]}, {two.labels[p % two.size]}" for p in pairs)
    counts = np.bincount(codes, minlength=pairs.size)
    return Factor(f"{one.name} and {two.name}", places, labels, counts)


def mean_by(codes: Places, size: int, values: Numbers, *, least: int = 1) -> Numbers:
    known = (codes >= 0) & np.isfinite(values)
    count = np.bincount(codes[known], minlength=size)
    total = np.bincount(codes[known], weights=values[known], minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count >= least, total / count, np.nan)
