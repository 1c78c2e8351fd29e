"""The story of a dataset, and the dashboard that is made of it."""

from __future__ import annotations

from dash import ALL, ClientsideFunction, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import shell
from layouts.story import Ids, story
from luminabi_dash.services import preview, telling
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def show(dataset_id: str) -> Component:
    told = telling.told(context(), user(), preview.id_of(dataset_id))
    return story(told.story, told.figures)


PAGE = Page("/story/<dataset_id>", "Story", show)

blueprint.clientside_callback(
    ClientsideFunction("look", "placed"),
    Output(Ids.figure(ALL), "figure"),
    Input(Ids.FIGURES, "data"),
    Input(shell.Ids.THEME, "data"),
)


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.BUILD, "n_clicks"),
    State(Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def build(n_clicks: int | None, dataset_id: int) -> str:
    if not n_clicks:
        raise PreventUpdate
    return f"/dashboards/{telling.as_dashboard(context(), user(), dataset_id)}"
