"""What a cleaning step is, and how one is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from luminabi_dash.registry import Registry

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """New text of some cells of one column: `after` by row label of the frame."""

    column: str
    after: pd.Series
    reason: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a person should look at; nothing was altered."""

    row: int | None
    column: str | None
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step does: cells that change, rows that go (by label, with a reason), and flags."""

    changes: tuple[Change, ...] = ()
    removed: pd.Series = field(default_factory=lambda: pd.Series(dtype=object))
    flags: tuple[Flag, ...] = ()
    suggestions: tuple[str, ...] = ()
    summary: str = ""


Plan = Callable[[pd.DataFrame], Parameters | None]
Apply = Callable[[pd.DataFrame, Mapping[str, Any]], StepResult]


@dataclass(frozen=True, slots=True)
class Step:
    """`plan` looks at a text frame and says with which parameters the step is worth doing (None:
    not at all); `apply` does it. Both see data columns only, as text with None for empty.
    """

    name: str
    title: str
    running: str
    reason: str
    order: int
    plan: Plan
    apply: Apply


STEPS: Registry[Step] = Registry("cleaning step")


def step(
    name: str, *, title: str, running: str, reason: str, order: int, plan: Plan
) -> Callable[[Apply], Apply]:
    """Add the decorated function to `STEPS`; steps are planned in rising `order`."""

    def add(apply: Apply) -> Apply:
        STEPS.add(name, Step(name, title, running, reason, order, plan, apply))
        return apply

    return add


def mapped(cells: pd.Series, rule: Callable[[str], str | None]) -> pd.Series:
    """Cells that a rule changes, with their new text; each different text is looked at once."""
    known = cells.dropna()
    after = {text: rule(text) for text in known.unique()}
    changing = {text: new for text, new in after.items() if new != text}
    if not changing:
        return pd.Series(dtype=object)
    touched = known[known.isin(list(changing))]
    return pd.Series([changing[text] for text in touched], index=touched.index, dtype=object)
