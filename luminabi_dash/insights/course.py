"""The course of one series: its cycles, then a line or steps, then what is left."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from luminabi_dash.insights.arrays import Numbers, Places
from luminabi_dash.insights.autoregression import Fit, allowing_for_phi, fit, residual, tamed
from luminabi_dash.insights.season import Season, seasons_of
from luminabi_dash.insights.series import Series
from luminabi_dash.insights.steps import Step, steps_of
from luminabi_dash.insights.table import Table

LEAST_POINTS = 12
LEAST_KINDS = 5
DENSE = 1_000
RANDOM_WALK = 0.93
CLOSE = 0.5
"""φ from which on its own error matters to the test of a line."""
STEP_GAIN = 9.0
STAIRS, STAIR_SHARE = 3, 0.8
FAR_PART = 8
LEAST_RATIO = 0.15
UNIT_ROOT = 0.995
GROWTH = 3.0
LOG_GAIN = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """`at` are the known steps of the grid and `values` what is there; `plain` is that without
    cycles and spikes, on a log scale if `is_log`; `scaled` is all of it on that scale.

    `wanders`: a random walk, of which no step is told, and a line only if its steps drift.
    """

    at: Places
    values: Numbers
    plain: Numbers
    seasons: tuple[Season, ...]
    line: Fit
    steps: tuple[Step, ...]
    steps_share: float
    is_stepped: bool
    wanders: bool
    level: Numbers
    season: Numbers
    is_log: bool
    scaled: Numbers

    @property
    def size(self) -> int:
        return int(self.values.size)


def course_of(table: Table, series: Series) -> Course | None:
    """The course of a series, computed once; None when it is too short or constant."""
    found: Course | None = table.kept(("course", id(series)), lambda: course(series))
    return found


def course(series: Series) -> Course | None:
    at = np.flatnonzero(np.isfinite(series.values))
    values = series.values[at]
    least = 2 if at.size >= DENSE else LEAST_KINDS
    if at.size < LEAST_POINTS or np.unique(values).size < least:
        return None
    used = series.tested[at]
    seasons = seasons_of(used, at, series.grid)
    held = [season for season in seasons if season.holds]
    is_log = any(season.is_log for season in held)
    is_log = is_log or (not held and series.scored is None and grows(values))
    used = values if is_log else used
    scaled = np.log(used) if is_log else used
    pattern = np.sum([s.pattern for s in held if s.is_log == is_log], axis=0) + np.zeros(at.size)
    plain = tamed(scaled - pattern)
    place = at / max(1.0, float(at[-1]))
    ones = np.ones((at.size, 1))
    line = fit(plain, ones, place[:, None])
    steps, level, phi = steps_of(plain)
    wanders = line.phi > RANDOM_WALK and phi > RANDOM_WALK and is_walk(plain)
    if wanders:
        line = fit(plain, ones, place[:, None], phi=UNIT_ROOT)
    elif line.phi > CLOSE:
        line = allowing_for_phi(line, plain, ones, place[:, None])
    is_stepped = phi <= RANDOM_WALK and bool(steps)
    is_stepped = is_stepped and better(plain, line, level, phi, len(steps))
    is_stepped = is_stepped and not is_staircase(plain, steps, line, level)
    straight = scaled - pattern - residual(np.column_stack([ones, place]), scaled - pattern)
    return Course(
        at=at,
        values=values,
        plain=plain,
        seasons=tuple(seasons),
        line=line,
        steps=tuple(steps),
        steps_share=explained(plain, level),
        is_stepped=is_stepped,
        wanders=wanders,
        level=level if is_stepped else straight,
        season=pattern,
        is_log=is_log,
        scaled=scaled,
    )


def is_staircase(values: Numbers, steps: list[Step], line: Fit, level: Numbers) -> bool:
    """Whether several steps all one way are a slope that was cut into pieces."""
    ways = {step.size > 0 for step in steps}
    straight = explained(values, values - line.rest)
    is_close = straight >= STAIR_SHARE * explained(values, level)
    return len(steps) >= STAIRS and len(ways) == 1 and is_close


def is_walk(values: Numbers) -> bool:
    """Whether far steps of a slow series are as large as a random walk's: the variance ratio of
    Lo and MacKinlay (1988) does not fall.
    """
    far = max(values.size // FAR_PART, 2)
    near = np.diff(values)
    power = float(near @ near) / near.size
    steps = values[far:] - values[:-far]
    return power == 0 or float(steps @ steps) / steps.size / (far * power) > LEAST_RATIO


def grows(values: Numbers) -> bool:
    """Whether a series is a line on the log scale rather than on its own."""
    if values.min() <= 0 or values.max() < GROWTH * values.min():
        return False
    index = np.arange(values.size)
    straight = float(np.corrcoef(index, values)[0, 1]) ** 2
    return float(np.corrcoef(index, np.log(values))[0, 1]) ** 2 > straight + LOG_GAIN


def explained(values: Numbers, level: Numbers) -> float:
    whole = float(np.var(values))
    return 0.0 if whole == 0 else 1 - float(np.var(values - level)) / whole


def better(values: Numbers, line: Fit, level: Numbers, phi: float, count: int) -> bool:
    """Whether steps describe the series better than a line: likelihood of AR(1) errors, with a
    price for each step (Schwarz, Annals of Statistics 6, 1978).
    """
    from_steps = innovations(values - level, phi)
    from_line = innovations(line.rest, line.phi)
    gain = values.size * math.log(max(from_line, 1e-300) / max(from_steps, 1e-300))
    return gain > STEP_GAIN + 2 * (count - 1) * math.log(values.size)


def innovations(rest: Numbers, phi: float) -> float:
    steps = rest[1:] - max(phi, 0.0) * rest[:-1]
    return float(steps @ steps)
