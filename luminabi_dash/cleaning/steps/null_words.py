"""Words that stand for "no value" among numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from luminabi_dash.cleaning.step import Change, Parameters, StepResult, mapped, step
from luminabi_dash.plural import many

WORDS = {"na", "n/a", "n.a.", "nan", "null", "none", "nil", "-", "--", "?", "#n/a", "unknown", "."}
VALUE = re.compile(
    r"[+-]?\(?[$€£]?\s?[\d.,' ]*\d\s?[%$€£]?\)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ][\d:.]+Z?)?"
)
LEAST_SHARE = 0.5
LEAST_VALUES = 2
REASON = "all other cells of the column are numbers or dates"


def plan(frame: pd.DataFrame) -> Parameters | None:
    """Columns where every cell that is no null word is a number or a date; never plain text: NA is
    Namibia there.
    """
    columns = [str(name) for name in frame.columns if has_null_words(frame[name])]
    return {"columns": columns} if columns else None


def has_null_words(cells: pd.Series) -> bool:
    known = cells.dropna()
    counts = known.value_counts()
    words = [text for text in counts.index if text.strip().lower() in WORDS]
    if not words:
        return False
    values = [text for text in counts.index if text.strip().lower() not in WORDS]
    if len(values) < LEAST_VALUES or not all(VALUE.fullmatch(text.strip()) for text in values):
        return False
    return bool(counts[values].sum() >= LEAST_SHARE * len(known))


def emptied(text: str) -> str | None:
    return None if text.strip().lower() in WORDS else text


@step(
    "null_words",
    title="Empty null words",
    running="Handling nulls…",
    reason=REASON,
    order=20,
    plan=plan,
)
def null_words(frame: pd.DataFrame, parameters: Mapping[str, Any]) -> StepResult:
    """Such cells become empty; nothing is filled in."""
    changes = [
        Change(name, mapped(frame[name], emptied), REASON)
        for name in parameters["columns"]
        if name in frame.columns
    ]
    count = sum(len(change.after) for change in changes)
    return StepResult(tuple(changes), summary=f"Emptied {many(count, 'cell')}.")
