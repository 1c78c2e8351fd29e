"""What chart kinds share: measures, keys as Plotly takes them, axes, names of colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from luminabi_dash.charts.numbers import axis_form
from luminabi_dash.charts.numbers import escape as escape
from luminabi_dash.charts.options import DateForm, Scaled
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.query import Aggregate, Measure, Rows
from luminabi_dash.tables.schema import Column, Schema

EMPTY = "(empty)"
LABEL_LENGTH = 24
ADDED = {"sum", "count"}
"""Aggregates whose parts add up to the whole."""
DATES = {
    "2026-03-01": "%Y-%m-%d",
    "01.03.2026": "%d.%m.%Y",
    "01/03/2026": "%d/%m/%Y",
    "03/01/2026": "%m/%d/%Y",
}
BY_UNIT = {
    "hour": "%-d %b %Y %H:%M",
    "day": "%a %-d %b %Y",
    "week": "week of %-d %b %Y",
    "month": "%B %Y",
    "quarter": "Q%q %Y",
    "year": "%Y",
}


def measure_of(
    column: str | None, aggregate: Aggregate, schema: Schema, alias: str = "value"
) -> Measure:
    """The measure of that name; without a column rows are counted, a formula is taken as it is."""
    if column is None:
        return Measure(alias, "count")
    found = schema.column(column)
    if found.is_formula:
        return Measure(alias, "formula", column)
    if aggregate not in {"count", "distinct"} and not found.type.is_numeric:
        raise Invalid(
            f"{column!r} holds no numbers, so it has no {aggregate}.",
            code="wrong_spec",
            details={"field": "y", "column": column},
        )
    return Measure(alias, aggregate, column)


def adds_up(column: str | None, aggregate: Aggregate, schema: Schema) -> bool:
    """Whether the measure of a whole is the sum of those of its parts."""
    return column is None or (aggregate in ADDED and not schema.column(column).is_formula)


def named_measure(column: str | None, aggregate: str) -> str:
    """What a measure is called where there are several."""
    if column is None:
        return "Rows"
    return column if aggregate == "sum" else f"{column} ({aggregate})"


def needs_number(name: str, schema: Schema, field: str) -> Column:
    """The column, which must hold numbers; Invalid (422) names the field."""
    column = schema.column(name)
    if not column.type.is_numeric or column.is_formula:
        raise Invalid(f"{name!r} holds no numbers.", code="wrong_spec", details={"field": field})
    return column


def x_values(keys: Sequence[Any]) -> list[Any]:
    """Keys of an axis: ISO text for dates, text with a word for empty, numbers as they are."""
    if are_dates(keys):
        return [None if key is None else key.isoformat() for key in keys]
    return list(keys) if are_numbers(keys) else [key_words(key) for key in keys]


def are_dates(keys: Sequence[Any]) -> bool:
    return isinstance(next((key for key in keys if key is not None), None), date)


def are_numbers(keys: Sequence[Any]) -> bool:
    first = next((key for key in keys if key is not None), None)
    return isinstance(first, int | float) and not isinstance(first, bool)


def key_words(key: Any) -> str:
    """A key as a label."""
    return EMPTY if key is None else escape(cell_text(key))


def cell_text(value: Any) -> str:
    """A value as a person reads it in a cell; "" for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes" if value.second == 0 else "seconds")
    return str(value)


def short_labels(keys: list[Any], length: int = LABEL_LENGTH) -> Figure:
    """Short tick labels for long keys, so that labels never eat the chart."""
    if not any(isinstance(key, str) and len(key) > length for key in keys):
        return {}
    shown = list(dict.fromkeys(keys))
    return {
        "tickmode": "array",
        "tickvals": shown,
        "ticktext": [cut(str(k), length) for k in shown],
    }


def cut(text: str, length: int = LABEL_LENGTH) -> str:
    """At most `length` letters; an entity at the cut goes as a whole."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    if "&" in kept[-5:] and ";" not in kept[kept.rindex("&") :]:
        kept = kept[: kept.rindex("&")]
    return f"{kept}…"


def value_axis(spec: Scaled, *, zero: bool) -> Figure:
    """The axis of a measure; `zero` where marks grow from it."""
    axis: Figure = axis_form(spec)
    if spec.log:
        return {**axis, "type": "log", **titled(spec.y_title)}
    starts_at_zero = spec.start == "zero" or (spec.start == "auto" and zero)
    return {**axis, "rangemode": "tozero" if starts_at_zero else "normal", **titled(spec.y_title)}


def key_axis(spec: Scaled, keys: Sequence[Any], unit: str | None = None) -> Figure:
    """The axis of keys: dates, numbers or names."""
    if are_dates(keys):
        form = DATES.get(spec.dates)
        hover = form or BY_UNIT.get(unit or "", "%-d %b %Y %H:%M")
        ticks = {"tickformat": form} if form else {}
        return {"type": "date", "hoverformat": hover, **ticks, **titled(spec.x_title)}
    if are_numbers(keys):
        return {"exponentformat": "B", **titled(spec.x_title)}
    return {"type": "category", **short_labels(x_values(keys)), **titled(spec.x_title)}


def titled(text: str) -> Figure:
    return {"title": {"text": escape(text)}} if text else {}


def date_words(moment: date | datetime, unit: str | None, form: DateForm = "auto") -> str:
    """A date for a text: by its unit, or in the form that was asked for."""
    pattern = DATES.get(form) or BY_UNIT.get(unit or "", "%-d %b %Y")
    pattern = pattern.replace("%q", str((moment.month + 2) // 3))
    return moment.strftime(pattern)


def with_note(layout: Figure, *notes: str) -> Figure:
    """The layout with what a reader must know about the figure."""
    said = " · ".join(note for note in notes if note)
    return {**layout, "meta": {**layout.get("meta", {}), "note": said}} if said else layout


def shown_of(shown: int, whole: int, noun: str) -> str:
    """ "showing X of Y", or nothing when all are shown."""
    return f"showing {shown:,} of {whole:,} {noun}" if shown < whole else ""


def log_note(spec: Scaled, values: Iterable[Any]) -> str:
    """What a logarithmic axis cannot show."""
    if spec.log and any(value is not None and value <= 0 for value in values):
        return "zero and below cannot stand on a logarithmic axis"
    return ""


def limit_note(rows: Rows, limit: int) -> str:
    """What to say when an answer was cut at its limit."""
    return f"only the first {limit:,} groups" if rows.frame.height >= limit else ""


def distinct(labels: list[str]) -> list[str]:
    """Labels that no two marks share: Plotly would join them."""
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label + "\N{ZERO WIDTH SPACE}" * (seen[label] - 1))
    return found
