"""Sharing a dashboard from its page."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import dashboard as page
from layouts.sharing import Ids, share_items
from luminabi_dash.services import sharing
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Output(Ids.LIST, "children"),
    Input(Ids.OPEN, "n_clicks"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_shares(n_clicks: int | None, board_id: int) -> tuple[bool, list[Component]]:
    if not n_clicks:
        raise PreventUpdate
    return True, share_items(sharing.listed(context(), user(), board_id))


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Output(Ids.PROBLEM, "children"),
    Input(Ids.SHARE, "n_clicks"),
    State(Ids.WITH, "value"),
    State(Ids.EMAIL, "value"),
    State(Ids.PERMISSION, "value"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def share(
    n_clicks: int | None, whom: str, email: str | None, permission: str, board_id: int
) -> tuple[list[Component], str]:
    if not n_clicks:
        raise PreventUpdate
    problem = sharing.shared(context(), user(), board_id, whom, email or "", permission)
    return share_items(sharing.listed(context(), user(), board_id)), problem


@blueprint.callback(
    Output(Ids.EMAIL, "disabled"),
    Input(Ids.WITH, "value"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def ask_for_address(whom: str) -> bool:
    return whom != "person"


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Input(Ids.revoke(ALL), "n_clicks"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def revoke(_clicks: list[Any], board_id: int) -> list[Component]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    sharing.revoke(context(), user(), board_id, ctx.triggered_id["share"])
    return share_items(sharing.listed(context(), user(), board_id))
