"""Cubes: what every linked query answers for each code of the column that somebody brushes.

Moritz, Howe and Heer, Falcon (CHI 2019): sums over the codes before each, so that a range costs
the same at any number of rows. Built in the background; nobody waits for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.codes import Array, Coded, Codes
from luminabi_dash.tables.engines.codes import Plan, Planned, finished
from luminabi_dash.tables.engines.dense import (
    CELLS,
    Axis,
    Need,
    Tables,
    cells,
    limit_of,
    scan,
    union,
)
from luminabi_dash.tables.engines.passing import NULLS, passes
from luminabi_dash.tables.engines.selection import (
    Selection,
    looked_up,
    selection,
    sliced,
    span,
    stored,
    touched,
    within,
)
from luminabi_dash.tables.engines.tally import own_axis
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Rows
from luminabi_dash.tables.schema import Schema

Filters = frozenset[Filter]
RUNNING = {"rows", "known", "sum", "squares"}


@dataclass(frozen=True, slots=True)
class Slab:
    """A need's table for each code of the axis, flat beyond it: [codes, cells]; with `is_running`
    the sum over all codes before (one row more), which is exact for whole numbers only.
    """

    table: Array
    is_running: bool


@dataclass(frozen=True, slots=True)
class Cube:
    """Slabs along the codes of `axis` of the rows that pass all `others`."""

    axis: Axis
    others: tuple[Filter, ...]
    slabs: dict[Need, Slab]

    @property
    def size_bytes(self) -> int:
        return sum(slab.table.nbytes for slab in self.slabs.values())


@dataclass(frozen=True, slots=True)
class Brush:
    """What filters let pass of the axis: whole codes, and codes of which they cut a part."""

    whole: Array
    cut: Array
    low: float = 0
    high: float = 0


def split(filters: Iterable[Filter], column: str) -> tuple[tuple[Filter, ...], Filters]:
    """Filters of the column, and the others."""
    own = tuple(item for item in filters if item.column == column)
    return own, frozenset(item for item in filters if item.column != column)


def wanted(codes: Codes, column: str, plans: Iterable[Plan]) -> set[Need]:
    """What a cube along a column must hold for these plans, but for those it cannot serve."""
    axis = own_axis(codes.columns[column])
    coarse = [plan.coarse(column) for plan in plans]
    return {need for plan in coarse if servable(plan, axis) for need in plan.needs}


def servable(plan: Plan, axis: Axis) -> bool:
    """Whether codes of the axis can be told apart beside the plan's own axes."""
    return all(
        (own.name != axis.name or own == axis) and cells(union(need.axes, (axis,))) <= CELLS
        for need in plan.needs
        for own in need.axes
    )


def weight(needs: Iterable[Need], axis: Axis) -> int:
    """Bytes of a cube that holds these needs."""
    return sum(8 * cells(union(need.axes, (axis,))) for need in needs)


def build(
    codes: Codes,
    column: str,
    others: Filters,
    needs: Iterable[Need],
    schema: Schema,
    cancel: Cancel,
) -> Cube:
    axis = own_axis(codes.columns[column])
    fixed = tuple(others)
    longer = {need: replace(need, axes=union(need.axes, (axis,))) for need in needs}
    total = Need((axis,), "rows")
    chosen = selection(codes, fixed, schema)
    tables, _ = scan(codes.columns, chosen, [total, *longer.values()], cancel)
    slabs = {need: slab(codes, need, tables[long], axis, long) for need, long in longer.items()}
    slabs[Need((), "rows")] = slab(codes, Need((), "rows"), tables[total], axis, total)
    return Cube(axis, fixed, slabs)


def slab(codes: Codes, need: Need, table: Array, axis: Axis, long: Need) -> Slab:
    flat = np.moveaxis(table, long.axes.index(axis), 0).reshape(axis.size, -1)
    is_whole = need.how in {"rows", "known"} or (
        need.how == "sum" and codes.columns[need.column].is_integral
    )
    if axis in need.axes or need.how not in RUNNING or not is_whole:
        return Slab(np.ascontiguousarray(flat), is_running=False)
    running = np.zeros((axis.size + 1, flat.shape[1]), flat.dtype)
    np.cumsum(flat, axis=0, out=running[1:])
    return Slab(running, is_running=True)


