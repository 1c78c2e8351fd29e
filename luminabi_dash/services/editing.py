"""How a dashboard is edited: one edit, one transaction, one version, one entry in the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.render import ask
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.context import Context
from luminabi_dash.dashboards.board import Board, BoardTile, Content, Place, as_json, tile_json
from luminabi_dash.dashboards.edits import NEW, ChangeTile, Edit, Made, Touched, made
from luminabi_dash.dashboards.merge import collisions, tiles_of
from luminabi_dash.dashboards.options import checked_options
from luminabi_dash.db import dashboards, edits
from luminabi_dash.db.models import Dataset, Insight, now
from luminabi_dash.db.work import Dashboard, Tile
from luminabi_dash.db.work import Edit as EditRow
from luminabi_dash.errors import Conflict, NotFound
from luminabi_dash.live import topics
from luminabi_dash.services.live import opened
from luminabi_dash.services.sources import source
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import UserView

LATE = "Somebody else changed this meanwhile; look at the present state first."


@dataclass(frozen=True, slots=True)
class Kept:
    """A dashboard after an edit: its version, and the tile that came with it (0: none)."""

    version: int
    board: Board
    tile: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Beside an edit: what it takes back or repeats, the sender's own mark on its events, and the
    open page it comes from: what a page wrote itself it cannot collide with.
    """

    kind: str = "edit"
    of: int = 0
    ref: str = ""
    page: str = ""


PLAIN = Why()


def edit(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    change: Edit,
    *,
    version: int | None = None,
    why: Why = PLAIN,
) -> Kept:
    """Apply an edit that was thought of at `version`; Conflict (409) if it would overwrite what
    somebody wrote since. Edits of different things merge.
    """
    with ctx.sessions.begin() as session:
        row = opened(session, user, dashboard_id)
        before = board_of(session, row)
        check_tile_version(before, change)
        if version is not None:
            check_version(session, row, before, change, (version, why.page))
        return keep(ctx, session, row, user, before, made(before, change), why)


def check_tile_version(board: Board, change: Edit) -> None:
    if not isinstance(change, ChangeTile):
        return
    tile = board.tile(change.tile)
    if tile is not None and tile.version != change.version:
        raise Conflict(LATE, details={"version": tile.version, **present_tile(tile)})


def present_tile(tile: BoardTile) -> dict[str, Any]:
    shown = tile_json(tile)
    return {"spec": shown["spec"], "tile": shown}


def check_version(
    session: Session, row: Dashboard, board: Board, change: Edit, seen: tuple[int, str]
) -> None:
    """Conflict when this edit and a later one than was seen wrote the same thing."""
    version, page = seen
    if version > row.version:
        raise Conflict(LATE, details=present(row, board, frozenset()))
    since = [
        entry.touched
        for entry in edits.entries(session, row.id, version)
        if not page or entry.page != page
    ]
    if not since:
        return
    try:
        wanted = made(board, change).touched
    except NotFound:
        gone = frozenset().union(*since)
        raise Conflict(LATE, details=present(row, board, gone)) from None
    if met := collisions(wanted, since):
        raise Conflict(LATE, details=present(row, board, met))


def present(row: Dashboard, board: Board, met: Touched) -> dict[str, Any]:
    """The details of a Conflict: where things stand, and what was written by both."""
    return {
        "version": row.version,
        "name": row.name,
        "description": row.description,
        "tabs": row.tabs,
        "collisions": sorted(met),
        "tiles": [tile_json(tile) for tile in board.tiles if tile.id in tiles_of(met)],
    }


def board_of(session: Session, row: Dashboard) -> Board:
    return Board(
        name=row.name,
        description=row.description,
        tabs=tuple(row.tabs),
        controls=tuple(row.controls),
        tiles=tuple(tile_value(tile) for tile in dashboards.tiles(session, row.id)),
    )


def tile_value(tile: Tile) -> BoardTile:
    content = Content(tile.spec, tuple(tile.filters), tile.options, tile.insight_id)
    return BoardTile(
        tile.id, Place(tile.x, tile.y, tile.w, tile.h, tile.tab), content, tile.version
    )


def keep(
    ctx: Context,
    session: Session,
    row: Dashboard,
    user: UserView,
    before: Board,
    after: Made,
    why: Why = PLAIN,
) -> Kept:
    """Write the board, its entry in the history and its events, all in the caller's transaction.

    An edit that touches nothing leaves everything as it is.
    """
    if not after.touched:
        return Kept(row.version, before)
    if edits.newest(session, row.id) != row.version:
        remember(session, row, before, "As it was", {"by": 0, "by_user": ""})
    board, added = write(session, row, before, after.board)
    touched = sorted(part.replace(f"tile:{NEW}:", f"tile:{added}:") for part in after.touched)
    row.version += 1
    row.changed_at = now()
    more = {"kind": why.kind, "of": why.of, "touched": touched, "by": user.id, "page": why.page}
    remember(session, row, board, after.what, {**more, "by_user": user.name})
    edits.forget_old(session, row.id, row.version)
    tell(ctx, session, row, user, (before, board), (after.what, why.ref))
    return Kept(row.version, board, added)


def begin(session: Session, row: Dashboard, user: UserView) -> None:
    """The first entry of a history: the dashboard as it was made."""
    board = board_of(session, row)
    remember(session, row, board, "Made", {"by": user.id, "by_user": user.name})


