"""Which calendar unit suits a span of time."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from luminabi_dash.tables.query import Unit

LIMITS: tuple[tuple[timedelta, Unit], ...] = (
    (timedelta(days=3), "hour"),
    (timedelta(days=120), "day"),
    (timedelta(days=420), "week"),
    (timedelta(days=3_650), "month"),
    (timedelta(days=10_950), "quarter"),
)


def unit_for(span: timedelta) -> Unit:
    """A unit that gives some tens to about 120 points over the span."""
    for limit, unit in LIMITS:
        if span <= limit:
            return unit
    return "year"


def fitting_unit(scan: pl.LazyFrame, column: str | None) -> Unit:
    """The unit for the values of a date column; "month" without one."""
    if column is None:
        return "month"
    moments = pl.col(column).cast(pl.Datetime("us"))
    ends = scan.select(moments.min().alias("low"), moments.max().alias("high")).collect()
    low, high = ends["low"][0], ends["high"][0]
    return "month" if low is None else unit_for(high - low)
