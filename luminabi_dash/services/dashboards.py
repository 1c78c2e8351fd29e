"""What a user can do with dashboards: make, list, rename, delete, add and change tiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.render import ask
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.context import Context
from luminabi_dash.dashboards.arrange import COLUMNS, Placed, arrange
from luminabi_dash.db import dashboards, datasets
from luminabi_dash.db.models import Dataset, now
from luminabi_dash.db.work import Dashboard, Tile
from luminabi_dash.errors import Conflict, Invalid
from luminabi_dash.live import topics
from luminabi_dash.services import insights
from luminabi_dash.services.files import clean_name
from luminabi_dash.services.sources import source
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.tables.schema import Role, Schema
from luminabi_dash.tables.spans import fitting_unit
from luminabi_dash.views import DashboardView, TileView, UserView

TILES = 60
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
TALLEST = 30


def listed(ctx: Context, user: UserView) -> list[DashboardView]:
    with ctx.sessions() as session:
        return [
            view_of(session, row, dataset, user.name, Schema(()))
            for row, dataset in dashboards.all_visible(session, user.id)
        ]


def get(ctx: Context, user: UserView, dashboard_id: int) -> DashboardView:
    with ctx.sessions() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        dataset = session.get_one(Dataset, row.dataset_id)
        schema = Schema(())
        if dataset.current_version is not None:
            schema = source(ctx, dataset.id, dataset.current_version).schema
        return view_of(session, row, dataset, user.name, schema)


def view_of(
    session: Session, row: Dashboard, dataset: Dataset, owner: str, schema: Schema
) -> DashboardView:
    return DashboardView(
        id=row.id,
        name=row.name,
        description=row.description,
        dataset_id=row.dataset_id,
        dataset_name=dataset.name,
        data_version=dataset.current_version or 0,
        version=row.version,
        owner=owner,
        created_at=row.created_at,
        changed_at=row.changed_at,
        tiles=tuple(tile_view(tile) for tile in dashboards.tiles(session, row.id)),
        filters=tuple(dashboards.as_filter(f) for f in dashboards.shared_filters(session, row.id)),
        seq=row.seq,
        schema=schema,
    )


def tile_view(row: Tile) -> TileView:
    return TileView(
        id=row.id,
        kind=str(row.spec["kind"]),
        title=str(row.spec.get("title", "")),
        subtitle=str(row.spec.get("subtitle", "")),
        x=row.x,
        y=row.y,
        w=row.w,
        h=row.h,
        spec=row.spec,
        filters=tuple(row.filters),
        version=row.version,
        insight_id=row.insight_id,
    )


def create(ctx: Context, user: UserView, dataset_id: int, name: str) -> DashboardView:
    """An empty dashboard on a dataset."""
    with ctx.sessions.begin() as session:
        dataset = datasets.visible(session, dataset_id, user.id)
        row = Dashboard(
            owner_id=user.id, dataset_id=dataset_id, name=clean_name(name) or dataset.name
        )
        session.add(row)
        session.flush()
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
    placed = arrange(schema, wanted, unit)
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
) -> DashboardView:
    """Rename or describe; a stale version is a Conflict with the present one."""
    with ctx.sessions.begin() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        if version != row.version:
            raise Conflict(
                "Somebody else changed this dashboard; look at the present state first.",
                details={"version": row.version, "name": row.name},
            )
        if name is not None:
            row.name = clean_name(name) or row.name
        if description is not None:
            row.description = description[:5_000]
        touch(row)
    return get(ctx, user, dashboard_id)


def touch(row: Dashboard) -> None:
    row.version += 1
    row.changed_at = now()


def delete(ctx: Context, user: UserView, dashboard_id: int) -> None:
    with ctx.sessions.begin() as session:
        session.delete(dashboards.visible(session, dashboard_id, user.id))


def add_tile(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    spec: Any,
    *,
    place: dict[str, int] | None = None,
    filters: Sequence[Any] = (),
    insight_id: int | None = None,
) -> TileView:
    """Add a chart at a place, or below everything; its columns are checked first."""
    checked = check_chart(ctx, user, dashboard_id, spec, filters)
    with ctx.sessions.begin() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        present = dashboards.tiles(session, dashboard_id)
        if len(present) >= TILES:
            raise Conflict(f"A dashboard holds at most {TILES} tiles.", code="too_many_tiles")
        bottom = max((tile.y + tile.h for tile in present), default=0)
        w, h = (12, 6) if checked.kind == "table" else (6, 6)
        if checked.kind == "indicator":
            w, h = 3, 2
        box = check_place({"x": 0, "y": bottom, "w": w, "h": h, **(place or {})})
        tile = Tile(
            dashboard_id=dashboard_id,
            insight_id=insight_id,
            spec=checked.model_dump(mode="json"),
            filters=list(filters),
            **box,
        )
        session.add(tile)
        touch(row)
        session.flush()
        tell_tile(ctx, session, dashboard_id, tile.id, tile.version)
        return tile_view(tile)


def check_chart(
    ctx: Context, user: UserView, dashboard_id: int, spec: Any, filters: Sequence[Any]
) -> ChartSpec:
    schema = get(ctx, user, dashboard_id).schema
    checked = parse_spec(spec)
    ask(checked, schema)
    parse_filters(list(filters), schema)
    return checked


def check_place(place: dict[str, int]) -> dict[str, int]:
    x, w = place["x"], place["w"]
    if not (0 <= x < COLUMNS and 1 <= w <= COLUMNS - x and 1 <= place["h"] <= TALLEST):
        raise Invalid("A tile lies within 12 columns.", code="wrong_place", details=place)
    if not 0 <= place["y"] <= TILES * TALLEST:
        raise Invalid("A tile lies within the dashboard.", code="wrong_place", details=place)
    return place


def change_tile(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    tile_id: int,
    *,
    version: int,
    spec: Any = None,
    place: dict[str, int] | None = None,
) -> TileView:
    checked = None if spec is None else check_chart(ctx, user, dashboard_id, spec, ())
    with ctx.sessions.begin() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        tile = dashboards.tile(session, dashboard_id, tile_id)
        if version != tile.version:
            raise Conflict(
                "Somebody else changed this tile; look at the present state first.",
                details={"version": tile.version, "spec": tile.spec},
            )
        if checked is not None:
            tile.spec = checked.model_dump(mode="json")
        if place:
            present = {"x": tile.x, "y": tile.y, "w": tile.w, "h": tile.h}
            for key, value in check_place({**present, **place}).items():
                setattr(tile, key, value)
        tile.version += 1
        touch(row)
        tell_tile(ctx, session, dashboard_id, tile_id, tile.version)
        return tile_view(tile)


def delete_tile(ctx: Context, user: UserView, dashboard_id: int, tile_id: int) -> None:
    with ctx.sessions.begin() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        session.delete(dashboards.tile(session, dashboard_id, tile_id))
        touch(row)
        tell_tile(ctx, session, dashboard_id, tile_id, 0)


def tell_tile(
    ctx: Context, session: Session, dashboard_id: int, tile_id: int, version: int
) -> None:
    """Version 0: the tile is gone."""
    data = {"tile": tile_id, "version": version}
    ctx.events.publish(session, topics.dashboard(dashboard_id), "tile.changed", data)


def pin_insight(ctx: Context, user: UserView, insight_id: int) -> DashboardView:
    """The insight becomes a tile of its dataset's newest dashboard, or of a new one."""
    insight = insights.set_state(ctx, user, insight_id, "pinned")
    for board in listed(ctx, user):
        if board.dataset_id == insight.dataset_id:
            if all(tile.insight_id != insight_id for tile in board.tiles):
                pin_to(ctx, user, board.id, insight_id)
            return get(ctx, user, board.id)
    return create_auto(ctx, user, insight.dataset_id)


def pin_to(ctx: Context, user: UserView, dashboard_id: int, insight_id: int) -> TileView:
    insight = insights.get(ctx, user, insight_id)
    spec = {**insight.chart, "title": insight.chart.get("title") or insight.sentence[:200]}
    return add_tile(ctx, user, dashboard_id, spec, filters=insight.filters, insight_id=insight_id)
