"""The level of a measure changes from one moment on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from luminabi_dash.insights import words
from luminabi_dash.insights.course import Course, course_of
from luminabi_dash.insights.gathering import Found, gathered
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.moments import chart_of, follow, iso, said, subject, verb
from luminabi_dash.insights.series import Grid, Series, all_series
from luminabi_dash.insights.steps import Step
from luminabi_dash.insights.table import Table

LEAST_SHARE = 0.12
NEAR_STEPS = 2
NEAR_SHARE = 0.03


@detector("change_point", title="Looking for sudden changes…", cost=3)
def change_point(table: Table) -> Iterator[Tested]:
    """The best split of a series, with errors of AR(1), if it beats a straight line; then further
    ones. The p-value allows for the search over all places.
    """
    yield from gathered(table, tests(table), is_alike)


def tests(table: Table) -> Iterator[Found]:
    for series in all_series(table):
        course = course_of(table, series)
        if course is None:
            continue
        if not course.is_stepped or course.wanders:
            yield series, Tested(1.0)  # tried, and another description fits better
            continue
        for step in course.steps:
            is_sure = abs(step.size) > 1.96 * step.error
            is_told = is_sure and course.steps_share >= LEAST_SHARE
            insight = found(table, series, course, step) if is_told else None
            yield series, Tested(step.p_value, insight)


def is_alike(grid: Grid, one: Insight, other: Insight) -> bool:
    """The same way at nearly the same step."""
    near = max(NEAR_STEPS, NEAR_SHARE * grid.size) * grid.step_seconds
    apart = abs(pd.Timestamp(one.at[0]) - pd.Timestamp(other.at[0])).total_seconds()
    return one.direction == other.direction and apart <= near


def found(table: Table, series: Series, course: Course, step: Step) -> Insight:
    unit = "" if series.measure is None else table.column(series.measure).unit
    edges = [0, *(one.place for one in course.steps), course.size]
    where = edges.index(step.place)
    before = float(np.mean(course.values[edges[where - 1] : step.place]))
    behind = float(np.mean(course.values[step.place : edges[where + 1]]))
    place = int(course.at[step.place])
    wide = 1.96 * step.error / max(abs(step.size), 1e-300)
    size = behind - before
    scale = abs(before) or 1.0
    does = verb(series, "jumps", "jump") if step.size > 0 else verb(series, "drops", "drop")
    return Insight(
        kind="change_point",
        columns=series.columns,
        sentence=(
            f"{subject(series)}{follow(series)} {does} by "
            f"{words.amount(abs(size), unit)}{words.growth(before, behind)} from "
            f"{said(series.grid, place)} on: mean {words.amount(before, unit)} before, "
            f"{words.amount(behind, unit)} after."
        ),
        effect=size / scale,
        effect_name="change of the mean, share of the mean before",
        interval=(
            (size - abs(size) * wide) / scale,
            (size + abs(size) * wide) / scale,
        ),
        n=course.size,
        p_value=step.p_value,
        strength=max(course.steps_share, 0.0) ** 0.5 / len(course.steps) ** 0.25,
        chart=chart_of(series, fine=True),
        filters=series.filters,
        segment=series.segment,
        direction="up" if step.size > 0 else "down",
        at=(iso(series.grid, place),),
        rows=() if series.rows is None else (int(table.rows[series.rows[place]]),),
    )
