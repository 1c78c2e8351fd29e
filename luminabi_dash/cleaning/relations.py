"""How columns depend on one another, and what other columns say about a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from luminabi_dash.cleaning.cells import EMPTY, Cells, Ints
from luminabi_dash.cleaning.table import Table

SAMPLE = 20_000
DISTINCT_SHARE = 0.6
DISTINCT_MOST = 50_000
COLUMNS_MOST = 60
BINS = 4_000_000
RELATED = 0.8
TELLING = 0.35


@dataclass(frozen=True, slots=True)
class Relation:
    """`confidence`: share of rows whose target is the commonest for their source; `base`: that
    share when the source is not known.
    """

    source: str
    target: str
    confidence: float
    base: float

    @property
    def is_telling(self) -> bool:
        return 1 - self.confidence <= TELLING * (1 - self.base)


def relations(table: Table) -> dict[tuple[str, str], Relation]:
    """All pairs of repeating columns, measured on at most SAMPLE rows; found once a table."""
    if "relations" not in table.memory:
        table.memory["relations"] = {(r.source, r.target): r for r in measured(table)}
    found: dict[tuple[str, str], Relation] = table.memory["relations"]
    return found


def measured(table: Table) -> Iterator[Relation]:
    names = [name for name, cells in table if can_relate(cells)][:COLUMNS_MOST]
    step = max(1, table.height // SAMPLE)
    sample = {name: table[name].codes[::step].astype(np.int64) for name in names}
    for source in names:
        for target in names:
            if source != target:
                found = measure(source, target, sample[source], sample[target])
                if found is not None:
                    yield found


def can_relate(cells: Cells) -> bool:
    return 2 <= cells.distinct <= min(DISTINCT_MOST, DISTINCT_SHARE * max(cells.filled, 1))


def measure(source: str, target: str, x: Ints, y: Ints) -> Relation | None:
    """The dependence over rows whose source occurs at least twice."""
    both = (x != EMPTY) & (y != EMPTY)
    x, y = x[both], y[both]
    if len(x) < 8:
        return None
    counts = np.bincount(x)
    often = counts[x] >= 2
    x, y = x[often], y[often]
    if len(x) < max(8, 0.3 * both.sum()):
        return None
    pairs, sizes = tallied(x, y)
    tops = np.zeros(len(counts), np.int64)
    np.maximum.at(tops, pairs[0], sizes)
    base = float(np.bincount(y).max() / len(y))
    return Relation(source, target, float(tops.sum() / len(x)), base)


def tallied(x: Ints, y: Ints) -> tuple[tuple[Ints, Ints], Ints]:
    """Different pairs of two code columns without empty ones, and how often each occurs."""
    width = int(y.max(initial=0)) + 1
    joint = x.astype(np.int64) * width + y
    if (int(x.max(initial=0)) + 1) * width <= BINS:
        counts = np.bincount(joint)
        found = np.flatnonzero(counts)
        sizes = counts[found]
    else:
        found, sizes = np.unique(joint, return_counts=True)
    return (found // width, found % width), sizes.astype(np.int64)


class Witnesses:
    """What the columns that go with a column say about two of its texts."""

    def __init__(self, table: Table, column: str) -> None:
        self.cells = table[column]
        found = relations(table)
        self.told = [
            (name, cells)
            for name, cells in table
            if name != column and is_related(found.get((column, name)))
        ]
        self.telling = [
            (name, cells)
            for name, cells in table
            if name != column and is_related(found.get((name, column)))
        ]
        self._seen: dict[tuple[str, int], set[int]] = {}

    def against(self, rare: int, main: int) -> str | None:
        """A column that shows the rare text to be another thing than the main one."""
        rows = self.cells.rows_of(rare)
        for name, cells in self.told:
            values = [int(code) for code in cells.codes[rows] if code != EMPTY]
            if values and not set(values) & self.seen(name, cells, main):
                return name
        for name, cells in self.telling:
            values = [int(code) for code in cells.codes[rows] if code != EMPTY]
            if len(values) < 2 or set(values) & self.seen(name, cells, main):
                continue
            if all(int(cells.counts[value]) <= len(rows) for value in values):
                return name
        return None

    def agree(self, rare: int, main: int) -> bool:
        """Whether a column that tells the text has the same value for both."""
        rows = self.cells.rows_of(rare)
        for name, cells in self.telling:
            values = {int(code) for code in cells.codes[rows] if code != EMPTY}
            if values and values <= self.seen(name, cells, main):
                return True
        return False

    def seen(self, name: str, cells: Cells, place: int) -> set[int]:
        if (name, place) not in self._seen:
            codes = np.unique(cells.codes[self.cells.rows_of(place)])
            self._seen[name, place] = {int(code) for code in codes if code != EMPTY}
        return self._seen[name, place]


def is_related(relation: Relation | None) -> bool:
    return relation is not None and relation.confidence >= RELATED and relation.is_telling
