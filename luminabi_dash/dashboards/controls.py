"""How a column's filter works on a dashboard: where it starts, whether it must be set, whom it
reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter, parse_filter, parse_filters
from luminabi_dash.tables.schema import Schema


class Control(BaseModel):
    """`default` is the filter that a reset goes back to, {"op", "value"}; `tiles` are those that it
    reaches, None: all of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    column: str = Field(max_length=500)
    default: dict[str, Any] | None = None
    required: bool = False
    tiles: list[int] | None = Field(default=None, max_length=100)


def controls_of(raw: Iterable[Any]) -> tuple[Control, ...]:
    """Controls from JSON; Invalid (422) when one makes no sense."""
    try:
        return tuple(Control.model_validate(one) for one in raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{where or 'control'}: {first['msg']}.", code="wrong_control") from None


def checked(raw: Iterable[Any], schema: Schema) -> tuple[Control, ...]:
    """Controls whose columns and defaults fit the schema, at most one a column."""
    found = controls_of(raw)
    for one in found:
        schema.column(one.column)
        if one.default is not None:
            parse_filter({**one.default, "column": one.column}, schema)
    if len({one.column for one in found}) != len(found):
        raise Invalid("A column has one control.", code="wrong_control")
    return found


def reaching(
    tile: int, filters: Sequence[Filter], controls: Sequence[Control]
) -> tuple[Filter, ...]:
    """The shared filters that reach a tile."""
    away = {one.column for one in controls if one.tiles is not None and tile not in one.tiles}
    return tuple(item for item in filters if item.column not in away)


def missing(tile: int, filters: Sequence[Filter], controls: Sequence[Control]) -> str | None:
    """The first column that must be filtered before a tile is drawn, and is not."""
    given = {item.column for item in filters}
    for one in controls:
        reaches = one.tiles is None or tile in one.tiles
        if one.required and reaches and one.column not in given:
            return one.column
    return None


def defaults(controls: Sequence[Control], schema: Schema) -> tuple[Filter, ...]:
    """What a reset sets; a default whose column is gone is left out."""
    wanted = [{**one.default, "column": one.column} for one in controls if one.default is not None]
    return parse_filters([item for item in wanted if item["column"] in schema], schema)


def with_control(controls: Sequence[Control], one: Control) -> tuple[Control, ...]:
    """The controls with this one in the place of that of its column; one that says nothing is left
    out.
    """
    rest = tuple(other for other in controls if other.column != one.column)
    is_plain = one.default is None and not one.required and one.tiles is None
    return rest if is_plain else (*rest, one)
