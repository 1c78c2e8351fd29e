"""Setting and clearing the filters of a dashboard: over the socket, seen by everybody."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import dashboard as page
from layouts import shell
from layouts.filters import Ids, filter_editor, set_items
from layouts.parts.filter_editor import options
from luminabi_dash.services import board, filtering
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("session", "edit"),
    Output(Ids.DIALOG, "is_open"),
    Output(Ids.PROBLEM, "children"),
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Input(Ids.APPLY, "n_clicks"),
    Input(Ids.REMOVE, "n_clicks"),
    Input(Ids.CLEAR, "n_clicks"),
    Input(Ids.remove_one(ALL), "n_clicks"),
    State(Ids.COLUMN, "value"),
    State(Ids.field(ALL), "value"),
    State(Ids.field(ALL), "id"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("live", "slide"),
    Output(Ids.field("low"), "value"),
    Output(Ids.field("high"), "value"),
    Input(Ids.field("range"), "value"),
    prevent_initial_call=True,
)


@blueprint.callback(
    Output(Ids.DIALOG, "is_open", allow_duplicate=True),
    Output(Ids.COLUMN, "value"),
    Input(Ids.OPEN, "n_clicks"),
    Input(Ids.OPEN_PHONE, "n_clicks"),
    Input(Ids.edit(ALL), "n_clicks"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_filter(
    _open: Any, _phone: Any, _edits: list[Any], state: dict[str, Any]
) -> tuple[bool, str | None]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    if isinstance(ctx.triggered_id, str):
        return True, None
    return True, board.column_at(context(), user(), state, ctx.triggered_id["place"])


@blueprint.callback(
    Output(Ids.EDITOR, "children"),
    Input(Ids.COLUMN, "value"),
    Input(Ids.DIALOG, "is_open"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def edit_filter(column: str | None, is_open: bool, state: dict[str, Any]) -> Component | None:
    if not is_open:
        raise PreventUpdate
    if not column:
        return None
    found, known = filtering.known(context(), user(), state, column)
    return filter_editor(found, known, board.filter_on(context(), user(), state, column))


@blueprint.callback(
    Output(Ids.field("values"), "options"),
    Input(Ids.field("values"), "search_value"),
    State(Ids.field("values"), "value"),
    State(Ids.COLUMN, "value"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def find_values(
    search: str | None, chosen: list[Any] | None, column: str, state: dict[str, Any]
) -> list[dict[str, Any]]:
    """Values beyond the commonest, by a part of them."""
    if search is None:
        raise PreventUpdate
    _, known = filtering.known(context(), user(), state, column, search)
    return options(known, chosen or [])


@blueprint.callback(
    Output(Ids.CONTROL, "hidden"),
    Output(Ids.REQUIRED, "value"),
    Output(Ids.START, "value"),
    Output(Ids.TILES, "options"),
    Output(Ids.TILES, "value"),
    Input(Ids.COLUMN, "value"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def show_control(column: str | None, state: dict[str, Any]) -> tuple[Any, ...]:
    if not column:
        return True, False, False, [], []
    found = filtering.control(context(), user(), state, column)
    tiles = filtering.tiles_of(context(), user(), state)
    options_ = [{"label": title, "value": number} for number, title in tiles]
    return False, found.required, found.default is not None, options_, found.tiles or []


@blueprint.callback(
    Output(Ids.CONTROL_PROBLEM, "children"),
    Output(shell.Ids.TOAST, "children", allow_duplicate=True),
    Input(Ids.CONTROL_KEEP, "n_clicks"),
    State(Ids.COLUMN, "value"),
    State(Ids.REQUIRED, "value"),
    State(Ids.START, "value"),
    State(Ids.TILES, "value"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def keep_control(
    n: int | None,
    column: str,
    required: bool,
    start: bool,
    tiles: list[int] | None,
    state: dict[str, Any],
) -> tuple[str, Any]:
    if not n:
        raise PreventUpdate
    problem = filtering.keep_control(
        context(), user(), state, column, required=required, starts_here=start, tiles=tiles
    )
    done = shell.toast("info", f"The filter on {column} works so for everybody now.")
    return problem, no_update if problem else done


@blueprint.callback(
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Input(Ids.RESET, "n_clicks"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def reset(n_clicks: int | None, state: dict[str, Any]) -> Any:
    """Back to the start: the filters that were made so, and every tile as it is."""
    if not n_clicks:
        raise PreventUpdate
    link = filtering.reset(context(), user(), state)
    kept = {key: value for key, value in state.items() if key != "drill"}
    return kept if link is None else {**kept, "link": link}


@blueprint.callback(
    Output(Ids.SETS_DIALOG, "is_open"),
    Output(Ids.SETS, "children"),
    Input(Ids.SETS_OPEN, "n_clicks"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_sets(n_clicks: int | None, state: dict[str, Any]) -> tuple[bool, list[Component]]:
    if not n_clicks:
        raise PreventUpdate
    return True, set_items(filtering.listed(context(), user(), state["dashboard"]))


@blueprint.callback(
    Output(Ids.SETS, "children", allow_duplicate=True),
    Output(Ids.SET_PROBLEM, "children"),
    Input(Ids.SET_KEEP, "n_clicks"),
    State(Ids.SET_NAME, "value"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def keep_set(n_clicks: int | None, name: str | None, state: dict[str, Any]) -> tuple[Any, str]:
    if not n_clicks:
        raise PreventUpdate
    problem = filtering.kept(context(), user(), state, name or "")
    return set_items(filtering.listed(context(), user(), state["dashboard"])), problem


@blueprint.callback(
    Output(Ids.SETS, "children", allow_duplicate=True),
    Input(Ids.delete_set(ALL), "n_clicks"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def delete_set(_clicks: list[Any], state: dict[str, Any]) -> list[Component]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    filtering.delete_set(context(), user(), state["dashboard"], ctx.triggered_id["set"])
    return set_items(filtering.listed(context(), user(), state["dashboard"]))


@blueprint.callback(
    Output(Ids.SETS_DIALOG, "is_open", allow_duplicate=True),
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Input(Ids.use(ALL), "n_clicks"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def use_set(_clicks: list[Any], state: dict[str, Any]) -> tuple[bool, Any]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    link = filtering.use_set(context(), user(), state, ctx.triggered_id["set"])
    return False, no_update if link is None else {**state, "link": link}
