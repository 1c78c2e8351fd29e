"""Questions about dashboards, their tiles and their shared filters."""

from __future__ import annotations

from sqlalchemy import String, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from luminabi_dash.db.models import Dataset
from luminabi_dash.db.work import Dashboard, FilterSet, SharedFilter, Tile
from luminabi_dash.errors import NotFound
from luminabi_dash.tables.filters import Filter


def visible(session: Session, dashboard_id: int, user_id: int) -> Dashboard:
    """The dashboard, or NotFound: what a user may not see does not exist for them."""
    found = session.scalar(
        select(Dashboard).where(Dashboard.id == dashboard_id, Dashboard.owner_id == user_id)
    )
    if found is None:
        raise NotFound("There is no such dashboard.", code="dashboard_not_found")
    return found


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
    .where(Dashboard.id == bindparam("board"), Dashboard.owner_id == bindparam("user"))
)


def mark(session: Session, dashboard_id: int, user_id: int) -> tuple[object, ...]:
    """What changes whenever anything of a dashboard does (every edit raises its version, every
    shared filter its seq); NotFound as `visible`.
    """
    found = session.execute(MARK, {"board": dashboard_id, "user": user_id}).first()
    if found is None:
        raise NotFound("There is no such dashboard.", code="dashboard_not_found")
    return tuple(found)


def all_visible(session: Session, user_id: int) -> list[tuple[Dashboard, Dataset]]:
    rows = session.execute(
        select(Dashboard, Dataset)
        .join(Dataset, Dataset.id == Dashboard.dataset_id)
        .where(Dashboard.owner_id == user_id)
        .order_by(Dashboard.changed_at.desc())
    )
    return [(row[0], row[1]) for row in rows]


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
