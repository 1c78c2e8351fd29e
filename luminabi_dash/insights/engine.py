"""Searches a table for insights: every detector, error control over all tests, ranking."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable

import pandas as pd
from scipy import stats

import luminabi_dash.insights.detectors
from luminabi_dash.insights.insight import DETECTORS, Discovery, Insight, Tested
from luminabi_dash.insights.rank import folded, ranked
from luminabi_dash.insights.significance import LEVEL, q_values
from luminabi_dash.insights.table import table_of
from luminabi_dash.ports import Progress, quiet
from luminabi_dash.registry import load
from luminabi_dash.tables.schema import Schema

SURE = LEVEL / 10_000
"""A finding this unlikely by chance is told at once: it stays whatever else is tested."""
MOST = 60
MOST_OF_KIND = 12
LEAST_ROWS = 3
POWER = 0.8
PROGRESS_SECONDS = 0.25

load(luminabi_dash.insights.detectors)


def silent(_insight: Insight) -> None:
    """Findings that nobody waits for."""


def discover(
    frame: pd.DataFrame,
    schema: Schema,
    *,
    progress: Progress = quiet,
    found: Callable[[Insight], None] = silent,
) -> Discovery:
    """What holds in a typed table, strongest first, with the number of tests that were tried.

    `found` hears of sure findings while the search runs; `progress` of each detector, and of long
    ones again and again, so that a search ends soon after it raises. The answer does not depend on
    the order of rows (where there is no time) nor of columns.
    """
    if len(frame) < LEAST_ROWS:
        return answer(0, (), len(frame))
    progress(0.0, "Looking at the columns…")
    table = table_of(frame, schema)
    tests: dict[str, list[Tested]] = {}
    detectors = sorted(DETECTORS, key=lambda detector: (detector.cost, detector.name))
    for done, detector in enumerate(detectors):
        progress(done / len(detectors), detector.title)
        said_at = time.monotonic()
        for tested in detector.detect(table):
            if time.monotonic() - said_at > PROGRESS_SECONDS:
                progress(done / len(detectors), detector.title)
                said_at = time.monotonic()
            tests.setdefault(detector.family, []).append(tested)
            if tested.insight is not None and tested.p_value <= SURE:
                found(tested.insight.ranked(SURE, tested.insight.strength))
    progress(1.0, "Ranking…")
    held = [insight for family in tests.values() for insight in kept(family)]
    return answer(sum(map(len, tests.values())), shown(ranked(folded(held))), len(frame))


def kept(tests: list[Tested]) -> list[Insight]:
    """Findings whose q-value over all tests of their family is at most LEVEL."""
    values = q_values([tested.p_value for tested in tests])
    return [
        tested.insight.ranked(float(q), 0.0)
        for tested, q in zip(tests, values, strict=True)
        if tested.insight is not None and q <= LEVEL
    ]


def answer(tests: int, insights: tuple[Insight, ...], rows: int) -> Discovery:
    smallest = smallest_effect(tests, rows)
    return Discovery(
        tested=tests,
        level=LEVEL,
        insights=insights,
        smallest_effect=smallest,
        sentence=summary(tests, len(insights), smallest),
    )


def shown(insights: list[Insight]) -> tuple[Insight, ...]:
    """The best of each kind, so that one kind does not crowd out the others."""
    seen: Counter[str] = Counter()
    result = []
    for insight in insights:
        seen[insight.kind] += 1
        if seen[insight.kind] <= MOST_OF_KIND:
            result.append(insight)
    return tuple(result[:MOST])


def smallest_effect(tests: int, rows: int) -> float | None:
    """The rank correlation that the strictest step of the procedure sees with 80 % power."""
    if tests == 0 or rows < 8:
        return None
    reach = stats.norm.isf(LEVEL / tests / 2) + stats.norm.ppf(POWER)
    return round(math.tanh(float(reach) / math.sqrt(rows - 3)), 3)


def summary(tests: int, kept_count: int, smallest: float | None) -> str:
    if tests == 0:
        return "There is too little here to test anything."
    if kept_count:
        return (
            f"{tests:,} tested, {kept_count:,} kept; of such statements at most "
            f"{LEVEL:.0%} are expected to be chance."
        )
    end = "" if smallest is None else f" A rank correlation of {smallest:.2f} would have been seen."
    return f"{tests:,} tested, and nothing holds.{end}"
