"""Drilling down: a tile as one page shows it, broken down inside the mark that was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import in_words, parse_filters
from luminabi_dash.tables.query import Unit
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import TileView

DEEPEST = 8
OVER_NUMBERS = {"line", "area"}


class Step(BaseModel):
    """One step down: inside `filters`, by a column and, for dates, a calendar unit."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    by: str = Field(max_length=500)
    unit: Unit | None = None
    filters: list[dict[str, Any]] = Field(max_length=20)


def steps_of(drill: Any, tile_id: int) -> tuple[Step, ...]:
    """The steps that a page has gone down in a tile; Invalid when they make no sense."""
    held = drill.get(str(tile_id)) if isinstance(drill, Mapping) else None
    if held is None:
        return ()
    if not isinstance(held, list) or len(held) > DEEPEST:
        raise Invalid(f"A tile goes down {DEEPEST} steps at most.", code="wrong_drill")
    try:
        return tuple(Step.model_validate(one) for one in held)
    except ValidationError:
        raise Invalid("The way down this tile cannot be read.", code="wrong_drill") from None


def shown(tile: TileView, drill: Any, schema: Schema) -> TileView:
    """The tile with the last step's columns and the filters of all steps."""
    steps = steps_of(drill, tile.id)
    if not steps:
        return tile
    filters = [item for step in steps for item in step.filters]
    parse_filters(filters, schema)
    last = steps[-1]
    spec = broken_down(tile.spec, last, schema)
    return replace(tile, spec=spec, kind=str(spec["kind"]), filters=(*tile.filters, *filters))


def broken_down(spec: Mapping[str, Any], step: Step, schema: Schema) -> dict[str, Any]:
    """The spec by another column; a line needs dates or numbers, so it becomes bars otherwise."""
    column = schema.column(step.by)
    made = {key: value for key, value in spec.items() if key != "part"} | {"x": step.by}
    if "unit" in made or column.type.is_temporal:
        made["unit"] = step.unit or ("month" if column.type.is_temporal else None)
    if made.get("color") == step.by:
        made["color"] = None
    if spec["kind"] in OVER_NUMBERS and not (column.type.is_temporal or column.type.is_numeric):
        kept = ("title", "subtitle", "y", "aggregate", "color")
        return {"kind": "bar", "x": step.by, **{key: made[key] for key in kept if key in made}}
    return made


def down(
    drill: Any, tile_id: int, by: str, unit: str | None, filters: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The way with one more step in a tile."""
    held = dict(drill) if isinstance(drill, Mapping) else {}
    step = {"by": by, "unit": unit, "filters": list(filters)}
    return {**held, str(tile_id): [*held.get(str(tile_id), []), step]}


def up(drill: Any, tile_id: int, depth: int) -> dict[str, Any]:
    """The way with only the first `depth` steps of a tile."""
    held = dict(drill) if isinstance(drill, Mapping) else {}
    kept = held.pop(str(tile_id), [])[:depth]
    return {**held, str(tile_id): kept} if kept else held


def crumbs(drill: Any, tile_id: int, schema: Schema) -> tuple[str, ...]:
    """What each step chose, in words."""
    found = []
    for step in steps_of(drill, tile_id):
        chosen = parse_filters(step.filters, schema)
        found.append(" and ".join(" ".join(in_words(item)) for item in chosen) or "all rows")
    return tuple(found)
