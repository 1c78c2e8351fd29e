"""From columns to charts: where a column goes in a spec, and which charts suit a few columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luminabi_dash.charts.kind import KINDS
from luminabi_dash.dashboards.starters import (
    columns_in,
    fits,
    is_list,
    is_many,
    measured,
    starter,
    wants,
)
from luminabi_dash.tables.schema import Column, Schema

RANKING = (
    "line",
    "bar",
    "scatter",
    "histogram",
    "heatmap",
    "box",
    "area",
    "pie",
    "pivot",
    "treemap",
    "calendar",
    "facets",
    "indicator",
    "violin",
    "table",
)
FIELDS = ("x", "y", "rows", "path", "facet", "color", "columns", "values", "more", "size", "second")


def used(spec: dict[str, Any], schema: Schema) -> list[str]:
    """The columns of a spec, in the order of the dataset."""
    texts = columns_in(
        {k: v for k, v in spec.items() if k in FIELDS or wants(k, field_of(spec, k))}
    )
    return [name for name in schema.names() if name in texts]


def field_of(spec: dict[str, Any], name: str) -> dict[str, Any]:
    properties: dict[str, Any] = KINDS.get(str(spec["kind"])).spec.model_json_schema()["properties"]
    found: dict[str, Any] = properties.get(name, {})
    return found


def toggled(spec: dict[str, Any], name: str, schema: Schema) -> dict[str, Any]:
    """The spec without a column that it uses, or with one that it does not use yet."""
    chosen = used(spec, schema)
    if name in chosen:
        return without(spec, name, schema)
    placed = assigned(str(spec["kind"]), [*chosen, name], schema)
    if placed is not None:
        return {**spec, **placed}
    fields = KINDS.get(str(spec["kind"])).spec.model_json_schema()["properties"]
    slot = first_slot(schema.column(name), fields, {})
    if slot is None:
        found = suggested([*chosen, name], schema, 1) or suggested([name], schema, 1)
        return found[0] if found else spec
    return {**spec, slot: [name] if is_list(fields[slot]) else name}


def without(spec: dict[str, Any], name: str, schema: Schema) -> dict[str, Any]:
    """A column taken out; one that the kind needs is replaced by another."""
    left: dict[str, Any] = {}
    for key, value in spec.items():
        if is_many(value):
            left[key] = [one for one in value if one != name]
        elif value != name or key in {"kind", "title", "subtitle"}:
            left[key] = value
    others = Schema(tuple(column for column in schema.columns if column.name != name))
    return {**starter(str(spec["kind"]), others, left), **left}


def assigned(kind: str, names: Sequence[str], schema: Schema) -> dict[str, Any] | None:
    """The columns in the fields of a kind; None when one finds no place or one is missing."""
    described = KINDS.get(kind).spec.model_json_schema()
    fields = described["properties"]
    spec: dict[str, Any] = {}
    for column in sorted((schema.column(name) for name in names), key=lambda c: order_of(c)):
        slot = first_slot(column, fields, spec)
        if slot is None:
            return None
        spec[slot] = [*spec.get(slot, []), column.name] if is_list(fields[slot]) else column.name
    if any(name not in spec for name in described.get("required", ())):
        return None
    return {"kind": kind, **spec, **measured(spec, fields, schema)}


def order_of(column: Column) -> int:
    """Dates come first: they have the fewest places; then groups, then numbers."""
    if column.type.is_temporal:
        return 0
    return 2 if column.type.is_numeric else 1


def first_slot(column: Column, fields: dict[str, Any], spec: dict[str, Any]) -> str | None:
    """The first free field that the column fits; numbers rather go where a number is asked."""
    free = [name for name in FIELDS if name in fields and is_free(name, fields, spec)]
    asked = [(name, wants(name, fields[name])) for name in free]
    fitting = [name for name, want in asked if want and fits(column, want)]
    if column.type.is_numeric:
        numbers = [name for name, want in asked if want == "number" and name in fitting]
        return next(iter([*numbers, *fitting]), None)
    return next(iter(fitting), None)


def is_free(name: str, fields: dict[str, Any], spec: dict[str, Any]) -> bool:
    if name not in spec:
        return True
    most = fields[name].get("maxItems", 1 << 30)
    return is_list(fields[name]) and len(spec[name]) < most


def suggested(names: Sequence[str], schema: Schema, most: int = 3) -> list[dict[str, Any]]:
    """Charts that show all of these columns, the most fitting first."""
    found = []
    for kind in RANKING:
        if kind not in KINDS.names() or not suits(kind, names, schema):
            continue
        if (spec := assigned(kind, names, schema)) is not None:
            found.append(spec)
    return found[:most]


def suits(kind: str, names: Sequence[str], schema: Schema) -> bool:
    """What a kind is good at: courses over time, few numbers, many groups."""
    columns = [schema.column(name) for name in names]
    dates = sum(column.type.is_temporal for column in columns)
    numbers = sum(column.type.is_numeric for column in columns)
    groups = len(columns) - dates - numbers
    if not columns:
        return kind in {"bar", "indicator", "table"}
    if kind in {"line", "area", "calendar"}:
        return dates == 1 and groups <= 1 and (kind != "calendar" or groups == 0)
    if kind in {"pie", "treemap", "box", "violin"}:
        return dates == 0 and (kind not in {"box", "violin"} or numbers == 1)
    if kind == "bar":
        return dates + groups >= 1 and numbers <= 1
    if kind == "scatter":
        return numbers >= 2 and dates == 0
    if kind in {"histogram", "indicator"}:
        return numbers == 1 and dates + groups == 0
    if kind == "heatmap":
        return dates + groups == 2 or numbers == 2
    return kind != "facets" or groups >= 2
