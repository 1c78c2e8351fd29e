"""Edits of a dashboard as values: each makes a new board of a board and says what it touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from luminabi_dash.dashboards.board import TABS, TILES, Board, BoardTile, Content, Place
from luminabi_dash.dashboards.packing import checked, free_place, packed, pushed
from luminabi_dash.errors import Conflict, Invalid, NotFound

NEW = 0
"""The id of a tile that is being added; the database gives it a real one."""
NAME = 60
Touched = frozenset[str]
"""What an edit wrote: "tile:7:content", "tile:7:place", "name", "description", "tabs"…"""
NOTHING: Touched = frozenset()


def content_of(tile_id: int) -> str:
    return f"tile:{tile_id}:content"


def place_of(tile_id: int) -> str:
    return f"tile:{tile_id}:place"


@dataclass(frozen=True, slots=True)
class Made:
    """A board after an edit; `what` says it in words for the history."""

    board: Board
    touched: Touched
    what: str


@dataclass(frozen=True, slots=True)
class AddTile:
    """`place` of None: wherever there is room; `size` is then what the kind likes."""

    content: Content
    place: Place | None = None
    tab: int = 0
    size: tuple[int, int] = (6, 6)


@dataclass(frozen=True, slots=True)
class ChangeTile:
    """`version` is the tile's, as the writer saw it."""

    tile: int
    version: int
    content: Content | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Arrange:
    """Move and resize many tiles at once."""

    places: tuple[tuple[int, Place], ...]


@dataclass(frozen=True, slots=True)
class DuplicateTile:
    tile: int


@dataclass(frozen=True, slots=True)
class RemoveTile:
    tile: int


@dataclass(frozen=True, slots=True)
class SetTabs:
    """The tabs in order; those without an id are new, tiles of those left out go with them."""

    tabs: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Describe:
    name: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class SetControls:
    """What filters start from, which are required, which tiles obey them."""

    controls: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Become:
    """The whole board as it once was."""

    board: Board
    what: str


Edit = (
    AddTile
    | ChangeTile
    | Arrange
    | DuplicateTile
    | RemoveTile
    | SetTabs
    | Describe
    | SetControls
    | Become
)


def made(board: Board, edit: Edit) -> Made:
    """The board after the edit; NotFound, Invalid or Conflict (of versions) if it cannot be."""
    apply: Callable[[Board, Any], Made] = APPLIED[type(edit)]
    return apply(board, edit)


def add_tile(board: Board, edit: AddTile) -> Made:
    if len(board.tiles) >= TILES:
        raise Conflict(f"A dashboard holds at most {TILES} tiles.", code="too_many_tiles")
    place = edit.place or free_place(board, known_tab(board, edit.tab), *edit.size)
    tile = BoardTile(NEW, checked(place), edit.content)
    after = pushed(board.with_tile(tile), {NEW})
    return Made(after, touched_by(NEW), f"Added {tile.title}")


def known_tab(board: Board, tab: int) -> int:
    """The tab, or the first one if there is no such tab."""
    known = [int(one["id"]) for one in board.tabs] or [0]
    return tab if tab in known else known[0]


def touched_by(tile_id: int) -> Touched:
    return frozenset({content_of(tile_id), place_of(tile_id)})


def change_tile(board: Board, edit: ChangeTile) -> Made:
    tile = present(board, edit.tile)
    touched: set[str] = set()
    if edit.content is not None and edit.content != tile.content:
        tile = replace(tile, content=edit.content)
        touched.add(content_of(tile.id))
    if edit.place is not None:
        tile = replace(tile, place=checked(edit.place))
        touched.add(place_of(tile.id))
    after = board.with_tile(replace(tile, version=tile.version + 1) if touched else tile)
    if edit.place is not None:
        after = pushed(after, {tile.id})
    return Made(after, frozenset(touched), f"Changed {tile.title}")


def present(board: Board, tile_id: int) -> BoardTile:
    tile = board.tile(tile_id)
    if tile is None:
        raise NotFound("There is no such tile.", code="tile_not_found")
    return tile


def arrange(board: Board, edit: Arrange) -> Made:
    after = board
    ids = [tile_id for tile_id, _ in edit.places]
    if len(set(ids)) != len(ids) or not ids:
        raise Invalid("Say one place for each tile.", code="wrong_place")
    for tile_id, place in edit.places:
        after = after.with_tile(replace(present(board, tile_id), place=checked(place)))
    touched = frozenset(place_of(tile_id) for tile_id in ids)
    return Made(packed(after, set(ids)), touched, arranged_words(board, edit.places))


def arranged_words(board: Board, places: Sequence[tuple[int, Place]]) -> str:
    if len(places) > 1:
        return f"Moved {len(places)} tiles"
    tile, place = present(board, places[0][0]), places[0][1]
    if place.tab != tile.place.tab:
        return f"Moved {tile.title} to another tab"
    is_resized = (place.w, place.h) != (tile.place.w, tile.place.h)
    return f"{'Resized' if is_resized else 'Moved'} {tile.title}"


