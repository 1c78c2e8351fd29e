"""Filters over coded columns: a slice of the sorted rows, and a test of few bytes a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from luminabi_dash.tables.codes import Array, Coded, Codes
from luminabi_dash.tables.engines.conditions import after, around, literal, newest_moments
from luminabi_dash.tables.engines.passing import NULLS, passes, physical
from luminabi_dash.tables.filters import RELATIVE, Filter
from luminabi_dash.tables.schema import Column, Schema, Type

RANGES = {"between", "eq", "lt", "le", "gt", "ge", *RELATIVE}
COMPARISONS = 12
"""Up to so many bytes a row are compared with codes; more, and each is looked up."""


@dataclass(frozen=True, slots=True)
class Test:
    """Whether cells of `column` (codes or values, some of them) pass; about `share` of them do."""

    column: Array
    passes: Callable[[Array], Array]
    share: float


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows from `start` to `stop` that pass all `tests`."""

    start: int
    stop: int
    tests: tuple[Test, ...] = ()


def can_select(codes: Codes, filters: Sequence[Filter], schema: Schema) -> bool:
    return all(
        item.column in codes.columns
        and not schema.column(item.column).expression
        and (codes.columns[item.column].is_exact or item.op in RANGES | NULLS)
        for item in filters
    )


def selection(codes: Codes, filters: Sequence[Filter], schema: Schema) -> Selection:
    """The rows that pass all filters, as Polars would say."""
    start, stop = 0, codes.rows
    tests: list[Test] = []
    for name in dict.fromkeys(item.column for item in filters):
        coded, column = codes.columns[name], schema.column(name)
        own = [item for item in filters if item.column == name]
        passing = np.ones(coded.size + 1, np.bool_)
        for item in own:
            if coded.is_exact or item.op in NULLS:
                passing &= passes(coded, item, column)
            else:
                low, high = span(coded, item, column)
                passing &= touched(coded, low, high)
                tests.append(within(coded, low, high))
        if name == codes.sorted_by:
            start, stop = sliced(coded, passing, start, stop)
            passing = outside_slice(coded, passing)
        if not passing.all():
            tests.insert(0, looked_up(coded.codes, passing))
    return Selection(start, max(start, stop), tuple(sorted(tests, key=lambda test: test.share)))


def span(coded: Coded, item: Filter, column: Column) -> tuple[Any, Any]:
    """The least and greatest of `values` that pass a range; the greatest is below the least when
    none does.
    """
    if item.op in RELATIVE:
        return relative_span(coded, item, column)
    low = high = item.value
    if item.op == "between":
        low, high = item.value
    least = {"lt": None, "le": None, "gt": high}.get(item.op, low)
    most = {"gt": None, "ge": None}.get(item.op, high)
    first, last = bottom_of(coded), top_of(coded)
    if least is not None:
        cell = literal(column, least, is_end=item.op == "gt")
        first = edge(coded, column, cell, is_above=item.op == "gt")
    if most is not None:
        is_end = item.op in {"le", "between"}
        cell = literal(column, most, is_end=is_end)
        last = below(coded, edge(coded, column, cell, is_above=item.op != "lt"))
    return first, last


def relative_span(coded: Coded, item: Filter, column: Column) -> tuple[Any, Any]:
    newest = newest_moments(coded.ends, [item], Schema((column,)))[item.column]
    if item.op == "last":
        return edge(coded, column, after(newest, item.value), is_above=True), top_of(coded)
    start, end = around(newest, item.value)
    return physical(start), physical(end) - 1


def bottom_of(coded: Coded) -> Any:
    return np.iinfo(np.int64).min if coded.is_integral else -np.inf


def top_of(coded: Coded) -> Any:
    return np.iinfo(np.int64).max if coded.is_integral else np.inf


def below(coded: Coded, value: Any) -> Any:
    return value - 1 if coded.is_integral else np.nextafter(value, -np.inf)


