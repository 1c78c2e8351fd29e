"""From an insight to a tile: of its dataset's newest dashboard, or of one that is named."""

from __future__ import annotations

from luminabi_dash.context import Context
from luminabi_dash.errors import NotFound
from luminabi_dash.services import dashboards, insights, tiles
from luminabi_dash.views import DashboardView, TileView, UserView


def pin_insight(ctx: Context, user: UserView, insight_id: int) -> DashboardView:
    """The insight becomes a tile of its dataset's newest dashboard, or of a new one."""
    insight = insights.set_state(ctx, user, insight_id, "pinned")
    for board in dashboards.listed(ctx, user):
        if board.dataset_id == insight.dataset_id:
            if all(tile.insight_id != insight_id for tile in board.tiles):
                pin_to(ctx, user, board.id, insight_id)
            return dashboards.get(ctx, user, board.id)
    return dashboards.create_auto(ctx, user, insight.dataset_id)


def pin_to(
    ctx: Context, user: UserView, dashboard_id: int, insight_id: int, tab: int = 0
) -> TileView:
    known = insights.of_dashboard(ctx, user, dashboard_id).insights
    insight = next((one for one in known if one.id == insight_id), None)
    if insight is None:
        raise NotFound("There is no such insight.", code="insight_not_found")
    spec = {**insight.chart, "title": insight.chart.get("title") or insight.sentence[:200]}
    tile = tiles.add_tile(
        ctx, user, dashboard_id, spec, filters=insight.filters, insight_id=insight_id, tab=tab
    )
    insights.keep_pinned(ctx, user, insight_id)
    return tile
