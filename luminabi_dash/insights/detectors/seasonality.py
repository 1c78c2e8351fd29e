"""A measure follows the time of day, the day of the week or the time of the year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from luminabi_dash.insights import parts, words
from luminabi_dash.insights.arrays import ranks
from luminabi_dash.insights.course import Course, course_of
from luminabi_dash.insights.gathering import Found, gathered
from luminabi_dash.insights.groups import LEAST_ROWS, compare, two_sided
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.moments import ends_of, follow, rhythm_chart_of, subject, verb
from luminabi_dash.insights.season import LEAST_STRENGTH, Season
from luminabi_dash.insights.series import Grid, Series, all_series
from luminabi_dash.insights.table import Table

FEW_CYCLES = 6


@detector("seasonality", title="Looking for cycles…", cost=3)
def seasonality(table: Table) -> Iterator[Tested]:
    """F-tests of the phases of each cycle around a moving median, with errors of AR(1)."""
    yield from gathered(table, tests(table), is_alike)


def tests(table: Table) -> Iterator[Found]:
    for series in all_series(table):
        course = course_of(table, series)
        if course is None:
            continue
        for season in course.seasons:
            is_told = season.strength >= LEAST_STRENGTH
            insight = found(table, series, course, season) if is_told else None
            yield series, Tested(season.p_value, insight)
            if is_told and season.name == "time of year" and len(series.time.columns) == 2:
                tested = best_phase(table, series, course)
                if tested is not None:
                    yield series, tested


def is_alike(_grid: Grid, one: Insight, other: Insight) -> bool:
    return one.period == other.period


def best_phase(table: Table, series: Series, course: Course) -> Tested | None:
    """Where the phase is a column of its own (a month beside a year), its highest value."""
    name = series.time.columns[1]
    if series.rows is None or series.measure is None or name not in table.factors:
        return None
    factor, rows = table.factors[name], series.rows[course.at]
    codes = factor.codes[rows]
    means = [
        course.values[codes == code].mean() if (codes == code).sum() >= LEAST_ROWS else -np.inf
        for code in range(factor.size)
    ]
    top = int(np.argmax(means))
    marks = codes == top
    off = course.scaled - course.level
    error = float(np.std(off)) * np.sqrt(1 / marks.sum() + 1 / (~marks).sum())
    z = float(off[marks].mean() - off[~marks].mean()) / max(error, 1e-300)
    p_value = min(1.0, two_sided(z) * factor.size)
    if z <= 0:
        return Tested(p_value)
    segment = ((name, factor.labels[top]),)
    delta = compare(marks.astype(np.int64), 2, off, ranks(off)).delta[1]
    insight = parts.told(
        table, series.measure, factor.codes == top, segment, delta=float(delta), p_value=p_value
    )
    return Tested(p_value, insight)


def found(table: Table, series: Series, course: Course, season: Season) -> Insight:
    off = course.values - course.values.mean()
    top, low = ends_of(series.grid, course.at, season.pattern, season.name)
    swing = float(np.ptp(season.pattern))
    if season.is_log:
        size = f"the top is {words.share(float(np.exp(swing)) - 1)} above the bottom"
    elif series.measure is None:
        size = f"{words.share(season.strength)} of its ups and downs"
    else:
        size = f"a swing of {words.amount(swing, table.column(series.measure).unit)}"
    cycles = float(course.at[-1] - course.at[0] + 1) / season.period
    period = round(season.period)
    return Insight(
        kind="seasonality",
        columns=series.columns,
        sentence=(
            f"{subject(series)}{follow(series)} {verb(series, 'follows', 'follow')} the "
            f"{season.name}: highest {top}, lowest {low} ({size})."
        ),
        effect=season.strength,
        effect_name="share of the variance around the level",
        interval=None,
        n=int(off.size),
        p_value=season.p_value,
        strength=season.strength**0.5,
        chart=rhythm_chart_of(series, season.name),
        filters=series.filters,
        segment=series.segment,
        caveats=(f"{cycles:.0f} cycles only",) if cycles < FEW_CYCLES else (),
        period=period,
    )
