"""Measures along time on a regular grid: one value a step, NaN where nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from luminabi_dash.insights.arrays import Numbers, Places
from luminabi_dash.insights.panel import panel_of
from luminabi_dash.insights.table import Factor, Table
from luminabi_dash.insights.times import Stamps, Time
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Aggregate, Unit

HOUR, DAY = 3_600, 86_400
LEAST_POINTS = 8
MOST_POINTS = 25_000
LEAST_FILLED = 0.6
REGULAR = 0.8
LEAST_REGULAR = 0.25
SEVERAL = 1.02
FOLLOWS = 0.7
COLUMNS = 60
ENTITIES = 11
MOST_ENTITIES = 40
SERIES = 120
UNITS: tuple[Unit, ...] = ("hour", "day", "week", "month", "quarter", "year")
SECONDS: dict[Unit, float] = {
    "hour": HOUR,
    "day": DAY,
    "week": 7 * DAY,
    "month": 30.44 * DAY,
    "quarter": 91.3 * DAY,
    "year": 365.25 * DAY,
}
WIDTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """`places` of rows on a regular grid (−1 where time is unknown), `starts` of its steps."""

    unit: Unit | None
    step_seconds: float
    places: Places
    starts: Stamps

    @property
    def size(self) -> int:
        return int(self.starts.size)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """`values` by step of the grid. Without `measure` it counts rows; `segment` narrows it;
    `also` are measures whose sums follow this one. `rows` are table rows by step when each step
    has one. `entity` tells apart the things that it is the whole of. `scored` are means of normal
    scores for the tests, `weight` how much each counts.
    """

    time: Time
    grid: Grid
    values: Numbers
    measure: str | None
    aggregate: Aggregate
    segment: tuple[tuple[str, Any], ...] = ()
    also: tuple[str, ...] = ()
    rows: Places | None = None
    entity: Factor | None = None
    scored: Numbers | None = None
    weight: Numbers | None = None

    @property
    def tested(self) -> Numbers:
        """What tests look at: roots of counts, whose spread does not grow with them; means of
        normal scores of many rows; else the values.
        """
        if self.scored is not None:
            return self.scored
        if self.measure is None:
            return np.asarray(np.sqrt(self.values + 0.375), dtype=np.float64)
        return self.values

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.time.columns, *(() if self.measure is None else (self.measure,)))

    @property
    def filters(self) -> tuple[Filter, ...]:
        return tuple(Filter(column=name, op="eq", value=value) for name, value in self.segment)


def all_series(table: Table) -> tuple[Series, ...]:
    """Every series of a table that tests along time look at."""
    made: tuple[Series, ...] = table.kept("series", lambda: tuple(series_among(table)))
    return made


def series_among(table: Table) -> Iterator[Series]:
    time = table.time
    if time is None:
        return
    names = (*table.measures, *table.outcomes)[:COLUMNS]
    moments = np.unique(time.stamps[~np.isnat(time.stamps)])
    if moments.size < LEAST_POINTS:
        return
    known = int((~np.isnat(time.stamps)).sum())
    panel = None if known <= SEVERAL * moments.size else panel_of(table)
    if known <= SEVERAL * moments.size or panel is not None:
        grid = grid_of(time.stamps, moments)
        if grid is None:
            return
        yield from (
            of_panel(table, time, grid, names, panel.entity)
            if panel
            else of_rows(table, time, grid, names)
        )
    else:
        grid = grid_of_events(time.stamps)
        if grid is not None and grid.size >= LEAST_POINTS:
            yield from of_events(table, time, grid, names)


def grid_of(stamps: Stamps, moments: Stamps) -> Grid | None:
    """The step that moments follow: months, quarters, years or a fixed number of seconds."""
    gaps = np.diff(moments).astype(np.int64)
    typical = float(np.median(gaps))
    unit = next((u for u in UNITS if abs(typical - SECONDS[u]) < 0.04 * SECONDS[u]), None)
    if unit in ("month", "quarter", "year"):
        return calendar_grid(stamps, WIDTHS[unit], unit)
    months: Places = np.diff(moments.astype("datetime64[M]").astype(np.int64)).astype(np.int64)
    width = int(np.median(months))
    if (
        width > 1
        and (months % width == 0).all()
        and months.size * LEAST_FILLED * width < months.sum()
    ):
        return calendar_grid(stamps, width, None)
    size = int((moments[-1] - moments[0]).astype(np.int64) / typical) + 1
    is_regular = float((np.abs(gaps - typical) < 0.02 * typical).mean()) > REGULAR
    least = LEAST_REGULAR if is_regular else LEAST_FILLED
    if moments.size < least * size or size > MOST_POINTS:
        return grid_of_events(stamps)
    return fixed_grid(stamps, moments[0], typical, unit)


def fixed_grid(stamps: Stamps, first: np.datetime64, step: float, unit: Unit | None) -> Grid:
    seconds = (stamps - first).astype(np.int64).astype(float)
    places = np.where(np.isnat(stamps), -1, np.floor(seconds / step + 0.5)).astype(np.int64)
    size = int(places.max()) + 1
    starts = first + np.round(np.arange(size) * step).astype(np.int64).astype("timedelta64[s]")
    return Grid(unit, step, places, starts)


def calendar_grid(stamps: Stamps, width: int, unit: Unit | None) -> Grid:
    """Steps of `width` months: of the calendar for months, quarters and years, else counted from
    the first.
    """
    months = stamps.astype("datetime64[M]").astype(np.int64)
    known = ~np.isnat(stamps)
    origin = 0 if unit is not None else int(months[known].min())
    steps = np.where(known, np.floor_divide(months - origin, width), 0)
    first = int(steps[known].min())
    places = np.where(known, steps - first, -1).astype(np.int64)
    count = int(places.max()) + 1
    starts = (origin + (first + np.arange(count)) * width).astype("datetime64[M]")
    return Grid(unit, width * SECONDS["month"], places, starts.astype("datetime64[s]"))


def unit_grid(stamps: Stamps, unit: Unit) -> Grid:
    if unit in ("month", "quarter", "year"):
        return calendar_grid(stamps, WIDTHS[unit], unit)
    step = int(SECONDS[unit])
    seconds = stamps.astype(np.int64)
    shift = 4 * DAY if unit == "week" else 0  # 1970-01-05 was a Monday
    known = ~np.isnat(stamps)
    whole = np.where(known, np.floor_divide(seconds - shift, step), 0)
    first = int(whole[known].min())
    places = np.where(known, whole - first, -1).astype(np.int64)
    starts = (first + np.arange(int(places.max()) + 1)) * step + shift
    return Grid(unit, float(step), places, starts.astype("datetime64[s]"))


def grid_of_events(stamps: Stamps) -> Grid | None:
    """The finest unit that most steps have rows in; coarser ones that would be too few are no use.

    The first and the last step are left out unless they are whole: half a month is no fall.
    """
    known = stamps[~np.isnat(stamps)]
    span = float((known.max() - known.min()).astype(np.int64))
    has_clock = bool((known.astype(np.int64) % DAY != 0).any())
    for unit in UNITS:
        if (unit == "hour" and not has_clock) or span / SECONDS[unit] > MOST_POINTS:
            continue
        grid = unit_grid(stamps, unit)
        filled = np.unique(grid.places[grid.places >= 0]).size
        if filled >= LEAST_FILLED * grid.size:
            return whole_steps(grid, known, has_clock=has_clock)
    return None


def whole_steps(grid: Grid, known: Stamps, *, has_clock: bool) -> Grid:
    """The grid without a first or last step that the rows do not cover; rows that all stand at
    starts of steps cover theirs.
    """
    if grid.size < LEAST_POINTS or np.isin(known, grid.starts).all():
        return grid
    reach = np.timedelta64(0 if has_clock else DAY, "s")
    length = np.timedelta64(int(grid.step_seconds), "s")
    slack = length // 10
    cut_first = int(known.min() - grid.starts[0] > slack)
    cut_last = int(grid.starts[-1] + length - (known.max() + reach) > slack)
    if not cut_first and not cut_last:
        return grid
    size = grid.size - cut_first - cut_last
    places = grid.places - cut_first
    places = np.where((places < 0) | (places >= size), -1, places)
    return replace(grid, places=places, starts=grid.starts[cut_first : cut_first + size])


def of_rows(table: Table, time: Time, grid: Grid, names: tuple[str, ...]) -> Iterator[Series]:
    """One row a moment: the values as they are."""
    rows = np.full(grid.size, -1, dtype=np.int64)
    known = grid.places >= 0
    rows[grid.places[known]] = np.flatnonzero(known)
    for name in names:
        yield Series(time, grid, folded(grid, table.numbers[name], "mean"), name, "mean", rows=rows)


def of_panel(
    table: Table, time: Time, grid: Grid, names: tuple[str, ...], entity: Factor
) -> Iterator[Series]:
    """Several things that are followed along time: all together, and each when they are few."""
    for name in names:
        aggregate: Aggregate = "sum" if table.is_additive(name) else "mean"
        values = folded(grid, table.numbers[name], aggregate)
        yield Series(time, grid, values, name, aggregate, entity=entity)
        if entity.size > max(ENTITIES, min(MOST_ENTITIES, SERIES // len(names))):
            continue
        for code, label in enumerate(entity.labels):
            part = np.where(entity.codes == code, table.numbers[name], np.nan)
            segment = ((entity.name, label),)
            yield Series(
                time, grid, folded(grid, part, aggregate, least=1), name, aggregate, segment
            )


def of_events(table: Table, time: Time, grid: Grid, names: tuple[str, ...]) -> Iterator[Series]:
    """Rows as events: how many a step, sums that do not merely follow that, means of the rest."""
    counted = np.bincount(grid.places[grid.places >= 0], minlength=grid.size).astype(float)
    sums = [name for name in names if table.is_additive(name)]
    totals = {name: folded(grid, table.numbers[name], "sum") for name in sums}
    follow = tuple(name for name in sums if follows(totals[name], counted))
    yield Series(time, grid, counted, None, "count", also=follow)
    for name in names:
        if name in follow:
            continue
        if name in sums:
            yield Series(time, grid, totals[name], name, "sum")
            continue
        yield Series(
            time,
            grid,
            folded(grid, table.numbers[name], "mean"),
            name,
            "mean",
            scored=folded(grid, table.scores(name), "mean"),
            weight=np.sqrt(counted / max(float(counted.mean()), 1.0)),
        )


def follows(total: Numbers, counted: Numbers) -> bool:
    """Whether the sums are mostly a matter of how many rows there were."""
    if np.ptp(counted) == 0 or np.ptp(total) == 0:
        return False
    return bool(np.corrcoef(total, counted)[0, 1] > FOLLOWS)


def folded(grid: Grid, numbers: Numbers, aggregate: Aggregate, *, least: int = 0) -> Numbers:
    """Sum or mean a step; a mean without rows is NaN, a sum with fewer than `least` too."""
    known = (grid.places >= 0) & np.isfinite(numbers)
    places, values = grid.places[known], numbers[known]
    count = np.bincount(places, minlength=grid.size)
    total = np.bincount(places, weights=values, minlength=grid.size)
    if aggregate == "sum":
        return np.where(count >= least, total, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, total / count, np.nan)
