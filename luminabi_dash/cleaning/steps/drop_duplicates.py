"""Rows that repeat an earlier row in every cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from luminabi_dash.cleaning.step import Flag, Parameters, StepResult, step
from luminabi_dash.plural import many
from luminabi_dash.tables.types import ID_NAME

KEY_SHARE = 0.9
KEY_ROWS = 20
REASON = "a copy of an earlier row, down to a column that names each row otherwise"
FLAGS = 1_000


def plan(frame: pd.DataFrame) -> Parameters | None:
    """Copies are removed only if a column would be different in every row without them: 107 equal
    rows without a key may be 107 people.
    """
    repeated = frame.duplicated()
    if frame.shape[1] == 0 or not repeated.any():
        return None
    kept = frame[~repeated]
    keys = [str(name) for name in frame.columns if is_key(str(name), kept[name])]
    return {"keys": keys[:3]}


def is_key(name: str, cells: pd.Series) -> bool:
    """Unique in every kept row, and by enough rows or by its name more than by chance."""
    is_said = len(cells) >= KEY_ROWS or ID_NAME.search(name.lower()) is not None
    return bool(is_said and cells.notna().mean() >= KEY_SHARE and cells.dropna().is_unique)


@step(
    "drop_duplicates",
    title="Remove duplicate rows",
    running="Removing duplicates…",
    reason=REASON,
    order=40,
    plan=plan,
)
def drop_duplicates(frame: pd.DataFrame, parameters: Mapping[str, Any]) -> StepResult:
    """Keeps the first of equal rows; without a key it only tells of them."""
    repeated = frame.index[frame.duplicated()]
    count = len(repeated)
    if not parameters["keys"]:
        flags = tuple(
            Flag(int(row), None, "duplicate_row", "repeats an earlier row; no column is a key")
            for row in repeated[:FLAGS]
        )
        rows = many(count, "row repeats", "rows repeat")
        words = f"{rows} an earlier row; no column is a key, so they stay."
        return StepResult(
            flags=flags, suggestions=(f"Remove {many(count, 'repeated row')}.",), summary=words
        )
    gone = pd.Series(REASON, index=repeated, dtype=object)
    keys = ", ".join(parameters["keys"])
    return StepResult(
        removed=gone, summary=f"Removed {many(count, 'copy', 'copies')} (key: {keys})."
    )
