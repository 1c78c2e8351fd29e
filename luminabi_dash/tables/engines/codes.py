"""Answers aggregating queries over coded columns, several under the same filters in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.codes import Array, Coded, Codes
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.engines.coded_keys import Key, key_of
from luminabi_dash.tables.engines.dense import (
    CELLS,
    Axes,
    Axis,
    How,
    Need,
    Tables,
    cells,
    scan,
    union,
    unlike,
)
from luminabi_dash.tables.engines.selection import can_select, selection
from luminabi_dash.tables.query import OTHER, Measure, Query, Rows
from luminabi_dash.tables.schema import Schema, Type

EXACT = 2**53
ANSWERED = {"count", "sum", "mean", "min", "max", "distinct"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query needs of a pass over the rows, and how its keys come from codes."""

    keys: tuple[Key, ...]
    axes: Axes
    needs: tuple[Need, ...]


def answer(codes: Codes, queries: Sequence[Query], schema: Schema, cancel: Cancel) -> list[Rows]:
    """The rows of queries that all have the same filters and a plan each."""
    plans = [planned(codes, query, schema) for query in queries]
    chosen = selection(codes, queries[0].filters, schema)
    wanted = [need for plan in plans if plan is not None for need in plan.needs]
    tables, matched = scan(codes.columns, chosen, wanted, cancel)
    return [
        finished(codes, query, plan, tables, matched)
        for query, plan in zip(queries, plans, strict=True)
        if plan is not None
    ]


def planned(codes: Codes, query: Query, schema: Schema) -> Plan | None:
    """None for what codes cannot answer."""
    if not can_answer(codes, query, schema):
        return None
    polars.check(query, schema)
    keys = []
    for group in query.groups:
        key = key_of(codes, group, schema, query.filters)
        if key is None:
            return None
        keys.append(key)
    axes: Axes = tuple(sorted({key.axis for key in keys}, key=lambda axis: axis.name))
    if not unlike(axes):
        return None
    needs = {Need(axes, "rows"): None}
    for measure in query.measures:
        needs |= dict.fromkeys(needs_of(measure, axes, codes))
    if max(cells(need.axes) for need in needs) > CELLS:
        return None
    return Plan(tuple(keys), axes, tuple(needs))


def can_answer(codes: Codes, query: Query, schema: Schema) -> bool:
    if not (query.groups or query.measures):
        return False
    names = [group.name for group in query.groups] + [m.alias for m in query.measures]
    if len(set(names)) != len(names):
        return False
    if query.top is not None and (not query.measures or query.measures[0].alias == "whole"):
        return False
    grouped = all(
        group.column in codes.columns and not schema.column(group.column).expression
        for group in query.groups
    )
    measured = all(can_measure(codes, measure, schema) for measure in query.measures)
    return grouped and measured and can_select(codes, query.filters, schema)


def can_measure(codes: Codes, measure: Measure, schema: Schema) -> bool:
    if measure.aggregate not in ANSWERED:
        return False
    if measure.column is None:
        return True
    coded = codes.columns.get(measure.column)
    if coded is None or schema.column(measure.column).expression:
        return False
    if measure.aggregate in {"sum", "mean"}:
        kind = schema.column(measure.column).type
        return kind.is_numeric and (kind is Type.NUMBER or is_summable(coded, codes.rows))
    return coded.is_exact or measure.aggregate != "distinct"


def is_summable(coded: Coded, rows: int) -> bool:
    """Whether the sum of integers is exact as a float."""
    if coded.size == 0:
        return True
    return max(abs(int(coded.low[0])), abs(int(coded.high[-1]))) * rows < EXACT


def needs_of(measure: Measure, axes: Axes, codes: Codes) -> list[Need]:
    if measure.column is None:
        return []
    coded = codes.columns[measure.column]
    if measure.aggregate == "distinct":
        return [Need(union(axes, (own_axis(coded),)), "rows")]
    needs = [Need(axes, "known", coded.name)] if coded.has_nulls else []
    how: dict[str, How] = {"sum": "sum", "mean": "sum", "min": "low", "max": "high"}
    if measure.aggregate in how:
        needs.append(Need(axes, how[measure.aggregate], coded.name))
    return needs


