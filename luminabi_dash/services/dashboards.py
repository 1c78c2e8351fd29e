"""What a user can do with dashboards: make, list, rename, delete, add and change tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.places import Area, area_of
from luminabi_dash.context import Context
from luminabi_dash.dashboards.arrange import Placed, arrange
from luminabi_dash.dashboards.board import Content
from luminabi_dash.dashboards.controls import checked
from luminabi_dash.dashboards.edits import NEW, Describe, SetControls, SetTabs
from luminabi_dash.db import alerts, dashboards, datasets
from luminabi_dash.db.models import Dataset, User
from luminabi_dash.db.work import Dashboard, Tile
from luminabi_dash.errors import Conflict
from luminabi_dash.live import topics
from luminabi_dash.services import datasets as tables
from luminabi_dash.services import editing, insights, pictures, watching
from luminabi_dash.services.files import clean_name
from luminabi_dash.services.sources import source
from luminabi_dash.services.tiles import add_tile as add_tile
from luminabi_dash.services.tiles import view_of as tile_view
from luminabi_dash.tables.schema import Role, Schema
from luminabi_dash.tables.spans import fitting_unit
from luminabi_dash.views import DashboardView, TileView, UserView

FEW = 12
"""Different values that a heat map of a made dashboard has room for."""
ABOUT_DATA = {
    "missing",
    "missing_pattern",
    "disguised_missing",
    "duplicates",
    "derived",
    "outlier",
    "cluster",
}
"""Findings about the data rather than about the business: no tiles of a made dashboard."""


def listed(ctx: Context, user: UserView) -> list[DashboardView]:
    with ctx.sessions() as session:
        return [
            replace(view_of(session, row, dataset, Schema(())), owner=owner, permission=may)
            for row, dataset, owner, may in dashboards.all_visible(session, user.id)
        ]


def get(ctx: Context, user: UserView, dashboard_id: int) -> DashboardView:
    with ctx.sessions() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        dataset = session.get_one(Dataset, row.dataset_id)
        schema = Schema(())
        if dataset.current_version is not None:
            schema = source(ctx, dataset.id, dataset.current_version).schema
        view = view_of(session, row, dataset, schema)
        may = dashboards.permission(session, row, user.id)
        return replace(view, permission=may)


def view_of(session: Session, row: Dashboard, dataset: Dataset, schema: Schema) -> DashboardView:
    return DashboardView(
        id=row.id,
        name=row.name,
        description=row.description,
        dataset_id=row.dataset_id,
        dataset_name=dataset.name,
        data_version=dataset.current_version or 0,
        version=row.version,
        owner=session.get_one(User, row.owner_id).name,
        created_at=row.created_at,
        changed_at=row.changed_at,
        tiles=in_order(row, dashboards.tiles(session, row.id)),
        filters=tuple(dashboards.as_filter(f) for f in dashboards.shared_filters(session, row.id)),
        seq=row.seq,
        schema=schema,
        tabs=tuple(row.tabs),
        controls=tuple(row.controls),
    )


def in_order(row: Dashboard, tiles: Sequence[Tile]) -> tuple[TileView, ...]:
    """Tab by tab in the order of the tabs, each from its top."""
    order = {int(tab["id"]): place for place, tab in enumerate(row.tabs)}
    found = sorted(tiles, key=lambda tile: (order.get(tile.tab, 0), tile.y, tile.x, tile.id))
    return tuple(tile_view(editing.tile_value(tile)) for tile in found)


def create(ctx: Context, user: UserView, dataset_id: int, name: str) -> DashboardView:
    """An empty dashboard on a dataset."""
    with ctx.sessions.begin() as session:
        dataset = datasets.visible(session, dataset_id, user.id)
        row = Dashboard(
            owner_id=user.id, dataset_id=dataset_id, name=clean_name(name) or dataset.name
        )
        session.add(row)
        session.flush()
        editing.begin(session, row, user)
        dashboard_id = row.id
    return get(ctx, user, dashboard_id)


def create_auto(
    ctx: Context, user: UserView, dataset_id: int, name: str | None = None
) -> DashboardView:
    """A dashboard made from the dataset's insights and columns, in one click."""
    with ctx.sessions() as session:
        dataset = datasets.visible(session, dataset_id, user.id)
        if dataset.current_version is None:
            raise Conflict(f"{dataset.name!r} is not ready yet.", code="not_ready")
        number = dataset.current_version
    schema = source(ctx, dataset_id, number).schema
    wanted = [
        (
            parse_spec({**i.chart, "title": i.chart.get("title") or i.sentence[:200]}),
            i.id,
            i.filters,
        )
        for i in insights.discovery(ctx, user, dataset_id).insights
        if i.kind not in ABOUT_DATA
    ]
    when = next(iter(schema.with_role(Role.TEMPORAL)), None)
    unit = fitting_unit(ctx.store.scan(dataset_id, number), when.name if when else None)
    places = places_of(ctx, user, dataset_id)
    views = tables.columns(ctx, user, dataset_id)
    few = [one.name for one in views if 1 < one.distinct <= FEW and one.name not in places]
    placed = arrange(schema, wanted, unit, places, few)
    with ctx.sessions.begin() as session:
        dataset = datasets.visible(session, dataset_id, user.id)
        row = Dashboard(
            owner_id=user.id,
            dataset_id=dataset_id,
            name=clean_name(name or "") or clean_name(dataset.name),
        )
        session.add(row)
        session.flush()
        session.add_all(tile_row(row.id, item) for item in placed)
        session.flush()
        editing.begin(session, row, user)
        dashboard_id = row.id
    return get(ctx, user, dashboard_id)


