"""Calendar units that are counted from the newest moment of a column."""

from __future__ import annotations

from datetime import datetime, timedelta

from luminabi_dash.tables.filters import WITHIN

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def unit_around(newest: datetime, words: str) -> tuple[datetime, datetime]:
    """Start (in) and end (out) of "this month", "previous quarter" and the like."""
    match = WITHIN.fullmatch(words)
    if match is None:
        raise ValueError(words)
    back = 1 if match[1] == "previous" else 0
    day = datetime(newest.year, newest.month, newest.day)  # noqa: DTZ001  stored times have no zone
    if match[2] == "week":
        start = day - timedelta(days=day.weekday() + 7 * back)
        return start, start + timedelta(days=7)
    months = MONTHS[match[2]]
    first = (newest.year * 12 + newest.month - 1) // months * months - back * months
    return month_start(first), month_start(first + months)


def month_start(number: int) -> datetime:
    """The first day of a month that is counted from the year 0."""
    return datetime(number // 12, number % 12 + 1, 1)  # noqa: DTZ001
