"""One pass over coded rows: counts, sums and extremes for every cell of some columns' codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.codes import Array, Coded
from luminabi_dash.tables.engines.selection import Selection

JOINED = 16_384
"""Cells of columns that are counted together: their sums stay in the processor's cache."""
CELLS = 4_000_000
"""Cells of one table at most."""
FEW = 0.25
BATCH = 16_384
CHUNK = 65_536

How = Literal["rows", "known", "sum", "squares", "low", "high"]


@dataclass(frozen=True, slots=True)
class Axis:
    """A column by whose codes cells are told apart; `size` counts null too.

    With `place` the codes are made from the cells (intervals that the codes do not hold), with
    `fold` from the codes; `kind` tells them from others.
    """

    name: str
    size: int
    kind: str = ""
    place: Callable[[Array], Array] | None = field(default=None, compare=False)
    fold: Array | None = field(default=None, compare=False)


Axes = tuple[Axis, ...]
"""In the order of their names."""


@dataclass(frozen=True, slots=True)
class Need:
    """What is wanted for each cell of `axes`: its rows, or of a column the cells that are not
    null, their sum, the sum of their squares, or their extremes (as codes where codes are exact).
    """

    axes: Axes
    how: How
    column: str = ""


@dataclass(slots=True)
class Joint:
    axes: Axes
    stats: dict[tuple[How, str], Array]


Tables = dict[Need, Array]
"""For each need an array with a dimension for each of its axes."""


def scan(
    columns: Mapping[str, Coded], chosen: Selection, needs: Iterable[Need], cancel: Cancel
) -> tuple[Tables, int]:
    """All needs from one pass, and how many rows passed."""
    wanted = list(dict.fromkeys(needs))
    joints = joined(wanted, columns)
    matched = 0
    for rows in batches(chosen, cancel):
        chunk = Chunk(columns, rows)
        matched += chunk.size
        for joint in joints:
            add(joint, chunk, columns)
    tables = {}
    for need in wanted:
        joint = next(j for j in joints if serves(j, need))
        tables[need] = taken(joint, need)
    return tables, matched


def batches(chosen: Selection, cancel: Cancel) -> Iterator[slice | Array]:
    """The rows that pass, some at a time: whole slices, or places of about CHUNK rows."""
    kept: list[Array] = []
    count = 0
    for start in range(chosen.start, chosen.stop, CHUNK):
        cancel.check()
        rows = slice(start, min(start + CHUNK, chosen.stop))
        at = passing(rows, chosen)
        if at is None:
            yield rows
            continue
        kept.append(at + start)
        count += len(at)
        if count >= BATCH:
            yield np.concatenate(kept)
            kept, count = [], 0
    if count:
        yield np.concatenate(kept)


def passing(rows: slice, chosen: Selection) -> Array | None:
    """The places within a slice that pass all tests; None when all do."""
    at: Array | None = None
    found: Array | None = None
    for test in chosen.tests:
        part = test.column[rows]
        if at is not None:  # few are left: only these are looked at
            at = at.take(np.flatnonzero(test.passes(part.take(at))))
            continue
        passes = test.passes(part)
        found = passes if found is None else np.logical_and(found, passes)
        if test.share < FEW or test is chosen.tests[-1]:
            at = np.flatnonzero(found)
    return None if at is None or len(at) == rows.stop - rows.start else at


class Chunk:
    """Some rows, each column taken once."""

    def __init__(self, columns: Mapping[str, Coded], rows: slice | Array) -> None:
        self._columns = columns
        self._rows = rows
        self._taken: dict[tuple[str, str], Array] = {}
        self.size = rows.stop - rows.start if isinstance(rows, slice) else len(rows)

    def codes(self, name: str) -> Array:
        return self._take(name, "codes", self._columns[name].codes)

    def values(self, name: str) -> Array:
        values = self._columns[name].values
        assert values is not None  # asked of numbers only
        return self._take(name, "values", values)

    def placed(self, axis: Axis) -> Array:
        """The code of each row on an axis."""
        if axis.fold is not None:
            return axis.fold.take(self.codes(axis.name))
        if axis.place is None:
            return self.codes(axis.name)
        coded = self._columns[axis.name]
        cells = self.values(axis.name)
        plain = cells / coded.scale if coded.scale else cells
        found = axis.place(plain)
        if coded.has_nulls:
            found = np.where(self.codes(axis.name) == coded.size, axis.size - 1, found)
        return found

    def _take(self, name: str, what: str, whole: Array) -> Array:
        key = (name, what)
        if key not in self._taken:
            rows = self._rows
            self._taken[key] = whole[rows] if isinstance(rows, slice) else whole.take(rows)
        return self._taken[key]


