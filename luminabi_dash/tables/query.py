"""A query: what is asked of one version of a dataset, as a value that can be a cache key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from luminabi_dash.tables.filters import Filter

Aggregate = Literal["sum", "mean", "median", "min", "max", "count", "distinct"]
Unit = Literal["hour", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Group:
    """Group by a column: by value, by a calendar unit, or by `bins` equal intervals."""

    column: str
    unit: Unit | None = None
    bins: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate of a column under the name `alias`; `count` without a column counts rows."""

    alias: str
    aggregate: Aggregate
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """With `groups` or `measures`: aggregated rows. Without: the rows themselves (`columns`).

    `top` keeps the groups of the first group column with the largest first measure and folds
    the rest into one row whose key is OTHER. `sort` names output columns, "-" first for falling.
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


OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer: `frame` as asked, `matched` rows passed the filters of `total` in the version."""

    frame: pl.DataFrame
    matched: int
    total: int
