"""What an alert watches as it is now: its number in a version of the data, or its insight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from luminabi_dash.alerts import words
from luminabi_dash.alerts.condition import (
    CHANGES,
    InsightCondition,
    NumberCondition,
    Seen,
    holds,
    parse_condition,
)
from luminabi_dash.alerts.measure import against_period, form_of, indicator
from luminabi_dash.charts.kinds.indicator import IndicatorSpec
from luminabi_dash.charts.options import Numbered
from luminabi_dash.context import Context
from luminabi_dash.db import alerts
from luminabi_dash.db.models import Insight
from luminabi_dash.db.watching import Alert
from luminabi_dash.errors import Invalid, LuminaError
from luminabi_dash.services.answering import answer, with_filters
from luminabi_dash.services.drawing import drawn
from luminabi_dash.services.sources import source
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.tables.query import Measure, Query

COUNT = Query(measures=(Measure("value", "count"),))


class Look(Protocol):
    """One look at an alert, in the data version `number`."""

    @property
    def number(self) -> int: ...

    @property
    def value(self) -> float | None: ...

    def fires(self, *, is_firing: bool) -> bool:
        """Whether it fires now; Invalid with the reason when that cannot be told."""

    def fired(self, name: str, place: str, was: float | None) -> str:
        """The sentence that it fires."""

    def over(self, name: str, place: str) -> str:
        """The sentence that it is over."""


@dataclass(frozen=True, slots=True)
class NumberLook:
    """`has_held`: also in as many versions before as the condition asks for."""

    number: int
    condition: NumberCondition
    seen: Seen
    has_held: bool
    form: Numbered

    @property
    def value(self) -> float | None:
        return self.seen.value

    def fires(self, *, is_firing: bool) -> bool:
        does = holds(self.condition, self.seen, is_firing=is_firing)
        return does and (is_firing or self.has_held)

    def fired(self, name: str, place: str, was: float | None) -> str:
        return words.fired(name, place, self.condition, self.seen, was, self.form)

    def over(self, name: str, place: str) -> str:
        return words.over(name, place, self.condition, self.seen, self.form)


@dataclass(frozen=True, slots=True)
class InsightLook:
    """`verdict` is that of the newest check, None before the first."""

    number: int
    condition: InsightCondition
    verdict: str | None
    value: float | None
    statement: str

    def fires(self, *, is_firing: bool) -> bool:
        return self.verdict in self.condition.verdicts

    def fired(self, name: str, place: str, was: float | None) -> str:
        return words.insight_fired(place, self.number, self.verdict or "holds", self.statement)

    def over(self, name: str, place: str) -> str:
        verdict = self.verdict or "holds"
        return words.insight_over(place, self.number, self.condition, verdict, self.statement)


@dataclass(frozen=True, slots=True)
class NoLook:
    """What could not be looked at, and why."""

    number: int
    reason: str
    value: float | None = None

    def fires(self, *, is_firing: bool) -> bool:
        raise Invalid(self.reason)

    def fired(self, name: str, place: str, was: float | None) -> str:
        return self.over(name, place)

    def over(self, name: str, place: str) -> str:
        return words.unknown(name, place, self.reason)


def look(ctx: Context, row: Alert, number: int) -> Look:
    """What the alert watches in this version of the data; reads, changes nothing."""
    if row.kind == "insight":
        return insight_look(ctx, row, number)
    try:
        return number_look(ctx, row, number)
    except LuminaError as error:
        return NoLook(number, str(error))


def number_look(ctx: Context, row: Alert, number: int) -> NumberLook:
    condition, spec = parse_condition("number", row.condition), indicator(row.spec)
    assert isinstance(condition, NumberCondition)
    form = form_of(spec)
    if condition.op in CHANGES and condition.against == "period":
        spec = against_period(spec)
    with ctx.sessions() as session:
        before = alerts.cleaned_before(session, row.dataset_id, number, condition.versions)
    numbers = [number, *before]
    seen = seen_at(ctx, row, spec, condition, numbers)
    has_held = all(
        has_held_at(ctx, row, spec, condition, numbers[place:])
        for place in range(1, condition.versions)
    )
    return NumberLook(number, condition, seen, has_held, form)


def has_held_at(
    ctx: Context, row: Alert, spec: IndicatorSpec, condition: NumberCondition, numbers: list[int]
) -> bool:
    """Whether the condition holds in the first of these versions; not in one that is not there."""
    if not numbers:
        return False
    try:
        seen = seen_at(ctx, row, spec, condition, numbers)
        return holds(condition, seen, is_firing=False)
    except LuminaError:
        return False


def seen_at(
    ctx: Context, row: Alert, spec: IndicatorSpec, condition: NumberCondition, numbers: list[int]
) -> Seen:
    """The number in the first version; a change against versions compares it with the second."""
    seen = measured(ctx, row, spec, numbers[0])
    if condition.op not in CHANGES or condition.against == "period":
        return seen
    reference = None
    if len(numbers) > 1:
        try:
            reference = measured(ctx, row, spec, numbers[1]).value
        except LuminaError:
            reference = None
    return Seen(seen.value, reference, seen.is_empty)


def measured(ctx: Context, row: Alert, spec: IndicatorSpec, number: int) -> Seen:
    """The number that a tile of this spec shows, and that of the period before if it shows one;
    where no row matches there is none, but a count is 0.
    """
    asked = source(ctx, row.dataset_id, number)
    filters = parse_filters(list(row.filters), asked.schema)
    traces = drawn(ctx, asked, spec, filters)["data"]
    matched = answer(ctx, asked, with_filters(COUNT, filters)).matched
    if not traces or matched == 0:
        is_count = spec.y is None or spec.aggregate in {"count", "distinct"}
        return Seen(0.0 if is_count else None, is_empty=True)
    trace = traces[0]
    reference = trace.get("delta", {}).get("reference")
    return Seen(as_number(trace["value"]), as_number(reference), is_empty=False)


def as_number(value: Any) -> float | None:
    if value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Invalid("it is not a number", code="no_number") from None


def insight_look(ctx: Context, row: Alert, number: int) -> Look:
    condition = parse_condition("insight", row.condition)
    assert isinstance(condition, InsightCondition)
    with ctx.sessions() as session:
        insight = session.get(Insight, row.insight_id or 0)
    if insight is None:
        return NoLook(number, "the insight is no longer kept")
    last = insight.history[-1] if insight.history else None
    at, verdict = (last["version"], last["verdict"]) if last else (insight.version, None)
    body = insight.body
    return InsightLook(at, condition, verdict, as_number(body["effect"]), str(body["sentence"]))
