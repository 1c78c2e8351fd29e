"""Two sides of a comparison as sums over the rows of each segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Sums over rows, the segments along the last axis: `rows` counts them, `top` sums what is
    measured (u), `squares` u². A mean or a ratio of sums has also `base`, the sum of what it is
    divided by (v), `cross` (u·v) and `base_squares` (v²).
    """

    rows: Numbers
    top: Numbers
    squares: Numbers
    base: Numbers | None = None
    cross: Numbers | None = None
    base_squares: Numbers | None = None

    @property
    def is_ratio(self) -> bool:
        return self.base is not None

    def each(self, do: Callable[[Numbers], Numbers]) -> Cells:
        """The cells after the same has been done to every array."""
        optional = (self.base, self.cross, self.base_squares)
        more = (None if one is None else do(one) for one in optional)
        return Cells(do(self.rows), do(self.top), do(self.squares), *more)

    def at(self, places: Sequence[int]) -> Cells:
        """Some of the lines."""
        chosen = list(places)
        return self.each(lambda one: one[chosen])

    def less(self, other: Cells) -> Cells:
        """What is left when a part is taken away."""
        pairs = zip(self.arrays(), other.arrays(), strict=True)
        return Cells(*(one - two for one, two in pairs))

    def arrays(self) -> tuple[Numbers, ...]:
        """All arrays that are there, in the order of the fields."""
        every = (self.rows, self.top, self.squares, self.base, self.cross, self.base_squares)
        return tuple(one for one in every if one is not None)

    def over(self) -> Numbers:
        """The sums below the line; ones for what is not divided."""
        return np.ones_like(self.top) if self.base is None else self.base

    def total(self) -> Numbers:
        """The measure of all segments together; NaN where a ratio has nothing to divide by."""
        top = self.top.sum(axis=-1)
        return top if self.base is None else divided(top, self.base.sum(axis=-1))

    def values(self) -> Numbers:
        """The measure of each segment; NaN where it has none."""
        return self.top if self.base is None else divided(self.top, self.base)

    def apart(self, ratio: float) -> Numbers:
        """Sums of (u − ratio·v)²; of u² for what is not divided."""
        if self.base is None or self.cross is None or self.base_squares is None:
            return self.squares
        found = self.squares - 2 * ratio * self.cross + ratio**2 * self.base_squares
        return np.maximum(found, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A column's segments on both sides. `scale` turns sums of the side before into what is
    compared with: 1 over the number of categories when it stands for the average of several.

    `others` are further sides of the same kind, one a line, to tell how much a segment moves
    anyway: earlier periods in the order of time with what came `lag` steps later, or (with
    `are_peers`) the other categories, each of which is compared with the rest. `is_course`: one
    side came after the other.
    """

    before: Cells
    after: Cells
    scale: float = 1.0
    others: Cells | None = None
    lag: int = 1
    are_peers: bool = False
    is_course: bool = True

    def kept(self, marks: Marks) -> Compared:
        """Some of the segments."""

        def some(one: Numbers) -> Numbers:
            return one[..., marks]

        others = None if self.others is None else self.others.each(some)
        return replace(
            self, before=self.before.each(some), after=self.after.each(some), others=others
        )

    def change(self) -> float:
        """What all contributions sum to."""
        scale = 1.0 if self.before.is_ratio else self.scale
        return float(self.after.total() - scale * self.before.total())


def made(*arrays: object) -> tuple[Numbers, ...]:
    """Arrays of floats in which what is not there is 0."""
    return tuple(
        np.nan_to_num(np.asarray(one, dtype=np.float64), posinf=0, neginf=0) for one in arrays
    )


def cells(*arrays: object) -> Cells:
    """Cells from arrays in the order of their fields; what is missing or NaN counts as nothing."""
    return Cells(*made(*arrays))


def divided(top: Numbers, base: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(base != 0, top / base, np.nan), dtype=np.float64)


def line(cells: Cells, at: int) -> Cells:
    """One line."""
    return cells.each(lambda one: one[at])


def every(cells: Cells, places: Sequence[int]) -> Cells:
    """Some lines, summed."""
    chosen = list(places)
    return cells.each(lambda one: np.asarray(one[chosen].sum(axis=0)))


def rest(cells: Cells, at: int) -> Cells:
    """All lines but one, summed."""
    return cells.each(lambda one: np.asarray(one.sum(axis=0) - one[at]))
