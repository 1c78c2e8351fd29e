"""What a user can draw: any chart of a dataset, and a whole dashboard under its filters."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.render import ask, empty_figure, fingerprint, render
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.context import Context
from luminabi_dash.errors import LuminaError, NotFound
from luminabi_dash.services import dashboards, datasets
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.filters import Filter, parse_filters
from luminabi_dash.tables.query import Group, Measure, Query, Rows
from luminabi_dash.tables.schema import Column
from luminabi_dash.views import (
    DashboardView,
    DrawnDashboard,
    DrawnTile,
    InsightView,
    TileView,
    UserView,
)

VALUES = 200
LEGEND = 4


def answer(ctx: Context, dataset_id: int, version: int, query: Query) -> Rows:
    """A query's rows, from the cache when somebody asked before (or is asking right now)."""
    return ctx.cache.get(
        (dataset_id, version, query),
        lambda: polars.answer(
            ctx.store.scan(dataset_id, version), query, ctx.store.schema(dataset_id, version)
        ),
        lambda rows: int(rows.frame.estimated_size()) + 1_000,
    )


def drawn(
    ctx: Context, dataset_id: int, version: int, spec: ChartSpec, filters: tuple[Filter, ...]
) -> Figure:
    """The only way from a spec to a figure in the product."""
    schema = ctx.store.schema(dataset_id, version)
    query = with_filters(ask(spec, schema), filters)
    return render(spec, answer(ctx, dataset_id, version, query), schema)


def with_filters(query: Query, filters: tuple[Filter, ...]) -> Query:
    return Query(
        groups=query.groups,
        measures=query.measures,
        columns=query.columns,
        filters=tuple(hashable(item) for item in filters),
        sort=query.sort,
        top=query.top,
        limit=query.limit,
        offset=query.offset,
        sample=query.sample,
    )


def hashable(item: Filter) -> Filter:
    """Lists become tuples, so that a query can be a cache key."""
    if isinstance(item.value, list):
        return item.model_copy(update={"value": tuple(item.value)})
    return item


def figure(
    ctx: Context, user: UserView, dataset_id: int, spec: Any, filters: Any, number: int | None
) -> Figure:
    """Any chart, without a dashboard."""
    version = datasets.located(ctx, user, dataset_id, number)
    schema = ctx.store.schema(dataset_id, version.number)
    checked = parse_filters(filters if filters is not None else [], schema)
    return drawn(ctx, dataset_id, version.number, parse_spec(spec), checked)


def query(
    ctx: Context, user: UserView, dataset_id: int, spec: Any, filters: Any, number: int | None
) -> dict[str, Any]:
    """The rows behind a chart: `columns`, `rows`, the version and how long it took."""
    version = datasets.located(ctx, user, dataset_id, number)
    schema = ctx.store.schema(dataset_id, version.number)
    checked = parse_filters(filters if filters is not None else [], schema)
    wanted = with_filters(ask(parse_spec(spec), schema), checked)
    is_cached = ctx.cache.holds((dataset_id, version.number, wanted))
    started = time.perf_counter()
    rows = answer(ctx, dataset_id, version.number, wanted)
    return {
        "columns": rows.frame.columns,
        "rows": rows.frame.rows(),
        "matched": rows.matched,
        "total": rows.total,
        "version": version.number,
        "elapsed_ms": round(1_000 * (time.perf_counter() - started), 3),
        "cached": is_cached,
    }


def dashboard(
    ctx: Context, user: UserView, dashboard_id: int, filters: Sequence[Any] | None = None
) -> DrawnDashboard:
    """Every tile under the shared filters, or under `filters`; a tile that fails says why."""
    board = dashboards.get(ctx, user, dashboard_id)
    chosen = board.filters
    if filters is not None:
        chosen = parse_filters(list(filters), board.schema)
    tiles = tuple(draw_tile(ctx, board, tile, chosen) for tile in board.tiles)
    if board.data_version == 0:
        return DrawnDashboard(board, tiles, 0, 0)
    counted = answer(ctx, board.dataset_id, board.data_version, count_query(chosen))
    return DrawnDashboard(board, tiles, counted.matched, counted.total)


def count_query(filters: tuple[Filter, ...]) -> Query:
    return with_filters(Query(measures=(Measure("value", "count"),)), filters)


def draw_tile(
    ctx: Context, board: DashboardView, tile: TileView, filters: tuple[Filter, ...]
) -> DrawnTile:
    try:
        own = parse_filters(list(tile.filters), board.schema)
        result = drawn(
            ctx, board.dataset_id, board.data_version, parse_spec(tile.spec), (*filters, *own)
        )
    except LuminaError as error:
        return DrawnTile(tile, empty_figure(str(error)), "", str(error))
    return DrawnTile(tile, result, fingerprint(result))


def tile(ctx: Context, user: UserView, dashboard_id: int, tile_id: int) -> DrawnTile:
    board = dashboards.get(ctx, user, dashboard_id)
    found = next((t for t in board.tiles if t.id == tile_id), None)
    if found is None:
        raise NotFound("There is no such tile.", code="tile_not_found")
    return draw_tile(ctx, board, found, board.filters)


def of_insights(
    ctx: Context, user: UserView, dataset_id: int, insights: Sequence[InsightView]
) -> dict[int, Figure]:
    """Figures of insight cards, drawn from the version that each was found in; rows are none, and
    a card has no room for a long legend.
    """
    datasets.get(ctx, user, dataset_id)
    figures: dict[int, Figure] = {}
    for insight in insights:
        if insight.chart.get("kind") == "table":
            continue
        try:
            schema = ctx.store.schema(dataset_id, insight.version)
            filters = parse_filters(list(insight.filters), schema)
            spec = parse_spec(insight.chart)
            figure_ = drawn(ctx, dataset_id, insight.version, spec, filters)
            if len(figure_["data"]) > LEGEND:
                figure_ = {**figure_, "layout": {**figure_["layout"], "showlegend": False}}
            figures[insight.id] = figure_
        except LuminaError as error:
            figures[insight.id] = empty_figure(str(error))
    return figures


def values_of(
    ctx: Context, user: UserView, dashboard_id: int, column: str
) -> tuple[Column, list[tuple[Any, int]], Any, Any]:
    """For a filter editor: the column, its commonest values with counts, its least and most."""
    board = dashboards.get(ctx, user, dashboard_id)
    found = board.schema.column(column)
    others = tuple(f for f in board.filters if f.column != column)
    if found.type.is_numeric or found.type.is_temporal:
        wanted = Query(measures=(Measure("low", "min", column), Measure("high", "max", column)))
        ends = answer(ctx, board.dataset_id, board.data_version, wanted).frame
        return found, [], ends["low"][0], ends["high"][0]
    wanted = Query(
        groups=(Group(column),),
        measures=(Measure("value", "count"),),
        sort=("-value",),
        limit=VALUES,
    )
    frame = answer(ctx, board.dataset_id, board.data_version, with_filters(wanted, others)).frame
    return found, list(zip(frame[column].to_list(), frame["value"].to_list(), strict=True)), 0, 0
