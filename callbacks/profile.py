"""The profile: name, password, signed-in browsers."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts.profile import Ids, profile, sign_in_list
from luminabi_dash.errors import Invalid
from luminabi_dash.services import accounts, notices
from luminabi_dash.web.current import context, sign_in_id, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def show() -> Component:
    quiet = notices.quiet(context(), user())
    return profile(user(), accounts.sign_ins(context(), user(), sign_in_id()), quiet)


PAGE = Page("/profile", "Profile", show)


@blueprint.callback(
    Output(Ids.SAVED, "children"),
    Input(Ids.SAVE, "n_clicks"),
    State(Ids.NAME, "value"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def save(n_clicks: int | None, name: str | None) -> str:
    if not n_clicks:
        raise PreventUpdate
    accounts.rename(context(), user(), name or "")
    return "Saved."


@blueprint.callback(
    Output(Ids.CHANGED, "children"),
    Output(Ids.SIGN_INS, "children"),
    Input(Ids.CHANGE, "n_clicks"),
    State(Ids.OLD, "value"),
    State(Ids.NEW, "value"),
    State(Ids.AGAIN, "value"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def change_password(
    n_clicks: int | None, old: str | None, new: str | None, again: str | None
) -> tuple[str, Component]:
    if not n_clicks:
        raise PreventUpdate
    if new != again:
        raise Invalid("The two new passwords differ.")
    accounts.change_password(context(), user(), old or "", new or "", sign_in_id())
    left = accounts.sign_ins(context(), user(), sign_in_id())
    return "Changed; every other browser is signed out.", sign_in_list(left)


@blueprint.callback(
    Output(Ids.SIGN_INS, "children", allow_duplicate=True),
    Input(Ids.end(ALL), "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def end(_clicks: list[Any]) -> Component:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    accounts.end_sign_in(context(), user(), int(ctx.triggered_id["sign_in"]))
    return sign_in_list(accounts.sign_ins(context(), user(), sign_in_id()))


@blueprint.callback(
    Output(Ids.KINDS_SAVED, "children"),
    Input(Ids.kinds(ALL), "value"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def choose_kinds(chosen: list[list[str] | None]) -> str:
    wanted = [name for names in chosen for name in names or []]
    notices.want(context(), user(), wanted)
    return "Saved."
