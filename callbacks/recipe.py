"""Edits of a recipe: each becomes a draft with its impact; Apply makes the next version."""

from __future__ import annotations

import json
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import dataset as page
from layouts.recipe import Ids, inside, parameters_text
from luminabi_dash.errors import Invalid
from luminabi_dash.services import drafts, recipes
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("live", "drafts"),
    Output(Ids.NEWS, "data"),
    Input(page.Ids.CLEANING_SOCKET, "message"),
    prevent_initial_call=True,
)


def shown(dataset_id: int) -> Component:
    return inside(recipes.shown(context(), user(), dataset_id))


def edited(dataset_id: int, **edit: Any) -> Component:
    recipes.edit_draft(context(), user(), dataset_id, edit)
    return shown(dataset_id)


@blueprint.callback(
    Output(Ids.PLACE, "children"),
    Input(Ids.switch(ALL), "value"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def switch(_values: list[Any], dataset_id: int) -> Component:
    """A switch that stands otherwise than its step; shown anew, a pane fires too and is no edit."""
    if not ctx.triggered_id:
        raise PreventUpdate
    step_id, is_on = ctx.triggered_id["step"], bool(ctx.triggered[0]["value"])
    if recipes.is_switched(context(), user(), dataset_id, step_id, is_on=is_on):
        raise PreventUpdate
    return edited(dataset_id, act="switch", step=step_id, is_on=is_on)


@blueprint.callback(
    Output(Ids.PLACE, "children", allow_duplicate=True),
    Input(Ids.up(ALL), "n_clicks"),
    Input(Ids.down(ALL), "n_clicks"),
    Input(Ids.remove(ALL), "n_clicks"),
    Input(Ids.accept(ALL), "n_clicks"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def edit(*values: Any) -> Component:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    dataset_id, pressed = values[-1], ctx.triggered_id
    if "suggestion" in pressed:
        return edited(dataset_id, act="accept", suggestion=pressed["suggestion"])
    act = pressed["type"].removeprefix("recipe-")
    return edited(dataset_id, act=act, step=pressed["step"])


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Output(Ids.PARAMETERS, "value"),
    Output(Ids.EDITED, "data"),
    Output(Ids.PROBLEM, "children"),
    Input(Ids.edit(ALL), "n_clicks"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_parameters(_clicks: list[Any], dataset_id: int) -> tuple[bool, str, str, str]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    step_id = ctx.triggered_id["step"]
    view = recipes.shown(context(), user(), dataset_id)
    item = next((one for one in view.steps if one.id == step_id), None)
    if item is None:
        raise PreventUpdate
    return True, parameters_text(item), step_id, ""


@blueprint.callback(
    Output(Ids.PLACE, "children", allow_duplicate=True),
    Output(Ids.DIALOG, "is_open", allow_duplicate=True),
    Output(Ids.PROBLEM, "children", allow_duplicate=True),
    Input(Ids.SAVE, "n_clicks"),
    State(Ids.PARAMETERS, "value"),
    State(Ids.EDITED, "data"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def save_parameters(
    n_clicks: int | None, text: str | None, step_id: str, dataset_id: int
) -> tuple[Any, Any, str]:
    if not n_clicks:
        raise PreventUpdate
    try:
        given = json.loads(text or "")
        return edited(dataset_id, act="parameters", step=step_id, parameters=given), False, ""
    except Invalid as error:
        return no_update, True, str(error)
    except ValueError:
        return no_update, True, "This is not JSON; check commas and quotes."


@blueprint.callback(
    Output(Ids.PLACE, "children", allow_duplicate=True),
    Input(Ids.NEWS, "data"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def follow(news: dict[str, Any] | None, dataset_id: int) -> Component:
    """The impact is computed: show it."""
    if not news or news.get("data", {}).get("kind") != "recipe":
        raise PreventUpdate
    return shown(dataset_id)


@blueprint.callback(
    Output(page.Ids.PROGRESS, "children", allow_duplicate=True),
    Output(Ids.PLACE, "children", allow_duplicate=True),
    Input(Ids.MAKE, "n_clicks"),
    Input(Ids.DISCARD, "n_clicks"),
    Input(Ids.RESET, "n_clicks"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def settle(
    _make: int | None, _discard: int | None, _reset: int | None, dataset_id: int
) -> tuple[Any, Any]:
    """Apply the draft, drop it, or plan the recipe anew."""
    if not ctx.triggered[0]["value"]:
        raise PreventUpdate
    if ctx.triggered_id == Ids.RESET:
        recipes.reset(context(), user(), dataset_id)
        return page.progress_line(0, "Planning the recipe anew…"), no_update
    act = "discard" if ctx.triggered_id == Ids.DISCARD else "replace"
    drafts.settle(context(), user(), dataset_id, "recipe", act)
    line = no_update if act == "discard" else page.progress_line(0, "Waiting for its turn")
    return line, shown(dataset_id)
