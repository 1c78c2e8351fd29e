"""From tables over codes to columns of an answer: cells are put together by the keys of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from luminabi_dash.tables.codes import Array, Coded, Codes
from luminabi_dash.tables.engines.coded_keys import Key
from luminabi_dash.tables.engines.dense import Axes, Axis, How, Need, Tables, union
from luminabi_dash.tables.query import OTHER, Measure, Query


def own_axis(coded: Coded) -> Axis:
    return Axis(coded.name, coded.size + 1)


class Cells:
    """The cells of a table that hold rows, each with the group of `keys` it belongs to. Groups are
    in the order of their keys; without keys there is one, even when no cell holds rows.
    """

    def __init__(self, rows: Array, axes: Axes, keys: Sequence[Key]) -> None:
        self.by = keys
        self.sizes = [len(key.values) for key in keys]
        self._at = np.flatnonzero(rows)
        codes = dict(zip(axes, np.unravel_index(self._at, rows.shape), strict=True)) if axes else {}
        group = np.zeros(len(self._at), np.int64)
        is_in = np.ones(len(self._at), np.bool_)
        for key, size in zip(keys, self.sizes, strict=True):
            place = key.fold[codes[key.axis]]
            is_in &= place >= 0
            group = group * size + place
        if not is_in.all():
            self._at, group = self._at[is_in], group[is_in]
        self.groups, self._of = np.unique(group, return_inverse=True)
        if not keys:
            self.groups = np.zeros(1, np.int64)

    def columns(self) -> list[pl.Series]:
        """The keys of the groups."""
        return [
            taken(key.values, place).alias(key.name)
            for key, place in zip(self.by, self.places(), strict=True)
        ]

    def highs(self) -> list[pl.Series]:
        """The upper ends of those keys that are intervals."""
        found = zip(self.by, self.places(), strict=True)
        return [taken(key.highs, place) for key, place in found if key.highs is not None]

    def places(self) -> list[Array]:
        """The place of each group's keys among their values."""
        places: list[Array] = []
        rest = self.groups
        for size in reversed(self.sizes):
            places.insert(0, rest % size)
            rest = rest // size
        return places

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


