"""The row that is looked at closely: opened by a double click, or with the space bar."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from layouts import dataset as page
from layouts import recipe
from layouts.row import Ids, RowView, body
from luminabi_dash.services import lines, quality, recipes
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def pressed_row(
    clicked: dict[str, Any] | None, selected: list[dict[str, Any]] | None, dataset_id: int
) -> int:
    if isinstance(ctx.triggered_id, dict):
        return quality.first_row(context(), user(), dataset_id, ctx.triggered_id["place"])
    is_click = ctx.triggered[0]["prop_id"].endswith("cellDoubleClicked")
    return lines.row_of(clicked, selected, is_click=is_click)


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Output(Ids.BODY, "children"),
    Output(Ids.ROW, "data"),
    Input(page.Ids.GRID, "cellDoubleClicked"),
    Input(page.Ids.GRID, "selectedRows"),
    Input(page.Ids.finding(ALL), "n_clicks"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_row(
    clicked: dict[str, Any] | None,
    selected: list[dict[str, Any]] | None,
    _findings: list[Any],
    dataset_id: int,
) -> tuple[bool, Any, int]:
    if not ctx.triggered[0]["value"]:
        raise PreventUpdate
    row = pressed_row(clicked, selected, dataset_id)
    found = lines.row(context(), user(), dataset_id, row)
    view = RowView(found.line, found.file, found.cells, found.changes)
    return True, body(view, is_editable=True), row


@blueprint.callback(
    Output(Ids.DIALOG, "is_open", allow_duplicate=True),
    Output(recipe.Ids.PLACE, "children", allow_duplicate=True),
    Output(page.Ids.PROGRESS, "children", allow_duplicate=True),
    Input(Ids.back(ALL), "n_clicks"),
    State(Ids.ROW, "data"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def put_back(_clicks: list[Any], row: int, dataset_id: int) -> tuple[bool, Any, Any]:
    """The change is taken back in a draft of the recipe, to be looked at before it is applied."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    edit = {"act": "put_back", "row": row, "place": ctx.triggered_id["place"]}
    recipes.edit_draft(context(), user(), dataset_id, edit)
    view = recipes.shown(context(), user(), dataset_id)
    return False, recipe.inside(view), recipe.waiting_line()
