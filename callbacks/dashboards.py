"""The list of dashboards."""

from __future__ import annotations

from dash import Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import shell
from layouts.dashboards import Ids, dashboards
from luminabi_dash.services import dashboards as service
from luminabi_dash.services import datasets, overview
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def show() -> Component:
    boards = service.listed(context(), user())
    previews = overview.previews(context(), user(), boards)
    return dashboards(boards, previews, datasets.listed(context(), user()))


PAGE = Page("/dashboards", "Dashboards", show)


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Input(Ids.NEW, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_dialog(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.CREATE, "n_clicks"),
    State(Ids.DATASET, "value"),
    State(Ids.NAME, "value"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def create(n_clicks: int | None, dataset_id: int | None, name: str | None) -> str:
    if not n_clicks or dataset_id is None:
        raise PreventUpdate
    return f"/dashboards/{service.create_auto(context(), user(), int(dataset_id), name).id}"
