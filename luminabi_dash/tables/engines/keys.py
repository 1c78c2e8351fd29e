"""Keys of groups as Polars expressions: values, calendar units, parts of a date, intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import HIGH, Group
from luminabi_dash.tables.schema import Column, Schema, Type

TRUNCATE = {"hour": "1h", "day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}

KEY = "__key"


@dataclass(frozen=True, slots=True)
class Intervals:
    """`bins` equal intervals from `low`, each `width` wide.

    A value lies in interval floor((value - low) * scale), cut to 0 and bins - 1: a product, because
    engines divide by a constant in more than one way.
    """

    low: float
    width: float
    bins: int

    @property
    def scale(self) -> float:
        return 1.0 / self.width


def with_keys(
    frame: pl.LazyFrame,
    whole: pl.LazyFrame,
    groups: Sequence[Group],
    schema: Schema,
    filters: Sequence[Filter],
) -> tuple[pl.LazyFrame, list[pl.Expr]]:
    """The frame with a column KEY + place for each key, and what to add once they have their names.
    `whole` are the rows before any filter: intervals do not move under filters.
    """
    keys: list[pl.Expr] = []
    after: list[pl.Expr] = []
    for place, group in enumerate(groups):
        name = f"{KEY}{place}"
        column = schema.column(group.column)
        cell = pl.col(group.column)
        if group.bins is not None:
            spaced = intervals(whole, column, group.bins, filters)
            index = ((cell - spaced.low) * spaced.scale).floor().clip(0, spaced.bins - 1)
            keys.append((index * spaced.width + spaced.low).cast(pl.Float64).alias(name))
            after.append((pl.col(group.name) + spaced.width).alias(group.name + HIGH))
        elif group.part is not None:
            keys.append(part(cell, column, group).alias(name))
        elif group.unit is not None and column.type.is_temporal:
            keys.append(truncated(cell, column, group).alias(name))
        else:
            keys.append(cell.alias(name))
    return frame.with_columns(keys), after


def truncated(cell: pl.Expr, column: Column, group: Group) -> pl.Expr:
    """The start of the calendar unit; hours of a date are its days."""
    unit = group.unit or "day"
    if column.type is Type.DATE and unit == "hour":
        unit = "day"
    return cell.dt.truncate(TRUNCATE[unit])


def part(cell: pl.Expr, column: Column, group: Group) -> pl.Expr:
    if not column.type.is_temporal:
        raise Invalid(
            f"{column.name!r} holds no dates, so it has no {group.part}.",
            code="wrong_spec",
            details={"column": column.name},
        )
    if group.part == "hour_of_day":
        return (cell.dt.hour() if column.type is Type.DATETIME else cell.dt.day() * 0).cast(
            pl.Int64
        )
    taken = {
        "weekday": cell.dt.weekday,
        "day_of_month": cell.dt.day,
        "month_of_year": cell.dt.month,
        "quarter_of_year": cell.dt.quarter,
    }[str(group.part)]
    return taken().cast(pl.Int64)


def intervals(
    whole: pl.LazyFrame, column: Column, bins: int, filters: Sequence[Filter]
) -> Intervals:
    """Equal intervals over the column's range, cut to what filters on it let pass."""
    if not column.type.is_numeric:
        raise Invalid(
            f"{column.name!r} holds no numbers, so it has no intervals.",
            code="wrong_spec",
            details={"column": column.name},
        )
    cell = pl.col(column.name).cast(pl.Float64)
    ends = whole.select(cell.min().alias("low"), cell.max().alias("high")).collect()
    return spaced(ends["low"][0], ends["high"][0], column, bins, filters)


def spaced(
    low: float | None, high: float | None, column: Column, bins: int, filters: Sequence[Filter]
) -> Intervals:
    """The intervals for a range that is known already."""
    if low is None or high is None:
        return Intervals(0.0, 1.0, 1)
    for item in filters:
        if item.column == column.name:
            low, high = narrowed(item, low, high)
    if not low < high:
        return Intervals(float(low), 1.0, 1)
    width = high / bins - low / bins
    if not width > 0 or not math.isfinite(width):
        return Intervals(float(low), max(high - low, 1.0), 1)
    return Intervals(float(low), width, bins)


def narrowed(item: Filter, low: float, high: float) -> tuple[float, float]:
    lower = item.value if item.op in {"ge", "gt"} else None
    upper = item.value if item.op in {"le", "lt"} else None
    if item.op == "between":
        lower, upper = item.value
    if item.op == "eq":
        lower = upper = item.value
    return (
        low if lower is None else max(low, float(lower)),
        high if upper is None else min(high, float(upper)),
    )
