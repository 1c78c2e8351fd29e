"""Home: datasets and dashboards with their states."""

from __future__ import annotations

from typing import Any

from dash import Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import shell
from layouts.home import Ids, dashboard_list, dataset_list, home
from luminabi_dash.services import dashboards, datasets, overview
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def show() -> Component:
    ctx, person = context(), user()
    boards = dashboards.listed(ctx, person)
    previews = overview.previews(ctx, person, boards)
    return home(person, datasets.listed(ctx, person), boards, overview.nexts(ctx, person), previews)


PAGE = Page("/", "Home", show)


@blueprint.callback(
    Output(Ids.DATASETS, "children"),
    Output(Ids.DASHBOARDS, "children"),
    Input(shell.Ids.NEWS, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def refresh(news: dict[str, Any] | None) -> tuple[Component, Component]:
    """Something of this user's was finished: the lists show it."""
    if not news:
        raise PreventUpdate
    boards = dashboards.listed(context(), user())
    previews = overview.previews(context(), user(), boards)
    return dataset_list(datasets.listed(context(), user())), dashboard_list(boards, previews)
