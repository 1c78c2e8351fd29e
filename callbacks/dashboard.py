"""One dashboard: tiles under shared filters, edits over the socket, reports, new charts."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import editor, filters, shell
from layouts.dashboard import (
    Ids,
    Way,
    dashboard,
    description_words,
    insight_items,
    noted,
    tiles,
)
from layouts.filters import chips, matched
from layouts.parts import tile_bodies
from layouts.parts.past_bar import past_bar
from luminabi_dash.dashboards.past import bar_of
from luminabi_dash.services import (
    board,
    cards,
    commenting,
    dashboards,
    figures,
    pinning,
    recalling,
    reports,
)
from luminabi_dash.tables.filters import sentence
from luminabi_dash.views import DrawnDashboard
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()
PAGE_LENGTH = 32


def show(dashboard_id: str, **query: str) -> Component:
    seen = board.opened(context(), user(), dashboard_id, query.get("filters"))
    threads = commenting.listed(context(), user(), seen.view.id)
    tab, down = board.tab_of(query.get("tab")), board.way_down(seen.view, query.get("drill"))
    way = Way(seen.link, tab, query.get("edit") == "1", down)
    if "comment" in query:
        then = recalling.then(context(), user(), seen.view.id, query["comment"])
        way = Way(then.link, then.tab, False, then.drill, then.past, then.thread)
    return dashboard(seen.view, seen.found, way, threads)


PAGE = Page("/dashboards/<dashboard_id>", "Dashboard", show)

blueprint.clientside_callback(
    ClientsideFunction("session", "dashboard"),
    Output(Ids.STATE, "data"),
    Output(Ids.TILE_NEWS, "data"),
    Output(shell.Ids.TOAST, "children", allow_duplicate=True),
    Input(Ids.SOCKET, "message"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("session", "bar"),
    Output(Ids.SESSION, "children"),
    Input(Ids.STATE, "data"),
)
blueprint.clientside_callback(
    ClientsideFunction("look", "placed"),
    Output(Ids.figure(ALL), "figure"),
    Input(Ids.FIGURES, "data"),
    Input(shell.Ids.THEME, "data"),
)


def page_of(state: dict[str, Any]) -> str | None:
    """What tells this opened page from others of the same user."""
    page = state.get("page")
    return page if isinstance(page, str) and len(page) <= PAGE_LENGTH else None


def bar(drawn: DrawnDashboard, past: Any) -> Component | None:
    """What stands above the tiles while a page looks back."""
    return past_bar(bar_of(past, drawn.dashboard.data_version, drawn.newest))


@blueprint.callback(
    Output(Ids.FIGURES, "data"),
    Output(Ids.body(ALL), "children"),
    Output(Ids.note(ALL), "children"),
    Output(filters.Ids.CHIPS, "children"),
    Output(filters.Ids.SENTENCE, "children"),
    Output(filters.Ids.MATCHED, "children"),
    Output(Ids.PAST, "children"),
    Input(Ids.BOARD, "data"),
    Input(Ids.STATE, "data"),
    State(Ids.TAB, "data"),
    policy=SIGNED_IN,
)
def refresh(board_id: int, state: dict[str, Any], tab: int | None) -> tuple[Any, ...]:
    """Everything on the open tab under the present filters, in one request: nothing the browser
    sent but the numbers of dashboard and tab (and its private view) is used.

    BOARD never changes: it is there because Dash leaves out a first call whose inputs are all
    outputs of callbacks that had nothing to say.
    """
    link, drill, past = board.asked(state), state.get("drill"), state.get("past")
    drawn = figures.dashboard(
        context(), user(), board_id, link, drill, tab or 0, page_of(state), past
    )
    by_tile = {item.tile.id: item.figure for item in drawn.tiles}
    chosen, steps = board.filters_of(drawn, link), board.steps(drawn, drill)
    bodies = [tile_bodies.body(by_tile.get(o["id"]["tile"])) for o in ctx.outputs_list[1]]
    notes = [noted(o["id"]["tile"], by_tile, steps) for o in ctx.outputs_list[2]]
    words = chips(chosen, board.fresh(state)), sentence(chosen), matched(drawn.matched, drawn.total)
    return board.charts(drawn), bodies, notes, *words, bar(drawn, past)


@blueprint.callback(
    Output(Ids.INSIGHTS, "children", allow_duplicate=True),
    Output(editor.Ids.FOUND, "children", allow_duplicate=True),
    Input(Ids.INSIGHT_NEWS, "data"),
    State(Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def list_insights(news: Any, board_id: int) -> tuple[Any, Any]:
    """An insight was found: the tiles stay as they are."""
    if not news:
        raise PreventUpdate
    seen = board.opened(context(), user(), str(board_id), None)
    return insight_items(seen.found), editor.found(seen.found.insights)


@blueprint.callback(
    Output(Ids.TILES, "children"),
    Output(Ids.INSIGHTS, "children"),
    Output(editor.Ids.TABS, "children"),
    Output(editor.Ids.FOUND, "children"),
    Output(Ids.TITLE, "children"),
    Output(Ids.DESCRIPTION, "children"),
    Input(Ids.TILE_NEWS, "data"),
    Input(Ids.TURN, "data"),
    State(Ids.TAB, "data"),
    State(Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def retile(news: Any, turn: Any, tab: int | None, board_id: int) -> tuple[Any, ...]:
    """Another tab, or a tile that was added, changed or removed; a page that opens has all."""
    if not news and not turn:
        raise PreventUpdate
    seen = board.opened(context(), user(), str(board_id), None)
    found = insight_items(seen.found), editor.tab_strip(seen.view, tab)
    words = seen.view.name, description_words(seen.view)
    return tiles(seen.view, tab), *found, editor.found(seen.found.insights), *words


@blueprint.callback(
    Output(shell.Ids.TOAST, "children", allow_duplicate=True),
    Input(Ids.REPORT, "n_clicks"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def report(n_clicks: int | None, state: dict[str, Any]) -> Component:
    if not n_clicks:
        raise PreventUpdate
    reports.request(context(), user(), state["dashboard"], state.get("link"))
    return shell.toast("info", "The report is being drawn.")


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.SCHEDULE, "n_clicks"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def schedule(n_clicks: int | None, state: dict[str, Any]) -> str:
    if not n_clicks:
        raise PreventUpdate
    return f"/reports?dashboard={int(state['dashboard'])}"


@blueprint.callback(
    Output(Ids.TILE_NEWS, "data", allow_duplicate=True),
    Input(Ids.pin(ALL), "n_clicks"),
    State(Ids.STATE, "data"),
    State(Ids.TAB, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def pin(_clicks: list[Any], state: dict[str, Any], tab: int | None) -> Any:
    """Pin an insight to the open tab."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    insight = ctx.triggered_id["insight"]
    pinning.pin_to(context(), user(), state["dashboard"], insight, tab or 0)
    return ctx.triggered[0]["prop_id"]


