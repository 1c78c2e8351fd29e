"""Comments on a dashboard: threads as they are told of, one that is opened, and what it was made
under. What one writes goes to the API from the page's own script.
"""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from layouts import dashboard as page
from layouts.comments import Ids, as_data, count_words, items, thread
from luminabi_dash.services import commenting, recalling
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("comments", "heard"),
    Output(Ids.NEWS, "data"),
    Input(page.Ids.SOCKET, "message"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("comments", "placed"),
    Output(Ids.PLACED, "data"),
    Input(Ids.THREADS, "data"),
    Input(page.Ids.FIGURES, "data"),
)
blueprint.clientside_callback(
    ClientsideFunction("comments", "opened"),
    Output(Ids.SHOWN, "data"),
    Input(Ids.OPEN, "data"),
)


@blueprint.callback(
    Output(Ids.THREADS, "data"),
    Output(Ids.LIST, "children"),
    Output(Ids.COUNT, "children"),
    Input(Ids.NEWS, "data"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def relist(news: Any, board_id: int) -> tuple[Any, ...]:
    """Somebody said something; a page that opens has all."""
    if not news:
        raise PreventUpdate
    threads = commenting.listed(context(), user(), board_id)
    return as_data(threads), items(threads), count_words(threads)


@blueprint.callback(
    Output(Ids.THREAD, "children"),
    Input(Ids.OPEN, "data"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_thread(opened: dict[str, Any] | None, state: dict[str, Any]) -> Any:
    """The thread that was opened, or that is open and has news."""
    if not opened or not isinstance(opened.get("thread"), int):
        raise PreventUpdate
    found = commenting.thread(context(), user(), state["dashboard"], opened["thread"])
    return thread(found, state.get("data_version") or 0)


@blueprint.callback(
    Output(page.Ids.STATE, "data", allow_duplicate=True),
    Output(page.Ids.TAB, "data"),
    Output(page.Ids.TURN, "data"),
    Input(Ids.LOOK, "data"),
    State(page.Ids.STATE, "data"),
    State(page.Ids.TAB, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def look(asked: dict[str, Any] | None, state: dict[str, Any], tab: int | None) -> tuple[Any, ...]:
    """The page as somebody saw it when they commented."""
    if not asked:
        raise PreventUpdate
    made, then = recalling.state_then(context(), user(), state, asked.get("comment"))
    is_here = (then or 0) == (tab or 0)
    return made, no_update if is_here else then, no_update if is_here else asked.get("at")
