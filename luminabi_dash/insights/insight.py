"""What an insight is, and how a detector of insights is added."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.registry import Registry
from luminabi_dash.tables.filters import Filter

if TYPE_CHECKING:
    from luminabi_dash.insights.table import Table  # web processes read insights without SciPy

MOST_ROWS = 1_000
"""Rows that an insight names; its filters and chart show all of them."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Statements of a kind about a set of columns: of one segment, or with None of all."""

    kind: str
    columns: frozenset[str]
    segment: tuple[tuple[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True)
class Insight:
    """One finding, as contract.md §7 has it; `q_value` and `score` come from the engine.

    `effect` is in the unit that `effect_name` says; `strength` is the same on a scale of 0 to 1,
    for ranking; `share` is the share of rows or of the measure that it concerns. `at` are moments
    (ISO), `rows` 0-based data rows, `period` steps of the series. `covers` are statements that need
    no card of their own beside this one.
    """

    kind: str
    columns: tuple[str, ...]
    sentence: str
    effect: float
    effect_name: str
    interval: tuple[float, float] | None
    n: int
    p_value: float
    strength: float
    chart: ChartSpec
    share: float = 1.0
    filters: tuple[Filter, ...] = ()
    caveats: tuple[str, ...] = ()
    segment: tuple[tuple[str, Any], ...] = ()
    direction: str | None = None
    period: float | None = None
    at: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    covers: tuple[Covered, ...] = ()
    q_value: float = 1.0
    score: float = 0.0

    def ranked(self, q_value: float, score: float) -> Insight:
        return replace(self, q_value=q_value, score=score)

    def signature(self) -> str:
        """Names the statement, not its numbers: the same over versions of a dataset."""
        parts = [self.kind, *self.columns, *(str(pair) for pair in self.segment)]
        if self.kind == "change_point":
            parts += self.at
        if self.period is not None:
            parts.append(f"{self.period:g}")
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "kind": self.kind,
            "columns": list(self.columns),
            "segment": dict(self.segment) or None,
            "sentence": self.sentence,
            "effect": self.effect,
            "effect_name": self.effect_name,
            "interval": None if self.interval is None else list(self.interval),
            "n": self.n,
            "p_value": self.p_value,
            "q_value": self.q_value,
            "score": self.score,
            "chart": self.chart.model_dump(mode="json"),
            "filters": [item.model_dump(mode="json") for item in self.filters],
            "caveats": list(self.caveats),
        }
        optional = {
            "direction": self.direction,
            "period": self.period,
            "at": list(self.at) or None,
            "rows": list(self.rows[:MOST_ROWS]) or None,
        }
        body |= {key: value for key, value in optional.items() if value is not None}
        json.dumps(body, allow_nan=False)  # strict JSON or an error here, not in a browser
        return body


@dataclass(frozen=True, slots=True)
class Tested:
    """One test that was tried: its p-value, and the finding if the effect passed its gate."""

    p_value: float
    insight: Insight | None = None


DESCRIPTION = "description"

Detect = Callable[["Table"], Iterator[Tested]]


@dataclass(frozen=True, slots=True)
class Detector:
    """`cost` orders the search: cheap ones first, so that first findings come early. Tests of one
    `family` share their error control: descriptions, which are mostly true, must not make it
    easier for relations to pass.
    """

    name: str
    title: str
    detect: Detect
    cost: int
    family: str


DETECTORS: Registry[Detector] = Registry("insight detector")


def detector(
    name: str, *, title: str, cost: int = 5, family: str = "relation"
) -> Callable[[Detect], Detect]:
    """Add the decorated generator to `DETECTORS`; it yields every test that it tries."""

    def add(detect: Detect) -> Detect:
        DETECTORS.add(name, Detector(name, title, detect, cost, family))
        return detect

    return add


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a search came to: how many tests were tried at which level, and what was kept.

    `smallest_effect` is the rank correlation that would have been seen in four of five cases,
    None when there was too little to test anything.
    """

    tested: int
    level: float
    insights: tuple[Insight, ...]
    smallest_effect: float | None = None
    sentence: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "tested": self.tested,
            "level": self.level,
            "insights": [insight.as_json() for insight in self.insights],
            "smallest_effect": self.smallest_effect,
            "sentence": self.sentence,
        }
