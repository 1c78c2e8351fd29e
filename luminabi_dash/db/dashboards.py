"""Questions about dashboards, their tiles and their shared filters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session

from luminabi_dash.db.models import Dataset, User
from luminabi_dash.db.work import Dashboard, FilterSet, Share, SharedFilter, Tile
from luminabi_dash.errors import Forbidden, NotFound
from luminabi_dash.tables.filters import Filter

OWN, EDIT, VIEW = "own", "edit", "view"


def shared_with(user_id: Any) -> ColumnElement[bool]:
    """Whether a share is with the user: by name, or with their role."""
    role = select(User.role).where(User.id == user_id).scalar_subquery()
    return or_(Share.user_id == user_id, Share.role == role)


def seen_by(user_id: Any) -> ColumnElement[bool]:
    """Whether a dashboard is the user's own or shared with them."""
    shares = select(Share.dashboard_id).where(shared_with(user_id))
    return or_(Dashboard.owner_id == user_id, Dashboard.id.in_(shares))


def visible(session: Session, dashboard_id: int, user_id: int) -> Dashboard:
    """The dashboard, or NotFound: what a user may not see does not exist for them."""
    found = session.scalar(select(Dashboard).where(Dashboard.id == dashboard_id, seen_by(user_id)))
    if found is None:
        raise NotFound("There is no such dashboard.", code="dashboard_not_found")
    return found


def permission(session: Session, row: Dashboard, user_id: int) -> str:
    """What the user may do with a dashboard that they see: OWN, EDIT or VIEW."""
    if row.owner_id == user_id:
        return OWN
    mine = select(Share.id).where(Share.dashboard_id == row.id, shared_with(user_id))
    return EDIT if session.scalar(mine.where(Share.permission == EDIT).limit(1)) else VIEW


def editable(session: Session, dashboard_id: int, user_id: int) -> Dashboard:
    """The dashboard if the user may change it; Forbidden if they only see it."""
    row = visible(session, dashboard_id, user_id)
    if permission(session, row, user_id) == VIEW:
        raise Forbidden("You can look at this dashboard, but not change it.", code="view_only")
    return row


def owned(session: Session, dashboard_id: int, user_id: int) -> Dashboard:
    """The dashboard if it is the user's own; Forbidden if it is shared with them."""
    row = visible(session, dashboard_id, user_id)
    if row.owner_id != user_id:
        raise Forbidden("Only the owner of this dashboard can do that.", code="not_owner")
    return row


MARK = (
    select(
        Dashboard.id,
        Dashboard.owner_id,
        Dashboard.version,
        Dashboard.seq,
        Dashboard.changed_at,
        Dataset.id,
        Dataset.current_version,
        Dataset.name,
        type_coerce(Dataset.calculated, String),
    )
    .join(Dataset, Dataset.id == Dashboard.dataset_id)
    .where(Dashboard.id == bindparam("board"), seen_by(bindparam("user")))
)


def mark(session: Session, dashboard_id: int, user_id: int) -> tuple[object, ...]:
    """What changes whenever anything that its viewers see of a dashboard does (every edit raises
    its version, every shared filter its seq), with the user's share; NotFound as `visible`.
    """
    found = session.execute(MARK, {"board": dashboard_id, "user": user_id}).first()
    if found is None:
        raise NotFound("There is no such dashboard.", code="dashboard_not_found")
    return (*found, user_id)


def all_visible(session: Session, user_id: int) -> list[tuple[Dashboard, Dataset, str, str]]:
    """What a user sees, the last changed first, with its owner's name and what they may do."""
    edits = select(Share.dashboard_id).where(shared_with(user_id), Share.permission == EDIT)
    editable_ids = set(session.scalars(edits))
    rows = session.execute(
        select(Dashboard, Dataset, User.name)
        .join(Dataset, Dataset.id == Dashboard.dataset_id)
        .join(User, User.id == Dashboard.owner_id)
        .where(seen_by(user_id))
        .order_by(Dashboard.changed_at.desc())
    )
    return [
        (
            row[0],
            row[1],
            row[2],
            OWN if row[0].owner_id == user_id else EDIT if row[0].id in editable_ids else VIEW,
        )
        for row in rows
    ]


def tiles(session: Session, dashboard_id: int) -> list[Tile]:
    return list(
        session.scalars(
            select(Tile)
            .where(Tile.dashboard_id == dashboard_id, Tile.tab >= 0)
            .order_by(Tile.y, Tile.x, Tile.id)
        )
    )


def tile(session: Session, dashboard_id: int, tile_id: int) -> Tile:
    found = session.scalar(
        select(Tile).where(Tile.id == tile_id, Tile.dashboard_id == dashboard_id, Tile.tab >= 0)
    )
    if found is None:
        raise NotFound("There is no such tile.", code="tile_not_found")
    return found


def locked(session: Session, dashboard_id: int) -> None:
    """One editor of a dashboard's filters at a time: `seq` is their order."""
    session.scalars(select(Dashboard).where(Dashboard.id == dashboard_id).with_for_update()).one()


def shared_filters(session: Session, dashboard_id: int) -> list[SharedFilter]:
    return list(
        session.scalars(
            select(SharedFilter)
            .where(SharedFilter.dashboard_id == dashboard_id)
            .order_by(SharedFilter.id)
        )
    )


def as_filter(row: SharedFilter) -> Filter:
    return Filter(column=row.column_name, op=row.op, value=row.value["value"])  # type: ignore[arg-type]


def filter_sets(session: Session, dashboard_id: int, user_id: int) -> list[FilterSet]:
    return list(
        session.scalars(
            select(FilterSet)
            .where(FilterSet.dashboard_id == dashboard_id, FilterSet.owner_id == user_id)
            .order_by(FilterSet.name, FilterSet.id)
        )
    )


def filter_set(session: Session, dashboard_id: int, user_id: int, set_id: int) -> FilterSet:
    found = next((s for s in filter_sets(session, dashboard_id, user_id) if s.id == set_id), None)
    if found is None:
        raise NotFound("There is no such filter set.", code="filter_set_not_found")
    return found