def edge(coded: Coded, column: Column, cell: Any, *, is_above: bool) -> Any:
    """The least stored value whose cell is at least `cell` (above it with `is_above`)."""
    if column.type is Type.DATETIME:
        return int(physical(cell)) + is_above
    if not coded.is_integral:
        return np.nextafter(float(cell), np.inf) if is_above else float(cell)
    if abs(cell) * coded.scale > 2**62:
        return 2**62 if cell > 0 else -(2**62)
    whole = int(np.floor(float(cell) * coded.scale)) - 2
    while whole / coded.scale < cell or (is_above and whole / coded.scale == cell):
        whole += 1
    return whole


def touched(coded: Coded, low: Any, high: Any) -> Array:
    """Codes of intervals in which values from `low` to `high` may lie; not null."""
    ends = np.zeros(coded.size + 1, np.bool_)
    ends[:-1] = (stored(coded, coded.high) >= low) & (stored(coded, coded.low) <= high)
    return ends


def stored(coded: Coded, cells: pl.Series) -> Array:
    """Cells of the dictionary as `values` hold them."""
    plain: Array = cells.to_physical().to_numpy()
    if coded.scale > 1:
        return np.asarray(np.rint(plain * coded.scale), np.int64)
    return plain


def within(coded: Coded, low: Any, high: Any) -> Test:
    assert coded.values is not None  # every column of intervals has values
    values = coded.values
    if coded.is_integral:
        info = np.iinfo(values.dtype)
        if low > info.max or high < info.min:
            return Test(values, lambda cells: np.zeros(len(cells), np.bool_), 0.0)
        low, high = max(low, info.min), min(high, info.max)
    return Test(values, lambda cells: (cells >= low) & (cells <= high), 0.5)


def sliced(coded: Coded, passing: Array, start: int, stop: int) -> tuple[int, int]:
    """The rows of the sorted column from its first to its last code that passes."""
    found = np.flatnonzero(passing)
    if len(found) == 0:
        return start, start
    kind = coded.codes.dtype.type
    first = np.searchsorted(coded.codes, kind(found[0]), "left")
    last = np.searchsorted(coded.codes, kind(found[-1]), "right")
    return max(start, int(first)), min(stop, int(last))


def outside_slice(coded: Coded, passing: Array) -> Array:
    """Codes that need no test any more are said to pass."""
    found = np.flatnonzero(passing)
    left = np.ones_like(passing)
    if len(found):
        left[found[0] : found[-1]] = passing[found[0] : found[-1]]
    return left


def looked_up(codes: Array, passing: Array) -> Test:
    """Whether the code of each row passes, by as few comparisons as do."""
    runs, gaps = runs_of(passing), runs_of(~passing)
    some, others, share = cost(runs, codes), cost(gaps, codes), float(passing.mean())
    if min(some, others) > COMPARISONS:
        return Test(codes, passing.take, share)
    if some <= others:
        return Test(codes, lambda cells: any_run(cells, runs), share)
    return Test(codes, lambda cells: ~any_run(cells, gaps), share)


def cost(runs: list[tuple[int, int]], codes: Array) -> int:
    """Bytes to compare for a row: a run of several codes takes two steps."""
    return codes.dtype.itemsize * sum(1 if first == last else 2 for first, last in runs)


def runs_of(passing: Array) -> list[tuple[int, int]]:
    """First and last code of each run."""
    steps = np.flatnonzero(np.diff(passing.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b) - 1) for a, b in zip(steps[::2], steps[1::2], strict=True)]


def any_run(codes: Array, runs: list[tuple[int, int]]) -> Array:
    kind = codes.dtype.type
    found = np.zeros(len(codes), np.bool_)
    for first, last in runs:
        if first == last:
            found |= codes == kind(first)
        else:  # unsigned codes below `first` wrap around and are too large
            found |= (codes - kind(first)) <= kind(last - first)
    return found
