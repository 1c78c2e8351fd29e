"""From columns to charts: which columns a spec uses, and where another one goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luminabi_dash.charts.kind import KINDS
from luminabi_dash.charts.recommend import recommend
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
        found = recommend(schema, [*chosen, name]) or recommend(schema, [name])
        return found[0].spec.model_dump(mode="json") if found else spec
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
