"""What is known of a column's values, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column with its profile: what is in it and a little distribution.

    `bars` are shares (0..1 of the largest) of up to 24 bins or of the commonest values;
    `labels` say what each bar is.
    """

    name: str
    type: str
    role: str
    filled: int
    empty: int
    distinct: int
    smallest: str | None
    largest: str | None
    mean: float | None
    bars: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a filter editor knows of a column under the other filters.

    `values` are its commonest values with their rows (`distinct` in all), for numbers and dates
    `low` and `high` are its ends and `bars` (start, end, rows) how it is spread between them.
    """

    values: tuple[tuple[Any, int], ...] | None = None
    low: Any = None
    high: Any = None
    bars: tuple[tuple[Any, Any, int], ...] = ()
    distinct: int = 0
    empty: int = 0
