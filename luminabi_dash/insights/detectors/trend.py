"""A measure rises or falls along time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy import stats

from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Numbers
from luminabi_dash.insights.course import Course, course_of
from luminabi_dash.insights.gathering import Found, gathered
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.moments import a_step, chart_of, follow, pace_of, said, subject, verb
from luminabi_dash.insights.series import SECONDS, Grid, Series, all_series
from luminabi_dash.insights.table import Factor, Table

LEAST_R2 = 0.03
WALK_R2 = 0.5
FEW = 24
PANEL = 12
HALF_CYCLE, TWO_CYCLES = 0.3, 1.9
PANEL_SHARE = 0.65


@detector("trend", title="Following measures along time…", cost=3)
def trend(table: Table) -> Iterator[Tested]:
    """Generalised least squares with errors of AR(1), without cycles; not of a series that steps
    or of a random walk. Of many things followed together, the slopes of each (Wilcoxon).
    """
    yield from gathered(table, tests(table), is_alike)


def tests(table: Table) -> Iterator[Found]:
    for series in all_series(table):
        if series.measure and series.entity is not None and series.entity.size >= PANEL:
            tested = of_panel(table, series, series.measure, series.entity)
            if tested is not None:
                yield series, tested
            continue
        course = course_of(table, series)
        if course is None:
            continue
        if course.is_stepped:
            yield series, Tested(1.0)  # tried, and another description fits better
            continue
        is_told = course.line.share >= (WALK_R2 if course.wanders else LEAST_R2)
        insight = found(table, series, course) if is_told else None
        yield series, Tested(course.line.p_value, insight)


def is_alike(_grid: Grid, one: Insight, other: Insight) -> bool:
    return one.direction == other.direction


def found(table: Table, series: Series, course: Course) -> Insight:
    slope, intercept = np.polyfit(course.at, course.values, 1)
    coefficient, error = float(course.line.coefficients[-1]), float(course.line.error[-1])
    slope = math.copysign(slope, coefficient)
    wide = abs(slope) * 1.96 * error / max(abs(coefficient), 1e-300)
    span = int(course.at[-1] - course.at[0])
    start, end = intercept + slope * course.at[0], intercept + slope * course.at[-1]
    unit = "" if series.measure is None else table.column(series.measure).unit
    does = verb(series, "rises", "rise") if slope > 0 else verb(series, "falls", "fall")
    first, last = said(series.grid, int(course.at[0])), said(series.grid, int(course.at[-1]))
    mean = abs(float(course.values.mean())) or 1.0
    many, pace = pace_of(series.grid, span)
    return Insight(
        kind="trend",
        columns=series.columns,
        sentence=(
            f"{subject(series)}{follow(series)} {does} by "
            f"{words.amount(abs(slope) * span, unit)}{words.growth(start, end)} from {first} to "
            f"{last}, {words.amount(abs(slope) * many, unit)} {pace}."
        ),
        effect=slope / mean,
        effect_name=f"slope {a_step(series.grid)}, share of mean",
        interval=((slope - wide) / mean, (slope + wide) / mean),
        n=course.size,
        p_value=course.line.p_value,
        strength=math.sqrt(course.line.share),
        chart=chart_of(series),
        filters=series.filters,
        segment=series.segment,
        caveats=caveats_of(series, course),
        direction="up" if slope > 0 else "down",
    )


def caveats_of(series: Series, course: Course) -> tuple[str, ...]:
    found = ["few steps in time"] if course.size < FEW else []
    years = course.at[-1] * series.grid.step_seconds / SECONDS["year"]
    if HALF_CYCLE <= years < TWO_CYCLES:
        found.append("less than two years: it may be the time of the year")
    if course.wanders:
        found.append("it wanders like a random walk: the past says little about what comes")
    return tuple(found)


def of_panel(table: Table, series: Series, measure: str, entity: Factor) -> Tested | None:
    """Many things followed along time: whether their own slopes mostly have one sign."""
    slopes = slopes_of(table, series, measure, entity)
    if slopes.size < PANEL or not slopes.any():
        return None
    p_value = float(stats.wilcoxon(slopes).pvalue)
    up = float((slopes > 0).mean())
    agree = max(up, 1 - up)
    if agree < PANEL_SHARE:
        return Tested(p_value)
    is_up = up >= 0.5
    first, last = said(series.grid, 0), said(series.grid, series.grid.size - 1)
    does = words.verb(measure, "rises", "rise") if is_up else words.verb(measure, "falls", "fall")
    count = round(agree * slopes.size)
    low, high = median_interval(slopes)
    insight = Insight(
        kind="trend",
        columns=series.columns,
        sentence=(
            f"{measure} {does} in {count:,} of "
            f"{words.things(slopes.size, entity.name)} from {first} to {last}; typically by "
            f"{words.share(abs(float(np.median(slopes))))} of its mean {a_step(series.grid)}."
        ),
        effect=float(np.median(slopes)),
        effect_name=f"median slope {a_step(series.grid)}, share of mean",
        interval=(low, high),
        n=table.size,
        p_value=p_value,
        strength=2 * agree - 1,
        chart=chart_of(series),
        direction="up" if is_up else "down",
    )
    return Tested(p_value, insight)


def median_interval(values: Numbers) -> tuple[float, float]:
    """95 % interval of a median, from order statistics."""
    ordered = np.sort(values)
    low = max(int(stats.binom.ppf(0.025, values.size, 0.5)) - 1, 0)
    return float(ordered[low]), float(ordered[values.size - 1 - low])


def slopes_of(table: Table, series: Series, measure: str, entity: Factor) -> Numbers:
    """The slope of each thing, as a share of its own mean."""
    values, codes = table.numbers[measure], entity.codes
    known = np.isfinite(values) & (codes >= 0) & (series.grid.places >= 0)
    x, y, code = series.grid.places[known].astype(float), values[known], codes[known]
    size = entity.size
    count = np.maximum(np.bincount(code, minlength=size), 1)
    mean_x = np.bincount(code, weights=x, minlength=size) / count
    mean_y = np.bincount(code, weights=y, minlength=size) / count
    dx = x - mean_x[code]
    top = np.bincount(code, weights=dx * y, minlength=size)
    below = np.bincount(code, weights=dx * dx, minlength=size)
    usable = (below > 0) & (mean_y != 0)
    return np.asarray(top[usable] / below[usable] / np.abs(mean_y[usable]), dtype=np.float64)
