"""A form made from a chart kind's JSON Schema: columns that fit, words for choices, switches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
WORDS = {
    "mean": "Average",
    "min": "Lowest",
    "max": "Highest",
    "count": "Number of rows",
    "distinct": "Different values",
    "std": "Standard deviation",
    "q1": "Lower quartile",
    "q3": "Upper quartile",
    "a_to_z": "A to Z",
    "z_to_a": "Z to A",
    "gt": "more than",
    "ge": "at least",
    "lt": "less than",
    "le": "at most",
    "eq": "equal to",
    "ne": "other than",
}
TEXT, DATA = "Text", "Data"
TITLES = ("title", "subtitle")
FIRST = ("text", "x", "y", "rows", "columns", "values", "path", "aggregate", "unit", "color", "top")
"""Fields in the order in which one thinks of them; the others follow as their kind has them."""


def spec_form(
    spec: dict[str, Any], schema: Schema, field_id: FieldId, *, with_text: bool = True
) -> list[Component]:
    """The fields of the spec's kind in sections; fields have the ids `field_id(name)`.

    Title and data stand open, the finer points are folded away.
    """
    described = KINDS.get(str(spec["kind"])).spec.model_json_schema()
    sections: dict[str, list[Component]] = {TEXT: [], DATA: []}
    for name in in_order(described["properties"]):
        field = described["properties"][name]
        if name == "kind" or (name in TITLES and not with_text):
            continue
        section = TEXT if name in TITLES else str(field.get("section") or DATA)
        made = part(name, resolved(field, described), spec.get(name), (schema, field_id), described)
        if made is not None:
            sections.setdefault(section, []).append(made)
    return [
        group(title, rows) if title in {TEXT, DATA} else folded(title, rows)
        for title, rows in sections.items()
        if rows
    ]


def in_order(properties: dict[str, Any]) -> list[str]:
    known = [*TITLES, *(name for name in FIRST if name in properties)]
    return [*known, *(name for name in properties if name not in known)]


def group(title: str, rows: Iterable[Component], extra: str = "") -> Component:
    return html.Section([html.H3(title), *rows], className=f"lb-grp {extra}".rstrip())


def folded(title: str, rows: Sequence[Component]) -> Component:
    return html.Details(
        [html.Summary(html.H3(title)), *rows], className="lb-grp lb-folded", open=False
    )


Place = tuple[Schema, FieldId]
"""The columns a form chooses from, and the ids of its fields."""


def part(
    name: str, field: dict[str, Any], value: Any, place: Place, described: dict[str, Any]
) -> Component | None:
    """A row of the form, or rows for each of several; None for what it cannot ask."""
    if field.get("picture"):
        return None
    item = resolved(field["items"], described) if isinstance(field.get("items"), dict) else {}
    if "properties" in item:
        return several(name, field, item, value or (), place, described)
    made = control(name, field, value, *place)
    return None if made is None else row(name, field, made)


def several(
    name: str,
    field: dict[str, Any],
    item: dict[str, Any],
    values: Sequence[dict[str, Any]],
    place: Place,
    described: dict[str, Any],
) -> Component:
    """A small form for each entry and an empty one; the fields are called `name.0.at`."""
    blocks = []
    for number, value in enumerate([*values, {}]):
        rows = []
        for key, one in item["properties"].items():
            inside = resolved(one, described)
            made = control(f"{name}.{number}.{key}", inside, value.get(key), *place)
            if made is not None:
                rows.append(row(key, inside, made))
        words = f"{number + 1}" if value else "One more"
        blocks.append(
            html.Details([html.Summary(words), *rows], className="lb-several", open=bool(value))
        )
    head = html.Div(
        label_of(name, field), className="lb-several-head", title=field.get("description", "")
    )
    return html.Div([head, *blocks])


def row(name: str, field: dict[str, Any], made: Component) -> Component:
    words = label_of(name, field)
    is_wide = isinstance(made, dbc.Textarea)
    kind = "is-switch" if isinstance(made, dbc.Switch) else "is-wide" if is_wide else ""
    return html.Div(
        [html.Span(words, title=field.get("description", words)), made],
        className=f"lb-srow {kind}".rstrip(),
        role="group",
        **attributes(aria_label=words),
    )


def label_of(name: str, field: dict[str, Any]) -> str:
    return str(field.get("title") or name.replace("_", " ").capitalize())


def resolved(field: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """The field with its references looked through and its alternatives made one: choices are
    put together, a number or a text is a text; `nullable` says whether it may be empty.
    """
    options = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    is_nullable = "anyOf" in field and len(options) < len(field["anyOf"])
    outer = {key: value for key, value in field.items() if key != "anyOf"}
    if options and all("enum" in one for one in options):
        outer["enum"] = [value for one in options for value in one["enum"]]
    elif len(options) > 1:
        outer = {"type": "string", "maxLength": 80, "loose": True, **outer}
    elif options:
        outer = {**options[0], **outer}
    if "$ref" in outer:
        name = str(outer["$ref"]).rsplit("/", 1)[-1]
        outer = {**described.get("$defs", {}).get(name, {}), **outer}
    return {**outer, "nullable": is_nullable}


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
    if kind == "array":
        return lines_field(id_, value or ())
    return None


def lines_field(id_: Any, values: Sequence[Any]) -> Component:
    """Several texts, one a line."""
    words = "\n".join(str(value) for value in values)
    return dbc.Textarea(
        id=id_, value=words, rows=3, debounce=TYPING_MS, size="sm", placeholder="One a line"
    )


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
    words = "" if value is None else str(value)
    if most > LONG:
        return dbc.Textarea(
            id=id_, value=words, maxlength=most, rows=8, debounce=TYPING_MS, size="sm"
        )
    hint = "Says what it shows" if name == "title" else ""
    return dbc.Input(
        id=id_,
        type="text",
        value=words,
        maxlength=most,
        debounce=TYPING_MS,
        size="sm",
        placeholder=hint,
    )
