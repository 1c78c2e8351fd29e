"""A form made from a chart kind's JSON Schema: columns that fit, words for choices, switches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from luminabi_dash.charts.kind import KINDS
from luminabi_dash.dashboards.starters import fitting, is_list, wants
from luminabi_dash.tables.schema import Schema

FieldId = Callable[[str], dict[str, Any]]
TYPING_MS = 600
LONG = 1_000
LABELS = {
    "x": "Along (x)",
    "y": "Measure (y)",
    "color": "Split by",
    "aggregate": "Summed up as",
    "unit": "Dates by",
    "top": "Show at most",
    "limit": "Rows at most",
    "columns": "Columns",
    "sort": "Sorted by",
}
WORDS = {
    "mean": "Average",
    "min": "Lowest",
    "max": "Highest",
    "count": "Number of rows",
    "distinct": "Different values",
    "std": "Standard deviation",
    "q1": "Lower quartile",
    "q3": "Upper quartile",
}
SECTIONS = {"title": "Text", "subtitle": "Text"}
TEXT, DATA = "Text", "Data"


def spec_form(
    spec: dict[str, Any], schema: Schema, field_id: FieldId, *, with_text: bool = True
) -> list[Component]:
    """The fields of the spec's kind in sections; fields have the ids `field_id(name)`."""
    described = KINDS.get(str(spec["kind"])).spec.model_json_schema()
    sections: dict[str, list[Component]] = {TEXT: [], DATA: []}
    for name, field in described["properties"].items():
        found = control(name, resolved(field, described), spec.get(name), schema, field_id)
        if name == "kind" or found is None or (name in SECTIONS and not with_text):
            continue
        section = str(field.get("section") or SECTIONS.get(name, DATA)).capitalize()
        sections.setdefault(section, []).append(row(name, field, found))
    return [group(title, rows) for title, rows in sections.items() if rows]


def group(title: str, rows: Iterable[Component], extra: str = "") -> Component:
    return html.Section([html.H3(title), *rows], className=f"lb-grp {extra}".rstrip())


def row(name: str, field: dict[str, Any], control_: Component) -> Component:
    words = label_of(name, field)
    is_wide = isinstance(control_, dbc.Textarea)
    kind = "is-switch" if isinstance(control_, dbc.Switch) else "is-wide" if is_wide else ""
    return html.Div(
        [html.Span(words, title=field.get("description", words)), control_],
        className=f"lb-set {kind}".rstrip(),
        role="group",
        **attributes(aria_label=words),
    )


def label_of(name: str, field: dict[str, Any]) -> str:
    given = field.get("label") or LABELS.get(name)
    return str(given or name.replace("_", " ").capitalize())


def resolved(field: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """The field with its references and its "or nothing" looked through; `nullable` says which."""
    options = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    is_nullable = "anyOf" in field and len(options) < len(field["anyOf"])
    if len(options) == 1:
        outer = {key: value for key, value in field.items() if key != "anyOf"}
        field = {**options[0], **outer}
    if "$ref" in field:
        name = str(field["$ref"]).rsplit("/", 1)[-1]
        field = {**described.get("$defs", {}).get(name, {}), **field}
    return {**field, "nullable": is_nullable}


def control(
    name: str, field: dict[str, Any], value: Any, schema: Schema, field_id: FieldId
) -> Component | None:
    """The control of a field; None for what this form cannot ask."""
    value = field.get("default") if value is None else value
    id_ = field_id(name)
    if (want := wants(name, field)) is not None:
        return column_choice(id_, field, value, [c.name for c in fitting(schema, want)])
    if "enum" in field:
        return enum_choice(id_, field, value)
    kind = field.get("type")
    if kind == "boolean":
        return dbc.Switch(id=id_, value=bool(value))
    if kind in {"integer", "number"}:
        return number_field(id_, field, value)
    if kind == "string":
        return text_field(id_, name, field, value)
    return None


def column_choice(id_: Any, field: dict[str, Any], value: Any, names: list[str]) -> Component:
    """A column that is chosen but no longer fits stays visible."""
    chosen = list(value) if isinstance(value, list | tuple) else [value] if value else []
    strangers = [one for one in chosen if isinstance(one, str) and one not in names]
    options = [{"label": one, "value": one} for one in (*names, *strangers)]
    is_many = is_list(field)
    return dcc.Dropdown(
        options,
        chosen if is_many else value,
        id=id_,
        multi=is_many,
        clearable=bool(field.get("nullable")) or is_many,
        searchable=True,
        placeholder="Columns" if is_many else "None",
    )


def enum_choice(id_: Any, field: dict[str, Any], value: Any) -> Component:
    options = [{"label": said(one), "value": one} for one in field["enum"]]
    return dcc.Dropdown(
        options,
        value,
        id=id_,
        clearable=bool(field.get("nullable")),
        searchable=len(options) > 8,
        placeholder="Automatic",
    )


def said(value: Any) -> str:
    words = WORDS.get(str(value))
    return words or str(value).replace("_", " ").capitalize()


def number_field(id_: Any, field: dict[str, Any], value: Any) -> Component:
    least = field.get("minimum", field.get("exclusiveMinimum"))
    most = field.get("maximum", field.get("exclusiveMaximum"))
    limits = {key: one for key, one in (("min", least), ("max", most)) if one is not None}
    step = 1 if field.get("type") == "integer" else "any"
    return dbc.Input(
        id=id_, type="number", value=value, step=step, debounce=TYPING_MS, size="sm", **limits
    )


def text_field(id_: Any, name: str, field: dict[str, Any], value: Any) -> Component:
    most = int(field.get("maxLength", LONG))
    if most > LONG:
        return dbc.Textarea(
            id=id_, value=value or "", maxlength=most, rows=8, debounce=TYPING_MS, size="sm"
        )
    return dbc.Input(
        id=id_,
        type="text",
        value=value or "",
        maxlength=most,
        debounce=TYPING_MS,
        size="sm",
        placeholder="Says what it shows" if name == "title" else "",
    )
