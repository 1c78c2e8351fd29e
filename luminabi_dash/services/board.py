"""What the dashboard page needs: its state, filters of its link, charts, new charts by form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from luminabi_dash.charts.kind import is_text
from luminabi_dash.context import Context
from luminabi_dash.errors import LuminaError
from luminabi_dash.insight_views import DiscoveryView
from luminabi_dash.services import dashboards, drilling, figures, insights, past
from luminabi_dash.services.preview import id_of
from luminabi_dash.tables.filters import Filter, parse_filters
from luminabi_dash.views import DashboardView, DrawnDashboard, DrawnTile, UserView

LINK_LENGTH = 8_000


@dataclass(frozen=True, slots=True)
class Opened:
    """`link` holds the filters of the address that was opened: a private view until edited."""

    view: DashboardView
    found: DiscoveryView
    link: list[dict[str, Any]] | None


def opened(ctx: Context, user: UserView, dashboard_id: str, filters: str | None) -> Opened:
    view = dashboards.get(ctx, user, id_of(dashboard_id))
    found = insights.of_dashboard(ctx, user, view.id)
    return Opened(view, found, link_filters(view, filters))


def link_filters(view: DashboardView, raw: str | None) -> list[dict[str, Any]] | None:
    """The filters of a link; one that cannot be read is left out."""
    if not raw or len(raw) > LINK_LENGTH:
        return None
    try:
        parsed = parse_filters(orjson.loads(raw), view.schema)
    except (orjson.JSONDecodeError, LuminaError):
        return None
    return [item.model_dump(mode="json") for item in parsed]


def way_down(view: DashboardView, raw: str | None) -> dict[str, Any] | None:
    """The way down that a link goes in some tiles; one that cannot be read is left out."""
    if not raw or len(raw) > LINK_LENGTH:
        return None
    try:
        found = orjson.loads(raw)
        for tile in view.tiles:
            drilling.shown(tile, found, view.schema)
    except (orjson.JSONDecodeError, LuminaError):
        return None
    known = {str(tile.id) for tile in view.tiles}
    return {key: found[key] for key in known & set(found)} if isinstance(found, dict) else None


def filters_of(drawn: DrawnDashboard, link: Any) -> tuple[Filter, ...]:
    if link is None:
        return drawn.dashboard.filters
    return parse_filters(link, drawn.dashboard.schema)


def charts(drawn: DrawnDashboard) -> dict[str, Any]:
    """Figures by tile, for the tiles that Plotly draws."""
    shown = [item for item in drawn.tiles if not is_text(item.tile.kind)]
    return {
        str(item.tile.id): orjson.Fragment(item.encoded) if item.encoded else item.figure
        for item in shown
    }


def steps(drawn: DrawnDashboard, drill: Any) -> dict[int, tuple[str, ...]]:
    """For each tile that is broken down what each step chose, in words."""
    if not isinstance(drill, dict):
        return {}
    schema = drawn.dashboard.schema
    found = {}
    for item in drawn.tiles:
        if str(item.tile.id) in drill:
            found[item.tile.id] = drilling.crumbs(drill, item.tile.id, schema)
    return found


def shown(ctx: Context, user: UserView, state: dict[str, Any]) -> DashboardView:
    """The dashboard on the data that the page shows: the present ones, or those of the past."""
    view = dashboards.get(ctx, user, int(state["dashboard"]))
    return past.seen_at(ctx, view, state.get("past"))


def asked(state: Mapping[str, Any]) -> Any:
    """The filters that a page is drawn under when they are not the shared ones: its own, or the
    shared ones with an edit that is still on its way.
    """
    link = state.get("link")
    return state.get("shown") if link is None else link


def own(ctx: Context, user: UserView, state: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The filters that a gesture changes for this page alone; None when it changes them for
    everybody. Who follows a presenter, or may only look, starts from what they see.
    """
    if state.get("link") is None and not state.get("solo"):
        return None
    return [item.model_dump(mode="json") for item in current(ctx, user, dict(state))]


def fresh(state: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Who has just set the filter of a column: initials and colour, as the page was told."""
    found = state.get("fresh")
    if not isinstance(found, dict):
        return {}
    return {
        str(column): (str(mark[0])[:3], int(mark[1]))
        for column, mark in found.items()
        if isinstance(mark, list) and len(mark) == 2 and isinstance(mark[1], int)
    }


def current(ctx: Context, user: UserView, state: dict[str, Any]) -> tuple[Filter, ...]:
    view = shown(ctx, user, state)
    link = state.get("link")
    return view.filters if link is None else parse_filters(link, view.schema)


def column_at(ctx: Context, user: UserView, state: dict[str, Any], place: Any) -> str | None:
    """The column of the chip at a place; None if somebody has just cleared it."""
    filters = current(ctx, user, state)
    if not isinstance(place, int) or not 0 <= place < len(filters):
        return None
    return filters[place].column


def filter_on(ctx: Context, user: UserView, state: dict[str, Any], column: str) -> Filter | None:
    return next((item for item in current(ctx, user, state) if item.column == column), None)


def redrawn(ctx: Context, user: UserView, state: dict[str, Any], tile_id: int) -> DrawnTile | None:
    """One tile as it is now, under the filters that the page shows; None if it is gone."""
    view = shown(ctx, user, state)
    tile = next((one for one in view.tiles if one.id == tile_id), None)
    if tile is None:
        return None
    return figures.draw_tile(ctx, view, tile, current(ctx, user, state), state.get("drill"))


def tab_of(raw: str | None) -> int | None:
    """The tab of an address; None for anything that is no number."""
    return int(raw) if raw and raw.isascii() and raw.isdecimal() and len(raw) < 6 else None
