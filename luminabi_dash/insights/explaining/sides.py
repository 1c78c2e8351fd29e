"""What a mark is compared with: the period before it, another point, or the other categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from luminabi_dash.charts.axes import date_words
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.errors import Invalid
from luminabi_dash.insights.explaining.chance import LEAST_OTHERS
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.filters import say as key_words
from luminabi_dash.tables.query import Group, Unit
from luminabi_dash.tables.schema import Column, Schema

KINDS = {"bar", "line", "area", "pie", "funnel", "waterfall", "choropleth", "calendar"}
"""Kinds whose marks are values of one column, x."""
IN_ORDER = {"line", "area"}
HISTORY = 60
"""So many periods before are looked at."""
PEERS = 200
"""More categories are not compared one by one."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Places among the keys of x: `after` is compared with `before`, or with all others when it is
    None. `lines` are the keys whose rows are wanted, `others` those that show how much segments
    move anyway.
    """

    after: int
    before: int | None
    lines: tuple[int, ...]
    others: tuple[int, ...]
    lag: int = 1
    is_course: bool = False

    @property
    def are_peers(self) -> bool:
        return self.before is None


def group_of(spec: ChartSpec, schema: Schema) -> Group:
    """How the tile groups by x; Invalid (422) for a kind whose marks are something else."""
    name = getattr(spec, "x", None)
    if spec.kind not in KINDS or getattr(spec, "raw", False) or name is None:
        raise Invalid(
            "Only marks that stand for one value of one column can be explained: bars, slices, "
            "stages, places, days and points along a line.",
            code="not_explained",
            details={"kind": spec.kind},
        )
    return Group(name, unit=unit_of(spec, schema.column(name)))


def unit_of(spec: ChartSpec, column: Column) -> Unit | None:
    if not column.type.is_temporal:
        return None
    if spec.kind == "calendar":
        return "day"
    unit: Unit | None = getattr(spec, "unit", None)
    return unit if spec.kind in IN_ORDER else unit or "month"


def is_ordered(spec: ChartSpec, column: Column) -> bool:
    """Whether a point has one before it."""
    return column.type.is_temporal or (column.type.is_numeric and spec.kind in IN_ORDER)


def place_of(own: Sequence[Filter], column: Column, unit: str | None, keys: Sequence[Any]) -> int:
    """The key of x that a mark stands for; Invalid (422) when it stands for none or several."""
    wanted = tuple(item for item in own if item.column == column.name)
    if not wanted:
        raise Invalid("This mark stands for all rows; choose a part of them.", code="not_explained")
    if any(item.op == "not_in" for item in wanted):
        raise Invalid("Other stands for several values; choose one of them.", code="not_explained")
    for place, key in enumerate(keys):
        if of_key(column, key, unit) == wanted:
            return place
    raise Invalid("There is no such mark any more.", code="no_such_mark")


def in_order(after: int, against: int | None) -> Sides:
    """A point of a course against the one before it, or against another one."""
    if after == against:
        raise Invalid("Choose another point than the first.", code="same_point")
    if against is None and after == 0:
        raise Invalid(
            "There is no earlier point under these filters; choose a second one to compare with.",
            code="nothing_before",
        )
    before = after - 1 if against is None else against
    before, after = sorted((before, after))
    lag = after - before
    others = tuple(range(max(0, after - HISTORY - lag), after))
    return Sides(after, before, (*others, after), others, lag, is_course=True)


def of_categories(after: int, against: int | None, count: int) -> Sides:
    """A category against another one, or against the average of all others."""
    if after == against:
        raise Invalid("Choose another point than the first.", code="same_point")
    if count < 2:
        raise Invalid("There is no other value to compare with.", code="nothing_before")
    rest = tuple(at for at in range(count) if at != after)
    if against is not None:
        return Sides(
            after, against, tuple(range(count)) if count <= PEERS else (after, against), ()
        )
    others = rest if LEAST_OTHERS <= count - 1 <= PEERS else ()
    return Sides(after, None, (after, *rest), others)


def called(key: Any, unit: str | None) -> str:
    """A key in a sentence: "in March 2026", "for Paris"."""
    if not isinstance(key, date):
        return f"for {key_words(key)}"
    words = date_words(key, unit)
    return f"{'on' if unit in {'day', None} else 'in the' if unit == 'week' else 'in'} {words}"


def last_end(key: date, unit: str | None, column: Column) -> str | None:
    """The moment at which a period ends, as filters write it; None without a calendar unit."""
    found = of_key(column, key, unit)
    return str(found[-1].value) if len(found) == 2 else None