def remember(
    session: Session, row: Dashboard, board: Board, what: str, more: dict[str, Any]
) -> None:
    name = more.pop("by_user")
    body = {"kind": "base", "of": 0, "touched": [], "page": "", **as_json(board), **more}
    entry = EditRow(
        dashboard_id=row.id, version=row.version, what=what[:200], by_user=name[:120], body=body
    )
    session.add(entry)
    session.flush()


def write(session: Session, row: Dashboard, before: Board, after: Board) -> tuple[Board, int]:
    """Bring the rows in line with the board; the board with its real ids, and the new tile's."""
    row.name, row.description = after.name, after.description
    row.tabs, row.controls = list(after.tabs), list(after.controls)
    rows = {tile.id: tile for tile in dashboards.tiles(session, row.id)}
    for tile_id in rows.keys() - {tile.id for tile in after.tiles}:
        rows[tile_id].tab = edits.REMOVED
        rows[tile_id].version += 1
    written, added = [], 0
    for tile in after.tiles:
        found = rows.get(tile.id)
        if found is None:
            found = returned(session, row, tile)
            added = found.id if tile.id == NEW else added
        elif before.tile(tile.id) != tile:
            was = before.tile(tile.id)
            is_new = was is None or was.content != tile.content
            found.version = max(tile.version, found.version + is_new)
            fill(session, found, tile)
        written.append(tile_value(found))
    session.flush()
    return replace(after, tiles=tuple(written)), added


def returned(session: Session, row: Dashboard, tile: BoardTile) -> Tile:
    """The row of a tile that is new, or that was removed and comes back under its id."""
    found = edits.removed_tile(session, row.id, tile.id)
    if found is None:
        found = Tile(dashboard_id=row.id)
        session.add(found)
    else:
        found.version += 1
    fill(session, found, tile)
    session.flush()
    return found


def fill(session: Session, found: Tile, tile: BoardTile) -> None:
    place, content = tile.place, tile.content
    found.x, found.y, found.w, found.h, found.tab = place.x, place.y, place.w, place.h, place.tab
    found.spec, found.options = content.spec, content.options
    found.filters = list(content.filters)
    insight = content.insight_id
    is_there = insight is not None and session.get(Insight, insight) is not None
    found.insight_id = insight if is_there else None


def tell(
    ctx: Context,
    session: Session,
    row: Dashboard,
    user: UserView,
    boards: tuple[Board, Board],
    words: tuple[str, str],
) -> None:
    """Events of an edit: tiles that look different (version 0: gone), places, the dashboard."""
    before, after = boards
    what, ref = words
    mark = {"edit": row.version, "by": user.name, "ref": ref}
    topic = topics.dashboard(row.id)
    for tile_id, version in different(before, after):
        shown = after.tile(tile_id)
        kind = None if shown is None else shown.content.spec["kind"]
        data = {"tile": tile_id, "version": version, "kind": kind, **mark}
        ctx.events.publish(session, topic, "tile.changed", data)
    places = {tile.id: tile.place for tile in before.tiles}
    moved = [t for t in after.tiles if places.get(t.id) != t.place]
    if moved:
        data = {str(t.id): [t.place.x, t.place.y, t.place.w, t.place.h, t.place.tab] for t in moved}
        layout = {"version": row.version, "places": data, "by": user.name, "ref": ref}
        ctx.events.publish(session, topic, "layout.changed", layout)
    said = {"version": row.version, "name": row.name, "description": row.description}
    is_new = (before.tabs, before.controls) != (after.tabs, after.controls)
    said |= {"tabs": list(after.tabs), "redraw": is_new, "what": what, "by": user.name, "ref": ref}
    ctx.events.publish(session, topic, "dashboard.changed", said)


def different(before: Board, after: Board) -> list[tuple[int, int]]:
    """Tiles whose content is another, that are new, on another tab or gone, with their version."""
    old = {tile.id: tile for tile in before.tiles}
    found = [
        (tile.id, tile.version)
        for tile in after.tiles
        if tile.id not in old
        or old[tile.id].content != tile.content
        or old[tile.id].place.tab != tile.place.tab
    ]
    kept = {tile.id for tile in after.tiles}
    return [*found, *((tile_id, 0) for tile_id in old if tile_id not in kept)]


def schema_of(ctx: Context, user: UserView, dashboard_id: int) -> Schema:
    """The columns of a dashboard's dataset; none while it is not ready."""
    with ctx.sessions() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        dataset = session.get_one(Dataset, row.dataset_id)
    if dataset.current_version is None:
        return Schema(())
    return source(ctx, dataset.id, dataset.current_version).schema


def checked_content(
    schema: Schema,
    spec: Any,
    filters: Sequence[Any] = (),
    options: Any = None,
    insight_id: int | None = None,
) -> Content:
    """A tile's content as it may be stored; Invalid (422) says which part makes no sense."""
    chart = checked_spec(schema, spec)
    parse_filters(list(filters), schema)
    kept = checked_options(options or {})
    return Content(chart.model_dump(mode="json"), tuple(filters), kept, insight_id)


def checked_spec(schema: Schema, spec: Any) -> ChartSpec:
    chart = parse_spec(spec)
    ask(chart, schema)
    return chart
