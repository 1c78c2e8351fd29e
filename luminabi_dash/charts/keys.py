"""How the values of a column become the groups of a chart, and what these are called."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args

from luminabi_dash.charts.axes import (
    EMPTY,
    are_dates,
    are_numbers,
    date_words,
    key_words,
    x_values,
)
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.numbers import short
from luminabi_dash.charts.options import Cut
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.query import HIGH, Group, Part, Unit
from luminabi_dash.tables.schema import Column, Role, Schema, Type

UNITS: tuple[str, ...] = get_args(Unit)
PARTS: tuple[str, ...] = get_args(Part)
INTERVALS = 20
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAMED: dict[str, tuple[str, ...]] = {
    "weekday": WEEKDAYS,
    "month_of_year": MONTHS,
    "quarter_of_year": ("Q1", "Q2", "Q3", "Q4"),
}
WHOLE: dict[str, range] = {
    "weekday": range(1, 8),
    "month_of_year": range(1, 13),
    "quarter_of_year": range(1, 5),
    "hour_of_day": range(24),
    "day_of_month": range(1, 32),
}


def group_of(name: str, schema: Schema, cut: Cut = "auto", alias: str = "") -> Group:
    """The group of a column: dates by month and measures by intervals unless asked otherwise."""
    column = schema.column(name)
    if column.is_formula:
        raise Invalid(f"{name!r} is a measure and has no groups.", code="wrong_spec")
    chosen = automatic(column) if cut == "auto" else cut
    fits = (
        column.type.is_temporal
        if chosen in {*UNITS, *PARTS}
        else column.type.is_numeric or chosen != "intervals"
    )
    if not fits:
        words = "dates" if chosen != "intervals" else "numbers"
        raise Invalid(
            f"{name!r} holds no {words}, so it cannot be cut by {chosen.replace('_', ' ')}.",
            code="wrong_spec",
            details={"column": name},
        )
    if chosen == "intervals":
        return Group(name, bins=INTERVALS, alias=alias)
    if chosen in PARTS:
        return Group(name, part=chosen, alias=alias)  # type: ignore[arg-type]
    unit = chosen if chosen in UNITS else None
    return Group(name, unit=unit, alias=alias)  # type: ignore[arg-type]


def automatic(column: Column) -> Cut:
    if column.type.is_temporal:
        return "month"
    is_amount = column.type is Type.NUMBER or column.role is Role.MEASURE
    return "intervals" if column.type.is_numeric and is_amount else "value"


def words_of(group: Group, lines: Columns) -> list[str]:
    """Every key of an answer as a label."""
    if group.bins is not None:
        pairs = lines.rows(group.name, group.name + HIGH)
        return [interval_words(low, high) for low, high in pairs]
    return [word_of(group, key) for key in lines[group.name]]


def word_of(group: Group, key: Any) -> str:
    if key is None:
        return EMPTY
    if group.part is not None:
        names = NAMED.get(group.part)
        return names[key - 1] if names else str(key)
    if isinstance(key, datetime | date):
        return date_words(key, group.unit)
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    return key_words(key)


def interval_words(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return EMPTY
    return f"{signed(low)} to {signed(high)}"


def signed(value: float) -> str:
    return f"{'−' if value < 0 else ''}{short(abs(value), None)}"


def places_of(group: Group, lines: Columns) -> list[Any]:
    """The distinct keys along one side, in their order: every weekday, hour and month; dates and
    numbers rising; names by how they stand there first.
    """
    keys = list(dict.fromkeys(lines[group.name]))
    empty = [None] if None in keys else []
    if group.part is not None and group.part in WHOLE:
        return [*WHOLE[group.part], *empty]
    if group.bins is not None or are_dates(keys) or are_numbers(keys):
        return [*sorted(key for key in keys if key is not None), *empty]
    return keys


def side_of(group: Group, lines: Columns, places: list[Any]) -> tuple[list[Any], Figure]:
    """Values of one side as Plotly takes them, and the axis they need."""
    if group.bins is not None:
        highs = dict(lines.rows(group.name, group.name + HIGH))
        return [interval_words(key, highs.get(key)) for key in places], {"type": "category"}
    if are_dates(places) and None not in places:
        return x_values(places), {"type": "date"}
    return [word_of(group, key) for key in places], {"type": "category"}
