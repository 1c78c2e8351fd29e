"""Edits of several people on one dashboard: which of them collide, and how one is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from luminabi_dash.dashboards.board import Board, BoardTile
from luminabi_dash.dashboards.edits import Touched
from luminabi_dash.dashboards.packing import packed


@dataclass(frozen=True, slots=True)
class Entry:
    """An edit in the history: by whom and from which open page, what it wrote, and which entry it
    takes back or repeats.
    """

    version: int
    by: int
    touched: Touched
    kind: Literal["base", "edit", "undo", "redo"] = "edit"
    of: int = 0
    page: str = ""


def collisions(mine: Touched, since: Iterable[Touched]) -> Touched:
    """What an edit would overwrite that others wrote since its author looked."""
    return mine & frozenset[str]().union(*since)


def stacks(entries: Sequence[Entry], by: int) -> tuple[list[int], list[int]]:
    """Versions that a person can undo and redo, the next one last; a new edit ends redoing."""
    done: list[int] = []
    undone: list[int] = []
    for entry in sorted(entries, key=lambda one: one.version):
        if entry.by != by:
            continue
        if entry.kind == "undo" and entry.of in done:
            done.remove(entry.of)
            undone.append(entry.of)
        elif entry.kind == "redo" and entry.of in undone:
            undone.remove(entry.of)
            done.append(entry.of)
        elif entry.kind == "edit":
            done.append(entry.version)
            undone.clear()
    return done, undone


def changed_since(entries: Iterable[Entry], version: int, by: int) -> Touched:
    """What others wrote after a version."""
    others = (e.touched for e in entries if e.version > version and e.by != by)
    return frozenset[str]().union(*others)


def turned(present: Board, target: Board, touched: Touched) -> Board:
    """The present board with everything in `touched` as it is in `target`; the rest stays."""
    after = present
    for name in ("name", "description", "tabs", "controls"):
        if name in touched:
            after = replace(after, **{name: getattr(target, name)})
    for tile_id in sorted(tiles_of(touched)):
        after = with_part(after, target, tile_id, touched)
    return packed(after, tiles_of(touched))


def with_part(board: Board, target: Board, tile_id: int, touched: Touched) -> Board:
    """The tile's content, place or both as in `target`; gone where it was not there."""
    wanted, here = target.tile(tile_id), board.tile(tile_id)
    if wanted is None:
        return board.without({tile_id})
    if here is None:
        return board.with_tile(wanted)
    return board.with_tile(mixed(here, wanted, touched))


def mixed(here: BoardTile, wanted: BoardTile, touched: Touched) -> BoardTile:
    place = wanted.place if f"tile:{here.id}:place" in touched else here.place
    content = wanted.content if f"tile:{here.id}:content" in touched else here.content
    return replace(here, place=place, content=content)


def tiles_of(touched: Touched) -> set[int]:
    return {int(part.split(":")[1]) for part in touched if part.startswith("tile:")}
