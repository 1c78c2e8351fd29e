"""A few values of a dimension hold most of the rows or of an amount."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy import stats

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Numbers
from luminabi_dash.insights.insight import DESCRIPTION, Insight, Tested, detector
from luminabi_dash.insights.table import Factor, Table
from luminabi_dash.tables.query import Aggregate

LEAST_VALUES = 3
LEAST_ROWS = 20
ONE_SHARE = 0.5
NEARLY = 0.45
SURE_SHARE = 0.42
NEARLY_VALUES = 4
TWICE = 2.0
FEW_SHARE = 0.6
FEW = 5
FEW_OF = 5
CARRIES = 0.2
CLOSE = 0.12


@detector("concentration", title="Looking for concentration…", cost=2, family=DESCRIPTION)
def concentration(table: Table) -> Iterator[Tested]:
    """The share of the largest values against an even spread; its error is that of a ratio
    estimator over rows (Cochran, Sampling Techniques, §2.11). An amount is told besides the rows
    only if it is held otherwise than they are.
    """
    amounts = [name for name in table.measures if table.is_additive(name)]
    for name in table.dimensions:
        factor = table.factors[name]
        if factor.size < LEAST_VALUES or factor.counts.sum() < LEAST_ROWS:
            continue
        by_rows = judge(factor, None, np.ones(factor.codes.size))
        if by_rows is None:
            continue
        yield by_rows
        for amount in amounts:
            tested = judge(factor, amount, np.nan_to_num(table.numbers[amount]))
            if tested is not None:
                yield Tested(tested.p_value) if says_same(tested, by_rows) else tested


def says_same(tested: Tested, by_rows: Tested) -> bool:
    one, other = tested.insight, by_rows.insight
    if one is None or other is None:
        return False
    return one.segment == other.segment and abs(one.effect - other.effect) < CLOSE


def judge(factor: Factor, amount: str | None, weights: Numbers) -> Tested | None:
    known = factor.codes >= 0
    code, w = factor.codes[known], weights[known]
    if (w < 0).any() or w.sum() <= 0:
        return None
    totals = np.bincount(code, weights=w, minlength=factor.size).astype(np.float64)
    order = np.argsort(-totals, kind="stable")
    count, value = smallest_group(totals[order])
    top = np.isin(code, order[:count])
    error = math.sqrt(float((w**2 * (top - value) ** 2).sum())) / float(w.sum())
    even = count / factor.size
    p_value = float(stats.norm.sf((value - even) / max(error, 1e-12)))
    few_rows = 1.96 * math.sqrt(value * max(1 - value, 0.0) / max(code.size, 1))
    if value - few_rows < SURE_SHARE or not is_finding(count, value, totals[order]):
        return Tested(p_value)
    return Tested(p_value, found(factor, amount, order, count, value, error, w, p_value))


def smallest_group(totals: Numbers) -> tuple[int, float]:
    """How many of the largest values are worth telling of, and their share; `totals` fall."""
    shares = np.cumsum(totals) / totals.sum()
    if shares[0] >= NEARLY:
        return 1, float(shares[0])
    most = min(FEW, max(1, totals.size // FEW_OF))
    enough = np.flatnonzero(shares[:most] >= FEW_SHARE)
    count = int(enough[0]) + 1 if enough.size else most
    return count, float(shares[count - 1])


def is_finding(count: int, value: float, totals: Numbers) -> bool:
    if count == 1:
        is_nearly = value >= NEARLY and totals.size >= NEARLY_VALUES
        return value >= ONE_SHARE or (is_nearly and bool(totals[0] >= TWICE * totals[1]))
    return value >= FEW_SHARE and count * FEW_OF <= totals.size


def found(
    factor: Factor,
    amount: str | None,
    order: np.ndarray,
    count: int,
    value: float,
    error: float,
    weights: Numbers,
    p_value: float,
) -> Insight:
    what = "the rows" if amount is None else amount
    labels = [factor.labels[place] for place in order[:count]]
    if count == 1:
        who = f"{words.category(factor.name, labels[0])} alone holds {words.share(value)} of {what}"
    else:
        names = words.several([words.quoted(label) for label in labels])
        who = (
            f"{names}, {count} of {factor.size:,} values of {factor.name}, hold "
            f"{words.share(value)} of {what}"
        )
    aggregate: Aggregate = "count" if amount is None else "sum"
    largest = float(weights.max() / weights.sum())
    title = f"{'Rows' if amount is None else amount} by {factor.name}"
    return Insight(
        kind="concentration",
        columns=(factor.name,) if amount is None else (factor.name, amount),
        sentence=f"{who}.",
        effect=value,
        effect_name="share of the whole",
        interval=(max(0.0, value - 1.96 * error), min(1.0, value + 1.96 * error)),
        n=int(weights.size),
        p_value=p_value,
        strength=value * (1 - count / factor.size),
        share=value,
        chart=BarSpec(
            title=title[:200], x=factor.name, y=amount, aggregate=aggregate, top=10, horizontal=True
        ),
        segment=((factor.name, labels[0]),) if count == 1 else (),
        direction="up" if count == 1 else None,
        caveats=(f"one row carries {words.share(largest)} of it",) if largest > CARRIES else (),
    )