def own_axis(coded: Coded) -> Axis:
    return Axis(coded.name, coded.size + 1)


def finished(codes: Codes, query: Query, plan: Plan, tables: Tables, matched: int) -> Rows:
    """The answer from tables: keys in place of codes, folded, sorted and cut as asked."""
    own = [m for m in query.measures if m.alias != "whole" or not query.groups]
    over_all = [m for m in query.measures if m.alias == "whole" and query.groups]
    tally = Tally(codes, plan.axes, tables)
    frame = tally.frame(plan.keys, own)
    first = plan.keys[0] if plan.keys else None
    is_folded = first is not None and query.top is not None
    if first is not None and is_folded:
        is_folded = frame[first.name].n_unique() > (query.top or 0)
    if first is not None and is_folded:
        ranked = tally.frame((first,), own[:1])
        frame = tally.frame((with_rest(first, ranked, own[0], query), *plan.keys[1:]), own)
    if over_all:
        values = tally.frame((), over_all)
        frame = frame.with_columns(pl.lit(values[m.alias][0]).alias(m.alias) for m in over_all)
    if after := [column for key in plan.keys for column in key.after]:
        frame = frame.with_columns(after)
    if query.groups:
        frame = polars.finished(frame, query, is_folded=is_folded)
    return polars.shortened(frame, query, matched, codes.rows)


def with_rest(key: Key, ranked: pl.DataFrame, by: Measure, query: Query) -> Key:
    """The key with all but the first of its ranked values as OTHER, or without place."""
    order = ranked.sort([by.alias, key.name], descending=[not query.bottom, False], nulls_last=True)
    kept = order[key.name].head(query.top or 1)
    is_kept = key.values.is_in(kept.drop_nulls().implode())
    if kept.null_count():
        is_kept = is_kept | key.values.is_null()
    is_kept = is_kept.fill_null(value=False)
    if not query.other:
        return replace(key, fold=np.where(is_kept.to_numpy()[key.fold], key.fold, -1))
    rest = pl.Series(key.name, [OTHER])
    text = key.values.cast(pl.String).zip_with(is_kept, rest.new_from_index(0, len(key.values)))
    values = text.unique(maintain_order=True)
    at = {value: place for place, value in enumerate(values)}
    places = np.array([at[value] for value in text], np.intp)
    return replace(key, fold=places[key.fold], values=values)


