"""Searches a table for insights: every detector, error control over all tests, ranking."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

import luminabi_dash.insights.detectors
from luminabi_dash.insights.insight import DETECTORS, Discovery, Insight, Tested
from luminabi_dash.insights.rank import ranked
from luminabi_dash.insights.significance import LEVEL, q_values
from luminabi_dash.ports import Progress, quiet
from luminabi_dash.registry import load
from luminabi_dash.tables.schema import Schema

SURE = LEVEL / 1_000
"""A finding this unlikely by chance is told at once: it stays whatever else is tested."""
MOST = 60

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

    `found` hears of sure findings while the search runs. The answer does not depend on the order
    of rows (where there is no time) nor of columns.
    """
    tests: list[Tested] = []
    detectors = list(DETECTORS)
    for done, detector in enumerate(detectors):
        progress(done / len(detectors), detector.title)
        for tested in detector.detect(frame, schema):
            tests.append(tested)
            if tested.insight is not None and tested.p_value <= SURE:
                found(tested.insight.ranked(SURE, tested.insight.strength))
    progress(1.0, "Ranking…")
    return Discovery(len(tests), LEVEL, tuple(kept(tests)[:MOST]))


def kept(tests: list[Tested]) -> list[Insight]:
    """Findings whose q-value over all tests is at most LEVEL, ranked."""
    values = q_values([tested.p_value for tested in tests])
    return ranked(
        [
            tested.insight.ranked(float(q), 0.0)
            for tested, q in zip(tests, values, strict=True)
            if tested.insight is not None and q <= LEVEL
        ]
    )
