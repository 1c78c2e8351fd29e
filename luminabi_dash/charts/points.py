"""From a mark of a figure back to its rows: the filters that let exactly these rows pass."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from luminabi_dash.charts.axes import COLOURS
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import OTHER, Unit
from luminabi_dash.tables.schema import Column, Schema

NEXT = {"hour": "1h", "day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}


def of_key(column: Column, key: Any, unit: Unit | None, keys: list[Any]) -> tuple[Filter, ...]:
    """The rows of one key; a calendar unit is a half-open span, OTHER what no other key holds."""
    if key is None:
        return (Filter(column=column.name, op="is_null"),)
    if isinstance(key, datetime | date):
        if unit is None:
            return (Filter(column=column.name, op="eq", value=key.isoformat()),)
        after = pl.Series([key]).dt.offset_by(NEXT[unit])[0]
        return (
            Filter(column=column.name, op="ge", value=key.isoformat()),
            Filter(column=column.name, op="lt", value=after.isoformat()),
        )
    if key == OTHER and not column.type.is_numeric and keys.count(OTHER) == 1 and len(keys) > 1:
        kept = [other for other in keys if other != OTHER]
        return (Filter(column=column.name, op="not_in", value=kept),)
    return (Filter(column=column.name, op="in", value=[typed(column, key)]),)


def typed(column: Column, key: Any) -> Any:
    """A key as filters of its column take it: folded keys are text."""
    if isinstance(key, str) and column.type.is_numeric:
        return float(key)
    if isinstance(key, str) and column.type.value == "boolean":
        return key == "true"
    return key


def of_colour(
    frame: pl.DataFrame, color: str | None, trace: int, schema: Schema
) -> tuple[pl.DataFrame, tuple[Filter, ...]]:
    """The rows of one coloured trace as they were drawn, and the filters of its colour."""
    if color is None:
        if trace:
            raise IndexError(trace)
        return frame, ()
    keys = frame[color].value_counts(sort=True)[color].to_list()
    column = schema.column(color)
    if trace < COLOURS:
        key = keys[trace]
        part = frame.filter(pl.col(color).is_null() if key is None else pl.col(color) == key)
        return part, of_key(column, key, None, [])
    rest = [typed(column, key) for key in keys[COLOURS:] if key is not None]
    part = frame.filter(pl.col(color).is_in(rest))
    return part, (Filter(column=color, op="in", value=rest),)


def of_group(
    frame: pl.DataFrame,
    schema: Schema,
    x: str,
    unit: Unit | None,
    color: str | None,
    place: tuple[int, int],
) -> tuple[Filter, ...]:
    """The mark at `place` (trace, point) of a chart that groups by x and colours by `color`."""
    trace, point = place
    part, colour = of_colour(frame, color, trace, schema)
    column = schema.column(x)
    key = part[x][point]
    span = unit if column.type.is_temporal else None
    return (*of_key(column, key, span, frame[x].unique().to_list()), *colour)
