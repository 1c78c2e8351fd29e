"""Least squares for rows in order of time, whose errors resemble their neighbours (AR(1))."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from luminabi_dash.insights.arrays import Numbers, normal_scores, ranks, spread

MOST_PHI = 0.985
CLIP = 4.0
HEAVY = 3.3
WINDOW = 31
PHI_POINTS = (-2.857, -1.356, 0.0, 1.356, 2.857)
PHI_WEIGHTS = (0.0113, 0.2221, 0.5332, 0.2221, 0.0113)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What a set of regressors explains beyond a base; `rest` are the residuals as they are."""

    p_value: float
    share: float
    phi: float
    coefficients: Numbers
    error: Numbers
    rest: Numbers
    whitened: float
    free: int


def lag_one(residuals: Numbers, regressors: int = 1) -> float:
    """Lag-1 autocorrelation, corrected for its bias in short series (Kendall 1954) and for the
    regressors that were fitted.
    """
    size = residuals.size
    if size < 5:
        return 0.0
    clipped = np.clip(residuals, *clip_at(residuals))
    centred = clipped - clipped.mean()
    power = float(centred @ centred)
    if power == 0:
        return 0.0
    phi = float(centred[1:] @ centred[:-1]) / power
    phi += (1 + 4 * phi) / size + (regressors - 1) * (1 + phi) / size
    return min(max(phi, -0.9), MOST_PHI)


def clip_at(values: Numbers) -> tuple[float, float]:
    centre, width = float(np.median(values)), spread(values)
    return centre - CLIP * width, centre + CLIP * width


def whiten(values: Numbers, phi: float) -> Numbers:
    """Prais and Winsten's transformation: errors of AR(1) become independent."""
    result = values.copy()
    result[1:] -= phi * values[:-1]
    result[0] *= math.sqrt(1 - phi * phi)
    return result


def fit(values: Numbers, base: Numbers, extra: Numbers, *, phi: float | None = None) -> Fit:
    """Generalised least squares of `values` (n) on `base` (n × k) and `extra` (n × m): the F-test
    of `extra`, with the AR(1) coefficient from the residuals of the whole model.
    """
    whole = np.column_stack([base, extra])
    rest = residual(whole, values)
    if phi is None:
        phi = lag_one(rest, min(base.shape[1], 3) + (1 if extra.shape[1] == 1 else 0))
    phi = max(phi, 0.0)
    y = whiten(values, phi)
    x: Numbers = np.apply_along_axis(whiten, 0, whole, phi)
    solved = np.asarray(np.linalg.lstsq(x, y, rcond=None)[0], dtype=np.float64)
    left = y - x @ solved
    full = float(left @ left)
    without = residual(x[:, : base.shape[1]], y)
    less = float(without @ without)
    free = values.size - whole.shape[1]
    if free < 2 or less <= 0:
        return Fit(1.0, 0.0, phi, solved, np.full(solved.size, np.nan), rest, full, max(free, 0))
    m = extra.shape[1]
    ratio = (less - full) / m / max(full / free, 1e-300)
    noise = max(full, 1e-300) / free
    error = np.sqrt(noise * np.diag(np.linalg.pinv(x.T @ x)))
    return Fit(
        float(stats.f.sf(ratio, m, free)),
        share(rest, residual(base, values)),
        phi,
        solved,
        error,
        rest,
        full,
        free,
    )


def allowing_for_phi(found: Fit, values: Numbers, base: Numbers, extra: Numbers) -> Fit:
    """The fit with its p-value averaged over what φ may be (Gauss and Hermite's five points of a
    normal distribution): in a short series it is not well known, and the test hangs on it.
    """
    error = math.sqrt((1 - found.phi**2) / values.size)
    p_value = 0.0
    for place, weight in zip(PHI_POINTS, PHI_WEIGHTS, strict=True):
        phi = min(max(found.phi + place * error, 0.0), MOST_PHI)
        p_value += weight * fit(values, base, extra, phi=phi).p_value
    return replace(found, p_value=p_value)


def residual(design: Numbers, values: Numbers) -> Numbers:
    solved, *_ = np.linalg.lstsq(design, values, rcond=None)
    return np.asarray(values - design @ solved, dtype=np.float64)


def share(rest: Numbers, before: Numbers) -> float:
    power = float(before @ before)
    return 0.0 if power == 0 else max(0.0, 1 - float(rest @ rest) / power)


def tamed(values: Numbers) -> Numbers:
    """The values with spikes clipped; as normal scores when tails are heavy throughout, for then
    means of the values themselves are led by a few.
    """
    if values.size < WINDOW or spread(values) == 0:
        return values
    base = np.column_stack([np.ones(values.size), np.arange(values.size, dtype=np.float64)])
    rest = residual(base, values)
    width = spread(rest)
    if np.quantile(np.abs(rest - np.median(rest)), 0.98) > HEAVY * width:
        return normal_scores(ranks(values)) * float(np.std(values))
    local = rolling_median(values, WINDOW)
    off = values - local
    limit = 5 * spread(off)
    return local + np.clip(off, -limit, limit) if limit > 0 else values


def rolling_median(values: Numbers, window: int) -> Numbers:
    """Centred median over an odd window, shorter at the ends."""
    size = values.size
    half = min(window // 2, (size - 1) // 2)
    padded = np.concatenate([values[half:0:-1], values, values[-2 : -half - 2 : -1]])
    view = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    return np.asarray(np.median(view, axis=1), dtype=np.float64)
