"""Conditional format of tables: bars, colour scales and rules that mark cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Tone = Literal["good", "poor", "warn", "accent"]


class CellFormat(BaseModel):
    """How the numbers of one column are marked: as a bar, by a colour scale, by their sign, or
    where they compare to a value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str = Field(
        max_length=500,
        title="Column",
        description="Column or measure whose cells are marked",
        json_schema_extra={"column": "any"},
    )
    look: Literal["bar", "scale", "sign", "rule"] = Field(
        default="bar", title="Look", description="Bar, colour scale, colour by sign, or a rule"
    )
    op: Literal["gt", "ge", "lt", "le", "eq", "ne"] = Field(
        default="gt", title="Is", description="Comparison of a rule"
    )
    value: float | str = Field(default=0.0, title="Value", description="What a rule compares with")
    tone: Tone = Field(default="good", title="Colour", description="Colour of a rule")


def looks_of(formats: Sequence[CellFormat], columns: Sequence[tuple[str, list[Any]]]) -> Any:
    """For each column that is marked, by its place: {"bars": shares of 100} or {"tones": names}
    or {"heat": shares of 100}, a value a line, None where there is nothing to mark.
    """
    found: dict[str, dict[str, list[Any]]] = {}
    for item in formats:
        for at, (name, values) in enumerate(columns):
            if name == item.column:
                key, marks = marked(item, values)
                found.setdefault(str(at), {})[key] = marks
    return found


def marked(item: CellFormat, values: list[Any]) -> tuple[str, list[Any]]:
    if item.look == "bar":
        return "bars", shares(values, from_zero=True)
    if item.look == "scale":
        return "heat", shares(values, from_zero=False)
    if item.look == "sign":
        return "tones", [sign_tone(value) for value in values]
    return "tones", [item.tone if holds(item, value) else None for value in values]


def shares(values: list[Any], *, from_zero: bool) -> list[float | None]:
    """Whole percents of the largest (by size), or between the least and the largest."""
    numbers = [float(v) for v in values if is_number(v)]
    if not numbers:
        return [None] * len(values)
    low = 0.0 if from_zero else min(numbers)
    high = max(abs(number) for number in numbers) if from_zero else max(numbers)
    span = high - low
    if not span > 0 or not math.isfinite(span):
        return [None] * len(values)
    return [
        round(100 * ((abs(v) if from_zero else v) - low) / span) if is_number(v) else None
        for v in values
    ]


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def sign_tone(value: Any) -> str | None:
    if not is_number(value) or value == 0:
        return None
    return "good" if value > 0 else "poor"


def holds(item: CellFormat, value: Any) -> bool:
    if is_number(value) and isinstance(item.value, float):
        a, b = float(value), item.value
        return {"gt": a > b, "ge": a >= b, "lt": a < b, "le": a <= b, "eq": a == b, "ne": a != b}[
            item.op
        ]
    if isinstance(value, str) and item.op in {"eq", "ne"}:
        return (value == str(item.value)) is (item.op == "eq")
    return False