def duplicate_tile(board: Board, edit: DuplicateTile) -> Made:
    tile = present(board, edit.tile)
    tab = board.tab_of(tile)
    spec = tile.content.spec
    title = f"{spec['title']} (copy)"[:200] if spec.get("title") else ""
    content = replace(tile.content, spec={**spec, "title": title}, insight_id=None)
    added = add_tile(board, AddTile(content, None, tab, (tile.place.w, tile.place.h)))
    return replace(added, what=f"Duplicated {tile.title}")


def remove_tile(board: Board, edit: RemoveTile) -> Made:
    tile = present(board, edit.tile)
    after = packed(board.without({tile.id}))
    return Made(after, touched_by(tile.id), f"Removed {tile.title}")


def set_tabs(board: Board, edit: SetTabs) -> Made:
    """A first tab takes what there is; the tiles of a tab that goes are removed with it."""
    tabs = numbered(board, edit.tabs)
    if len(tabs) > TABS:
        raise Conflict(f"A dashboard holds at most {TABS} tabs.", code="too_many_tabs")
    if not tabs:
        return one_page(board)
    ids = [tab["id"] for tab in tabs]
    gone = {t.id for t in board.tiles if board.tabs and board.tab_of(t) not in ids}
    touched = frozenset({"tabs"}).union(*(touched_by(tile_id) for tile_id in gone))
    after = replace(board.without(gone), tabs=tabs)
    return Made(after, touched if tabs != board.tabs else NOTHING, tabs_words(board, tabs))


def numbered(board: Board, tabs: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The tabs with the ids that new ones get; Invalid for a stranger or one that stands twice."""
    known = [int(tab["id"]) for tab in board.tabs]
    given = [int(tab["id"]) for tab in tabs if tab.get("id") is not None]
    if len(set(given)) != len(given) or not set(given) <= set(known):
        raise Invalid("Each tab stands once.", code="wrong_tabs", details={"field": "tabs"})
    last = max(known, default=-1)
    found = []
    for tab in tabs:
        is_new = tab.get("id") is None
        last += is_new
        name = " ".join(str(tab.get("name", "")).split())[:NAME] or "Tab"
        found.append({"id": last if is_new else int(tab["id"]), "name": name})
    return tuple(found)


def one_page(board: Board) -> Made:
    """No tabs any more: what lay on them stands one below the other."""
    after, top = replace(board, tabs=()), 0
    touched = {"tabs"}
    for tab in [int(tab["id"]) for tab in board.tabs]:
        here = [tile for tile in board.tiles if board.tab_of(tile) == tab]
        for tile in here:
            place = replace(tile.place, y=tile.place.y + top, tab=0)
            after = after.with_tile(replace(tile, place=place))
            touched.add(place_of(tile.id))
        top = max((t.place.y + top + t.place.h for t in here), default=top)
    return Made(after, frozenset(touched) if board.tabs else NOTHING, "Removed the tabs")


def tabs_words(board: Board, tabs: Sequence[dict[str, Any]]) -> str:
    before = {tab["id"]: tab["name"] for tab in board.tabs}
    after = {tab["id"]: tab["name"] for tab in tabs}
    for tab_id, name in after.items():
        if tab_id not in before and before:
            return f"Added the tab {name}"
    for tab_id, name in before.items():
        if tab_id not in after:
            return f"Removed the tab {name}"
    renamed = [name for tab_id, name in after.items() if before.get(tab_id, name) != name]
    if renamed:
        return f"Renamed a tab to {renamed[0]}"
    return "Put the tabs in another order" if before else f"Added the tab {tabs[-1]['name']}"


def describe(board: Board, edit: Describe) -> Made:
    after, touched, words = board, set(), "Changed nothing"
    if edit.description is not None and edit.description != board.description:
        after = replace(after, description=edit.description[:5_000])
        touched.add("description")
        words = "Changed the description"
    if edit.name is not None and edit.name and edit.name != board.name:
        after = replace(after, name=edit.name)
        touched.add("name")
        words = f"Renamed to {edit.name}"
    return Made(after, frozenset(touched), words)


def set_controls(board: Board, edit: SetControls) -> Made:
    touched = frozenset({"controls"}) if edit.controls != board.controls else NOTHING
    return Made(replace(board, controls=edit.controls), touched, "Changed how filters work")


def become(board: Board, edit: Become) -> Made:
    tiles = {tile.id for tile in (*board.tiles, *edit.board.tiles)}
    touched = {"name", "description", "tabs", "controls"}
    return Made(edit.board, frozenset(touched.union(*map(touched_by, tiles))), edit.what)


APPLIED: dict[type, Callable[[Board, Any], Made]] = {
    AddTile: add_tile,
    ChangeTile: change_tile,
    Arrange: arrange,
    DuplicateTile: duplicate_tile,
    RemoveTile: remove_tile,
    SetTabs: set_tabs,
    Describe: describe,
    SetControls: set_controls,
    Become: become,
}
