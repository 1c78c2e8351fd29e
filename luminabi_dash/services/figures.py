"""What a user can draw: any chart of a dataset, and a whole dashboard under its filters."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from luminabi_dash.charts.kind import KINDS, parse_spec
from luminabi_dash.charts.render import ask, empty_figure, needs_data
from luminabi_dash.charts.spec import Figure
from luminabi_dash.context import Context
from luminabi_dash.dashboards import controls
from luminabi_dash.dashboards.controls import controls_of, missing
from luminabi_dash.errors import Invalid, LuminaError, NotFound
from luminabi_dash.insight_views import InsightView
from luminabi_dash.services import boards, coding, dashboards, datasets, drilling
from luminabi_dash.services import past as before
from luminabi_dash.services.answering import answer, answers, holds, with_filters
from luminabi_dash.services.drawing import Found, finished, known
from luminabi_dash.services.drawing import drawn as drawn
from luminabi_dash.services.sources import Source, source
from luminabi_dash.tables.filters import Filter, parse_filters
from luminabi_dash.tables.query import Measure, Query
from luminabi_dash.views import DashboardView, DrawnDashboard, DrawnTile, TileView, UserView

LEGEND = 4


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
    drill: Any = None,
    tab: int | None = None,
    page: str | None = None,
    past: Any = None,
) -> DrawnDashboard:
    """Every tile under the shared filters, or under `filters`; a tile that fails says why. `drill`
    is the way down that a page has gone in some tiles. With a `tab` only the tiles of that one.
    `past` is what the page looks back at: its tiles are drawn from that version of the data.

    The newest refresh of a `page` ends the one before, and waits for its user's turn.
    """
    now = boards.kept(ctx, user, dashboard_id)
    board = before.seen_at(ctx, now, past)
    chosen = board.filters
    if filters is not None:
        chosen = parse_filters(list(filters), board.schema)
    shown = board.tiles if tab is None else board.on_tab(tab)
    if board.data_version == 0:
        return DrawnDashboard(board, tuple(draw_tile(ctx, board, t, chosen) for t in shown), 0, 0)
    cancel = ctx.turns.refresh(user.id, page) if page else None
    wanted = [count_query(chosen), *asked(board, shown, chosen, drill)]
    rows = answers(ctx, source_of(board), wanted, cancel, user.id if page else None)
    found = dict(zip(wanted, rows, strict=True))
    tiles = tuple(draw_tile(ctx, board, tile, chosen, drill, found) for tile in shown)
    counted = known(ctx, source_of(board), wanted[0], found)
    if board is now:
        coding.want(ctx, source_of(board))
    return DrawnDashboard(board, tiles, counted.matched, counted.total, now.data_version)


def asked(
    board: DashboardView, tiles: Sequence[TileView], filters: tuple[Filter, ...], drill: Any
) -> list[Query]:
    """What the tiles ask for first, to be answered by as few passes over the rows as can be."""
    found = []
    for tile in tiles:
        with suppress(LuminaError):  # told when the tile is drawn
            own = drilling.shown(tile, drill, board.schema)
            spec = parse_spec(own.spec)
            check_required(board, own, filters)
            if needs_data(spec):
                chosen = reaching(own, filters, board)
                found.append(with_filters(ask(spec, board.schema), chosen))
    return found


def source_of(board: DashboardView) -> Source:
    return Source(board.dataset_id, board.data_version, board.schema)


def count_query(filters: tuple[Filter, ...]) -> Query:
    return with_filters(Query(measures=(Measure("value", "count"),)), filters)


def draw_tile(
    ctx: Context,
    board: DashboardView,
    tile: TileView,
    filters: tuple[Filter, ...],
    drill: Any = None,
    found: Found = MappingProxyType({}),
) -> DrawnTile:
    try:
        tile = drilling.shown(tile, drill, board.schema)
        check_required(board, tile, filters)
        chosen = reaching(tile, filters, board)
        spec = parse_spec(tile.spec)
        result, printed, encoded = finished(ctx, source_of(board), spec, chosen, found)
    except LuminaError as error:
        return DrawnTile(tile, empty_figure(str(error)), "", str(error))
    shown = with_picture(result, board.id)
    return DrawnTile(tile, shown, printed, encoded=encoded if shown is result else b"")


def check_required(board: DashboardView, tile: TileView, filters: tuple[Filter, ...]) -> None:
    """Invalid while a filter that the tile waits for is not set."""
    first = missing(tile.id, filters, controls_of(board.controls))
    if first is not None and is_drawn(tile):
        raise Invalid(f"Choose a filter on {first!r} first.", code="filter_required")


def is_drawn(tile: TileView) -> bool:
    """Whether filters change anything in it: not in words and pictures."""
    return KINDS.get(tile.kind).needs_data and bool(tile.options.get("obeys", True))


def reaching(
    tile: TileView, shared: tuple[Filter, ...], board: DashboardView
) -> tuple[Filter, ...]:
    """The filters that a tile is drawn under: those of the shared ones that reach it, its own."""
    obeyed = shared if tile.options.get("obeys", True) else ()
    obeyed = controls.reaching(tile.id, obeyed, controls_of(board.controls))
    return (*obeyed, *parse_filters(list(tile.filters), board.schema))


def with_picture(figure_: Figure, dashboard_id: int) -> Figure:
    """A figure that shows a picture, with the address at which this dashboard has it."""
    meta = figure_["layout"].get("meta") or {}
    if "picture" not in meta:
        return figure_
    source_ = f"/api/v1/dashboards/{dashboard_id}/pictures/{int(meta['picture'])}"
    return {**figure_, "layout": {**figure_["layout"], "meta": {**meta, "src": source_}}}


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