@blueprint.callback(
    Output(Ids.INSIGHTS, "children", allow_duplicate=True),
    Input(Ids.follow(ALL), "n_clicks"),
    State(Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def follow(_clicks: list[Any], board_id: int) -> Any:
    """Hear of an insight's changes, or not any more."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    cards.act(context(), user(), ctx.triggered_id["insight"], "follow")
    return insight_items(board.opened(context(), user(), str(board_id), None).found)


@blueprint.callback(
    Output(Ids.RENAME_DIALOG, "is_open"),
    Input(Ids.RENAME, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_rename(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(Ids.TITLE, "children", allow_duplicate=True),
    Output(Ids.DESCRIPTION, "children", allow_duplicate=True),
    Output(Ids.RENAME_DIALOG, "is_open", allow_duplicate=True),
    Input(Ids.RENAME_APPLY, "n_clicks"),
    State(Ids.NAME, "value"),
    State(Ids.ABOUT, "value"),
    State(Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def rename(n: int | None, name: str | None, about: str | None, board_id: int) -> tuple[Any, ...]:
    if not n:
        raise PreventUpdate
    view = dashboards.describe(context(), user(), board_id, name or "", about or "")
    return view.name, description_words(view), False


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.DUPLICATE, "n_clicks"),
    State(Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def duplicate(n_clicks: int | None, board_id: int) -> str:
    if not n_clicks:
        raise PreventUpdate
    return f"/dashboards/{dashboards.duplicate(context(), user(), board_id).id}?edit=1"


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
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def delete(n_clicks: int | None, state: dict[str, Any]) -> str:
    if not n_clicks:
        raise PreventUpdate
    dashboards.delete(context(), user(), state["dashboard"])
    return "/dashboards"
