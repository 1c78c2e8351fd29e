"""What a user can do with the tiles of a dashboard: add, change, move, duplicate, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from luminabi_dash.context import Context
from luminabi_dash.dashboards.board import Board, BoardTile, Place
from luminabi_dash.dashboards.edits import AddTile, Arrange, ChangeTile, DuplicateTile, RemoveTile
from luminabi_dash.dashboards.packing import bottom
from luminabi_dash.db import dashboards
from luminabi_dash.errors import NotFound
from luminabi_dash.services import editing
from luminabi_dash.services.editing import PLAIN, Kept, Why
from luminabi_dash.views import TileView, UserView

SIZE = (6, 6)
SIZES = {"indicator": (3, 2), "table": (12, 6), "pivot": (12, 6), "text": (4, 4), "image": (4, 5)}


def board_seen(ctx: Context, user: UserView, dashboard_id: int) -> Board:
    """The dashboard as it is now."""
    with ctx.sessions() as session:
        return editing.board_of(session, dashboards.visible(session, dashboard_id, user.id))


def tile_seen(board: Board, tile_id: int) -> BoardTile:
    tile = board.tile(tile_id)
    if tile is None:
        raise NotFound("There is no such tile.", code="tile_not_found")
    return tile


def add_tile(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    spec: Any,
    *,
    place: dict[str, int] | None = None,
    filters: Sequence[Any] = (),
    insight_id: int | None = None,
    options: Any = None,
    tab: int = 0,
    why: Why = PLAIN,
) -> TileView:
    """Add a chart at a place, or where there is room; its columns are checked first."""
    schema = editing.schema_of(ctx, user, dashboard_id)
    content = editing.checked_content(schema, spec, filters, options, insight_id)
    w, h = SIZES.get(str(content.spec["kind"]), SIZE)
    added = AddTile(content, None, tab, (w, h))
    if place:
        lowest = bottom(board_seen(ctx, user, dashboard_id), tab)
        box = {"x": 0, "y": lowest, "w": w, "h": h, "tab": tab, **place}
        added = replace(added, place=Place(**box))
    kept = editing.edit(ctx, user, dashboard_id, added, why=why)
    return tile_in(kept, kept.tile)


def tile_in(kept: Kept, tile_id: int) -> TileView:
    return view_of(tile_seen(kept.board, tile_id))


def view_of(tile: BoardTile) -> TileView:
    place, content = tile.place, tile.content
    return TileView(
        id=tile.id,
        kind=str(content.spec["kind"]),
        title=str(content.spec.get("title", "")),
        subtitle=str(content.spec.get("subtitle", "")),
        x=place.x,
        y=place.y,
        w=place.w,
        h=place.h,
        spec=content.spec,
        filters=content.filters,
        version=tile.version,
        insight_id=content.insight_id,
        tab=place.tab,
        options=content.options,
    )


def change_tile(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    tile_id: int,
    *,
    version: int | None = None,
    seen: int | None = None,
    spec: Any = None,
    place: dict[str, int] | None = None,
    filters: Sequence[Any] | None = None,
    options: Any = None,
    why: Why = PLAIN,
) -> TileView:
    """Change what is given; Conflict with the present tile if `version` is not its newest, or if
    somebody changed it since the dashboard's version `seen`.
    """
    present = tile_seen(board_seen(ctx, user, dashboard_id), tile_id)
    content = None
    if not (spec is None and filters is None and options is None):
        was = present.content
        content = editing.checked_content(
            editing.schema_of(ctx, user, dashboard_id),
            was.spec if spec is None else spec,
            was.filters if filters is None else filters,
            was.options if options is None else options,
            was.insight_id,
        )
    moved = replace(present.place, **place) if place else None
    edit = ChangeTile(tile_id, version or present.version, content, moved)
    kept = editing.edit(ctx, user, dashboard_id, edit, version=seen, why=why)
    return tile_in(kept, tile_id)


def delete_tile(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    tile_id: int,
    *,
    version: int | None = None,
    why: Why = PLAIN,
) -> None:
    edit = RemoveTile(tile_id)
    editing.edit(ctx, user, dashboard_id, edit, version=version, why=why)


def duplicate_tile(
    ctx: Context, user: UserView, dashboard_id: int, tile_id: int, why: Why = PLAIN
) -> TileView:
    """The same chart once more, on the same tab."""
    kept = editing.edit(ctx, user, dashboard_id, DuplicateTile(tile_id), why=why)
    return tile_in(kept, kept.tile)


def arrange_tiles(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    places: Sequence[dict[str, int]],
    *,
    version: int | None = None,
    why: Why = PLAIN,
) -> Kept:
    """Move and resize many tiles at once; each of `places` has the tile's `id` and what is new."""
    board = board_seen(ctx, user, dashboard_id)
    wanted = tuple((item["id"], moved_to(board, item)) for item in places)
    return editing.edit(ctx, user, dashboard_id, Arrange(wanted), version=version, why=why)


def moved_to(board: Board, item: dict[str, int]) -> Place:
    """Where a tile should lie; one that is gone is told by the edit itself."""
    tile = board.tile(item["id"])
    here = Place(0, 0, 1, 1) if tile is None else tile.place
    return replace(here, **{key: item[key] for key in ("x", "y", "w", "h", "tab") if key in item})
