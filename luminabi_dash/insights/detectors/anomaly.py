"""A series leaves its course for a moment."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import stats

from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Numbers, Places
from luminabi_dash.insights.autoregression import rolling_median
from luminabi_dash.insights.course import Course, course_of
from luminabi_dash.insights.episodes import episodes_of, is_dense
from luminabi_dash.insights.gathering import Found, gathered
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.moments import chart_of, follow, iso, said, subject, verb
from luminabi_dash.insights.series import DAY, Grid, Series, all_series
from luminabi_dash.insights.spikes import spikes_of
from luminabi_dash.insights.table import Table

LEAST_POINTS = 40
FULL_Z = 12.0
SHOWN = 3
MOST = 10


@detector("anomaly", title="Looking for unusual moments…", cost=3)
def anomaly(table: Table) -> Iterator[Tested]:
    """Robust z of what cycles and level leave around a moving median, the largest times their
    number; not of random walks, and not where tails are heavy anyway.
    """
    yield from gathered(table, tests(table), is_alike)


def tests(table: Table) -> Iterator[Found]:
    for series in all_series(table):
        course = course_of(table, series)
        if course is None or course.size < LEAST_POINTS:
            continue
        if is_dense(course.size, series.grid.step_seconds):
            yield series, of_dense(table, series, course)
            continue
        rest = spikes_of(remainder(series, course), limit=limit_of(series, course))
        if course.wanders or not rest.is_told:
            yield series, Tested(1.0)
            continue
        order = np.argsort(-np.abs(rest.z[rest.places]), kind="stable")
        strongest = rest.places[order][:MOST]
        insight = found(table, series, course, strongest, rest.z[strongest], rest.p_value)
        yield series, Tested(rest.p_value, insight)


def is_alike(_grid: Grid, one: Insight, other: Insight) -> bool:
    """All moments of the other are among those of the one."""
    return set(other.at) <= set(one.at)


def of_dense(table: Table, series: Series, course: Course) -> Tested:
    plain = course.scaled - course.season
    cycle = max(round(DAY / series.grid.step_seconds), 1)
    episodes, p_value = episodes_of(plain, cycle, wanders=course.wanders)
    if not episodes:
        return Tested(p_value)
    places = np.array([one.place for one in episodes])
    usual = rolling_median(plain, min(2 * cycle + 1, plain.size))
    signs = np.where(plain[places] >= usual[places], 1.0, -1.0)
    z = signs * np.array([one.z for one in episodes])
    return Tested(p_value, found(table, series, course, places, z, p_value))


def remainder(series: Series, course: Course) -> Numbers:
    """What cycles and level leave; means of many rows count by how many these are."""
    rest = course.scaled - course.season - course.level
    return rest if series.weight is None else rest * series.weight[course.at]


def limit_of(series: Series, course: Course) -> Numbers | None:
    """Counts are no further out than a Poisson count of the expected size would be."""
    if series.measure is not None:
        return None
    due = np.maximum(course.season + course.level, 0.1) ** 2
    count = course.values
    above = stats.poisson.sf(count - 1, due)
    below = stats.poisson.cdf(count, due)
    tail = np.maximum(np.minimum(above, below), 1e-300)
    return np.asarray(np.maximum(stats.norm.isf(tail), 0.0), dtype=np.float64)


def found(
    table: Table, series: Series, course: Course, strongest: Places, off: Numbers, p_value: float
) -> Insight:
    """`strongest` indices of the course first, each `off` by so many usual deviations."""
    places = np.sort(strongest)
    at = course.at[places]
    moments = [said(series.grid, int(place)) for place in course.at[strongest[:SHOWN]]]
    top = int(strongest[0])
    value = float(course.values[top])
    unit = "" if series.measure is None else table.column(series.measure).unit
    more = f" and {places.size - SHOWN} more" if places.size > SHOWN else ""
    z = float(off[0])
    rows: tuple[int, ...] = ()
    if series.rows is not None:
        rows = tuple(int(table.rows[series.rows[place]]) for place in at)
    return Insight(
        kind="anomaly",
        columns=series.columns,
        sentence=(
            f"{subject(series)}{follow(series)} {verb(series, 'is', 'are')} unusually "
            f"{ways(off)} {moment_of(series)} {words.several(moments)}{more}: "
            f"{words.amount(value, unit)}{' at the furthest' if places.size > 1 else ''}, "
            f"{abs(z):.0f} times the usual deviation {'above' if z > 0 else 'below'} what was "
            f"expected."
        ),
        effect=abs(z),
        effect_name="largest deviation, in usual deviations",
        interval=None,
        n=course.size,
        p_value=p_value,
        strength=min(1.0, abs(z) / FULL_Z),
        direction={"high": "up", "low": "down"}.get(ways(off)),
        chart=chart_of(series, fine=True),
        filters=series.filters,
        segment=series.segment,
        at=tuple(iso(series.grid, int(place)) for place in at),
        rows=rows,
    )


def ways(off: Numbers) -> str:
    if (off > 0).all():
        return "high"
    return "low" if (off < 0).all() else "high or low"


def moment_of(series: Series) -> str:
    """ "on" a day, "in" a month."""
    return "on" if series.grid.step_seconds < 2 * DAY else "in"
