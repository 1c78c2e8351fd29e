"""Gestures on the marks of a dashboard: click, brush and lasso, filters made of them, drilling."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from layouts import dashboard as page
from layouts import explain
from layouts.marks import Ids, head, items
from luminabi_dash.services import drilling, selecting
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


@blueprint.callback(
    Output(Ids.MARK, "data"),
    Output(Ids.HEAD, "children"),
    Output(Ids.FILTER, "hidden"),
    Output(Ids.EXPLAIN, "hidden"),
    Output(Ids.COMPARE, "hidden"),
    Output(Ids.WAYS, "children"),
    Output(Ids.MENU, "hidden"),
    Input(page.Ids.figure(ALL), "clickData"),
    State(page.Ids.STATE, "data"),
    State(explain.Ids.FIRST, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_menu(_marks: list[Any], state: dict[str, Any], first: Any) -> tuple[Any, ...]:
    """Nothing while a click chooses the second of two marks."""
    pressed = ctx.triggered[0]["value"]
    if not ctx.triggered_id or not pressed or first:
        raise PreventUpdate
    found = selecting.mark(context(), user(), state, ctx.triggered_id["tile"], pressed)
    data = selecting.as_data(found)
    is_mute = not found.filters or not found.emits
    hidden = is_mute, not found.explains, not found.explains
    return data, head(found.words, found.rows), *hidden, items(found.by), False


@blueprint.callback(
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Output(Ids.MENU, "hidden", allow_duplicate=True),
    Input(Ids.FILTER, "n_clicks"),
    State(Ids.MARK, "data"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def filter_by(n_clicks: int | None, mark: dict[str, Any], state: dict[str, Any]) -> Any:
    if not n_clicks:
        raise PreventUpdate
    link = selecting.apply_mark(context(), user(), state, mark)
    return no_update if link is None else {**state, "link": link}, True


@blueprint.callback(
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Input(page.Ids.figure(ALL), "selectedData"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def brush(_selected: list[Any], state: dict[str, Any]) -> Any:
    """A brush or a lasso filters every tile at once; an empty one changes nothing."""
    taken = ctx.triggered[0]["value"] if ctx.triggered_id else None
    if not taken:
        raise PreventUpdate
    found = selecting.brushed(context(), user(), state, ctx.triggered_id["tile"], taken)
    if not found:
        raise PreventUpdate
    link = selecting.apply(context(), user(), state, found)
    return no_update if link is None else {**state, "link": link}


@blueprint.callback(
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Output(Ids.MENU, "hidden", allow_duplicate=True),
    Input(Ids.down(ALL), "n_clicks"),
    State(Ids.MARK, "data"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def go_down(_clicks: list[Any], mark: dict[str, Any], state: dict[str, Any]) -> Any:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    by, unit, _ = mark["by"][ctx.triggered_id["place"]]
    way = drilling.down(state.get("drill"), mark["tile"], by, unit, mark["filters"])
    return {**state, "drill": way}, True


@blueprint.callback(
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Input(Ids.up(ALL), "n_clicks"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def go_up(_clicks: list[Any], state: dict[str, Any]) -> Any:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    tile, depth = ctx.triggered_id["way"].split("-")
    return {**state, "drill": drilling.up(state.get("drill"), int(tile), int(depth))}
