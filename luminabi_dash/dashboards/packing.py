"""Where tiles lie: within twelve columns, never one over another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from luminabi_dash.dashboards.board import COLUMNS, TALLEST, Board, BoardTile, Place
from luminabi_dash.errors import Invalid

LOWEST = 4_000
Settle = Callable[[Place, Sequence[Place]], Place]


def packed(board: Board, moved: Collection[int] = ()) -> Board:
    """The board with every tile as high as it can lie without meeting another.

    Tiles in `moved` come first at the place they were put; whoever lies there goes below. The
    others keep their order from top to bottom.
    """
    return settled(board, moved, risen)


def pushed(board: Board, moved: Collection[int] = ()) -> Board:
    """The same without closing gaps: only what would be covered goes below."""
    return settled(board, moved, lowered)


def settled(board: Board, moved: Collection[int], settle: Settle) -> Board:
    places: dict[int, Place] = {}
    for tile in sorted(board.tiles, key=lambda one: rank(board, one, one.id in moved)):
        place = replace(tile.place, tab=board.tab_of(tile))
        places[tile.id] = settle(place, list(places.values()))
    placed = tuple(replace(tile, place=places[tile.id]) for tile in board.tiles)
    return replace(board, tiles=placed)


def rank(board: Board, tile: BoardTile, is_moved: bool) -> tuple[int, int, bool, int, int]:
    """Top to bottom; at the same height whoever was just moved goes first."""
    place = tile.place
    return board.tab_of(tile), place.y, not is_moved, place.x, tile.id


def risen(place: Place, others: Sequence[Place]) -> Place:
    """The place moved up to what lies above it, or down below what it would meet."""
    place = lowered(place, others)
    while place.y > 0:
        higher = replace(place, y=place.y - 1)
        if any(higher.meets(other) for other in others):
            break
        place = higher
    return place


def lowered(place: Place, others: Sequence[Place]) -> Place:
    """The place moved down until it meets nothing."""
    while met := [other for other in others if place.meets(other)]:
        place = replace(place, y=max(other.y + other.h for other in met))
    return place


def bottom(board: Board, tab: int) -> int:
    """The first free row of a tab."""
    ends = [t.place.y + t.place.h for t in board.tiles if board.tab_of(t) == tab]
    return max(ends, default=0)


def free_place(board: Board, tab: int, w: int, h: int) -> Place:
    """Room for a new tile: beside the last row if it fits there, else below everything."""
    lowest = bottom(board, tab)
    taken = [replace(t.place, tab=tab) for t in board.tiles if board.tab_of(t) == tab]
    for y in range(max(0, lowest - h), lowest + 1):
        for x in range(COLUMNS - w + 1):
            place = Place(x, y, w, h, tab)
            if not any(place.meets(other) for other in taken):
                return risen(place, taken)
    return Place(0, lowest, w, h, tab)


def checked(place: Place) -> Place:
    """Invalid (422) for a place outside the twelve columns."""
    is_wide = 0 <= place.x < COLUMNS and 1 <= place.w <= COLUMNS - place.x
    details = {"x": place.x, "y": place.y, "w": place.w, "h": place.h}
    if not is_wide or not 1 <= place.h <= TALLEST:
        raise Invalid("A tile lies within 12 columns.", code="wrong_place", details=details)
    if not 0 <= place.y <= LOWEST:
        raise Invalid("A tile lies within the dashboard.", code="wrong_place", details=details)
    return place
