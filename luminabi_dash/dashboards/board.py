"""A dashboard as a value: what edits change, history keeps and undo goes back to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

COLUMNS = 12
TALLEST = 30
TILES = 60
TABS = 20


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Columns x to x + w of twelve, rows y to y + h, on a tab."""

    x: int
    y: int
    w: int
    h: int
    tab: int = 0

    def meets(self, other: Place) -> bool:
        """Whether the two overlap."""
        return (
            self.tab == other.tab
            and self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )


@dataclass(frozen=True, slots=True)
class Content:
    """What a tile shows: its chart, its own filters, how it behaves, the insight it came from."""

    spec: dict[str, Any]
    filters: tuple[dict[str, Any], ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    insight_id: int | None = None


@dataclass(frozen=True, slots=True)
class BoardTile:
    """A tile that is not stored yet has an id below 1."""

    id: int
    place: Place
    content: Content
    version: int = 1

    @property
    def title(self) -> str:
        return str(self.content.spec.get("title") or self.content.spec.get("kind") or "Tile")


@dataclass(frozen=True, slots=True)
class Board:
    """`tabs` are {"id", "name"} in order, none for a dashboard of one page."""

    name: str
    description: str = ""
    tabs: tuple[dict[str, Any], ...] = ()
    controls: tuple[dict[str, Any], ...] = ()
    tiles: tuple[BoardTile, ...] = ()

    def tile(self, tile_id: int) -> BoardTile | None:
        return next((tile for tile in self.tiles if tile.id == tile_id), None)

    def tab_of(self, tile: BoardTile) -> int:
        """The tab that shows a tile: the first one for a tile whose own is gone."""
        known = [int(tab["id"]) for tab in self.tabs]
        return tile.place.tab if not known or tile.place.tab in known else known[0]

    def with_tile(self, tile: BoardTile) -> Board:
        """The tile put in the place of the one with its id, or added."""
        if self.tile(tile.id) is None:
            return replace(self, tiles=(*self.tiles, tile))
        kept = tuple(tile if one.id == tile.id else one for one in self.tiles)
        return replace(self, tiles=kept)

    def without(self, tile_ids: Iterable[int]) -> Board:
        gone = set(tile_ids)
        return replace(self, tiles=tuple(t for t in self.tiles if t.id not in gone))


def as_json(board: Board) -> dict[str, Any]:
    """The body of a history entry."""
    return {
        "name": board.name,
        "description": board.description,
        "tabs": list(board.tabs),
        "controls": list(board.controls),
        "tiles": [tile_json(tile) for tile in board.tiles],
    }


def tile_json(tile: BoardTile) -> dict[str, Any]:
    place, content = tile.place, tile.content
    return {
        "id": tile.id,
        "x": place.x,
        "y": place.y,
        "w": place.w,
        "h": place.h,
        "tab": place.tab,
        "spec": content.spec,
        "filters": list(content.filters),
        "options": content.options,
        "insight_id": content.insight_id,
        "version": tile.version,
    }


def from_json(data: dict[str, Any]) -> Board:
    return Board(
        name=data["name"],
        description=data["description"],
        tabs=tuple(data["tabs"]),
        controls=tuple(data["controls"]),
        tiles=tuple(tile_of(item) for item in data["tiles"]),
    )


def tile_of(item: dict[str, Any]) -> BoardTile:
    return BoardTile(
        id=item["id"],
        place=Place(item["x"], item["y"], item["w"], item["h"], item["tab"]),
        content=Content(
            item["spec"], tuple(item["filters"]), item["options"], item.get("insight_id")
        ),
        version=item["version"],
    )
