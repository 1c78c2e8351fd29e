"""A measure along time at the unit that fits it: whole periods only, gaps where nothing is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from luminabi_dash.tables.query import Aggregate, Unit
from luminabi_dash.tables.schema import Column
from luminabi_dash.tables.spans import unit_for

PERIODS: dict[Unit, str] = {
    "hour": "h",
    "day": "D",
    "week": "W-SUN",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}
COARSER: dict[Unit, Unit] = {
    "hour": "day",
    "day": "week",
    "week": "month",
    "month": "quarter",
    "quarter": "year",
}
CYCLE = {"hour": 24, "day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}
LEAST_FILLED = 0.7
WHOLE_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Series:
    """`values` by whole period, NaN where a mean has no rows; `first` and `last` name the ends."""

    unit: Unit
    values: NDArray[np.float64]
    first: str
    last: str

    @property
    def cycle(self) -> int:
        return CYCLE[self.unit]


def series_of(
    frame: pd.DataFrame,
    when: Column,
    measure: Column | None,
    aggregate: Aggregate,
    *,
    finest: bool = False,
) -> Series | None:
    """The series at a unit that most periods have rows in; None without times.

    The unit is one that suits the whole span, or with `finest` the smallest that data fill.

    The first and the last period are left out unless the data cover them: half a month is no
    fall.
    """
    times = pd.to_datetime(frame[when.name], errors="coerce")
    known = times.notna()
    if measure is not None:
        known &= frame[measure.name].notna()
    times = times[known]
    if len(times) < 2:
        return None
    span_of_time = times.max() - times.min()
    unit: Unit | None = unit_for(span_of_time)
    if finest:
        unit = "day" if (times == times.dt.normalize()).all() else "hour"
    while unit is not None:
        periods = times.dt.to_period(PERIODS[unit])
        span = int(periods.max().ordinal - periods.min().ordinal) + 1
        if periods.nunique() >= LEAST_FILLED * span:
            numbers = None if measure is None else frame.loc[known, measure.name]
            return summed(times, periods, numbers, aggregate, unit)
        unit = COARSER.get(unit)
    return None


def summed(
    times: pd.Series,
    periods: pd.Series,
    numbers: pd.Series | None,
    aggregate: Aggregate,
    unit: Unit,
) -> Series:
    if numbers is None:
        grouped = periods.groupby(periods).size().astype(float)
    else:
        grouped = numbers.astype(float).groupby(periods).agg(aggregate)
    every = pd.period_range(grouped.index.min(), grouped.index.max(), freq=PERIODS[unit])
    grouped = grouped.reindex(every)
    if numbers is None or aggregate == "sum":
        grouped = grouped.fillna(0.0)
    grouped = grouped.iloc[starts_late(times, every[0]) : len(every) - ends_early(times, every[-1])]
    labels = [said(period, unit) for period in grouped.index]
    first, last = (labels[0], labels[-1]) if labels else ("", "")
    values = np.asarray(grouped, dtype=np.float64)
    return Series(unit, values, first, last)


def said(period: pd.Period, unit: Unit) -> str:
    """A period as a sentence names it: "Mar 2026", "Q1 2026", "the week of 2 Mar 2026"."""
    start = period.start_time
    day = f"{start.day} {start:%b %Y}"
    return {
        "hour": f"{day} {start:%H}:00",
        "day": day,
        "week": f"the week of {day}",
        "month": f"{start:%b %Y}",
        "quarter": f"Q{period.quarter} {start:%Y}",
        "year": f"{start:%Y}",
    }[unit]


def starts_late(times: pd.Series, period: pd.Period) -> int:
    length = period.end_time - period.start_time
    return int(times.min() - period.start_time > (1 - WHOLE_SHARE) * length)


def ends_early(times: pd.Series, period: pd.Period) -> int:
    length = period.end_time - period.start_time
    is_day = (times == times.dt.normalize()).all()
    covered = times.max() + (pd.Timedelta(days=1) if is_day else pd.Timedelta(0))
    return int(period.end_time - covered > (1 - WHOLE_SHARE) * length)


def without_season(values: NDArray[np.float64], cycle: int) -> NDArray[np.float64]:
    """Minus the mean of each phase of the detrended values, if there are three whole cycles."""
    if cycle < 2 or values.size < 3 * cycle:
        return values
    index = np.arange(values.size)
    known = np.isfinite(values)
    line = np.polyval(np.polyfit(index[known], values[known], 1), index)
    rest = values - line
    result = values.copy()
    for phase in range(cycle):
        part = rest[phase::cycle]
        if np.isfinite(part).any():
            result[phase::cycle] -= np.nanmean(part)
    return result


def lag_one(residuals: NDArray[np.float64]) -> float:
    """Lag-1 autocorrelation, corrected for its bias in short series (Kendall 1954)."""
    size = residuals.size
    if size < 4:
        return 0.0
    centred = residuals - residuals.mean()
    power = float((centred**2).sum())
    if power == 0:
        return 0.0
    phi = float((centred[1:] * centred[:-1]).sum()) / power
    return min(max(phi + (1 + 4 * phi) / size, -0.99), 0.99)
