"""Setting and clearing the filters of a dashboard: over the socket, seen by everybody."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import dashboard as page
from layouts.filters import Ids, filter_editor
from luminabi_dash.services import board, figures
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("live", "edit"),
    Output(page.Ids.SOCKET, "send"),
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
    found, values, low, high = figures.values_of(context(), user(), state["dashboard"], column)
    current = board.filter_on(context(), user(), state, column)
    return filter_editor(found, values, low, high, current)
