"""The list of datasets."""

from __future__ import annotations

from typing import Any

from dash import Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import shell
from layouts.datasets import Ids, dataset_list, datasets
from luminabi_dash.services import datasets as service
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def show() -> Component:
    return datasets(service.listed(context(), user()))


PAGE = Page("/datasets", "Datasets", show)


@blueprint.callback(
    Output(Ids.LIST, "children"),
    Input(shell.Ids.NEWS, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def refresh(news: dict[str, Any] | None) -> Component:
    if not news:
        raise PreventUpdate
    return dataset_list(service.listed(context(), user()))
