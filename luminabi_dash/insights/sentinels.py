"""Values that stand for "unknown": −999, 9999, an impossible 0, 1900-01-01, "unknown"."""

from __future__ import annotations

import numpy as np

from luminabi_dash.insights.arrays import Marks, Numbers, spread

CODES = frozenset(
    sign * number
    for sign in (1, -1)
    for number in (1, 9, 99, 999, 9_999, 99_999, 999_999, 10**9, 88, 888, 8_888, 77, 777)
)
WORDS = frozenset(
    {
        "unknown", "n/a", "#n/a", "not available", "not known", "missing", "?", "??", "-", "--",
        "null", "(null)", "nan", "undefined", "tbd", "unspecified", "not specified", "no data",
    }
)  # fmt: skip
DATES = frozenset(
    int(np.datetime64(day, "s").astype(np.int64))
    for day in ("1900-01-01", "1899-12-30", "1970-01-01", "1901-01-01", "9999-12-31", "2099-12-31")
)
LEAST_REPEATS = 4
LEAST_ZEROS = 3
LEAST_OTHERS = 20
FAR = 8.0
ZERO_SHARE = 0.05
ZERO_RATIO = 0.2
LOW = 10
SPACINGS = 4.0
DATE_GAP = 400 * 86_400


def of_numbers(values: Numbers) -> float | None:
    """The number that stands for "unknown" in a column, if there is one."""
    known = values[np.isfinite(values)]
    if known.size < LEAST_OTHERS:
        return None
    for value in (float(known.min()), float(known.max())):
        is_it = known == value
        others = known[~is_it]
        if others.size < LEAST_OTHERS or np.unique(others[:5_000]).size < LEAST_OTHERS:
            continue
        repeats = int(is_it.sum())
        if value in CODES and repeats >= LEAST_REPEATS and is_far(value, others):
            return value
        is_rare_zero = value == 0 and LEAST_ZEROS <= repeats <= ZERO_SHARE * known.size
        if is_rare_zero and is_impossible_zero(np.abs(others)):
            return value
    return None


def is_far(value: float, others: Numbers) -> bool:
    centre = float(np.median(others))
    nearest = float(np.min(np.abs(others - value)))
    width = spread(others)
    return abs(value - centre) > FAR * width and nearest > width


def is_impossible_zero(others: Numbers) -> bool:
    """All others keep away from zero: by a share of their median and by many of their steps."""
    low = np.unique(others)[: LOW + 1]
    step = float(low[-1] - low[0]) / max(low.size - 1, 1)
    return bool(low[0] >= ZERO_RATIO * np.median(others) and low[0] > SPACINGS * step)


def of_moments(stamps: np.ndarray) -> int | None:
    """The moment, in seconds, that stands for "unknown" among dates."""
    seconds = stamps[~np.isnat(stamps)].astype(np.int64)
    if seconds.size < LEAST_OTHERS:
        return None
    for value in (int(seconds.min()), int(seconds.max())):
        others = seconds[seconds != value]
        repeats = seconds.size - others.size
        is_known = value in DATES and repeats >= LEAST_REPEATS and others.size >= LEAST_OTHERS
        if is_known and np.min(np.abs(others - value)) > DATE_GAP:
            return value
    return None


def is_word(label: object) -> bool:
    return isinstance(label, str) and label.strip().lower() in WORDS


def without(values: Numbers, value: float | None) -> tuple[Numbers, Marks]:
    """The numbers with NaN for the sentinel, and where it stood."""
    if value is None:
        return values, np.zeros(values.size, dtype=bool)
    marks = values == value
    return np.where(marks, np.nan, values), marks
