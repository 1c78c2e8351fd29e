"""A query: what is asked of one version of a dataset, as a value that can be a cache key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from luminabi_dash.tables.filters import Filter

Aggregate = Literal["sum", "mean", "median", "min", "max", "count", "distinct", "std", "q1", "q3"]
Spread = Literal["whisker_low", "whisker_high"]
"""Ends of a box plot's whiskers: the outermost values within 1.5 quartile distances of the box
(Tukey, Exploratory Data Analysis, 1977)."""
Unit = Literal["hour", "day", "week", "month", "quarter", "year"]
Part = Literal["hour_of_day", "weekday", "day_of_month", "month_of_year", "quarter_of_year"]
"""A part of a date that comes again: hour 0..23, weekday 1 (Monday)..7, day 1..31, month 1..12."""


@dataclass(frozen=True, slots=True)
class Group:
    """Group by a column: by value, by a calendar unit, by a part of the date, or by `bins` equal
    intervals of the column's range in the whole version, cut to what filters on the same column
    let pass. The key column of the answer is called `name`; intervals add `name` + HIGH.
    """

    column: str
    unit: Unit | None = None
    bins: int | None = None
    part: Part | None = None
    alias: str = ""

    @property
    def name(self) -> str:
        return self.alias or self.column


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate of a column under the name `alias`; `count` without a column counts rows.

    `formula` takes the measure of the schema called `column` (`Column.is_formula`); `squares` is
    the sum of the squares, a float: what variances of sums are made of.
    """

    alias: str
    aggregate: Aggregate | Spread | Literal["formula", "squares"]
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Reduce:
    """Fewer marks than rows, honestly: `bins` counts rows in `size` × `size` cells of x and y
    (answer: x, y at the cell's middle, "rows"); `extremes` keeps for each of `size` pixels of x
    the first, least, greatest and last y of every group in `by`, with gaps kept.
    Only done when more than `above` rows match; `Rows.reduced` then says so.
    """

    how: Literal["bins", "extremes"]
    x: str
    y: str
    size: int
    above: int
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """With `groups` or `measures`: aggregated rows. Without: the rows themselves (`columns`).

    `top` keeps the groups of the first group column with the largest first measure (`bottom`: the
    smallest) and folds the rest into one row whose key is OTHER, or drops it (`other` False).
    `sort` names output columns, "-" first for falling.
    """

    groups: tuple[Group, ...] = ()
    measures: tuple[Measure, ...] = ()
    columns: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = field(default=())
    sort: tuple[str, ...] = ()
    top: int | None = None
    limit: int | None = None
    offset: int = 0
    sample: int | None = None
    other: bool = True
    bottom: bool = False
    reduce: Reduce | None = None


OTHER = "Other"
HIGH = "__high"
"""What the name of a binned key gets for the upper end of its interval."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer: `frame` as asked, `matched` rows passed the filters of `total` in the version.

    `reduced` names the way in which fewer marks than rows are answered, None when all are there.
    """

    frame: pl.DataFrame
    matched: int
    total: int
    reduced: str | None = None
