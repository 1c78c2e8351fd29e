"""Blanks and invisible characters at the ends of cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from luminabi_dash.cleaning.step import Change, Parameters, StepResult, mapped, step
from luminabi_dash.plural import many

BLANKS = (
    " \t\r\n\x0b\x0c\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
)
INVISIBLE = "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u00ad"
REASON = "blanks at the ends of a cell carry no meaning"


def trimmed(text: str) -> str | None:
    return text.strip(BLANKS + INVISIBLE) or None


def plan(frame: pd.DataFrame) -> Parameters | None:
    columns = [str(name) for name in frame.columns if len(mapped(frame[name], trimmed))]
    return {"columns": columns} if columns else None


@step(
    "trim_text",
    title="Trim blanks",
    running="Trimming blanks…",
    reason=REASON,
    order=10,
    plan=plan,
)
def trim_text(frame: pd.DataFrame, parameters: Mapping[str, Any]) -> StepResult:
    """A cell of blanks alone becomes empty."""
    changes = [
        Change(name, mapped(frame[name], trimmed), REASON)
        for name in parameters["columns"]
        if name in frame.columns
    ]
    count = sum(len(change.after) for change in changes)
    return StepResult(tuple(changes), summary=f"Trimmed {many(count, 'cell')}.")
