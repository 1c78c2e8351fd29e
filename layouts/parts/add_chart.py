"""The form that adds a chart: kind, columns, how to sum up, title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import choice, field, note, text_field
from luminabi_dash.tables.schema import Role, Schema

KINDS = (
    ("bar", "Bars"),
    ("line", "Line"),
    ("scatter", "Scatter"),
    ("histogram", "Histogram"),
    ("indicator", "Indicator"),
    ("table", "Table"),
)
AGGREGATES = (
    ("sum", "Sum"),
    ("mean", "Mean"),
    ("median", "Median"),
    ("min", "Lowest"),
    ("max", "Highest"),
    ("count", "Number of rows"),
    ("distinct", "Different values"),
)
UNITS = ("hour", "day", "week", "month", "quarter", "year")
SUMMED = {Role.DIMENSION, Role.TEMPORAL, Role.MEASURE}


@dataclass(frozen=True, slots=True)
class FieldIds:
    """The ids of the form's fields, given by the page that shows it."""

    kind: str
    x: str
    y: str
    aggregate: str
    color: str
    unit: str
    title: str
    problem: str


def add_form(ids: FieldIds, schema: Schema) -> list[Component]:
    """Every field is always there; those that a kind does not use are ignored."""
    columns = [{"label": c.name, "value": c.name} for c in schema.columns]
    groups = [{"label": c.name, "value": c.name} for c in schema.with_role(Role.DIMENSION)]
    numbers = [{"label": c.name, "value": c.name} for c in schema.columns if c.type.is_numeric]
    first = next((c.name for c in schema.columns if c.role in SUMMED), None)
    pairs = [
        pair(
            field("Chart", choice(ids.kind, labelled(KINDS), "bar")),
            field("Title", text_field(ids.title, placeholder="Says what it shows", maxlength=200)),
        ),
        pair(
            field("Along (x)", choice(ids.x, columns, first, searchable=True, clearable=True)),
            field(
                "Measure (y)",
                choice(ids.y, numbers, searchable=True, clearable=True, placeholder="Rows"),
            ),
        ),
        pair(
            field("Summed up as", choice(ids.aggregate, labelled(AGGREGATES), "sum")),
            field("Dates by", choice(ids.unit, [{"label": u, "value": u} for u in UNITS], "month")),
        ),
        pair(
            field(
                "Colour",
                choice(ids.color, groups, searchable=True, clearable=True, placeholder="None"),
            ),
            html.Div(),
        ),
    ]
    return [*pairs, note(ids.problem)]


def labelled(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [{"label": words, "value": name} for name, words in pairs]


def pair(left: Component, right: Component) -> Component:
    return html.Div([left, right], className="lb-pair")
