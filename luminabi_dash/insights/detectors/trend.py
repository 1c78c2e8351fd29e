"""A measure rises or falls along time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from luminabi_dash.charts.kinds.line import LineSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.series import Series, lag_one, series_of, without_season
from luminabi_dash.tables.query import Aggregate
from luminabi_dash.tables.schema import Column, Role, Schema

LEAST_PERIODS = 8
LEAST_R2 = 0.08
RANDOM_WALK = 0.93
FEW = 12


@detector("trend", title="Following measures along time…")
def trend(frame: pd.DataFrame, schema: Schema) -> Iterator[Tested]:
    """Least squares on the season-adjusted series; its standard error is widened by
    √((1+φ)/(1−φ)) for a residual whose lag-1 autocorrelation is φ.
    """
    for when in schema.with_role(Role.TEMPORAL):
        for measure in (None, *schema.with_role(Role.MEASURE)):
            aggregate: Aggregate = (
                "count" if measure is None else "sum" if measure.additive else "mean"
            )
            series = series_of(frame, when, measure, aggregate)
            if series is not None and series.values.size >= LEAST_PERIODS:
                finest = series_of(frame, when, measure, aggregate, finest=True)
                tested = judge(series, when, measure, aggregate, wanders=wanders(finest))
                if tested is not None:
                    yield tested


def wanders(series: Series | None) -> bool:
    """Whether the series at its finest unit is a random walk: its own past explains it, and a
    coarser unit would only hide that.
    """
    if series is None:
        return False
    values = without_season(series.values, series.cycle)
    known = np.isfinite(values)
    index, y = np.arange(values.size)[known].astype(float), values[known]
    if y.size < LEAST_PERIODS or np.ptp(y) == 0:
        return False
    return lag_one(y - np.polyval(np.polyfit(index, y, 1), index)) > RANDOM_WALK


def judge(
    series: Series,
    when: Column,
    measure: Column | None,
    aggregate: Aggregate,
    *,
    wanders: bool,
) -> Tested | None:
    values = without_season(series.values, series.cycle)
    known = np.isfinite(values)
    index, y = np.arange(values.size)[known].astype(float), values[known]
    if y.size < LEAST_PERIODS or np.ptp(y) == 0:
        return None
    slope, intercept = np.polyfit(index, y, 1)
    rest = y - (slope * index + intercept)
    total = float(((y - y.mean()) ** 2).sum())
    r2 = 1 - float((rest**2).sum()) / total
    phi = lag_one(rest)
    free = y.size - 2
    error = math.sqrt(float((rest**2).sum()) / free / float(((index - index.mean()) ** 2).sum()))
    error *= math.sqrt((1 + max(phi, 0)) / (1 - max(phi, 0)))
    if error == 0:
        error = abs(slope) * 1e-9 or 1e-300
    p_value = float(2 * stats.t.sf(abs(slope / error), free))
    if r2 < LEAST_R2 or phi > RANDOM_WALK or wanders:
        return Tested(p_value)
    reach = float(stats.t.ppf(0.975, free)) * error
    interval = (slope - reach, slope + reach)
    finding = found(series, when, measure, aggregate, slope, interval, p_value, r2)
    return Tested(p_value, finding)


def found(
    series: Series,
    when: Column,
    measure: Column | None,
    aggregate: Aggregate,
    slope: float,
    interval: tuple[float, float],
    p_value: float,
    r2: float,
) -> Insight:
    name = "Number of rows" if measure is None else measure.name
    subject = name if aggregate != "mean" else f"Mean {name}"
    mean = float(np.nanmean(series.values))
    is_relative = abs(mean) > 1e-9 * float(np.nanmax(np.abs(series.values))) and mean > 0
    scale = mean if is_relative else 1.0
    verb = "rises" if slope > 0 else "falls"
    per = words.UNITS[series.unit]
    size = words.amount(abs(slope))
    relative = f" ({words.share(abs(slope) / mean)} of its mean)" if is_relative else ""
    sentence = f"{subject} {verb} by {size} {per}{relative}, from {series.first} to {series.last}."
    unit_text = f"slope per {series.unit}" + (", share of mean" if is_relative else "")
    return Insight(
        kind="trend",
        columns=(when.name,) if measure is None else (when.name, measure.name),
        sentence=sentence,
        effect=slope / scale,
        effect_name=unit_text,
        interval=(interval[0] / scale, interval[1] / scale),
        n=int(np.isfinite(series.values).sum()),
        p_value=p_value,
        strength=math.sqrt(max(r2, 0.0)),
        chart=LineSpec(
            title=f"{subject} by {series.unit}"[:200],
            x=when.name,
            y=None if measure is None else measure.name,
            aggregate=aggregate,
            unit=series.unit,
        ),
        caveats=("few periods",) if series.values.size < FEW else (),
        direction="up" if slope > 0 else "down",
    )
