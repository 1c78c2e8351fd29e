"""What was done to a dashboard: undo, redo, the list of versions, one looked at or restored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.dashboards.board import Board, from_json
from luminabi_dash.dashboards.edits import Become, Made, made
from luminabi_dash.dashboards.merge import changed_since, collisions, stacks, tiles_of, turned
from luminabi_dash.db import dashboards, edits
from luminabi_dash.db.work import Dashboard, Edit
from luminabi_dash.errors import Conflict, Invalid
from luminabi_dash.services import editing
from luminabi_dash.services.editing import PLAIN, Kept, Why
from luminabi_dash.services.files import clean_name
from luminabi_dash.services.live import opened
from luminabi_dash.services.tiles import view_of
from luminabi_dash.views import EditView, TileView, UserView

Direction = Literal["undo", "redo"]
NOTHING = {"undo": "There is nothing to undo.", "redo": "There is nothing to redo."}


@dataclass(frozen=True, slots=True)
class Steps:
    """The present version, and what the user's next undo and redo would do, in words; None:
    nothing.
    """

    version: int
    undo: str | None
    redo: str | None


def listed(ctx: Context, user: UserView, dashboard_id: int) -> list[EditView]:
    """Newest first. A dashboard that was never edited has its present version only."""
    with ctx.sessions() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        found = [EditView(*item) for item in edits.listed(session, dashboard_id)]
        if not found or found[0].version != row.version:
            found.insert(0, EditView(row.version, "As it is", "", "", row.changed_at))
        return found


def name_present(ctx: Context, user: UserView, dashboard_id: int, name: str) -> EditView:
    """Give the present version a name; an empty one takes it away."""
    with ctx.sessions.begin() as session:
        row = opened(session, user, dashboard_id)
        if edits.newest(session, row.id) != row.version:
            board = editing.board_of(session, row)
            editing.remember(session, row, board, "As it was", {"by": 0, "by_user": ""})
        entry = edits.at(session, dashboard_id, row.version)
        entry.name = clean_name(name)
        return EditView(entry.version, entry.what, entry.name, entry.by_user, entry.created_at)


@dataclass(frozen=True, slots=True)
class Past:
    """A dashboard as it was: what one sees before restoring it."""

    version: int
    name: str
    by: str
    at: datetime
    board: Board
    tiles: tuple[TileView, ...]

    @property
    def pages(self) -> list[tuple[str, list[TileView]]]:
        """Each tab's name (none without tabs) and its tiles."""
        if not self.board.tabs:
            return [("", list(self.tiles))]
        shown = {tile.id: self.board.tab_of(tile) for tile in self.board.tiles}
        return [
            (str(tab["name"]), [t for t in self.tiles if shown[t.id] == tab["id"]])
            for tab in self.board.tabs
        ]


def seen(ctx: Context, user: UserView, dashboard_id: int, version: int) -> Past:
    with ctx.sessions() as session:
        dashboards.visible(session, dashboard_id, user.id)
        entry = edits.at(session, dashboard_id, version)
        board = from_json(entry.body)
        tiles = tuple(view_of(tile) for tile in board.tiles)
        return Past(entry.version, entry.name, entry.by_user, entry.created_at, board, tiles)


def restore(
    ctx: Context, user: UserView, dashboard_id: int, version: int, why: Why = PLAIN
) -> Kept:
    """The dashboard as it was at `version`, as an edit of its own; what came later stays in the
    history.
    """
    with ctx.sessions.begin() as session:
        row = opened(session, user, dashboard_id)
        before = editing.board_of(session, row)
        entry = edits.at(session, dashboard_id, version)
        words = f"Restored version {version}" + (f", {entry.name}" if entry.name else "")
        after = made(before, Become(from_json(entry.body), words))
        return editing.keep(ctx, session, row, user, before, after, why)


def steps(ctx: Context, user: UserView, dashboard_id: int) -> Steps:
    with ctx.sessions() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        return steps_in(session, user, row)


def steps_in(session: Session, user: UserView, row: Dashboard) -> Steps:
    dashboard_id = row.id
    undo, redo = stacks(edits.entries(session, dashboard_id), user.id)
    known = {version: what for version, what, *_ in edits.listed(session, dashboard_id)}
    return Steps(
        row.version,
        known[undo[-1]] if undo else None,
        known[redo[-1]] if redo else None,
    )


def undo(ctx: Context, user: UserView, dashboard_id: int, why: Why = PLAIN) -> Kept:
    """Take the user's last edit back, as an edit; Conflict if somebody wrote the same since."""
    return turn(ctx, user, dashboard_id, "undo", why)


def redo(ctx: Context, user: UserView, dashboard_id: int, why: Why = PLAIN) -> Kept:
    """Do again what the user undid last."""
    return turn(ctx, user, dashboard_id, "redo", why)


def turn(ctx: Context, user: UserView, dashboard_id: int, way: Direction, why: Why) -> Kept:
    with ctx.sessions.begin() as session:
        row = opened(session, user, dashboard_id)
        present = editing.board_of(session, row)
        entries = edits.entries(session, dashboard_id)
        done, undone = stacks(entries, user.id)
        version = (done if way == "undo" else undone)[-1:]
        if not version:
            raise Conflict(NOTHING[way], code=f"nothing_to_{way}")
        entry = edits.at(session, dashboard_id, version[0])
        touched = next(e.touched for e in entries if e.version == entry.version)
        met = collisions(touched, [changed_since(entries, entry.version, user.id)])
        if met:
            raise Conflict(
                f"Somebody else changed {names(present, met)} since; {way} would take that away.",
                code="changed_since",
                details=editing.present(row, present, met),
            )
        target = from_json(entry.body) if way == "redo" else earlier(session, entry)
        after = Made(turned(present, target, touched), touched, words(way, entry.what))
        marked = replace(why, kind=way, of=entry.version)
        return editing.keep(ctx, session, row, user, present, after, marked)


def earlier(session: Session, entry: Edit) -> Board:
    found = edits.before(session, entry.dashboard_id, entry.version)
    if found is None:
        raise Invalid("The history does not reach back that far.", code="version_not_found")
    return from_json(found.body)


def words(way: Direction, what: str) -> str:
    return f"{'Undid' if way == 'undo' else 'Did again'}: {what}"


def names(board: Board, met: frozenset[str]) -> str:
    """The titles of the tiles that were written by both, or what else was."""
    titles = [tile.title for tile in board.tiles if tile.id in tiles_of(met)]
    return ", ".join(titles) or "the same thing"
