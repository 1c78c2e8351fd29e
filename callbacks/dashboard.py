"""One dashboard: tiles under shared filters, edits over the socket, reports, new charts."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import filters, shell
from layouts.dashboard import Ids, dashboard, insight_items, noted, tiles
from layouts.filters import chips, matched
from layouts.parts import tile_bodies
from luminabi_dash.services import board, dashboards, figures, insights, reports
from luminabi_dash.tables.filters import sentence
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def show(dashboard_id: str, **query: str) -> Component:
    seen = board.opened(context(), user(), dashboard_id, query.get("filters"))
    return dashboard(seen.view, seen.insights, seen.link)


PAGE = Page("/dashboards/<dashboard_id>", "Dashboard", show)

blueprint.clientside_callback(
    ClientsideFunction("live", "dashboard"),
    Output(Ids.STATE, "data"),
    Output(Ids.TILE_NEWS, "data"),
    Output(Ids.PRESENCE, "children"),
    Output(shell.Ids.TOAST, "children", allow_duplicate=True),
    Input(Ids.SOCKET, "message"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("look", "placed"),
    Output(Ids.figure(ALL), "figure"),
    Input(Ids.FIGURES, "data"),
    Input(shell.Ids.THEME, "data"),
)


@blueprint.callback(
    Output(Ids.FIGURES, "data"),
    Output(Ids.body(ALL), "children"),
    Output(Ids.note(ALL), "children"),
    Output(filters.Ids.CHIPS, "children"),
    Output(filters.Ids.SENTENCE, "children"),
    Output(filters.Ids.MATCHED, "children"),
    Input(Ids.BOARD, "data"),
    Input(Ids.STATE, "data"),
    policy=SIGNED_IN,
)
def refresh(board_id: int, state: dict[str, Any]) -> tuple[Any, ...]:
    """Everything under the present filters in one request: nothing the browser sent but the
    dashboard's number (and the filters of its link) is used.

    BOARD never changes: it is there because Dash leaves out a first call whose inputs are all
    outputs of callbacks that had nothing to say.
    """
    drawn = figures.dashboard(context(), user(), board_id, state.get("link"), state.get("drill"))
    by_tile = {item.tile.id: item.figure for item in drawn.tiles}
    chosen = board.filters_of(drawn, state.get("link"))
    bodies = [tile_bodies.body(by_tile.get(o["id"]["tile"])) for o in ctx.outputs_list[1]]
    steps = board.steps(drawn, state.get("drill"))
    notes = [noted(o["id"]["tile"], by_tile, steps) for o in ctx.outputs_list[2]]
    numbers = matched(drawn.matched, drawn.total)
    return board.charts(drawn), bodies, notes, chips(chosen), sentence(chosen), numbers


@blueprint.callback(
    Output(Ids.TILES, "children"),
    Output(Ids.INSIGHTS, "children"),
    Input(Ids.TILE_NEWS, "data"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def retile(news: Any, state: dict[str, Any]) -> tuple[list[Component], list[Component]]:
    """Somebody added, changed or removed a tile, or an insight was found."""
    if not news:
        raise PreventUpdate
    seen = board.opened(context(), user(), str(state["dashboard"]), None)
    return tiles(seen.view), insight_items(seen.insights)


@blueprint.callback(
    Output(shell.Ids.TOAST, "children", allow_duplicate=True),
    Input(Ids.REPORT, "n_clicks"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def report(n_clicks: int | None, state: dict[str, Any]) -> Component:
    if not n_clicks:
        raise PreventUpdate
    reports.request(context(), user(), state["dashboard"], state.get("link"))
    return shell.toast("info", "The report is being drawn.")


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.SCHEDULE, "n_clicks"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def schedule(n_clicks: int | None, state: dict[str, Any]) -> str:
    if not n_clicks:
        raise PreventUpdate
    return f"/reports?dashboard={int(state['dashboard'])}"


@blueprint.callback(
    Output(Ids.ADD_DIALOG, "is_open"),
    Input(Ids.ADD, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_add(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(Ids.ADD_DIALOG, "is_open", allow_duplicate=True),
    Output(Ids.ADD_PROBLEM, "children"),
    Input(Ids.ADD_APPLY, "n_clicks"),
    State(Ids.ADD_KIND, "value"),
    State(Ids.ADD_X, "value"),
    State(Ids.ADD_Y, "value"),
    State(Ids.ADD_AGGREGATE, "value"),
    State(Ids.ADD_COLOR, "value"),
    State(Ids.ADD_UNIT, "value"),
    State(Ids.ADD_TITLE, "value"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def add(n_clicks: int | None, *values: Any) -> tuple[bool, str | None]:
    """The new tile reaches every open page, this one too, by its event."""
    if not n_clicks:
        raise PreventUpdate
    *fields, state = values
    problem = board.add_chart(context(), user(), state["dashboard"], fields)
    return problem is not None, problem


@blueprint.callback(
    Output(Ids.TILE_NEWS, "data", allow_duplicate=True),
    Input(Ids.remove(ALL), "n_clicks"),
    Input(Ids.pin(ALL), "n_clicks"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def change_tiles(_removes: list[Any], _pins: list[Any], state: dict[str, Any]) -> Any:
    """Remove a tile, or pin an insight to this dashboard."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    if "tile" in ctx.triggered_id:
        dashboards.delete_tile(context(), user(), state["dashboard"], ctx.triggered_id["tile"])
    else:
        dashboards.pin_to(context(), user(), state["dashboard"], ctx.triggered_id["insight"])
        insights.set_state(context(), user(), ctx.triggered_id["insight"], "pinned")
    return ctx.triggered[0]["prop_id"]


@blueprint.callback(
    Output(Ids.RENAME_DIALOG, "is_open"),
    Input(Ids.RENAME, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_rename(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(Ids.TITLE, "children"),
    Output(Ids.RENAME_DIALOG, "is_open", allow_duplicate=True),
    Input(Ids.RENAME_APPLY, "n_clicks"),
    State(Ids.NAME, "value"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def rename(n_clicks: int | None, name: str | None, state: dict[str, Any]) -> tuple[str, bool]:
    if not n_clicks:
        raise PreventUpdate
    present = dashboards.get(context(), user(), state["dashboard"])
    changed = dashboards.change(
        context(), user(), present.id, version=present.version, name=name or present.name
    )
    return changed.name, False


@blueprint.callback(
    Output(Ids.DELETE_DIALOG, "is_open"),
    Input(Ids.DELETE, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_delete(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.DELETE_APPLY, "n_clicks"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def delete(n_clicks: int | None, state: dict[str, Any]) -> str:
    if not n_clicks:
        raise PreventUpdate
    dashboards.delete(context(), user(), state["dashboard"])
    return "/dashboards"