class Tally:
    """Tables of a query, put together by keys."""

    def __init__(self, codes: Codes, axes: Axes, tables: Tables) -> None:
        self._codes = codes
        self._axes = axes
        self._tables = tables

    def frame(self, keys: Sequence[Key], measures: Sequence[Measure]) -> pl.DataFrame:
        """A row for each group of `keys` that has rows; one row when there are no keys."""
        cells = Cells(self._tables[Need(self._axes, "rows")], self._axes, keys)
        columns = cells.keys()
        for measure in measures:
            columns.append(self._measured(cells, measure, keys).alias(measure.alias))
        return pl.DataFrame(columns)

    def _measured(self, cells: Cells, measure: Measure, keys: Sequence[Key]) -> pl.Series:
        if measure.column is None:
            return whole(cells.reduced(self._table("rows"), "rows"))
        coded = self._codes.columns[measure.column]
        if measure.aggregate == "distinct":
            return self._distinct(cells, coded, keys)
        how: How = "known" if coded.has_nulls else "rows"
        known = cells.reduced(self._table(how, coded.name if coded.has_nulls else ""), how)
        if measure.aggregate == "count":
            return whole(known)
        if measure.aggregate in {"min", "max"}:
            end: How = "low" if measure.aggregate == "min" else "high"
            return extreme(coded, cells.reduced(self._table(end, coded.name), end), known)
        total = cells.reduced(self._table("sum", coded.name), "sum")
        return summed(coded, total, known, is_mean=measure.aggregate == "mean")

    def _table(self, how: How, column: str = "") -> Array:
        return self._tables[Need(self._axes, how, column)]

    def _distinct(self, cells: Cells, coded: Coded, keys: Sequence[Key]) -> pl.Series:
        axis = own_axis(coded)
        axes = union(self._axes, (axis,))
        fold = np.arange(axis.size)
        fold[-1] = -1
        values = Key("", axis, fold, coded.dictionary[coded.name])
        found = Cells(self._tables[Need(axes, "rows")], axes, (*keys, values))
        return whole(cells.counted(found.groups // axis.size))


class Cells:
    """The cells of a table that hold rows, each with the group of `keys` it belongs to."""

    def __init__(self, rows: Array, axes: Axes, keys: Sequence[Key]) -> None:
        self._at = np.flatnonzero(rows)
        codes = dict(zip(axes, np.unravel_index(self._at, rows.shape), strict=True)) if axes else {}
        self._keys = keys
        self._sizes = [len(key.values) for key in keys]
        group = np.zeros(len(self._at), np.int64)
        is_in = np.ones(len(self._at), np.bool_)
        for key, size in zip(keys, self._sizes, strict=True):
            place = key.fold[codes[key.axis]]
            is_in &= place >= 0
            group = group * size + place
        if not is_in.all():
            self._at, group = self._at[is_in], group[is_in]
        if keys:
            self.groups, self._of = np.unique(group, return_inverse=True)
        else:
            self.groups, self._of = np.zeros(1, np.int64), group

    def keys(self) -> list[pl.Series]:
        """The key columns of the groups."""
        columns: list[pl.Series] = []
        rest = self.groups
        for key, size in zip(reversed(self._keys), reversed(self._sizes), strict=True):
            columns.insert(0, key.values.gather(rest % size).alias(key.name))
            rest = rest // size
        return columns

    def reduced(self, table: Array, how: How) -> Array:
        """A table's values put together for each group."""
        values = table.ravel()[self._at]
        size = len(self.groups)
        if how not in {"low", "high"}:
            return np.bincount(self._of, weights=values, minlength=size)
        if len(values) == 0:
            return np.zeros(size)
        choose = np.minimum if how == "low" else np.maximum
        found = np.full(size, values.max() if how == "low" else values.min(), values.dtype)
        choose.at(found, self._of, values)
        return found

    def counted(self, groups: Array) -> Array:
        """How often each group is among `groups`, all of which are known."""
        return np.bincount(np.searchsorted(self.groups, groups), minlength=len(self.groups))


def whole(values: Array) -> pl.Series:
    return pl.Series(values.astype(np.uint32))


def summed(coded: Coded, total: Array, known: Array, *, is_mean: bool) -> pl.Series:
    """Sums or means; null for groups without a number."""
    if coded.scale > 1:
        total = total / coded.scale
    if is_mean:
        with np.errstate(invalid="ignore"):
            total = total / known
    kind = pl.Float64 if is_mean else coded.low.dtype
    found = pl.Series(np.where(known > 0, total, 0)).cast(kind)
    return emptied(found, known)


def extreme(coded: Coded, found: Array, known: Array) -> pl.Series:
    """Extremes as cells: by their codes, or by the stored values."""
    found = np.where(known > 0, found, 0)
    if coded.is_exact:
        column = coded.dictionary[coded.name]
        cells = column.gather(found.astype(np.int64))
    else:
        plain = found / coded.scale if coded.scale > 1 else found
        cells = pl.Series(plain).cast(coded.low.dtype)
    return emptied(cells, known)


def emptied(cells: pl.Series, known: Array) -> pl.Series:
    is_empty = known == 0
    if not is_empty.any():
        return cells
    return cells.zip_with(
        pl.Series(~is_empty), pl.Series([None], dtype=cells.dtype).new_from_index(0, len(cells))
    )
