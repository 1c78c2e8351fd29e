"""First specs: what a chart of a kind shows before anybody has said what it should."""

from __future__ import annotations

from typing import Any

from luminabi_dash.charts.kind import KINDS, parse_spec
from luminabi_dash.charts.render import ask
from luminabi_dash.errors import LuminaError
from luminabi_dash.tables.schema import Column, Role, Schema

USUAL = {"x": "any", "y": "number", "color": "category", "columns": "any"}
"""What fits a field whose schema does not say it."""
OVER_TIME = {"line", "area"}
FIRST = {"any": (Role.DIMENSION, Role.TEMPORAL), "category": (Role.DIMENSION,)}
LISTED = 3
WORTH = ("x", "y", "columns", "values", "text")
"""Fields worth filling though a chart can be drawn without them."""


def wants(name: str, field: dict[str, Any]) -> str | None:
    """The columns that fit a field of a spec: number, category, date or any; None: no column."""
    said = field.get("column")
    if said is None:
        said = USUAL.get(name)
    return str(said) if said else None


def fitting(schema: Schema, want: str) -> list[Column]:
    """The columns that a field takes, the likeliest first."""
    columns = [column for column in schema.columns if fits(column, want)]
    roles = FIRST.get(want, ())
    ranked = {role: place for place, role in enumerate(roles)}
    return sorted(columns, key=lambda c: (ranked.get(c.role, len(ranked)), not c.additive))


def fits(column: Column, want: str) -> bool:
    if want == "number":
        return column.type.is_numeric
    if want == "date":
        return column.type.is_temporal
    if want == "category":
        return column.role in {Role.DIMENSION, Role.IDENTIFIER, Role.TEXT}
    return not column.is_formula


def starter(kind: str, schema: Schema, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """A spec of the kind that takes over what it can of `given` and fills in the rest."""
    fields = KINDS.get(kind).spec.model_json_schema()
    properties: dict[str, Any] = fields["properties"]
    spec: dict[str, Any] = {"kind": kind}
    spec |= taken_over(properties, schema, given or {})
    used = columns_in(spec)
    for name, field in properties.items():
        if name in spec or name == "title":
            continue
        is_asked = name in fields.get("required", ())
        if (is_asked or (not given and name in WORTH)) and (
            value := first_value(name, field, schema, used, kind)
        ):
            spec[name] = value
            used |= columns_in({name: value})
    spec |= measured(spec, properties, schema)
    counted = {n: v for n, v in spec.items() if n != "y"} | {"aggregate": "count"}
    return spec if can_draw(spec, schema) or not can_draw(counted, schema) else counted


def can_draw(spec: dict[str, Any], schema: Schema) -> bool:
    """Whether the kind takes the spec: parts of a whole, for example, must add up."""
    try:
        ask(parse_spec(spec), schema)
    except LuminaError:
        return False
    return True


def columns_in(spec: dict[str, Any]) -> set[str]:
    """The texts of a spec, those in lists as well: among them are the columns it uses."""
    values = [v for value in spec.values() for v in (value if is_many(value) else [value])]
    return {value for value in values if isinstance(value, str)}


def is_many(value: Any) -> bool:
    return isinstance(value, list | tuple)


def taken_over(properties: dict[str, Any], schema: Schema, given: dict[str, Any]) -> dict[str, Any]:
    """What another kind's spec says in fields of the same name, where the columns fit."""
    found = {}
    for name, value in given.items():
        field = properties.get(name)
        if field is None or name == "kind" or value in (None, "", [], ()):
            continue
        want = wants(name, field)
        names = [value] if isinstance(value, str) else value
        if want and is_many(names):
            if is_list(field) != is_many(value):
                continue
            if not all(n in schema and fits(schema.column(n), want) for n in names):
                continue
        elif "anyOf" in field or "enum" in field:
            continue
        found[name] = value
    return found


def first_value(
    name: str, field: dict[str, Any], schema: Schema, used: set[str], kind: str
) -> str | list[str] | None:
    want = wants(name, field)
    if want is None:
        return "Write here." if name == "text" else None
    columns = fitting(schema, want)
    if want == "any" and kind in OVER_TIME:
        columns.sort(key=lambda column: not column.type.is_temporal)
    free = [c.name for c in columns if c.name not in used] or [c.name for c in columns]
    if is_list(field):
        return free[: max(field.get("minItems", 0), LISTED if name == "columns" else 1)] or None
    return free[0] if free else None


def is_list(field: dict[str, Any]) -> bool:
    kinds = [field, *field.get("anyOf", ())]
    return any(kind.get("type") == "array" for kind in kinds)


def measured(spec: dict[str, Any], properties: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """Amounts are summed, anything else averaged; without a measure rows are counted."""
    measure = spec.get("y") or next(iter(spec.get("values") or ()), None)
    if "aggregate" not in properties or "aggregate" in spec:
        return {}
    if not isinstance(measure, str) or measure not in schema:
        return {"aggregate": "count"}
    return {"aggregate": "sum" if schema.column(measure).additive else "mean"}


def retitled(spec: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The spec with a new title if the old one was made from the columns and is still there."""
    title = before.get("title")
    if spec.get("title") == title and title in {"", None, titled(before)}:
        return {**spec, "title": titled(spec)}
    return spec


def titled(spec: dict[str, Any]) -> str:
    """A title made from the columns: "revenue by month"."""
    kind, x, y = str(spec.get("kind")), spec.get("x"), spec.get("y")
    if kind == "histogram":
        return f"How {x} is spread"[:200]
    if kind in {"scatter", "heatmap"} and x and y:
        return f"{y} against {x}"[:200]
    if kind in {"table", "pivot"}:
        return "Rows" if kind == "table" else f"By {', '.join(map(str, spec.get('rows') or ()))}"
    if kind in {"text", "image"}:
        return ""
    x = x or next(iter(spec.get("path") or ()), None)
    what = "Rows" if y is None else str(y)
    if y is not None and spec.get("aggregate") in {"mean", "median"}:
        what = f"{str(spec['aggregate']).capitalize()} {y}"
    if kind == "indicator" or not isinstance(x, str):
        return what[:200]
    return f"{what} by {x}"[:200]
