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
from luminabi_dash.services.answering import answer, holds, with_filters
from luminabi_dash.services.sources import Source, source
from luminabi_dash.tables.filters import Filter, parse_filters
from luminabi_dash.tables.query import Group, Measure, Query
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


def drawn(ctx: Context, source: Source, spec: ChartSpec, filters: tuple[Filter, ...]) -> Figure:
    """The only way from a spec to a figure in the product."""
    query = with_filters(ask(spec, source.schema), filters)
    return render(spec, answer(ctx, source, query), source.schema)


def figure(
    ctx: Context, user: UserView, dataset_id: int, spec: Any, filters: Any, number: int | None
) -> Figure:
    """Any chart, without a dashboard."""
    version = datasets.located(ctx, user, dataset_id, number)
    asked = source(ctx, dataset_id, version.number)
    checked = parse_filters(filters if filters is not None else [], asked.schema)
    return drawn(ctx, asked, parse_spec(spec), checked)


def query(
    ctx: Context, user: UserView, dataset_id: int, spec: Any, filters: Any, number: int | None
) -> dict[str, Any]:
    """The rows behind a chart: `columns`, `rows`, the version and how long it took."""
    version = datasets.located(ctx, user, dataset_id, number)
    asked = source(ctx, dataset_id, version.number)
    checked = parse_filters(filters if filters is not None else [], asked.schema)
    wanted = with_filters(ask(parse_spec(spec), asked.schema), checked)
    is_cached = holds(ctx, asked, wanted)
    started = time.perf_counter()
    rows = answer(ctx, asked, wanted)
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
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    filters: Sequence[Any] | None = None,
    tab: int | None = None,
) -> DrawnDashboard:
    """Every tile under the shared filters, or under `filters`; a tile that fails says why. With a
    `tab` only the tiles of that one.
    """
    board = dashboards.get(ctx, user, dashboard_id)
    chosen = board.filters
    if filters is not None:
        chosen = parse_filters(list(filters), board.schema)
    shown = board.tiles if tab is None else board.on_tab(tab)
    tiles = tuple(draw_tile(ctx, board, tile, chosen) for tile in shown)
    if board.data_version == 0:
        return DrawnDashboard(board, tiles, 0, 0)
    counted = answer(ctx, source_of(board), count_query(chosen))
    return DrawnDashboard(board, tiles, counted.matched, counted.total)


def source_of(board: DashboardView) -> Source:
    return Source(board.dataset_id, board.data_version, board.schema)


def count_query(filters: tuple[Filter, ...]) -> Query:
    return with_filters(Query(measures=(Measure("value", "count"),)), filters)


def draw_tile(
    ctx: Context, board: DashboardView, tile: TileView, filters: tuple[Filter, ...]
) -> DrawnTile:
    try:
        own = parse_filters(list(tile.filters), board.schema)
        result = drawn(ctx, source_of(board), parse_spec(tile.spec), (*filters, *own))
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
            asked = source(ctx, dataset_id, insight.version)
            filters = parse_filters(list(insight.filters), asked.schema)
            spec = parse_spec(insight.chart)
            figure_ = drawn(ctx, asked, spec, filters)
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
        ends = answer(ctx, source_of(board), wanted).frame
        return found, [], ends["low"][0], ends["high"][0]
    wanted = Query(
        groups=(Group(column),),
        measures=(Measure("value", "count"),),
        sort=("-value",),
        limit=VALUES,
    )
    frame = answer(ctx, source_of(board), with_filters(wanted, others)).frame
    return found, list(zip(frame[column].to_list(), frame["value"].to_list(), strict=True)), 0, 0
