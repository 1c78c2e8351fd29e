"""All correlations of many columns at once, each over the rows that both have."""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse, stats

from luminabi_dash.insights.arrays import Numbers

BLOCK = 4_096
CENTRED_ON = 65_536
LAGS = 60


def correlations(columns: Numbers) -> tuple[Numbers, Numbers]:
    """Pearson's r of every pair of columns (n × k, NaN where empty) over the rows that both have,
    and how many rows those are; r is NaN where one of the two does not vary.

    One matrix product of the columns with 0 for empty cells; what that leaves out is taken from
    the few empty cells (a sparse product), so nulls cost little.
    """
    r, n = cross_correlations(columns, columns)
    np.fill_diagonal(r, 1.0)
    return r, n


def cross_correlations(left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    """As `correlations`, between the columns of two tables of the same rows (n × k, n × m)."""
    size = left.shape[0]
    is_same = right is left
    product = np.zeros((left.shape[1], right.shape[1]))
    sums = Sums(left.shape[1], right.shape[1])
    centre_left = np.nanmean(left[:CENTRED_ON], axis=0, keepdims=True) if size else 0.0
    centre_right = centre_left if is_same else np.nanmean(right[:CENTRED_ON], axis=0, keepdims=True)
    centre_left, centre_right = np.nan_to_num(centre_left), np.nan_to_num(centre_right)
    for start in range(0, size, BLOCK):
        x, no_x = filled(left[start : start + BLOCK], centre_left)
        y, no_y = (x, no_x) if is_same else filled(right[start : start + BLOCK], centre_right)
        product += x.T @ y
        sums.add(x, y, no_x, no_y)
    return sums.correlation(product, size)


def filled(block: Numbers, centre: Numbers) -> tuple[Numbers, sparse.csr_matrix]:
    """A block less its centre, 0 where empty, and a sparse 1 where it is."""
    x = block - centre
    where = np.flatnonzero(np.isnan(x))
    x.reshape(-1)[where] = 0.0
    rows, width = x.shape
    ends = np.searchsorted(where, np.arange(rows + 1) * width)
    shape = (np.ones(where.size), where % width, ends)
    return x, sparse.csr_matrix(shape, shape=x.shape)


class Sums:
    """Sums over the rows that both columns of a pair have, gathered block by block."""

    def __init__(self, left: int, right: int) -> None:
        shape = (left, right)
        self._x, self._y = np.zeros((left, 1)), np.zeros((1, right))
        self._xx, self._yy = np.zeros((left, 1)), np.zeros((1, right))
        self._less_x, self._less_xx = np.zeros(shape), np.zeros(shape)
        self._less_y, self._less_yy = np.zeros(shape), np.zeros(shape)
        self._empty_x, self._empty_y = np.zeros((left, 1)), np.zeros((1, right))
        self._empty_both = np.zeros(shape)

    def add(self, x: Numbers, y: Numbers, no_x: sparse.csr_matrix, no_y: sparse.csr_matrix) -> None:
        """A block of rows, 0 where empty, and where it is empty."""
        is_same = x is y
        xx = x * x
        yy = xx if is_same else y * y
        one = np.ones(len(x))
        self._x += (one @ x)[:, None]
        self._xx += (one @ xx)[:, None]
        self._y += (one @ y)[None, :]
        self._yy += (one @ yy)[None, :]
        if no_x.nnz == no_y.nnz == 0:
            return
        u, v = no_x.T, no_y.T
        self._empty_x += np.bincount(no_x.indices, minlength=x.shape[1])[:, None]
        self._empty_y += np.bincount(no_y.indices, minlength=y.shape[1])[None, :]
        self._empty_both += (u @ no_y).toarray()
        less_x, less_xx = (v @ x).T, (v @ xx).T
        self._less_x += less_x
        self._less_xx += less_xx
        self._less_y += less_x.T if is_same else u @ y
        self._less_yy += less_xx.T if is_same else u @ yy

    def correlation(self, product: Numbers, size: int) -> tuple[Numbers, Numbers]:
        n = size - self._empty_x - self._empty_y + self._empty_both
        x, xx = self._x - self._less_x, self._xx - self._less_xx
        y, yy = self._y - self._less_y, self._yy - self._less_yy
        with np.errstate(invalid="ignore", divide="ignore"):
            top = product - x * y / n
            below = (xx - x * x / n) * (yy - y * y / n)
            tiny = 1e-18 * np.maximum(xx * yy, 1e-300)
            r = np.where(below > tiny, top / np.sqrt(np.maximum(below, 0)), np.nan)
        return np.clip(r, -1.0, 1.0), n


def p_values(r: Numbers, n: Numbers) -> Numbers:
    """Two-sided p of correlations over `n` independent rows (Student's t)."""
    free = np.maximum(n - 2, 1.0)
    limited = np.minimum(np.abs(r), 1 - 1e-12)
    t = limited * np.sqrt(free / (1 - limited**2))
    return np.asarray(2 * stats.t.sf(t, free), dtype=np.float64)


def autocorrelations(values: Numbers) -> Numbers:
    """Autocorrelation at lags 1 to LAGS (fewer for short ones), gaps as the mean."""
    filled = np.where(np.isfinite(values), values, np.nanmean(values))
    centred = filled - filled.mean()
    size = centred.size
    lags = min(LAGS, max(size // 4, 1))
    power = float(centred @ centred)
    result = np.zeros(LAGS)
    if power > 0 and size > 4:
        for lag in range(1, lags + 1):
            result[lag - 1] = float(centred[lag:] @ centred[:-lag]) / power
    return result


def inflation(a: Numbers, b: Numbers, size: int) -> float:
    """By how much autocorrelation inflates the variance of a correlation of two series:
    1 + 2 Σ (1 − k/n) ρa(k) ρb(k) (Bartlett 1946), over the lags before the product dies out.
    """
    lags = np.arange(1, a.size + 1)
    both = (1 - lags / max(size, 1)) * a * b
    died = np.flatnonzero(both < 1 / max(size, 1))
    stop = int(died[0]) if died.size else both.size
    return max(1.0, 1 + 2 * float(both[:stop].sum()))


def interval(r: float, n: float) -> tuple[float, float]:
    """95 % interval of a rank correlation (Fieller, Hartley and Pearson 1957)."""
    reach = 1.96 * math.sqrt(1.06 / max(n - 3, 1.0))
    centre = math.atanh(min(max(r, -0.999999), 0.999999))
    return math.tanh(centre - reach), math.tanh(centre + reach)
