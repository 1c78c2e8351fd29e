"""From a figure to its rows: those of a mark that was clicked, or of a whole tile."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from layouts import dashboard as page
from layouts import marks
from layouts.row import RowView
from layouts.row import body as row_body
from layouts.rows import Ids, body
from luminabi_dash.services import datasets, lines
from luminabi_dash.services.lines import Behind
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def found(selection: dict[str, Any], state: dict[str, Any]) -> Behind:
    """The rows that the selection names, under the filters that the page shows."""
    place = selection.get("place")
    mark = None if place is None else (int(place[0]), int(place[1]))
    board, tile = int(state["dashboard"]), int(selection["tile"])
    link, drill, past = state.get("link"), state.get("drill"), state.get("past")
    return lines.behind(context(), user(), board, tile, mark, link, drill, past)


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Output(Ids.BODY, "children"),
    Output(Ids.STATE, "data"),
    Output(marks.Ids.MENU, "hidden", allow_duplicate=True),
    Input(page.Ids.rows(ALL), "n_clicks"),
    Input(marks.Ids.ROWS, "n_clicks"),
    State(marks.Ids.MARK, "data"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_rows(
    _buttons: list[Any], _row: Any, mark: dict[str, Any] | None, state: dict[str, Any]
) -> tuple[bool, Any, dict[str, Any], bool]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    selection = lines.selection(ctx.triggered_id, mark)
    rows = found(selection, state)
    count = lines.page(context(), user(), rows, 1, 0).matched
    columns = datasets.columns(context(), user(), rows.dataset_id, rows.version)
    shown = (state.get(key) for key in ("link", "drill", "past"))
    csv = lines.csv_path(int(state["dashboard"]), selection, *shown)
    return True, body(rows.title, rows.filters, count, columns, csv), selection, True


@blueprint.callback(
    Output(Ids.GRID, "getRowsResponse"),
    Input(Ids.GRID, "getRowsRequest"),
    State(Ids.STATE, "data"),
    State(page.Ids.STATE, "data"),
    policy=SIGNED_IN,
)
def answer_rows(
    asked: dict[str, Any] | None, selection: dict[str, Any] | None, state: dict[str, Any]
) -> dict[str, Any]:
    if asked is None or selection is None:
        raise PreventUpdate
    return lines.block(context(), user(), found(selection, state), asked)


@blueprint.callback(
    Output(Ids.ROW, "children"),
    Input(Ids.GRID, "cellDoubleClicked"),
    Input(Ids.GRID, "selectedRows"),
    State(Ids.STATE, "data"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_row(
    clicked: dict[str, Any] | None,
    selected: list[dict[str, Any]] | None,
    selection: dict[str, Any],
    state: dict[str, Any],
) -> Any:
    if not ctx.triggered[0]["value"]:
        raise PreventUpdate
    pressed = ctx.triggered[0]["prop_id"].endswith("cellDoubleClicked")
    row = lines.row_of(clicked, selected, is_click=pressed)
    rows = found(selection, state)
    one = lines.row(context(), user(), rows.dataset_id, row, rows.version)
    return row_body(RowView(one.line, one.file, one.cells, one.changes))
