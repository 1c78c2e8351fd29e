"""Explain this: from the menu of a mark, from two marks, or from a number with a comparison."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from layouts import dashboard as page
from layouts import marks, shell
from layouts.explain import Ids, head, height, options, segments
from luminabi_dash.services import explaining
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("explain", "mark"),
    Output(Ids.ASKED, "data"),
    Output(marks.Ids.MENU, "hidden", allow_duplicate=True),
    Input(marks.Ids.EXPLAIN, "n_clicks"),
    State(marks.Ids.MARK, "data"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("explain", "first"),
    Output(Ids.FIRST, "data"),
    Output(marks.Ids.MENU, "hidden", allow_duplicate=True),
    Input(marks.Ids.COMPARE, "n_clicks"),
    State(marks.Ids.MARK, "data"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("explain", "second"),
    Output(Ids.ASKED, "data", allow_duplicate=True),
    Output(Ids.FIRST, "data", allow_duplicate=True),
    Input(page.Ids.figure(ALL), "clickData"),
    State(Ids.FIRST, "data"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("explain", "number"),
    Output(Ids.ASKED, "data", allow_duplicate=True),
    Input(Ids.tile(ALL), "n_clicks"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("explain", "waiting"),
    Output(Ids.BANNER, "hidden"),
    Output(Ids.WORDS, "children"),
    Input(Ids.FIRST, "data"),
)
blueprint.clientside_callback(
    ClientsideFunction("look", "themed"),
    Output(Ids.CHART, "figure"),
    Input(Ids.FIGURE, "data"),
    Input(shell.Ids.THEME, "data"),
    prevent_initial_call=True,
)


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Output(Ids.HEAD, "children"),
    Output(Ids.COLUMN, "options"),
    Output(Ids.COLUMN, "value"),
    Output(Ids.CHOICE, "hidden"),
    Output(Ids.FIGURE, "data"),
    Output(Ids.BOX, "style"),
    Output(Ids.TABLE, "children"),
    Input(Ids.ASKED, "data"),
    Input(Ids.COLUMN, "value"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def explain(asked: dict[str, Any] | None, column: str | None, state: dict[str, Any]) -> Any:
    """The best column first, another one when it is chosen."""
    if not asked:
        raise PreventUpdate
    by = column if ctx.triggered_id == Ids.COLUMN else None
    view = explaining.of_page(context(), user(), state, asked, by)
    shown = options(view.columns), view.column, not view.columns
    return True, head(view), *shown, view.figure, height(view.figure), segments(view)
