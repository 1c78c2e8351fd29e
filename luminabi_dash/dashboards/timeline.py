"""The course of a dashboard's live sessions: its steps, the filters after each, and the moments
that a storyboard tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from luminabi_dash.errors import LuminaError
from luminabi_dash.tables.filters import Filter, in_words, parse_filter, sentence
from luminabi_dash.tables.schema import Schema

GAP = timedelta(minutes=30)
STOOD = timedelta(seconds=5)
CHAPTERS = 12
SET, CLEAR = "filter.set", "filter.clear"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the history; `value` is a filter's, or who presents after it."""

    id: int
    seq: int
    kind: str
    column: str | None
    op: str | None
    value: Any
    by: str
    user_id: int | None
    data_version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """A step with the filters that stood after it; `session` counts from 1, the oldest first."""

    step: Step
    session: int
    filters: tuple[Filter, ...]
    words: str

    @property
    def sentence(self) -> str:
        return sentence(self.filters)


def told(steps: Sequence[Step], base: Mapping[str, Filter], schema: Schema) -> list[Moment]:
    """Every step in its order, with what stood after it. `base` are filters that were set before
    the first step; what the schema no longer has is left out.
    """
    standing = dict(base)
    moments: list[Moment] = []
    session = 0
    before: datetime | None = None
    for step in steps:
        if before is None or step.at - before >= GAP:
            session += 1
        before = step.at
        item = filter_of(step, schema)
        standing = after(standing, step, item)
        moments.append(Moment(step, session, tuple(standing.values()), words_of(step, item)))
    return moments


def after(standing: Mapping[str, Filter], step: Step, item: Filter | None) -> dict[str, Filter]:
    """The filters after one step."""
    found = dict(standing)
    if step.kind == CLEAR:
        if step.column is None:
            return {}
        found.pop(step.column, None)
    elif step.kind == SET and step.column is not None:
        if item is None:
            found.pop(step.column, None)
        else:
            found[step.column] = item
    return found


def filter_of(step: Step, schema: Schema) -> Filter | None:
    """The filter that a step set; None when it set none, or one that makes no sense any more."""
    if step.kind != SET:
        return None
    try:
        return parse_filter({"column": step.column, "op": step.op, "value": step.value}, schema)
    except LuminaError:
        return None


def words_of(step: Step, item: Filter | None) -> str:
    """What was done, without who did it."""
    if step.kind == SET:
        return " ".join(in_words(item)) if item else f"{step.column}, which is not there any more"
    if step.kind == CLEAR:
        return "cleared all filters" if step.column is None else f"cleared {step.column}"
    return {
        "presenter.take": "presents",
        "presenter.release": "stopped presenting",
        "presenter.pass": f"let {step.value or 'somebody'} present",
    }.get(step.kind, step.kind)


def line_of(moment: Moment) -> str:
    """ "Ada: Country is Germany", "Ada presents"."""
    joint = ": " if moment.step.kind == SET else " "
    return f"{moment.step.by}{joint}{moment.words}"


def still_needed(steps: Iterable[Step]) -> set[int]:
    """Of steps that go: those without which the filters after them could not be told."""
    found: dict[str, int] = {}
    for step in steps:
        if step.kind == CLEAR and step.column is None:
            found.clear()
        elif step.column is not None and step.kind in {SET, CLEAR}:
            found.pop(step.column, None)
            if step.kind == SET:
                found[step.column] = step.id
    return set(found.values())


def chapters(
    moments: Sequence[Moment], until: datetime, said: Sequence[datetime] = (), most: int = CHAPTERS
) -> list[Moment]:
    """The moments worth telling: filters that stood for STOOD, or while somebody said something
    (`said`); of the same filters in a row only the first, and of too many an even choice.
    """
    ends = [*(moment.step.at for moment in moments[1:]), until]
    stood = [
        moment
        for moment, end in zip(moments, ends, strict=False)
        if end - moment.step.at >= STOOD or any(moment.step.at <= at < end for at in said)
    ]
    told_once = [
        moment
        for place, moment in enumerate(stood)
        if place == 0 or moment.filters != stood[place - 1].filters
    ]
    return evenly(told_once, most)


def evenly(moments: Sequence[Moment], most: int) -> list[Moment]:
    """At most so many, the first and the last always among them."""
    if len(moments) <= most:
        return list(moments)
    places = [round(number * (len(moments) - 1) / (most - 1)) for number in range(most)]
    return [moments[place] for place in places]
