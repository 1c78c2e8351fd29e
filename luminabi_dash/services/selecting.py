"""From a gesture on a tile to filters: a click on a mark, a brush over an axis, a lasso."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.context import Context
from luminabi_dash.dashboards.comments import coordinates
from luminabi_dash.errors import Invalid
from luminabi_dash.insights.explaining.sides import KINDS as EXPLAINED
from luminabi_dash.services import board, dashboards, drilling, figures, lines, live
from luminabi_dash.services.answering import answer
from luminabi_dash.services.past import seen_at
from luminabi_dash.tables.combining import combined
from luminabi_dash.tables.filters import Filter, in_words, parse_filters
from luminabi_dash.tables.schema import Column, Role, Schema, Type
from luminabi_dash.views import DashboardView, TileView, UserView

MARKS = 500
BY = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """What was clicked: its own filters, how many rows lie behind, by what it can be broken down.

    `by` are (column, calendar unit or None, words); `emits`: it may filter the other tiles;
    `point` is where it lies in the figure; `explains`: it can be compared with others.
    """

    tile: int
    place: tuple[int, int]
    filters: tuple[Filter, ...]
    words: str
    rows: int
    by: tuple[tuple[str, str | None, str], ...]
    emits: bool = True
    point: dict[str, Any] = field(default_factory=dict)
    explains: bool = False


FINER = {"year": "quarter", "quarter": "month", "month": "day", "week": "day", "day": "hour"}


def mark(
    ctx: Context, user: UserView, state: Mapping[str, Any], tile_id: int, clicked: Any
) -> Mark:
    """The mark of a tile that Plotly's click data name."""
    selection = lines.selection_of(tile_id, clicked)
    place = selection.get("place")
    if place is None:
        raise Invalid("There is no mark here.", code="no_such_mark")
    at = (int(place[0]), int(place[1]))
    view, tile = opened(ctx, user, state, tile_id)
    link, drill, past = state.get("link"), state.get("drill"), state.get("past")
    found = lines.behind(ctx, user, view.id, tile_id, at, link, drill, past)
    own = combined(found.mark, view.schema)
    count = answer(ctx, figures.source_of(view), figures.count_query(found.filters)).matched
    words = " and ".join(" ".join(in_words(item)) for item in own) or tile.title or "all rows"
    ways = ways_down(tile, view.schema, own)
    point = {**coordinates(clicked["points"][0]), "words": words[:500]}
    emits, explains = tile.options.get("emits", True), tile.kind in EXPLAINED and bool(own)
    return Mark(tile_id, at, own, words, count, ways, emits, point, explains)


def opened(
    ctx: Context, user: UserView, state: Mapping[str, Any], tile_id: int
) -> tuple[DashboardView, TileView]:
    now = dashboards.get(ctx, user, int(state["dashboard"]))
    view = seen_at(ctx, now, state.get("past"))
    tile = next((one for one in view.tiles if one.id == tile_id), None)
    if tile is None:
        raise Invalid("There is no such tile any more.", code="tile_not_found")
    return view, drilling.shown(tile, state.get("drill"), view.schema)


def ways_down(
    tile: TileView, schema: Schema, own: Sequence[Filter]
) -> tuple[tuple[str, str | None, str], ...]:
    """A finer unit of the same date first, then the other dimensions of the dataset."""
    x = tile.spec.get("x")
    if not isinstance(x, str) or x not in schema:
        return ()
    ways: list[tuple[str, str | None, str]] = []
    column = schema.column(x)
    if column.type.is_temporal:
        finer = FINER.get(str(tile.spec.get("unit") or "month"))
        if finer is not None and not (finer == "hour" and column.type is Type.DATE):
            ways.append((x, finer, f"{x} by {finer}"))
    used = {item.column for item in own} | {x}
    ways += [(c.name, None, c.name) for c in schema.with_role(Role.DIMENSION) if c.name not in used]
    return tuple(ways[:BY])


