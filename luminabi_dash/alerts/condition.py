"""When an alert fires and when it is over: conditions with a way back (hysteresis)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from luminabi_dash.errors import Invalid

Kind = Literal["number", "insight"]
Op = Literal["above", "below", "outside", "change", "change_percent", "empty"]
Verdict = Literal["holds", "stronger", "weaker", "reversed", "gone"]
VERDICTS: tuple[str, ...] = get_args(Verdict)
CHANGES = ("change", "change_percent")
BACK_SHARE, PERCENT_BACK_SHARE = 0.05, 0.2


class NumberCondition(BaseModel):
    """`value` is the limit (of `outside` the lower one, `high` the upper one); of the changes how
    much, either way, against the period before or the data version before. `back` is how far
    inside of the limit the number must come before the alert is over, in the unit of the limit;
    without one 5 % of the limit, of a change in per cent a fifth of it. `versions`: how many data
    versions in a row it must hold before it fires.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    op: Op
    value: float | None = Field(default=None, allow_inf_nan=False)
    high: float | None = Field(default=None, allow_inf_nan=False)
    against: Literal["period", "version"] = "version"
    back: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    versions: int = Field(default=1, ge=1, le=5)

    @property
    def margin(self) -> float:
        """How far inside of the limit it is over."""
        if self.back is not None:
            return self.back
        if self.op == "outside":
            return BACK_SHARE * ((self.high or 0.0) - (self.value or 0.0))
        share = PERCENT_BACK_SHARE if self.op == "change_percent" else BACK_SHARE
        return share * abs(self.value or 0.0)


class InsightCondition(BaseModel):
    """What became of the insight with the newest version, any of these."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    verdicts: list[Verdict] = Field(min_length=1, max_length=len(VERDICTS))


Condition = NumberCondition | InsightCondition


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: the number (None: there is none), what it is compared with."""

    value: float | None
    reference: float | None = None
    is_empty: bool = False


def parse_condition(kind: str, data: Any) -> Condition:
    """A condition from JSON; Invalid (422) names the first field that makes no sense."""
    if not isinstance(data, Mapping):
        raise wrong("condition", "A condition is an object with an op or verdicts.")
    try:
        if kind == "insight":
            return InsightCondition.model_validate(dict(data))
        condition = NumberCondition.model_validate(dict(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "condition"
        if first["type"] == "too_short":
            raise wrong(where, "Choose at least one of the verdicts.") from None
        raise wrong(where, f"The condition cannot be used: {where}: {first['msg']}.") from None
    check_limits(condition)
    return condition


def check_limits(condition: NumberCondition) -> None:
    """Invalid for limits that are missing, too many, or the wrong way round."""
    op, value, high = condition.op, condition.value, condition.high
    if op == "empty":
        if value is not None or high is not None or condition.back is not None:
            raise wrong("value", "A condition on emptiness has no limit.")
        return
    if value is None:
        raise wrong("value", "The condition needs a number as its limit.")
    if (high is not None) != (op == "outside"):
        raise wrong("high", "An upper limit belongs to a range, and a range needs one.")
    if op == "outside" and high is not None and high <= value:
        raise wrong("high", "The upper limit of a range must be larger than the lower one.")
    if op in CHANGES and value <= 0:
        raise wrong("value", "A change is more than a number above 0, whichever way it goes.")
    room = math.inf
    if op in CHANGES:
        room = value
    elif op == "outside" and high is not None:
        room = (high - value) / 2
    if condition.margin > room:
        raise wrong("back", f"The way back is at most {room:,.10g}, else it is never over.")


def wrong(field: str, words: str) -> Invalid:
    return Invalid(words, code="wrong_condition", details={"field": field})


def holds(condition: NumberCondition, seen: Seen, *, is_firing: bool) -> bool:
    """Whether the alert fires now. A number that is exactly at a limit has not passed it; once
    firing, it goes on until the number is at the way back or further inside.

    Invalid says why it cannot be told: there is no number, or nothing to compare with.
    """
    if condition.op == "empty":
        return seen.is_empty or seen.value is None
    room = condition.margin if is_firing else 0.0
    limit = condition.value or 0.0
    if condition.op in CHANGES:
        return abs(change(condition, seen)) > limit - room
    value = number_of(seen)
    if condition.op == "above":
        return value > limit - room
    if condition.op == "below":
        return value < limit + room
    return value < limit + room or value > (condition.high or 0.0) - room


def number_of(seen: Seen) -> float:
    if seen.value is None or not math.isfinite(seen.value):
        raise Invalid("there is no number: no row matches, or none has a value", code="no_number")
    return seen.value


def change(condition: NumberCondition, seen: Seen) -> float:
    """How far the number has come from what it is compared with, or by how many per cent."""
    value = number_of(seen)
    if seen.reference is None or not math.isfinite(seen.reference):
        before = "period" if condition.against == "period" else "data version"
        raise Invalid(f"there is no {before} before to compare it with", code="no_reference")
    moved = value - seen.reference
    if condition.op == "change":
        return moved
    if seen.reference == 0:
        raise Invalid("it was 0 before, so there is no change in per cent", code="no_reference")
    return 100 * moved / abs(seen.reference)
