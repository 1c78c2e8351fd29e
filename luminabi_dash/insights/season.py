"""Cycles of a series: the time of day, the day of the week, the time of the year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from luminabi_dash.insights.arrays import Numbers, Places
from luminabi_dash.insights.autoregression import fit, rolling_median, tamed
from luminabi_dash.insights.series import DAY, Grid

LEAST_CYCLES = 3.95
LEAST_STRENGTH = 0.06
SURE = 1e-4
DUMMIES = 31
WAVES = 3
MORE_WAVES = 6
PHASES = 400
GROWS = 0.5
BLOCKS = 6
WIDER = 1.5
STEADY = 28


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """A cycle of `period` steps; `strength` is the share of the variance around the level that
    it explains, `pattern` its value at each step.
    """

    period: float
    name: str
    p_value: float
    strength: float
    pattern: Numbers
    is_log: bool

    @property
    def holds(self) -> bool:
        return self.p_value < SURE and self.strength >= LEAST_STRENGTH


def periods_of(grid: Grid) -> Iterator[tuple[float, str]]:
    """Cycles that a grid may have, in steps, shortest first."""
    step = grid.step_seconds
    if grid.unit in ("month", "quarter"):
        yield {"month": 12.0, "quarter": 4.0}[grid.unit], "time of year"
        return
    if step <= DAY / 4:
        yield DAY / step, "time of day"
    if step <= 3.5 * DAY:
        yield 7 * DAY / step, "day of the week"
    if step < 60 * DAY:
        yield 365.25 * DAY / step, "time of year"


def seasons_of(values: Numbers, at: Places, grid: Grid) -> list[Season]:
    """Every cycle that was tested. `values` are known ones at the steps `at`; a longer cycle is
    looked for in what a shorter one leaves.
    """
    found: list[Season] = []
    rest = values
    for period, name in periods_of(grid):
        if at[-1] - at[0] + 1 < LEAST_CYCLES * period or values.size < 3 * min(period, DUMMIES):
            continue
        if np.ptp(rest) == 0:
            break
        season = season_of(rest, at, period, name)
        found.append(season)
        if season.holds and not season.is_log:
            rest = rest - season.pattern
    return found


def season_of(values: Numbers, at: Places, period: float, name: str) -> Season:
    """One cycle, by an F-test of its phases (and of its first waves) around a moving median."""
    is_log = swing_grows(values, period)
    used = np.log(values) if is_log else values
    level = rolling_median(used, window_of(period))
    off = tamed(used - level)
    ones = np.ones((off.size, 1))
    tests = [fit(off, ones, waves(at, period, WAVES))]
    whole = period == round(period)
    if whole and period <= DUMMIES:
        tests.append(fit(off, ones, phases(at, int(period))))
    elif period > 2 * MORE_WAVES:
        tests.append(fit(off, ones, waves(at, period, MORE_WAVES)))
    p_value = min(1.0, len(tests) * min(test.p_value for test in tests))
    best = tests[-1]
    regressors = int(min(period, DUMMIES)) - 1 if whole and period <= DUMMIES else 2 * MORE_WAVES
    regressors = min(regressors, off.size // 2)
    left = (1 - best.share) * (off.size - 1) / max(off.size - 1 - regressors, 1)
    pattern = pattern_of(used - level, at, period)
    return Season(period, name, p_value, max(0.0, 1 - left), pattern, is_log)


def window_of(period: float) -> int:
    """An odd window of whole cycles, long enough for its median to be steady."""
    cycles = max(1, math.ceil(STEADY / period))
    return 2 * (round(period * cycles) // 2) + 1


def waves(at: Places, period: float, count: int) -> Numbers:
    angle = 2 * np.pi * at[:, None] * np.arange(1, min(count, int(period) // 2) + 1) / period
    parts = np.column_stack([np.sin(angle), np.cos(angle)])
    keep = np.ptp(parts, axis=0) > 1e-6
    return np.asarray(parts[:, keep], dtype=np.float64)


def phases(at: Places, period: int) -> Numbers:
    phase = at % period
    return np.column_stack([(phase == k).astype(float) - 1 / period for k in range(1, period)])


def pattern_of(off: Numbers, at: Places, period: float) -> Numbers:
    """The typical value of each phase: medians where phases are few, else waves."""
    if period == round(period) and period <= PHASES:
        phase = at % int(period)
        typical = np.zeros(int(period))
        for place in range(int(period)):
            part = off[phase == place]
            typical[place] = np.median(part) if part.size else 0.0
        return np.asarray((typical - typical.mean())[phase], dtype=np.float64)
    design = np.column_stack([np.ones(off.size), waves(at, period, MORE_WAVES)])
    solved, *_ = np.linalg.lstsq(design, tamed(off), rcond=None)
    return np.asarray(design[:, 1:] @ solved[1:], dtype=np.float64)


def swing_grows(values: Numbers, period: float) -> bool:
    """Whether the swing within a cycle grows with the level: then the cycle is a factor."""
    width = round(period)
    count = values.size // width
    if values.min() <= 0 or count < BLOCKS:
        return False
    blocks = values[: count * width].reshape(count, width)
    level, swing = blocks.mean(axis=1), blocks.std(axis=1)
    if swing.min() <= 0 or level.max() < WIDER * level.min():
        return False
    x, y = np.log(level), np.log(swing)
    slope = np.polyfit(x, y, 1)[0]
    return bool(slope > GROWS and np.corrcoef(x, y)[0, 1] > 0.7)
