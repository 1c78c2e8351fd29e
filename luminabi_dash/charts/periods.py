"""The period before: the same length of time, just before the one that filters let pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import polars as pl

from luminabi_dash.tables.filters import LAST, Filter
from luminabi_dash.tables.relative import unit_around

DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
LOWER, UPPER = {"ge", "gt"}, {"le", "lt"}


def relative_on(filters: Sequence[Filter], column: str) -> Filter | None:
    """The filter on a column that counts back from its newest moment."""
    return next((f for f in filters if f.column == column and f.op in {"last", "within"}), None)


def resolved(filters: Sequence[Filter], column: str, newest: datetime) -> tuple[Filter, ...]:
    """The filters with "last 30 days" as the moments it means."""
    found: list[Filter] = []
    for item in filters:
        if item.column == column and item.op == "within":
            first, after = unit_around(newest, item.value)
            found.append(Filter(column=column, op="ge", value=first.isoformat()))
            found.append(Filter(column=column, op="lt", value=after.isoformat()))
            continue
        match = LAST.fullmatch(item.value) if item.op == "last" else None
        if item.column != column or match is None:
            found.append(item)
            continue
        start = newest - timedelta(days=int(match[1]) * DAYS[match[2]])
        found.append(Filter(column=column, op="gt", value=start.isoformat()))
        found.append(Filter(column=column, op="le", value=newest.isoformat()))
    return tuple(found)


def before(filters: Sequence[Filter], column: str) -> tuple[Filter, ...] | None:
    """The same filters, but for the period just before; None when they bound no period."""
    low = high = None
    is_open, is_closed = False, False
    for item in filters:
        if item.column != column:
            continue
        if not is_of_dates(item):
            return None
        if item.op == "between" and None not in item.value:
            low, high, is_closed = moment(item.value[0]), end_of(item.value[1]), True
        elif item.op in LOWER:
            low, is_open = moment(item.value), item.op == "gt"
        elif item.op in UPPER:
            high = end_of(item.value) if item.op == "le" else moment(item.value)
            is_closed = item.op == "le"
    if low is None or high is None or not low < high:
        return None
    start = earlier(low, high)
    rest = tuple(item for item in filters if item.column != column)
    return (
        *rest,
        Filter(column=column, op="gt" if is_open else "ge", value=start.isoformat()),
        Filter(column=column, op="le" if is_open and is_closed else "lt", value=low.isoformat()),
    )


def is_of_dates(item: Filter) -> bool:
    """Whether a filter holds moments: of a column of numbers there is no period before."""
    values = item.value if isinstance(item.value, list | tuple) else [item.value]
    return all(value is None or isinstance(value, str) for value in values)


def earlier(low: datetime, high: datetime) -> datetime:
    """The start of the period before: whole months before whole months."""
    months = (high.year - low.year) * 12 + high.month - low.month
    is_whole = all(m.day == 1 and m.time() == time() for m in (low, high))
    if is_whole and months > 0:
        moved: datetime = pl.Series([low]).dt.offset_by(f"-{months}mo")[0]
        return moved
    return low - (high - low)


def moment(value: object) -> datetime:
    found = datetime.fromisoformat(str(value))
    return found.replace(tzinfo=None)


def end_of(value: object) -> datetime:
    """A bare date as an end means the end of that day."""
    text = str(value)
    found = moment(text)
    return found + timedelta(days=1) if len(text) == len("2026-11-23") else found


def as_moment(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())
