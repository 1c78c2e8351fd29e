"""Calculated columns: the list, help while typing, keeping and deleting."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts.calculated import Ids, items, status, suggestions
from luminabi_dash.services import calculating
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def shown(dataset_id: int) -> list[Component]:
    return items(calculating.as_items(context(), user(), dataset_id))


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Output(Ids.LIST, "children"),
    Input(Ids.OPEN, "n_clicks"),
    State(Ids.DATASET, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_dialog(n_clicks: int | None, dataset_id: int) -> tuple[bool, list[Component]]:
    if not n_clicks:
        raise PreventUpdate
    return True, shown(dataset_id)


@blueprint.callback(
    Output(Ids.STATUS, "children"),
    Output(Ids.SUGGESTIONS, "children"),
    Input(Ids.EXPRESSION, "value"),
    State(Ids.NAME, "value"),
    State(Ids.DATASET, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def look(text: str | None, name: str | None, dataset_id: int) -> tuple[Any, list[Component]]:
    found = calculating.look_at(context(), user(), dataset_id, text or "", name)
    next_ = suggestions([(one.text, one.words) for one in found.suggestions])
    if not text:
        return None, next_
    return status(found.kind, found.problem, is_measure=found.is_measure), next_


@blueprint.callback(
    Output(Ids.EXPRESSION, "value"),
    Input(Ids.take(ALL), "n_clicks"),
    State(Ids.EXPRESSION, "value"),
    State(Ids.NAME, "value"),
    State(Ids.DATASET, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def take(_clicks: list[Any], text: str | None, name: str | None, dataset_id: int) -> str:
    """A suggestion takes the place of what was typed of it."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    place = ctx.triggered_id["place"]
    return calculating.taken(context(), user(), dataset_id, text or "", name, place)


@blueprint.callback(
    Output(Ids.NAME, "value"),
    Output(Ids.EXPRESSION, "value", allow_duplicate=True),
    Input(Ids.edit(ALL), "n_clicks"),
    State(Ids.DATASET, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def edit(_clicks: list[Any], dataset_id: int) -> tuple[str, str]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    found = calculating.as_items(context(), user(), dataset_id)[ctx.triggered_id["place"]]
    return found[0], found[1]


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Output(Ids.PROBLEM, "children"),
    Output(Ids.CHANGED, "data"),
    Input(Ids.KEEP, "n_clicks"),
    State(Ids.NAME, "value"),
    State(Ids.EXPRESSION, "value"),
    State(Ids.DATASET, "data"),
    State(Ids.CHANGED, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def keep(
    n_clicks: int | None, name: str | None, text: str | None, dataset_id: int, changed: int
) -> tuple[list[Component], str, int]:
    if not n_clicks:
        raise PreventUpdate
    problem = calculating.kept(context(), user(), dataset_id, name or "", text or "")
    return shown(dataset_id), problem, changed if problem else changed + 1


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Output(Ids.PROBLEM, "children", allow_duplicate=True),
    Output(Ids.CHANGED, "data", allow_duplicate=True),
    Input(Ids.delete(ALL), "n_clicks"),
    State(Ids.DATASET, "data"),
    State(Ids.CHANGED, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def delete(_clicks: list[Any], dataset_id: int, changed: int) -> tuple[list[Component], str, int]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    problem = calculating.deleted(context(), user(), dataset_id, ctx.triggered_id["place"])
    return shown(dataset_id), problem, changed if problem else changed + 1
