"""What is said of an alert: its condition, that it fires, that it is over; the number first."""

from __future__ import annotations

from luminabi_dash.alerts.condition import (
    CHANGES,
    Condition,
    InsightCondition,
    NumberCondition,
    Seen,
    change,
)
from luminabi_dash.charts.numbers import PLAIN, said
from luminabi_dash.charts.options import Numbered

VERDICT_WORDS = {
    "holds": "holds",
    "stronger": "is stronger",
    "weaker": "is weaker",
    "reversed": "has reversed",
    "gone": "is gone",
}
AGAINST = {"period": "the period before", "version": "the data version before"}


def limit(condition: NumberCondition, form: Numbered = PLAIN) -> str:
    """What must be so: "above 1M", "outside of 2 to 5", "empty"."""
    low, high = said(condition.value, form), said(condition.high, form)
    if condition.op in {"above", "below"}:
        return f"{condition.op} {low}"
    if condition.op == "outside":
        return f"outside of {low} to {high}"
    if condition.op == "empty":
        return "empty"
    much = low if condition.op == "change" else per_cent(condition.value or 0.0)
    return f"changed by more than {much}"


def condition_words(condition: Condition, form: Numbered = PLAIN) -> str:
    """The whole condition: "changed by more than 20% against the period before"."""
    if isinstance(condition, InsightCondition):
        return either([VERDICT_WORDS[one] for one in condition.verdicts])
    words = limit(condition, form)
    if condition.op in CHANGES:
        words = f"{words} against {AGAINST[condition.against]}"
    if condition.versions > 1:
        words = f"{words} in {condition.versions} data versions in a row"
    return words


def way_back(condition: NumberCondition, form: Numbered = PLAIN) -> str:
    """Until when it goes on: "until it is 950k or less"; empty without a way back."""
    if condition.op == "empty" or condition.value is None:
        return ""
    margin, value = condition.margin, condition.value
    if condition.op == "above":
        return f"until it is {said(value - margin, form)} or less"
    if condition.op == "below":
        return f"until it is {said(value + margin, form)} or more"
    if condition.op == "outside":
        high = (condition.high or 0.0) - margin
        return f"until it is within {said(value + margin, form)} to {said(high, form)}"
    inside = value - margin
    much = said(inside, form) if condition.op == "change" else per_cent(inside)
    return f"until the change is {much} or less"


def fired(
    name: str,
    place: str,
    condition: NumberCondition,
    seen: Seen,
    was: float | None,
    form: Numbered = PLAIN,
) -> str:
    """Revenue of Shop orders is 1.2M, above 1M (was 0.9M)."""
    begin = f"{name} of {place} is"
    if condition.op == "empty":
        return f"{begin} empty{earlier(was, form)}"
    now = said(seen.value, form)
    if condition.op in CHANGES:
        return f"{begin} {now}, {moved(condition, seen, form)}, {limit_of_change(condition, form)}"
    return f"{begin} {now}, {limit(condition, form)}{earlier(was, form)}"


def over(
    name: str, place: str, condition: NumberCondition, seen: Seen, form: Numbered = PLAIN
) -> str:
    """Revenue of Shop orders is 0.94M, no longer above 1M."""
    now = said(seen.value, form)
    return f"{name} of {place} is {now}, no longer {limit(condition, form)}"


def moved(condition: NumberCondition, seen: Seen, form: Numbered = PLAIN) -> str:
    """Up 33% from the period before."""
    step = change(condition, seen)
    way = "up" if step >= 0 else "down"
    much = said(abs(step), form) if condition.op == "change" else per_cent(abs(step))
    return f"{way} {much} from {AGAINST[condition.against]}"


def limit_of_change(condition: NumberCondition, form: Numbered = PLAIN) -> str:
    value = condition.value or 0.0
    much = said(value, form) if condition.op == "change" else per_cent(value)
    return f"more than {much}"


def earlier(was: float | None, form: Numbered) -> str:
    return "" if was is None else f" (was {said(was, form)})"


def per_cent(value: float) -> str:
    """A number of per cent as 20% or 12.5%."""
    return f"{value:,.0f}%" if value >= 10 and value == round(value) else f"{value:,.3g}%"


def insight_fired(place: str, number: int, verdict: str, statement: str) -> str:
    return f"{place} v{number}: an insight {VERDICT_WORDS[verdict]}: {statement}"


def insight_over(
    place: str, number: int, condition: InsightCondition, verdict: str, statement: str
) -> str:
    before = either([VERDICT_WORDS[one] for one in condition.verdicts])
    now = VERDICT_WORDS[verdict]
    return f"{place} v{number}: an insight {now}, no longer “{before}”: {statement}"


def unknown(name: str, place: str, reason: str) -> str:
    """Revenue of Shop orders cannot be checked: there is no column 'amount'."""
    return f"{name} of {place} cannot be checked: {reason.rstrip('.')}"


def again(name: str, place: str) -> str:
    return f"{name} of {place} can be checked again"


def either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
