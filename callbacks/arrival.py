"""A further file: compared first; then it replaces the table, is appended to it, or goes."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from layouts import dataset as page
from layouts.arrival import Ids, body
from luminabi_dash.errors import LuminaError
from luminabi_dash.services import drafts
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("live", "drafts"),
    Output(Ids.NEWS, "data"),
    Input(page.Ids.CLEANING_SOCKET, "message"),
    prevent_initial_call=True,
)


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Input(Ids.OPEN, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_dialog(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(Ids.BODY, "children"),
    Output(Ids.REPLACE, "disabled"),
    Output(Ids.APPEND, "disabled"),
    Output(Ids.DISCARD, "disabled"),
    Input(Ids.DIALOG, "is_open"),
    Input(Ids.NEWS, "data"),
    State(page.Ids.ID, "data"),
    policy=SIGNED_IN,
)
def follow(
    is_open: bool | None, _news: dict[str, Any] | None, dataset_id: int
) -> tuple[Any, bool, bool, bool]:
    """The report of the open draft; only what was compared may change the table."""
    if not is_open:
        raise PreventUpdate
    draft = drafts.opened(context(), user(), dataset_id, "file")
    is_ready = draft is not None and draft.state == "checked"
    return body(draft), not is_ready, not is_ready, draft is None


@blueprint.callback(
    Output(Ids.DIALOG, "is_open", allow_duplicate=True),
    Output(Ids.BODY, "children", allow_duplicate=True),
    Output(Ids.PROBLEM, "children"),
    Output(page.Ids.PROGRESS, "children", allow_duplicate=True),
    Input(Ids.REPLACE, "n_clicks"),
    Input(Ids.APPEND, "n_clicks"),
    Input(Ids.DISCARD, "n_clicks"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def settle(
    _replace: int | None, _append: int | None, _discard: int | None, dataset_id: int
) -> tuple[Any, Any, Any, Any]:
    """An error is said in the dialog, which stays open then."""
    if not ctx.triggered[0]["value"]:
        raise PreventUpdate
    act = {Ids.DISCARD: "discard", Ids.APPEND: "append"}.get(str(ctx.triggered_id), "replace")
    try:
        drafts.settle(context(), user(), dataset_id, "file", act)
    except LuminaError as error:
        return no_update, no_update, str(error), no_update
    if act == "discard":
        return no_update, body(None), "", no_update
    return False, no_update, "", page.progress_line(0, "Waiting for its turn")
