"""From a mark of a figure back to its rows: the filters that let exactly these rows pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from luminabi_dash.charts.colours import key_text
from luminabi_dash.charts.columns import Columns
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import LIST_LIMIT, Filter
from luminabi_dash.tables.query import HIGH, OTHER, Group
from luminabi_dash.tables.schema import Column

NEXT = {"hour": "1h", "day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}


def of_key(
    column: Column, key: Any, unit: str | None, keys: Sequence[Any] = ()
) -> tuple[Filter, ...]:
    """The rows of one key; a calendar unit is a half-open span, OTHER what no other key holds."""
    if key is None:
        return (Filter(column=column.name, op="is_null"),)
    if isinstance(key, datetime | date):
        return of_moment(column, key, unit)
    if isinstance(key, str) and key == OTHER and 1 < len(keys) <= LIST_LIMIT:
        kept = [typed(column, other) for other in keys if other != OTHER]
        return (Filter(column=column.name, op="not_in", value=kept),)
    return (Filter(column=column.name, op="in", value=[typed(column, key)]),)


def of_moment(column: Column, key: date | datetime, unit: str | None) -> tuple[Filter, ...]:
    if unit is None:
        return (Filter(column=column.name, op="eq", value=key.isoformat()),)
    step = NEXT["day" if unit == "hour" and column.type.value == "date" else unit]
    after = pl.Series([key]).dt.offset_by(step)[0]
    return (
        Filter(column=column.name, op="ge", value=key.isoformat()),
        Filter(column=column.name, op="lt", value=after.isoformat()),
    )


def typed(column: Column, key: Any) -> Any:
    """A key as filters of its column take it: folded keys are text."""
    if isinstance(key, str) and column.type.is_numeric:
        return float(key) if column.type.value == "number" else int(float(key))
    if isinstance(key, str) and column.type.value == "boolean":
        return key == "true"
    if isinstance(key, datetime | date):
        return key.isoformat()
    return key


def of_group(
    column: Column, group: Group, lines: Columns | pl.DataFrame, at: int
) -> tuple[Filter, ...]:
    """The rows of the key in line `at` of an answer, however its column was grouped."""
    keys = list(lines[group.name])
    key = keys[at]
    if group.part is not None:
        raise Invalid(
            f"A {group.part.replace('_', ' ')} comes again and again, so its rows cannot be "
            "told by one filter.",
            code="no_such_mark",
        )
    if group.bins is not None:
        return of_interval(column, key, keys, lines[group.name + HIGH][at])
    unit = group.unit if column.type.is_temporal else None
    return of_key(column, key, unit, list(dict.fromkeys(keys)))


def of_interval(
    column: Column, low: Any, lows: Sequence[Any], high: float | None
) -> tuple[Filter, ...]:
    """A half-open interval up to the next one's beginning, of which rounding may give `high` a
    last digit more or less; the uppermost interval holds its end too.
    """
    if low is None or high is None:
        return (Filter(column=column.name, op="is_null"),)
    above = [other for other in lows if other is not None and other > low]
    start = Filter(column=column.name, op="ge", value=low)
    if not above:
        return start, Filter(column=column.name, op="le", value=widened(high))
    is_next = abs(min(above) - high) < (high - low) / 2
    return start, Filter(column=column.name, op="lt", value=min(above) if is_next else high)


def widened(end: float) -> float:
    """A little more where the end of a range was rounded."""
    return end if float(end).is_integer() else end + abs(end) * 1e-14


def of_others(column: Column, kept: Sequence[Any]) -> tuple[Filter, ...]:
    """What none of the kept keys holds."""
    return (Filter(column=column.name, op="not_in", value=[typed(column, key) for key in kept]),)


def same(first: Any, second: Any) -> bool:
    return key_text(first) == key_text(second)
