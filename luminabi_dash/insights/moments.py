"""Moments, steps and phases of a series as sentences name them, and the chart that shows it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.charts.kinds.line import LineSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Numbers, Places
from luminabi_dash.insights.series import DAY, HOUR, SECONDS, Grid, Series
from luminabi_dash.insights.words import UNITS
from luminabi_dash.tables.query import Part, Unit
from luminabi_dash.tables.spans import unit_for

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
YEARS = 2


def iso(grid: Grid, place: int) -> str:
    """The start of a step: a day, or a time for steps of less than a day."""
    text = str(grid.starts[place])
    return text[:10] if grid.step_seconds >= DAY else text


def said(grid: Grid, place: int) -> str:
    """A step as a sentence names it: "Mar 2026", "Q1 2026", "2 Mar 2026", "2 Mar 2026 14:00"."""
    start = pd.Timestamp(grid.starts[place])
    day = f"{start.day} {start:%b} {start.year}"
    if grid.step_seconds < DAY:
        return f"{day} {start:%H:%M}"
    return {
        "week": f"the week of {day}",
        "month": f"{start:%b} {start.year}",
        "quarter": f"Q{start.quarter} {start.year}",
        "year": f"{start.year}",
    }.get(str(grid.unit), day if grid.step_seconds < 27 * DAY else coarse(start, grid))


def coarse(start: pd.Timestamp, grid: Grid) -> str:
    is_yearly = round(grid.step_seconds / SECONDS["month"]) % 12 == 0
    return f"{start.year}" if is_yearly else f"{start:%b} {start.year}"


def a_step(grid: Grid) -> str:
    """ "a month"; for odd steps "every 5 minutes"."""
    if grid.unit is not None:
        return UNITS[grid.unit]
    minutes = grid.step_seconds / 60
    if minutes < 120:
        return f"every {minutes:.3g} minutes"
    if minutes < 2_880:
        return f"every {minutes / 60:.3g} hours"
    days = minutes / 1_440
    if days < 27:
        return f"every {days:.3g} days"
    months = round(grid.step_seconds / SECONDS["month"])
    return f"every {months // 12} years" if months % 12 == 0 else f"every {months} months"


def pace_of(grid: Grid, steps: int) -> tuple[float, str]:
    """In what a slope over so many steps is told: how many steps that is, and its words. Steps of
    days over years are told by the year.
    """
    years = steps * grid.step_seconds / SECONDS["year"]
    if grid.step_seconds < SECONDS["month"] and years >= YEARS:
        return SECONDS["year"] / grid.step_seconds, "a year"
    return 1.0, a_step(grid)


def subject(series: Series) -> str:
    """What a sentence is about: "sales", "Mean price of region EU", "The number of rows"."""
    if series.measure is None:
        name = f"The number of rows {a_step(series.grid)}"
    elif series.aggregate == "mean" and series.rows is None:
        name = f"Mean {series.measure}"
    else:
        name = series.measure
    return name + "".join(f" of {column} “{value}”" for column, value in series.segment)


def verb(series: Series, one: str, many: str) -> str:
    """The verb of what a sentence is about."""
    is_plain = series.measure is not None and subject(series).startswith(series.measure)
    return words.verb(series.measure or "", one, many) if is_plain else one


def follow(series: Series) -> str:
    """ " (and with it revenue and units)" for sums that follow the count."""
    if not series.also:
        return ""
    names = list(series.also)
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f" (and with it {joined})"


def chart_of(series: Series, *, fine: bool = False) -> LineSpec:
    """A line over the time of a series; `fine` keeps its own steps instead of readable ones."""
    name = subject(series)
    return LineSpec(
        title=f"{name} along {series.time.name}"[:200],
        x=series.time.name,
        y=series.measure,
        aggregate=series.aggregate,
        unit=unit_of(series.grid, fine=fine),
    )


PARTS: dict[str, Part] = {"time of day": "hour_of_day", "day of the week": "weekday"}


def rhythm_chart_of(series: Series, season: str) -> LineSpec | BarSpec:
    """Bars of the phases of a cycle; the line where the time has no column of its own."""
    if not series.time.is_temporal:
        return chart_of(series, fine=season != "time of year")
    yearly: Part = "quarter_of_year" if series.grid.unit == "quarter" else "month_of_year"
    return BarSpec(
        title=f"{subject(series)} by {season}"[:200],
        x=series.time.name,
        y=series.measure,
        aggregate=series.aggregate,
        part=PARTS.get(season, yearly),
    )


def unit_of(grid: Grid, *, fine: bool) -> Unit:
    span = pd.Timedelta(int((grid.starts[-1] - grid.starts[0]).astype(np.int64)), "s")
    wide = unit_for(span.to_pytimedelta())
    own: Unit = grid.unit or ("hour" if grid.step_seconds < DAY else "day")
    if fine or SECONDS[own] > SECONDS[wide]:
        return own
    return wide


def ends_of(grid: Grid, at: Places, off: Numbers, name: str) -> tuple[str, str]:
    """The phase of a cycle with the highest and the one with the lowest mean, in words."""
    starts = grid.starts[at]
    if name == "time of day":
        keys = (starts.astype(np.int64) % DAY) // HOUR
        labels = [f"at {hour:02}:00" for hour in range(24)]
    elif name == "day of the week":
        keys = (starts.astype("datetime64[D]").astype(np.int64) + 3) % 7
        labels = [f"on {day}" for day in WEEKDAYS]
    else:
        keys = starts.astype("datetime64[M]").astype(np.int64) % 12
        labels = [f"in {month}" for month in MONTHS]
    means = {int(key): float(off[keys == key].mean()) for key in np.unique(keys)}
    top = max(means, key=lambda key: (means[key], -key))
    low = min(means, key=lambda key: (means[key], key))
    return labels[top], labels[low]
