"""A few values of a dimension hold most of the rows or of an amount."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.tables.query import Aggregate
from luminabi_dash.tables.schema import Column, Role, Schema

LEAST_VALUES = 3
MOST_VALUES = 2_000
LEAST_ROWS = 20
ONE_SHARE = 0.5
FEW_SHARE = 0.6
FEW = 5
FEW_OF = 5
CARRIES = 0.2


@detector("concentration", title="Looking for concentration…")
def concentration(frame: pd.DataFrame, schema: Schema) -> Iterator[Tested]:
    """The share of the largest values against an even spread; its error is that of a ratio
    estimator over rows (Cochran, Sampling Techniques, §2.11).
    """
    amounts = [column for column in schema.with_role(Role.MEASURE) if column.additive]
    for dimension in schema.with_role(Role.DIMENSION):
        keys = frame[dimension.name]
        if not LEAST_VALUES <= keys.nunique() <= MOST_VALUES or keys.count() < LEAST_ROWS:
            continue
        for measure in (None, *amounts):
            tested = judge(frame, dimension, measure)
            if tested is not None:
                yield tested


def judge(frame: pd.DataFrame, dimension: Column, measure: Column | None) -> Tested | None:
    known = frame[frame[dimension.name].notna()]
    weights = (
        pd.Series(1.0, index=known.index)
        if measure is None
        else known[measure.name].astype(float).fillna(0.0)
    )
    if (weights < 0).any() or weights.sum() <= 0:
        return None
    totals = (
        weights.groupby(known[dimension.name], observed=True).sum().sort_values(ascending=False)
    )
    count, value = smallest_group(totals)
    top = known[dimension.name].isin(list(totals.index[:count])).to_numpy()
    w = weights.to_numpy()
    error = math.sqrt(float((w**2 * (top - value) ** 2).sum())) / float(w.sum())
    even = count / len(totals)
    p_value = float(stats.norm.sf((value - even) / max(error, 1e-12)))
    if not is_finding(count, value, len(totals)):
        return Tested(p_value)
    return Tested(p_value, found(dimension, measure, totals, count, value, error, w, p_value))


def smallest_group(totals: pd.Series) -> tuple[int, float]:
    """How many of the largest values are worth telling of, and their share."""
    shares = (totals / totals.sum()).cumsum().to_numpy()
    if shares[0] >= ONE_SHARE:
        return 1, float(shares[0])
    most = min(FEW, max(1, len(totals) // FEW_OF))
    enough = np.flatnonzero(shares[:most] >= FEW_SHARE)
    count = int(enough[0]) + 1 if enough.size else most
    return count, float(shares[count - 1])


def is_finding(count: int, value: float, values: int) -> bool:
    if count == 1:
        return value >= ONE_SHARE and values >= LEAST_VALUES
    return value >= FEW_SHARE and count * FEW_OF <= values


def found(
    dimension: Column,
    measure: Column | None,
    totals: pd.Series,
    count: int,
    value: float,
    error: float,
    weights: np.ndarray,
    p_value: float,
) -> Insight:
    what = "rows" if measure is None else measure.name
    if count == 1:
        who = f"{words.quoted(totals.index[0])} alone holds"
    else:
        who = f"{count} of {len(totals):,} values hold"
    aggregate: Aggregate = "count" if measure is None else "sum"
    largest = float(weights.max() / weights.sum())
    caveats = (f"one row carries {words.share(largest)} of it",) if largest > CARRIES else ()
    return Insight(
        kind="concentration",
        columns=(dimension.name,) if measure is None else (dimension.name, measure.name),
        sentence=f"{who} {words.share(value)} of {what} by {dimension.name}.",
        effect=value,
        effect_name="share of the whole",
        interval=(max(0.0, value - 1.96 * error), min(1.0, value + 1.96 * error)),
        n=len(weights),
        p_value=p_value,
        strength=value * (1 - 1 / len(totals)),
        share=value,
        chart=BarSpec(
            title=f"{what[:1].upper()}{what[1:]} by {dimension.name}"[:200],
            x=dimension.name,
            y=None if measure is None else measure.name,
            aggregate=aggregate,
            top=10,
            horizontal=True,
        ),
        caveats=caveats,
    )