def brushed(
    ctx: Context, user: UserView, state: Mapping[str, Any], tile_id: int, selected: Any
) -> tuple[Filter, ...]:
    """Filters for what a brush or a lasso took in; none when it took nothing."""
    if not isinstance(selected, Mapping):
        return ()
    view, tile = opened(ctx, user, state, tile_id)
    if not tile.options.get("emits", True):
        return ()
    ranges = {axis: ends for axis, ends in spans(selected) if axis_column(tile, axis, view.schema)}
    if ranges:
        found = [
            between(axis_column(tile, axis, view.schema), ends) for axis, ends in ranges.items()
        ]
        return parse_filters([item for item in found if item], view.schema)
    return of_points(ctx, user, state, tile_id, selected.get("points"))


def spans(selected: Mapping[str, Any]) -> Iterable[tuple[str, tuple[Any, Any]]]:
    """The ends of a box, or of the box around a lasso, by axis."""
    held = selected.get("range") or selected.get("lassoPoints") or {}
    if not isinstance(held, Mapping):
        return
    for axis in ("x", "y"):
        places = held.get(axis)
        if isinstance(places, list) and 2 <= len(places) <= 10_000:
            known = sorted(one for one in places if isinstance(one, type(places[0])))
            yield axis, (known[0], known[-1])


def axis_column(tile: TileView, axis: str, schema: Schema) -> Column | None:
    """The column whose values lie along an axis; None for aggregates and categories."""
    spec = parse_spec(tile.spec)
    is_flipped = bool(getattr(spec, "horizontal", False))
    name = getattr(spec, "x", None) if (axis == "x") is not is_flipped else None
    if spec.kind == "scatter":
        name = getattr(spec, axis, None)
    if not isinstance(name, str) or name not in schema:
        return None
    column = schema.column(name)
    is_drawn = column.type.is_temporal or spec.kind in {"scatter", "histogram", "line", "area"}
    return column if is_drawn and (column.type.is_temporal or column.type.is_numeric) else None


def between(column: Column | None, ends: tuple[Any, Any]) -> dict[str, Any] | None:
    if column is None:
        return None
    low, high = ends
    if column.type.is_temporal:
        low, high = (str(one).replace(" ", "T")[:26] for one in ends)
        if column.type is Type.DATE:
            low, high = low[:10], high[:10]
    elif column.type is Type.INTEGER:
        low, high = math.ceil(low), math.floor(high)
    return {"column": column.name, "op": "between", "value": [low, high]}


def of_points(
    ctx: Context, user: UserView, state: Mapping[str, Any], tile_id: int, points: Any
) -> tuple[Filter, ...]:
    """The values of the marks along x as one list."""
    if not isinstance(points, list) or not points:
        return ()
    places = [(int(one["curveNumber"]), int(lines.point_of(one))) for one in points[:MARKS]]
    name, found = lines.marks(ctx, user, state, tile_id, places)
    values: dict[Any, None] = {}
    for item in found:
        if item.column == name and item.op == "in":
            values.update(dict.fromkeys(item.value))
        elif item.column == name and item.op == "is_null":
            values[None] = None
    return (Filter(column=name, op="in", value=list(values)),) if values else ()


def apply(
    ctx: Context, user: UserView, state: Mapping[str, Any], filters: Sequence[Filter]
) -> list[dict[str, Any]] | None:
    """Set these filters beside those of other columns: for everybody, or for this page alone when
    it has filters of its own (they are answered then).
    """
    made = [item.model_dump(mode="json") for item in filters]
    own = board.own(ctx, user, state)
    if own is not None:
        columns = {item.column for item in filters}
        return [*(item for item in own if item["column"] not in columns), *made]
    for item in made:
        live.set_filter(ctx, user, int(state["dashboard"]), item)
    return None


def as_data(found: Mark) -> dict[str, Any]:
    """A mark as a page keeps it until something is done with it."""
    return {
        "tile": found.tile,
        "place": list(found.place),
        "filters": [item.model_dump(mode="json") for item in found.filters],
        "by": [list(way) for way in found.by],
        "point": found.point,
    }


def apply_mark(
    ctx: Context, user: UserView, state: Mapping[str, Any], data: Mapping[str, Any]
) -> list[dict[str, Any]] | None:
    """`apply` for the filters of a mark that a page kept; they are checked again."""
    view = seen_at(ctx, dashboards.get(ctx, user, int(state["dashboard"])), state.get("past"))
    return apply(ctx, user, state, parse_filters(data.get("filters"), view.schema))
