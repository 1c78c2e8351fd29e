"""Dates and times in text: the formats that a whole column agrees with; an order of day and month
that nothing decides is asked for.
"""

from __future__ import annotations

import polars as pl

from luminabi_dash.tables.inference import Inference
from luminabi_dash.tables.schema import Type

DATE_FORMATS = (
    ("%Y-%m-%d", r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"),
    ("%Y/%m/%d", r"^[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}$"),
    ("%Y.%m.%d", r"^[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}$"),
    ("%Y-%m", r"^[0-9]{4}-(?:0[1-9]|1[0-2])$"),
    ("%Y%m%d", r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"),
    ("%d.%m.%Y", r"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}$"),
    ("%d/%m/%Y", r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$"),
    ("%m/%d/%Y", r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$"),
    ("%d-%m-%Y", r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$"),
    ("%m-%d-%Y", r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$"),
    ("%d.%m.%y", r"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}$"),
    ("%d/%m/%y", r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}$"),
    ("%m/%d/%y", r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}$"),
    ("%d %b %Y", r"^[0-9]{1,2} [A-Za-z]{3} [0-9]{4}$"),
    ("%d-%b-%Y", r"^[0-9]{1,2}-[A-Za-z]{3}-[0-9]{4}$"),
    ("%d-%b-%y", r"^[0-9]{1,2}-[A-Za-z]{3}-[0-9]{2}$"),
    ("%d %B %Y", r"^[0-9]{1,2} [A-Za-z]{3,} [0-9]{4}$"),
    ("%b %d, %Y", r"^[A-Za-z]{3} [0-9]{1,2}, [0-9]{4}$"),
    ("%B %d, %Y", r"^[A-Za-z]{3,} [0-9]{1,2}, [0-9]{4}$"),
)
TIME_SHAPE = r"^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[T ][0-9]{1,2}:[0-9]{2}"
TIME_FORMATS = (
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.fZ",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%m-%d-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%m-%d-%Y %H:%M",
)
MOST = 0.5
SERIAL = "serial"
"""Days since 1899-12-30, as spreadsheets count them."""


def twin(pattern: str) -> str | None:
    """The same format with day and month the other way round, where that is in use."""
    if pattern.startswith(("%d/%m/", "%d-%m-")):
        return f"%m{pattern[2]}%d{pattern[5:]}"
    return None


class Dates:
    """The formats that all cells so far agree with, and the best of those that most agree with."""

    def __init__(self) -> None:
        self._alive: dict[str, int] | None = None
        self._differs = False

    @property
    def is_none(self) -> bool:
        """Whether no format is left."""
        return self._alive == {}

    def add(self, values: pl.Series) -> None:
        if self._alive is None:
            self._alive = dict.fromkeys(shaped_like(values), 0)
        for pattern in list(self._alive):
            parsed = parse(values, pattern)
            missing = parsed.null_count()
            self._alive[pattern] += len(values) - missing
            other = twin(pattern)
            if other in self._alive and not self._differs:
                self._differs = bool((parsed != parse(values, other or pattern)).any())

    def result(self, filled: int) -> Inference | None:
        """None when most cells are no dates."""
        counts = self._alive or {}
        whole = [pattern for pattern, count in counts.items() if count == filled]
        if not whole:
            return self._partly(filled)
        pattern = whole[0]
        kind = Type.DATETIME if "%H" in pattern else Type.DATE
        noun = "times" if kind is Type.DATETIME else "dates"
        other = twin(pattern)
        if other in whole and self._differs:
            reason = f"{filled:,} {noun} read both day first and month first: kept as text"
            others = ((kind.value, pattern, None), (kind.value, other, None))
            return Inference(Type.TEXT, None, filled, filled, "ambiguous date", reason, others)
        tried = "date and time" if kind is Type.DATETIME else "date"
        words = f"{filled:,} {noun} as {pattern}"
        if other is not None and other not in whole:
            words += f"; {filled - counts.get(other, 0):,} of them cannot be month first"
        text = (("text", None, None),)
        return Inference(kind, pattern, filled, 0, tried, words, text)

    def _partly(self, filled: int) -> Inference | None:
        counts = self._alive or {}
        pattern = max(counts, key=lambda p: counts[p], default=None)
        if pattern is None or counts[pattern] <= MOST * filled:
            return None
        kind = Type.DATETIME if "%H" in pattern else Type.DATE
        against = filled - counts[pattern]
        reason = f"{counts[pattern]:,} dates as {pattern}, {against:,} other values: kept as text"
        others = ((kind.value, pattern, None),)
        return Inference(Type.TEXT, None, filled, against, "date", reason, others)


def shaped_like(values: pl.Series) -> list[str]:
    """The formats that half of the first cells look like."""
    head = values.head(400)
    due = MOST * len(head)
    found = [
        pattern
        for pattern, shape in DATE_FORMATS
        if int(head.str.contains(shape).sum()) >= due
        and len(head) - parse(head, pattern).null_count() >= due
    ]
    if int(head.str.contains(TIME_SHAPE).sum()) >= due:
        found += [p for p in TIME_FORMATS if len(head) - parse(head, p).null_count() >= due]
    return found


def parse(values: pl.Series, pattern: str) -> pl.Series:
    """Dates or times, null where a cell has another form."""
    if pattern == SERIAL:
        days = values.cast(pl.Float64, strict=False).floor().cast(pl.Int32, strict=False)
        return (days - 25_569).cast(pl.Date)
    if "%H" in pattern:
        return values.str.to_datetime(pattern, strict=False, time_unit="us", exact=True)
    if pattern == "%Y-%m":
        values = values + "-01"
        return values.str.to_date("%Y-%m-%d", strict=False, exact=True)
    parsed = values.str.to_date(pattern, strict=False, exact=True)
    shape = dict(DATE_FORMATS).get(pattern)
    if shape is None or pattern not in {"%Y%m%d", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y"}:
        return parsed
    return parsed.set(~values.str.contains(shape), None)
