"""One dataset: its rows, how it was read and cleaned, its insights, and what to do with it."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import shell
from layouts.dataset import Ids, More, dataset, page, progress_line
from luminabi_dash.services import dashboards, datasets, preview, searching
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def show(dataset_id: str) -> Component:
    number = preview.id_of(dataset_id)
    return page(number, content(number))


def content(dataset_id: int) -> Component:
    """Everything on the page, as of now."""
    seen = preview.whole(context(), user(), dataset_id)
    return dataset(
        seen.view,
        seen.columns,
        seen.evidence,
        seen.steps,
        seen.changes,
        seen.versions,
        seen.discovery,
        seen.rows_total,
        seen.figures,
        More(seen.recipe, seen.quality, seen.changes_total, seen.is_option_set),
    )


PAGE = Page("/datasets/<dataset_id>", "Dataset", show)

blueprint.clientside_callback(
    ClientsideFunction("live", "cleaning"),
    Output(Ids.NEWS, "data"),
    Input(Ids.CLEANING_SOCKET, "message"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("look", "refetched"),
    Output(Ids.GRID, "id"),
    Input(Ids.SIDE, "value"),
    Input(Ids.CHANGED, "value"),
    State(Ids.GRID, "id"),
    prevent_initial_call=True,
)


@blueprint.callback(
    Output(Ids.PAGE, "children"),
    Input(Ids.NEWS, "data"),
    State(Ids.ID, "data"),
    State(Ids.VIEW, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def follow_cleaning(
    news: dict[str, Any] | None, dataset_id: int, shown: dict[str, Any] | None
) -> Component:
    """An end, or a page that is behind, shows the page anew; steps show without the server."""
    if not news or not preview.is_news(news, shown):
        raise PreventUpdate
    return content(dataset_id)


@blueprint.callback(
    Output(Ids.GRID, "getRowsResponse"),
    Input(Ids.GRID, "getRowsRequest"),
    State(Ids.SIDE, "value"),
    State(Ids.CHANGED, "value"),
    State(Ids.ID, "data"),
    policy=SIGNED_IN,
)
def answer_rows(
    asked: dict[str, Any] | None, side: str, only_changed: bool | None, dataset_id: int
) -> dict[str, Any]:
    if asked is None:
        raise PreventUpdate
    is_read = side == "read"
    only = bool(only_changed) and not is_read
    return preview.block(context(), user(), dataset_id, asked, is_read=is_read, only_changed=only)


@blueprint.callback(
    Output(Ids.PROGRESS, "children", allow_duplicate=True),
    Input(Ids.option(ALL, ALL), "n_clicks"),
    Input(Ids.answer(ALL, ALL), "n_clicks"),
    Input(Ids.FORGET_OPTIONS, "n_clicks"),
    State(Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def read_again(
    _options: list[Any], _answers: list[Any], _forget: Any, dataset_id: int
) -> Component:
    """Read the kept bytes in the way that was chosen; the page is shown anew when it is done."""
    pressed = ctx.triggered_id
    if not pressed or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    if pressed == Ids.FORGET_OPTIONS:
        datasets.read_again(context(), user(), dataset_id, None)
    else:
        preview.choose(context(), user(), dataset_id, pressed["place"], pressed["other"])
    return progress_line(0, "Waiting to be read again")


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
    return f"/dashboards/{dashboards.create_auto(context(), user(), dataset_id).id}"


@blueprint.callback(
    Output(Ids.PROGRESS, "children", allow_duplicate=True),
    Input(Ids.CLEAN, "n_clicks"),
    State(Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def clean(n_clicks: int | None, dataset_id: int) -> Component:
    if not n_clicks:
        raise PreventUpdate
    datasets.clean_again(context(), user(), dataset_id)
    return progress_line(0, "Waiting for its turn")


@blueprint.callback(
    Output(Ids.PROGRESS, "children", allow_duplicate=True),
    Input(Ids.SEARCH_INSIGHTS, "n_clicks"),
    State(Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def search(n_clicks: int | None, dataset_id: int) -> None:
    if not n_clicks:
        raise PreventUpdate
    searching.request_search(context(), user(), dataset_id)


@blueprint.callback(
    Output(Ids.RENAME_DIALOG, "is_open"),
    Input(Ids.RENAME, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_rename(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(Ids.PAGE, "children", allow_duplicate=True),
    Input(Ids.RENAME_APPLY, "n_clicks"),
    State(Ids.NAME, "value"),
    State(Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def rename(n_clicks: int | None, name: str | None, dataset_id: int) -> Component:
    if not n_clicks:
        raise PreventUpdate
    datasets.rename(context(), user(), dataset_id, name or "")
    return content(dataset_id)


@blueprint.callback(
    Output(Ids.DELETE_DIALOG, "is_open"),
    Input(Ids.DELETE, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_delete(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.DELETE_APPLY, "n_clicks"),
    State(Ids.ID, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def delete(n_clicks: int | None, dataset_id: int) -> str:
    if not n_clicks:
        raise PreventUpdate
    datasets.delete(context(), user(), dataset_id)
    return "/datasets"
