"""Questions about the history of a dashboard: entries, snapshots, what was written since."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from luminabi_dash.dashboards.merge import Entry
from luminabi_dash.db.work import Edit, Tile
from luminabi_dash.errors import NotFound

KEPT = 200
REMOVED = -1
"""The tab of a tile that was removed: its row stays, so that its id comes back with it."""


def newest(session: Session, dashboard_id: int) -> int:
    """The version of the newest entry; 0 without any."""
    found = session.scalar(
        select(Edit.version)
        .where(Edit.dashboard_id == dashboard_id)
        .order_by(Edit.version.desc())
        .limit(1)
    )
    return found or 0


def entries(session: Session, dashboard_id: int, after: int = 0) -> list[Entry]:
    """What each edit with a higher version wrote, oldest first; without the snapshots."""
    body = Edit.body
    rows = session.execute(
        select(
            Edit.version,
            body["by"].as_integer(),
            body["touched"].as_json(),
            body["kind"].as_string(),
            body["of"].as_integer(),
            body["page"].as_string(),
        )
        .where(Edit.dashboard_id == dashboard_id, Edit.version > after)
        .order_by(Edit.version)
    )
    return [Entry(row[0], row[1], frozenset(row[2]), row[3], row[4], row[5]) for row in rows]


def listed(session: Session, dashboard_id: int) -> list[tuple[Any, ...]]:
    """Version, what, name, by whom and when, newest first."""
    rows = session.execute(
        select(Edit.version, Edit.what, Edit.name, Edit.by_user, Edit.created_at)
        .where(Edit.dashboard_id == dashboard_id)
        .order_by(Edit.version.desc())
    )
    return [tuple(row) for row in rows]


def at(session: Session, dashboard_id: int, version: int) -> Edit:
    found = session.scalar(
        select(Edit).where(Edit.dashboard_id == dashboard_id, Edit.version == version)
    )
    if found is None:
        raise NotFound("The history has no such version.", code="version_not_found")
    return found


def before(session: Session, dashboard_id: int, version: int) -> Edit | None:
    """The newest entry that is older than a version."""
    return session.scalar(
        select(Edit)
        .where(Edit.dashboard_id == dashboard_id, Edit.version < version)
        .order_by(Edit.version.desc())
        .limit(1)
    )


def forget_old(session: Session, dashboard_id: int, version: int) -> None:
    """Keep the newest entries, and every one that has a name."""
    session.execute(
        delete(Edit).where(
            Edit.dashboard_id == dashboard_id, Edit.name == "", Edit.version <= version - KEPT
        )
    )


def removed_tile(session: Session, dashboard_id: int, tile_id: int) -> Tile | None:
    return session.scalar(
        select(Tile).where(
            Tile.id == tile_id, Tile.dashboard_id == dashboard_id, Tile.tab == REMOVED
        )
    )
