"""The insights of a dataset: they appear while a search runs; what their buttons do; their rows."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from layouts import dataset as page
from layouts import shell
from layouts.findings import Ids, insight_list, kind_options
from layouts.parts.marks import count
from layouts.row import RowView
from layouts.row import body as row_body
from layouts.rows import body
from luminabi_dash.services import cards, lines, preview, proving
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()
SHOWN = (State(Ids.KIND, "value"), State(Ids.ORDER, "value"), State(Ids.ALL, "value"))

blueprint.clientside_callback(
    ClientsideFunction("live", "insights"),
    Output(Ids.NEWS, "data"),
    Input(Ids.SOCKET, "message"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("look", "placed"),
    Output(Ids.figure(ALL), "figure"),
    Input(Ids.FIGURES, "data"),
    Input(shell.Ids.THEME, "data"),
)


def shown(dataset_id: int, news: list[dict[str, Any]], choice: tuple[Any, ...]) -> tuple[Any, ...]:
    """The cards, their figures, their number beside the tab, and what of the bar follows them."""
    kind, order, everything = choice
    found, figures = preview.streamed(
        context(), user(), dataset_id, news, everything=bool(everything)
    )
    by_card = {str(key): value for key, value in figures.items()}
    kept = len(found.insights) - (found.dismissed if everything else 0)
    cards_ = insight_list(found, figures, kind, order)
    return cards_, by_card, count(kept), kind_options(found), found.at is None


@blueprint.callback(
    Output(Ids.LIST, "children"),
    Output(Ids.FIGURES, "data"),
    Output(page.Ids.INSIGHT_COUNT, "children"),
    Output(Ids.KIND, "options"),
    Output(Ids.BAR, "hidden"),
    Input(Ids.NEWS, "data"),
    State(page.Ids.ID, "data"),
    State(page.Ids.VIEW, "data"),
    *SHOWN,
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def follow_search(
    news: list[dict[str, Any]] | None,
    dataset_id: int,
    known: dict[str, Any] | None,
    *choice: Any,
) -> tuple[Any, ...]:
    """Cards appear while the search runs; at its end they take their final order."""
    if not news or not any(preview.is_news(item, known) for item in news):
        raise PreventUpdate
    return shown(dataset_id, news, choice)


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Output(Ids.FIGURES, "data", allow_duplicate=True),
    Output(page.Ids.INSIGHT_COUNT, "children", allow_duplicate=True),
    Output(Ids.KIND, "options", allow_duplicate=True),
    Output(Ids.BAR, "hidden", allow_duplicate=True),
    Input(Ids.KIND, "value"),
    Input(Ids.ORDER, "value"),
    Input(Ids.ALL, "value"),
    State(page.Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def choose(kind: Any, order: Any, everything: Any, dataset_id: int) -> tuple[Any, ...]:
    return shown(dataset_id, [], (kind, order, everything))


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Output(Ids.FIGURES, "data", allow_duplicate=True),
    Output(page.Ids.INSIGHT_COUNT, "children", allow_duplicate=True),
    Output(Ids.KIND, "options", allow_duplicate=True),
    Output(Ids.BAR, "hidden", allow_duplicate=True),
    Input(Ids.act(ALL, ALL), "n_clicks"),
    State(page.Ids.ID, "data"),
    *SHOWN,
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def act(_clicks: list[Any], dataset_id: int, *choice: Any) -> tuple[Any, ...]:
    """Pin, dismiss, thumbs, follow; a second press takes it back."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    cards.act(context(), user(), ctx.triggered_id["insight"], ctx.triggered_id["what"])
    return shown(dataset_id, [], choice)


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Output(Ids.FIGURES, "data", allow_duplicate=True),
    Output(page.Ids.INSIGHT_COUNT, "children", allow_duplicate=True),
    Output(Ids.KIND, "options", allow_duplicate=True),
    Output(Ids.BAR, "hidden", allow_duplicate=True),
    Input(Ids.mute(ALL, ALL), "n_clicks"),
    Input(Ids.unmute(ALL), "n_clicks"),
    State(page.Ids.ID, "data"),
    *SHOWN,
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def mute(_mutes: Any, _unmutes: Any, dataset_id: int, *choice: Any) -> tuple[Any, ...]:
    pressed = ctx.triggered_id
    if not pressed or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    if "insight" in pressed:
        cards.mute(context(), user(), pressed["insight"], pressed["place"])
    else:
        cards.unmute(context(), user(), dataset_id, pressed["place"])
    return shown(dataset_id, [], choice)


@blueprint.callback(
    Output(Ids.ROWS_DIALOG, "is_open"),
    Output(Ids.ROWS_BODY, "children"),
    Output(Ids.ROWS_STATE, "data"),
    Input(Ids.rows(ALL), "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_rows(_clicks: list[Any]) -> tuple[bool, Any, int]:
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    number = int(ctx.triggered_id["insight"])
    found = proving.behind(context(), user(), number)
    matched = lines.page(context(), found, 1, 0).matched
    columns = lines.columns(context(), found)
    csv = proving.csv_path(number)
    shown_ = body(found.title, found.filters, matched, columns, csv, Ids.ROWS_GRID, Ids.ROWS_ROW)
    return True, shown_, number


@blueprint.callback(
    Output(Ids.ROWS_GRID, "getRowsResponse"),
    Input(Ids.ROWS_GRID, "getRowsRequest"),
    State(Ids.ROWS_STATE, "data"),
    policy=SIGNED_IN,
)
def answer_rows(asked: dict[str, Any] | None, number: int | None) -> dict[str, Any]:
    if asked is None or number is None:
        raise PreventUpdate
    return lines.block(context(), proving.behind(context(), user(), number), asked)


@blueprint.callback(
    Output(Ids.ROWS_ROW, "children"),
    Input(Ids.ROWS_GRID, "cellDoubleClicked"),
    Input(Ids.ROWS_GRID, "selectedRows"),
    State(Ids.ROWS_STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_row(
    clicked: dict[str, Any] | None, selected: list[dict[str, Any]] | None, number: int
) -> Any:
    if not ctx.triggered[0]["value"]:
        raise PreventUpdate
    pressed = ctx.triggered[0]["prop_id"].endswith("cellDoubleClicked")
    row = lines.row_of(clicked, selected, is_click=pressed)
    found = proving.behind(context(), user(), number)
    one = lines.row_behind(context(), found, row)
    return row_body(RowView(one.line, one.file, one.cells, one.changes))
