"""What is known of a column's values, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass


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