class Tally:
    """The tables of a query, and the measures they give."""

    def __init__(self, codes: Codes, axes: Axes, tables: Tables) -> None:
        self._codes = codes
        self._axes = axes
        self._tables = tables

    def cells(self, keys: Sequence[Key]) -> Cells:
        return Cells(self._tables[Need(self._axes, "rows")], self._axes, keys)

    def measured(self, cells: Cells, measure: Measure) -> pl.Series:
        return self._measured(cells, measure).alias(measure.alias)

    def _measured(self, cells: Cells, measure: Measure) -> pl.Series:
        if measure.column is None:
            return whole(cells.reduced(self._table("rows"), "rows"))
        coded = self._codes.columns[measure.column]
        if measure.aggregate == "distinct":
            return self._distinct(cells, coded)
        how: How = "known" if coded.has_nulls else "rows"
        known = cells.reduced(self._table(how, coded.name if coded.has_nulls else ""), how)
        if measure.aggregate == "count":
            return whole(known)
        if measure.aggregate in {"min", "max"}:
            end: How = "low" if measure.aggregate == "min" else "high"
            return extreme(coded, cells.reduced(self._table(end, coded.name), end), known)
        if measure.aggregate == "squares":
            squares = cells.reduced(self._table("squares", coded.name), "squares")
            return emptied(pl.Series(squares / max(coded.scale, 1) ** 2), known)
        total = cells.reduced(self._table("sum", coded.name), "sum")
        return summed(coded, total, known, is_mean=measure.aggregate == "mean")

    def _table(self, how: How, column: str = "") -> Array:
        return self._tables[Need(self._axes, how, column)]

    def _distinct(self, cells: Cells, coded: Coded) -> pl.Series:
        axis = own_axis(coded)
        axes = union(self._axes, (axis,))
        fold = np.arange(axis.size)
        fold[-1] = -1
        values = Key("", axis, fold, coded.dictionary[coded.name])
        found = Cells(self._tables[Need(axes, "rows")], axes, (*cells.by, values))
        return whole(cells.counted(found.groups // axis.size))


def taken(column: pl.Series, places: Array) -> pl.Series:
    found: pl.Series = column[pl.Series(places.astype(np.uint32))]
    return found


def with_rest(key: Key, by: pl.Series, cells: Cells, query: Query) -> Key:
    """The key with all but the first of its groups as OTHER, or without place. `cells` are grouped
    by this key alone, `by` is the measure that ranks them.
    """
    ranks = rank_of(by, is_falling=not query.bottom)
    kept = cells.groups[np.argsort(ranks, kind="stable")[: query.top or 1]]
    if not query.other:
        is_kept = np.zeros(len(key.values), np.bool_)
        is_kept[kept] = True
        return replace(key, fold=np.where(is_kept[key.fold], key.fold, -1))
    names = taken(key.values, kept).cast(pl.String).to_list()
    texts = sorted({OTHER, *(name for name in names if name is not None)})
    at = {text: place for place, text in enumerate(texts)} | {None: len(texts)}
    moved = np.full(len(key.values), at[OTHER], np.intp)
    moved[kept] = [at[name] for name in names]
    values = pl.Series(key.name, [*texts, None], dtype=pl.String)
    return replace(key, fold=moved[key.fold], values=values, highs=None)


def rank_of(column: pl.Series, *, is_falling: bool) -> Array:
    """Numbers in whose order the column is sorted, null last."""
    if column.dtype == pl.String or column.dtype == pl.Boolean:
        column = column.rank("dense")
    elif column.dtype.is_temporal():
        column = column.to_physical()
    plain = column.cast(pl.Float64).to_numpy()
    plain = -plain if is_falling else plain
    return np.where(np.isnan(plain), np.inf, plain)


def rank_of_key(key: Key, places: Array, *, is_falling: bool) -> Array:
    ranks = -places.astype(np.float64) if is_falling else places.astype(np.float64)
    if key.values.null_count():
        ranks[places == len(key.values) - 1] = np.inf
    return ranks


def in_order(
    cells: Cells, columns: Sequence[pl.Series], sort: Sequence[str], *, is_folded: bool
) -> Array | None:
    """The rows of an answer as `sort` wants them, OTHER last when it stands for the rest; ties stay
    in the order of their keys. None when the rows are so already.
    """
    keys = {key.name: (key, place) for key, place in zip(cells.by, cells.places(), strict=True)}
    ranks: list[Array] = []
    if is_folded:
        key, place = keys[cells.by[0].name]
        ranks.append(place == key.values.to_list().index(OTHER))
    names = [name.removeprefix("-") for name in sort]
    ties = [c.name for c in columns if c.dtype == pl.String and c.name not in names]
    for name in (*sort, *(ties[:1] if sort else ())):
        is_falling = name.startswith("-") and name not in ties[:1]
        plain = name.removeprefix("-") if is_falling else name
        if plain in keys:
            ranks.append(rank_of_key(*keys[plain], is_falling=is_falling))
        else:
            column = next(column for column in columns if column.name == plain)
            ranks.append(rank_of(column, is_falling=is_falling))
    return np.lexsort(ranks[::-1]) if ranks else None


def constant(value: pl.Series, height: int) -> pl.Series:
    """One value on every row, of the type that a literal has."""
    one = value[0]
    if isinstance(one, int) and not isinstance(one, bool):
        kind = pl.Int32() if -(2**31) <= one < 2**31 else pl.Int64()
        value = value.cast(kind)
    elif one is None:
        value = pl.Series(value.name, [None], dtype=pl.Null)
    return value.new_from_index(0, height)


def whole(values: Array) -> pl.Series:
    return pl.Series(values.astype(np.uint32))


def summed(coded: Coded, total: Array, known: Array, *, is_mean: bool) -> pl.Series:
    """Sums or means; null for groups without a number."""
    if coded.scale > 1:
        total = total / coded.scale
    if is_mean:
        with np.errstate(invalid="ignore"):
            total = total / known
    kind = np.float64 if is_mean or coded.low.dtype.is_float() else np.int64
    return emptied(pl.Series(np.where(known > 0, total, 0).astype(kind)), known)


def extreme(coded: Coded, found: Array, known: Array) -> pl.Series:
    """Extremes as cells: by their codes, or by the stored values."""
    found = np.where(known > 0, found, 0)
    if coded.is_exact:
        return emptied(taken(coded.dictionary[coded.name], found), known)
    plain = found / coded.scale if coded.scale > 1 else found
    return emptied(pl.Series(plain).cast(coded.low.dtype), known)


def emptied(cells: pl.Series, known: Array) -> pl.Series:
    is_empty = known == 0
    if not is_empty.any():
        return cells
    none = pl.Series([None], dtype=cells.dtype).new_from_index(0, len(cells))
    return cells.zip_with(pl.Series(~is_empty), none)