def joined(needs: Sequence[Need], columns: Mapping[str, Coded]) -> list[Joint]:
    """Needs in few tables: columns whose cells are few together are counted together."""
    stats: dict[Axes, set[tuple[How, str]]] = {}
    for need in needs:
        stats.setdefault(need.axes, set()).add((need.how, need.column))
    merged: list[tuple[Axes, set[tuple[How, str]]]] = []
    for axes in sorted(stats, key=lambda one: (-cells(one), [a.name for a in one])):
        own = stats[axes]
        host = next((m for m in merged if fits(m, axes, own)), None)
        if host is None:
            merged.append((axes, set(own)))
            continue
        merged.remove(host)
        merged.append((union(host[0], axes), host[1] | own))
    return [Joint(axes, dict.fromkeys(own, EMPTY)) for axes, own in merged]


EMPTY: Array = np.empty(0)


def fits(host: tuple[Axes, set[tuple[How, str]]], axes: Axes, own: set[tuple[How, str]]) -> bool:
    if not axes:  # a total is cheap by itself, and free where its parts are summed anyway
        return own <= host[1]
    if set(axes) <= set(host[0]):
        return True
    both = union(host[0], axes)
    return bool(host[0]) and cells(both) <= JOINED and unlike(both)


def unlike(axes: Axes) -> bool:
    return len({axis.name for axis in axes}) == len(axes)


def union(one: Axes, other: Axes) -> Axes:
    return tuple(sorted({*one, *other}, key=lambda axis: axis.name))


def cells(axes: Axes) -> int:
    total = 1
    for axis in axes:
        total *= axis.size
    return total


def serves(joint: Joint, need: Need) -> bool:
    return set(need.axes) <= set(joint.axes) and (need.how, need.column) in joint.stats


def add(joint: Joint, chunk: Chunk, columns: Mapping[str, Coded]) -> None:
    """Add a chunk's rows to a joint's tables."""
    size = cells(joint.axes)
    place = places(joint.axes, chunk)
    for (how, column), before in joint.stats.items():
        if how in {"low", "high"}:
            found = extremes(place, size, chunk, columns[column], before, is_low=how == "low")
        else:
            found = counted(place, size, chunk, columns, how, column)
            if before is not EMPTY:
                found = np.add(before, found, out=before)
        joint.stats[how, column] = found


def places(axes: Axes, chunk: Chunk) -> Array | None:
    """The cell of each row; None when there is but one."""
    if not axes:
        return None
    kind = np.uint16 if cells(axes) <= 65_536 else np.uint32
    place = chunk.placed(axes[0])
    for axis in axes[1:]:
        place = place.astype(kind)
        place *= axis.size
        place += chunk.placed(axis).astype(kind, copy=False)
    return place


def counted(
    place: Array | None,
    size: int,
    chunk: Chunk,
    columns: Mapping[str, Coded],
    how: How,
    column: str,
) -> Array:
    if how == "rows":
        if place is None:
            return np.array([chunk.size], np.int64)
        return np.bincount(place, minlength=size)
    coded = columns[column]
    if how == "known":
        known = chunk.codes(column) != coded.size
        if place is None:
            return np.array([np.count_nonzero(known)], np.int64)
        return np.bincount(place[known], minlength=size)
    values = chunk.values(column)
    if how == "squares":
        squares = np.square(values, dtype=np.float64)
        return (
            np.bincount(place, squares, size) if place is not None else squares.sum(keepdims=True)
        )
    if place is None:
        kind = np.int64 if coded.is_integral else np.float64
        return np.array([values.sum(dtype=kind)], np.float64)
    return np.bincount(place, weights=values, minlength=size)


def extremes(
    place: Array | None, size: int, chunk: Chunk, coded: Coded, before: Array, *, is_low: bool
) -> Array:
    """Least or greatest code (of exact columns) or value of each cell; `limit_of` where none is."""
    values = chunk.codes(coded.name) if coded.is_exact else chunk.values(coded.name)
    if before is EMPTY:
        kind = np.int64 if coded.is_exact else values.dtype
        before = np.full(size, limit_of(np.dtype(kind), is_low=is_low), kind)
    if coded.has_nulls:
        known = chunk.codes(coded.name) != coded.size
        values = values[known]
        place = None if place is None else place[known]
    if len(values) == 0:
        return before
    choose = np.minimum if is_low else np.maximum
    if place is None:
        before[0] = choose(before[0], values.min() if is_low else values.max())
    else:
        choose.at(before, place, values)
    return before


def limit_of(kind: np.dtype[Any], *, is_low: bool) -> float | int:
    if kind.kind == "f":
        return float("inf") if is_low else float("-inf")
    info = np.iinfo(kind)
    return int(info.max if is_low else info.min)


def taken(joint: Joint, need: Need) -> Array:
    """A need's own table: what lies along the other axes of the joint is put together."""
    found = joint.stats[need.how, need.column]
    shape = tuple(axis.size for axis in joint.axes)
    if found is EMPTY:
        return np.zeros([axis.size for axis in need.axes], np.int64)
    others = tuple(at for at, axis in enumerate(joint.axes) if axis not in need.axes)
    return together(found.reshape(shape), need.how, others)


def together(table: Array, how: How, axes: tuple[int, ...]) -> Array:
    if not axes:
        return table
    if how == "low":
        return np.asarray(table.min(axis=axes))
    if how == "high":
        return np.asarray(table.max(axis=axes))
    return np.asarray(table.sum(axis=axes))