def answer(
    codes: Codes, cube: Cube, asked: Sequence[Planned], schema: Schema, cancel: Cancel
) -> list[Rows | None]:
    """The rows of queries that differ from the cube's filters on its axis only; None for those it
    does not hold.
    """
    own, _ = split(asked[0][0].filters, cube.axis.name)
    brush = brushed(codes.columns[cube.axis.name], own, schema)
    plans = [plan.coarse(cube.axis.name) for _, plan in asked]
    held = [plan if holds(cube, plan) else None for plan in plans]
    needs = {need for plan in held if plan is not None for need in plan.needs}
    needs.add(Need((), "rows"))
    tables = {need: along(cube.slabs[need], need, cube.axis, brush) for need in needs}
    if brush.cut.any():
        add_cut(codes, cube, brush, needs, schema, tables, cancel)
    matched = int(tables[Need((), "rows")].sum())
    return [
        None if plan is None else finished(codes, query, plan, tables, matched)
        for (query, _), plan in zip(asked, held, strict=True)
    ]


def holds(cube: Cube, plan: Plan) -> bool:
    return servable(plan, cube.axis) and all(need in cube.slabs for need in plan.needs)


def brushed(coded: Coded, own: Sequence[Filter], schema: Schema) -> Brush:
    column = schema.column(coded.name)
    whole = np.ones(coded.size + 1, np.bool_)
    if coded.is_exact or all(item.op in NULLS for item in own):
        for item in own:
            whole &= passes(coded, item, column)
        return Brush(whole, np.zeros_like(whole))
    spans = [span(coded, item, column) for item in own if item.op not in NULLS]
    low, high = max(s[0] for s in spans), min(s[1] for s in spans)
    for item in own:
        if item.op in NULLS:
            whole &= passes(coded, item, column)
    some = whole & touched(coded, low, high)
    inside = np.zeros_like(some)
    inside[:-1] = (stored(coded, coded.low) >= low) & (stored(coded, coded.high) <= high)
    return Brush(some & inside, some & ~inside, low, high)


def along(slab: Slab, need: Need, axis: Axis, brush: Brush) -> Array:
    """A need's table for the whole codes of a brush."""
    shape = tuple(own.size for own in need.axes)
    if axis in need.axes:
        place = need.axes.index(axis)
        table = np.where(brush.whole[:, None], slab.table, nothing(slab.table, need))
        rest = tuple(own.size for own in need.axes if own != axis)
        return np.moveaxis(table.reshape(axis.size, *rest), 0, place)
    found = np.flatnonzero(brush.whole)
    if len(found) == 0:
        return np.full(shape, nothing(slab.table, need))
    first, last = int(found[0]), int(found[-1])
    if last - first + 1 == len(found):
        if slab.is_running:
            return np.asarray(slab.table[last + 1] - slab.table[first]).reshape(shape)
        return reduced(slab.table[first : last + 1], need).reshape(shape)
    if slab.is_running:
        steps = slab.table[found + 1] - slab.table[found]
        return np.asarray(steps.sum(axis=0)).reshape(shape)
    return reduced(slab.table[found], need).reshape(shape)


def nothing(table: Array, need: Need) -> Array:
    """What a cell without rows holds."""
    if need.how in RUNNING:
        return np.zeros((), table.dtype)
    return np.array(limit_of(table.dtype, is_low=need.how == "low"), table.dtype)


def reduced(table: Array, need: Need) -> Array:
    if need.how == "low":
        return np.asarray(table.min(axis=0))
    if need.how == "high":
        return np.asarray(table.max(axis=0))
    return np.asarray(table.sum(axis=0))


def add_cut(
    codes: Codes,
    cube: Cube,
    brush: Brush,
    needs: set[Need],
    schema: Schema,
    tables: Tables,
    cancel: Cancel,
) -> None:
    """Add the rows of codes that the brush cuts: only these are looked at one by one."""
    for chosen in cuts(codes, cube, brush, schema):
        found, matched = scan(codes.columns, chosen, needs, cancel)
        if matched:
            for need in needs:
                tables[need] = merged(tables[need], found[need], need)


def cuts(codes: Codes, cube: Cube, brush: Brush, schema: Schema) -> list[Selection]:
    """Where the rows of the cut codes are: near one another when rows are sorted by the axis."""
    coded = codes.columns[cube.axis.name]
    base = selection(codes, cube.others, schema)
    inside = within(coded, brush.low, brush.high)
    if coded.name != codes.sorted_by:
        parts = (looked_up(coded.codes, brush.cut), inside)
        return [Selection(base.start, base.stop, (*base.tests, *parts))]
    found = []
    for code in np.flatnonzero(brush.cut):
        only = np.arange(len(brush.cut)) == code
        start, stop = sliced(coded, only, base.start, base.stop)
        found.append(Selection(start, max(start, stop), (*base.tests, inside)))
    return found


def merged(one: Array, other: Array, need: Need) -> Array:
    if need.how == "low":
        return np.minimum(one, other)
    if need.how == "high":
        return np.maximum(one, other)
    return one + other