def tile_row(dashboard_id: int, item: Placed) -> Tile:
    return Tile(
        dashboard_id=dashboard_id,
        insight_id=item.insight_id,
        spec=item.spec.model_dump(mode="json"),
        filters=list(item.filters),
        x=item.x,
        y=item.y,
        w=item.w,
        h=item.h,
    )


def change(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    *,
    version: int,
    name: str | None = None,
    description: str | None = None,
    tabs: Sequence[dict[str, Any]] | None = None,
    controls: Sequence[dict[str, Any]] | None = None,
    why: editing.Why = editing.PLAIN,
) -> DashboardView:
    """Rename, describe, set the tabs or how filters work; Conflict if somebody wrote the same
    since `version`.
    """
    if name is not None or description is not None:
        words = Describe(None if name is None else clean_name(name), description)
        version = editing.edit(ctx, user, dashboard_id, words, version=version, why=why).version
    if tabs is not None:
        change = SetTabs(tuple(tabs))
        version = editing.edit(ctx, user, dashboard_id, change, version=version, why=why).version
    if controls is not None:
        found = checked(controls, get(ctx, user, dashboard_id).schema)
        held = SetControls(tuple(one.model_dump(mode="json") for one in found))
        editing.edit(ctx, user, dashboard_id, held, version=version, why=why)
    return get(ctx, user, dashboard_id)


def places_of(ctx: Context, user: UserView, dataset_id: int) -> dict[str, Area]:
    """The dimensions whose commonest values name countries or states."""
    found: dict[str, Area] = {}
    for view in tables.columns(ctx, user, dataset_id):
        area = area_of(view.labels) if view.role == Role.DIMENSION else None
        if area is not None:
            found[view.name] = area
    return found


def describe(
    ctx: Context, user: UserView, dashboard_id: int, name: str, description: str
) -> DashboardView:
    """Name and description as they are now wanted, whatever they were; no name keeps the old."""
    words = Describe(clean_name(name) or None, description)
    editing.edit(ctx, user, dashboard_id, words)
    return get(ctx, user, dashboard_id)


def delete(ctx: Context, user: UserView, dashboard_id: int) -> None:
    with ctx.sessions.begin() as session:
        row = dashboards.owned(session, dashboard_id, user.id)
        ctx.events.publish(session, topics.dashboard(row.id), topics.RIGHTS_CHANGED, {})
        hashes = {picture.sha256 for picture in pictures.all_of(session, row.id)}
        watched = alerts.on_dashboard(session, row.id)
        watching.let_go(ctx, session, watched, user.id, f"the dashboard {row.name}")
        session.delete(row)
        session.flush()
        orphans = [sha256 for sha256 in hashes if not datasets.is_used(session, sha256)]
    for sha256 in orphans:
        ctx.blobs.delete(sha256)


def duplicate(
    ctx: Context, user: UserView, dashboard_id: int, name: str | None = None
) -> DashboardView:
    """A dashboard of the user's own with the same tiles, tabs and controls; nobody's filters."""
    with ctx.sessions.begin() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        datasets.visible(session, row.dataset_id, user.id)
        board = editing.board_of(session, row)
        copy = Dashboard(
            owner_id=user.id,
            dataset_id=row.dataset_id,
            name=clean_name(name or "") or clean_name(f"{row.name} (copy)"),
            description=row.description,
            tabs=list(row.tabs),
            controls=list(row.controls),
        )
        session.add(copy)
        session.flush()
        numbers = pictures.copied(session, row.id, copy.id)
        for tile in board.tiles:
            content = repictured(tile.content, numbers)
            editing.returned(session, copy, replace(tile, id=NEW, content=content))
        editing.begin(session, copy, user)
        copy_id = copy.id
    return get(ctx, user, copy_id)


def repictured(content: Content, numbers: dict[int, int]) -> Content:
    """A tile's content with the picture that the other dashboard has."""
    number = numbers.get(content.spec.get("picture", 0))
    if number is None:
        return content
    return replace(content, spec={**content.spec, "picture": number})
