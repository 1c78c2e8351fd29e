"""The table as detectors read it: in an order of its own, with roles and what is dear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from luminabi_dash.insights import sentinels
from luminabi_dash.insights.arrays import Marks, Numbers, Places, kinds, normal_scores, ranks
from luminabi_dash.insights.relations import Relations, relations_of
from luminabi_dash.insights.roles import (
    NOT_AVAILABLE,
    Use,
    has_gap_words,
    is_additive,
    is_followed,
    use_of_numbers,
    use_of_texts,
)
from luminabi_dash.insights.times import Time, moments_of, time_of
from luminabi_dash.tables.schema import ROW, Column, Schema, Type

SCREEN = 20_000
"""Rows of the sample on which big tables are screened; what may pass is confirmed on all."""
FEW_VALUES = 60
KEY_REPEATS = 5
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A column of categories: `codes` by row, −1 where empty; `labels` in their own order."""

    name: str
    codes: Places
    labels: tuple[Any, ...]
    counts: Places

    @property
    def size(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Table:
    """Rows are ordered by time and then by a hash of their values, columns by name: so the answer
    does not depend on the order in which either came.

    `rows` are the data rows of the file in this order; `numbers` hold NaN where a cell is empty or
    stands for "unknown" (`disguised` marks those). `keys` are identifiers and texts that repeat,
    as one that is followed along time does.
    """

    schema: Schema
    rows: Places
    uses: Mapping[str, Use]
    numbers: Mapping[str, Numbers]
    factors: Mapping[str, Factor]
    keys: Mapping[str, Factor]
    empty: Mapping[str, Marks]
    disguised: Mapping[str, tuple[Any, Marks]]
    hashes: np.ndarray
    time: Time | None
    cache: dict[Any, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return int(self.rows.size)

    def column(self, name: str) -> Column:
        return self.schema.column(name)

    def named(self, *uses: Use) -> tuple[str, ...]:
        return tuple(name for name in sorted(self.uses) if self.uses[name] in uses)

    @cached_property
    def relations(self) -> Relations:
        names = self.named(Use.MEASURE)
        return relations_of({name: self.numbers[name] for name in names})

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Measures that are not a line of another one."""
        return tuple(n for n in self.named(Use.MEASURE) if self.relations.representative(n) == n)

    @cached_property
    def twins(self) -> tuple[tuple[str, ...], ...]:
        """Columns of few values that say the same thing in other words, preferred one first."""
        return twins_of(self)

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Categories, without those that say the same as another one."""
        uses = (Use.OUTCOME, Use.DIMENSION)
        spare = {name for one in self.twins for name in of_use(self, one, *uses)[1:]}
        return tuple(name for name in self.named(Use.DIMENSION) if name not in spare)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Columns of two values whose rate can be asked for: 0 and 1, no and yes."""
        outcomes = self.named(Use.OUTCOME)
        spare = {name for one in self.twins for name in of_use(self, one, Use.OUTCOME)[1:]}
        return tuple(name for name in outcomes if name not in spare)

    def is_additive(self, name: str) -> bool:
        return is_additive(self.column(name))

    def ranks(self, name: str) -> Numbers:
        found: Numbers = self.kept(("ranks", name), lambda: ranks(self.numbers[name]))
        return found

    def scores(self, name: str) -> Numbers:
        """Normal scores of a column, over all rows."""
        found: Numbers = self.kept(("scores", name), lambda: normal_scores(self.ranks(name)))
        return found

    def rows_of(self, marks: Marks, most: int) -> tuple[int, ...]:
        """The first of the data rows that are marked, in their order in the file."""
        return tuple(np.sort(self.rows[marks])[:most].tolist())

    def kept(self, key: Any, make: Any) -> Any:
        """What `make` answers, computed once a table."""
        if key not in self.cache:
            self.cache[key] = make()
        return self.cache[key]

    @cached_property
    def sample(self) -> Places | None:
        """Rows to screen on, chosen by their hash; None when the table is small."""
        if self.size <= 2 * SCREEN:
            return None
        return np.sort(np.argpartition(self.hashes, SCREEN)[:SCREEN])

    @cached_property
    def is_series(self) -> bool:
        """Each moment has one row: then neighbouring rows may resemble one another."""
        if self.time is None:
            return False
        stamps = self.time.stamps
        known = stamps[~np.isnat(stamps)]
        return bool(known.size and np.unique(known).size >= 0.98 * known.size)

    def twin_of(self, a: str, b: str) -> bool:
        return any(a in one and b in one for one in self.twins)


def table_of(frame: pd.DataFrame, schema: Schema) -> Table:
    """A typed table made ready for the search."""
    columns = sorted(schema.columns, key=lambda column: column.name)
    time = time_of(frame, schema)
    used_by_time = set(time.columns) if time is not None else set()
    hashes = hashes_of(frame, columns)
    order = np.argsort(hashes, kind="stable")
    if time is not None:
        stamps = time.stamps[order].astype(np.int64)
        order = order[np.argsort(stamps, kind="stable")]
        time = Time(time.columns, time.stamps[order], time.is_temporal)
    rows = frame[ROW].to_numpy(dtype=np.int64) if ROW in frame else np.arange(len(frame))
    reader = Reader(frame, order)
    for column in columns:
        reader.read(column, is_time=column.name in used_by_time)
    if time is not None:
        reader.tell_things(columns, time)
    return Table(
        schema=schema,
        rows=rows[order].astype(np.int64),
        uses=reader.uses,
        numbers=reader.numbers,
        factors=reader.factors,
        keys=reader.keys,
        empty=reader.empty,
        disguised=reader.disguised,
        hashes=hashes[order],
        time=time,
    )


def hashes_of(frame: pd.DataFrame, columns: list[Column]) -> np.ndarray:
    """A hash of each row's values; columns are told apart by what is in them, not by name."""
    total = np.zeros(len(frame), dtype=np.uint64)
    for column in columns:
        values = frame[column.name]
        if column.type.is_numeric or column.type is Type.BOOLEAN:
            plain = values.to_numpy(dtype=np.float64, na_value=np.nan)
            hashed = pd.util.hash_array(np.where(np.isnan(plain), np.nan, plain + 0.0))
        else:
            codes, found = pd.factorize(values.astype("string"))
            known = pd.util.hash_array(np.asarray(found, dtype=object), categorize=False)
            hashed = np.append(known, np.uint64(7))[codes]
        salt = hashed.sum(dtype=np.uint64) | np.uint64(1)
        mixed = (hashed ^ salt) * MIX
        total += (mixed ^ (mixed >> np.uint64(29))) * salt
    return total


class Reader:
    """Reads columns one by one into arrays, in the order given."""

    def __init__(self, frame: pd.DataFrame, order: np.ndarray) -> None:
        self._frame = frame
        self._order = order
        self.uses: dict[str, Use] = {}
        self.numbers: dict[str, Numbers] = {}
        self.factors: dict[str, Factor] = {}
        self.keys: dict[str, Factor] = {}
        self.empty: dict[str, Marks] = {}
        self.disguised: dict[str, tuple[Any, Marks]] = {}

    def read(self, column: Column, *, is_time: bool) -> None:
        values = self._frame[column.name].iloc[self._order]
        self.empty[column.name] = values.isna().to_numpy(dtype=bool)
        if column.type.is_temporal:
            self._read_times(column, values)
        elif column.type.is_numeric or column.type is Type.BOOLEAN:
            self._read_numbers(column, values)
        else:
            self._read_texts(column, values)
        if is_time:
            self.uses[column.name] = Use.TIME

    def tell_things(self, columns: list[Column], time: Time) -> None:
        """Whole numbers that tell apart what is followed along time are keys, not measures."""
        moments = moments_of(time.stamps)
        if moments.count * 2 > time.stamps.size:
            return
        first = np.flatnonzero(moments.places == 0)
        for column in columns:
            name = column.name
            if column.type is not Type.INTEGER or self.uses[name] is not Use.MEASURE:
                continue
            numbers = self.numbers[name]
            is_apart = np.unique(numbers[first]).size == first.size  # cheap, and mostly the end
            if not is_apart or kinds(numbers) * KEY_REPEATS > numbers.size:
                continue
            factor = factor_of(column, self.numbers[name])
            if is_followed(factor.codes, factor.size, moments):
                self.uses[name], self.keys[name] = Use.KEY, factor
                self.factors.pop(name, None)

    def _read_times(self, column: Column, values: pd.Series) -> None:
        self.uses[column.name] = Use.TIME
        stamps = pd.to_datetime(values, errors="coerce").to_numpy().astype("datetime64[s]")
        sentinel = sentinels.of_moments(stamps)
        if sentinel is not None:
            label = str(np.datetime64(sentinel, "s"))[:10]
            self.disguised[column.name] = (label, stamps.astype(np.int64) == sentinel)

    def _read_numbers(self, column: Column, values: pd.Series) -> None:
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        numbers = np.where(np.isfinite(numbers), numbers, np.nan)
        use = use_of_numbers(column, numbers)
        if use is Use.MEASURE:
            sentinel = sentinels.of_numbers(numbers)
            numbers, marks = sentinels.without(numbers, sentinel)
            if sentinel is not None:
                self.disguised[column.name] = (sentinel, marks)
        self.uses[column.name] = use
        self.numbers[column.name] = numbers
        if use in (Use.DIMENSION, Use.OUTCOME) or kinds(numbers, most=5_000) <= FEW_VALUES:
            self.factors[column.name] = factor_of(column, numbers)
        if use is Use.KEY and kinds(numbers) * KEY_REPEATS <= numbers.size:
            self.keys[column.name] = factor_of(column, numbers)

    def _read_texts(self, column: Column, values: pd.Series) -> None:
        codes, found = pd.factorize(values, sort=True)
        counts = np.bincount(codes[codes >= 0], minlength=len(found))
        self.uses[column.name] = use_of_texts(column, values, list(found))
        places = np.asarray(codes, dtype=np.int64)
        use = self.uses[column.name]
        if use in (Use.KEY, Use.TEXT) and len(found) * KEY_REPEATS <= values.size:
            self.keys[column.name] = Factor(column.name, places, tuple(found), counts)
        if use is Use.TEXT and has_gap_words(list(found)):
            marks = places == list(found).index(NOT_AVAILABLE)
            self.disguised[column.name] = (NOT_AVAILABLE, marks)
        if use is Use.DIMENSION:
            self.factors[column.name] = Factor(column.name, places, tuple(found), counts)
            words = [place for place, label in enumerate(found) if sentinels.is_word(label)]
            if words:
                marks = np.isin(places, words)
                self.disguised[column.name] = (found[words[0]], marks)


def factor_of(column: Column, numbers: Numbers) -> Factor:
    """A factor of numbers of few values; labels have the type of the column."""
    known = np.isfinite(numbers)
    found, places = np.unique(numbers[known], return_inverse=True)
    codes = np.full(numbers.size, -1, dtype=np.int64)
    codes[known] = places
    as_value = {Type.BOOLEAN: bool, Type.INTEGER: int}.get(column.type, float)
    labels = tuple(as_value(value) for value in found)
    return Factor(column.name, codes, labels, np.bincount(places, minlength=found.size))


def of_use(table: Table, names: tuple[str, ...], *uses: Use) -> list[str]:
    return [name for name in names if table.uses[name] in uses]


def twins_of(table: Table) -> tuple[tuple[str, ...], ...]:
    """Sets of columns of few values between which each value has exactly one partner."""
    uses = (Use.DIMENSION, Use.OUTCOME, Use.MEASURE)
    factors = [table.factors[name] for name in table.named(*uses) if name in table.factors]
    groups: list[list[Factor]] = []
    for factor in factors:
        home = next((group for group in groups if is_twin(group[0], factor)), None)
        if home is None:
            groups.append([factor])
        else:
            home.append(factor)
    kept = [sorted(group, key=lambda f: preference(table, f)) for group in groups if group[1:]]
    return tuple(tuple(factor.name for factor in group) for group in kept)


def is_twin(a: Factor, b: Factor) -> bool:
    if a.size != b.size or not 2 <= a.size <= a.codes.size / 4:
        return False
    if not np.array_equal(np.sort(a.counts), np.sort(b.counts)) and not has_gaps(a, b):
        return False
    known = (a.codes >= 0) & (b.codes >= 0)
    if known.sum() < 4 * a.size or known.sum() < 0.9 * max(a.counts.sum(), b.counts.sum()):
        return False
    pairs = np.unique(a.codes[known] * b.size + b.codes[known])
    return bool(
        pairs.size == a.size == np.unique(pairs // b.size).size == np.unique(pairs % b.size).size
    )


def has_gaps(a: Factor, b: Factor) -> bool:
    return bool((a.codes < 0).any() or (b.codes < 0).any())


def preference(table: Table, factor: Factor) -> tuple[int, float, str]:
    """Outcomes first, then the longest labels: they say most to a reader."""
    length = sum(len(str(label)) for label in factor.labels) / factor.size
    return (0 if table.uses[factor.name] is Use.OUTCOME else 1, -length, factor.name)
