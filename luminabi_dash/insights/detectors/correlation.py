"""Two measures go together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from luminabi_dash.charts.kinds.scatter import ScatterSpec
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.relations import trivial_pairs
from luminabi_dash.tables.schema import Column, Role, Schema

LEAST_RHO = 0.15
LEAST_ROWS = 20
LEAST_VALUES = 5
COLUMNS = 60
LAGS = 50
GROUPS = 8
GROUP_ROWS = 25
GROUP_P = 0.01
SLOW = 0.9

Numbers = NDArray[np.float64]


@detector("correlation", title="Comparing measures…")
def correlation(frame: pd.DataFrame, schema: Schema) -> Iterator[Tested]:
    """Spearman's ρ. Rows in the order of time count as fewer: 1/n_eff = 1/n (1 + 2 Σ (1−k/n)
    ρx(k) ρy(k)); two slow series must also agree in their differences.
    """
    measures = schema.with_role(Role.MEASURE)[:COLUMNS]
    trivial = trivial_pairs(frame, schema)
    ordered = in_time_order(frame, schema)
    for x, y in combinations(measures, 2):
        if frozenset((x.name, y.name)) not in trivial:
            tested = judge(ordered, schema, x, y)
            if tested is not None:
                yield tested


def in_time_order(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    when = next((column.name for column in schema.with_role(Role.TEMPORAL)), None)
    return frame if when is None else frame.sort_values(when, kind="stable")


def judge(frame: pd.DataFrame, schema: Schema, x: Column, y: Column) -> Tested | None:
    pair = frame[[x.name, y.name]].dropna()
    if len(pair) < LEAST_ROWS or (pair.nunique() < LEAST_VALUES).any():
        return None
    ranks_x = stats.rankdata(pair[x.name].to_numpy(dtype=np.float64))
    ranks_y = stats.rankdata(pair[y.name].to_numpy(dtype=np.float64))
    rho = float(np.corrcoef(ranks_x, ranks_y)[0, 1])
    has_time = bool(schema.with_role(Role.TEMPORAL))
    size = effective_rows(ranks_x, ranks_y) if has_time else float(len(pair))
    p_value = p_of(rho, size)
    if abs(rho) < LEAST_RHO or contradicted(frame, schema, x, y, rho):
        return Tested(p_value)
    if has_time and is_slow(ranks_x) and is_slow(ranks_y):
        p_value = max(p_value, p_in_differences(pair, x, y, rho))
    return Tested(p_value, found(x, y, rho, size, len(pair), p_value))


def p_of(rho: float, size: float) -> float:
    """Two-sided p of a rank correlation over `size` independent rows (Student's t)."""
    free = max(size - 2, 1.0)
    limited = min(abs(rho), 1 - 1e-12)
    return float(2 * stats.t.sf(limited * math.sqrt(free / (1 - limited**2)), free))


def autocorrelation(values: Numbers, lags: int) -> Numbers:
    centred = values - values.mean()
    power = float(centred @ centred)
    return np.array([float(centred[k:] @ centred[:-k]) / power for k in range(1, lags + 1)])


def effective_rows(x: Numbers, y: Numbers) -> float:
    """Bartlett's effective sample size of two autocorrelated series."""
    size = x.size
    lags = min(LAGS, size // 4)
    if lags < 1:
        return float(size)
    weights = 1 - np.arange(1, lags + 1) / size
    both = autocorrelation(x, lags) * autocorrelation(y, lags)
    stop = np.argmax(both < 2 / size) if (both < 2 / size).any() else lags
    factor = 1 + 2 * float((weights[:stop] * both[:stop]).sum())
    return max(3.0, size / max(factor, 1.0))


def is_slow(ranks: Numbers) -> bool:
    return bool(autocorrelation(ranks, 1)[0] > SLOW)


def p_in_differences(pair: pd.DataFrame, x: Column, y: Column, rho: float) -> float:
    """P of the correlation of the steps; 1 when it has the other sign."""
    steps = pair.diff().dropna()
    result = stats.spearmanr(steps[x.name], steps[y.name])
    if not math.isfinite(result.statistic) or result.statistic * rho <= 0:
        return 1.0
    return float(result.pvalue)


def contradicted(frame: pd.DataFrame, schema: Schema, x: Column, y: Column, rho: float) -> bool:
    """Whether the sign turns around inside every group of some dimension (Simpson)."""
    for dimension in schema.with_role(Role.DIMENSION):
        groups = [g for _, g in frame.groupby(dimension.name, observed=True)]
        if not 2 <= len(groups) <= GROUPS:
            continue
        parts = [g[[x.name, y.name]].dropna() for g in groups]
        parts = [p for p in parts if len(p) >= GROUP_ROWS]
        if len(parts) >= 2 and all(opposes(p, x, y, rho) for p in parts):
            return True
    return False


def opposes(part: pd.DataFrame, x: Column, y: Column, rho: float) -> bool:
    result = stats.spearmanr(part[x.name], part[y.name])
    is_opposite = math.isfinite(result.statistic) and result.statistic * rho < 0
    return bool(is_opposite and result.pvalue < GROUP_P)


def found(x: Column, y: Column, rho: float, size: float, rows: int, p_value: float) -> Insight:
    reach = 1.96 * math.sqrt(1.06 / max(size - 3, 1))  # Fieller et al. 1957
    centre = math.atanh(min(max(rho, -0.999999), 0.999999))
    verb = "rises" if rho > 0 else "falls"
    strength = "closely" if abs(rho) >= 0.7 else "clearly" if abs(rho) >= 0.4 else "loosely"
    return Insight(
        kind="correlation",
        columns=(x.name, y.name),
        sentence=f"{y.name} {verb} as {x.name} rises, {strength}: rank correlation {rho:.2f} "
        f"over {rows:,} rows.",
        effect=rho,
        effect_name="rank correlation",
        interval=(math.tanh(centre - reach), math.tanh(centre + reach)),
        n=rows,
        p_value=p_value,
        strength=abs(rho),
        chart=ScatterSpec(title=f"{y.name} against {x.name}"[:200], x=x.name, y=y.name),
        caveats=("few rows",) if rows < 50 else (),
        direction="up" if rho > 0 else "down",
    )
