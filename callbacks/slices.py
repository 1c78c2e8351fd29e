"""The filters of a chart that is explored, and the count of slices compared."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import explore as page
from layouts.parts.filter_editor import options
from layouts.slices import Ids, chips, filter_editor
from luminabi_dash.services import exploring, slicing
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("explore", "sliced"),
    Output(Ids.DIALOG, "is_open"),
    Output(Ids.PROBLEM, "children"),
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Input(Ids.APPLY, "n_clicks"),
    Input(Ids.REMOVE, "n_clicks"),
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
    Input(Ids.edit(ALL), "n_clicks"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_filter(_open: Any, _edits: list[Any], state: dict[str, Any]) -> tuple[bool, str | None]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    if isinstance(ctx.triggered_id, str):
        return True, None
    filters = exploring.filters_of(context(), user(), state)
    return True, filters[ctx.triggered_id["place"]].column


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
    found, known, current = exploring.known(context(), user(), state, column)
    return filter_editor(found, known, current)


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
    _, known, _ = exploring.known(context(), user(), state, column, search)
    return options(known, chosen or [])


@blueprint.callback(
    Output(Ids.CHIPS, "children"),
    Input(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def show_filters(state: dict[str, Any]) -> list[Component]:
    return chips(exploring.filters_of(context(), user(), state))


@blueprint.callback(
    Output(Ids.COUNT, "children", allow_duplicate=True),
    Input(Ids.START_OVER, "n_clicks"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def start_over(n_clicks: int | None, state: dict[str, Any]) -> str:
    if not n_clicks:
        raise PreventUpdate
    return slicing.start_over(context(), user(), state["dataset"]).words
