"""What surrounds every page: the bell, messages, and the frame itself."""

from __future__ import annotations

from dash import ClientsideFunction, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import has_request_context, request

from layouts.shell import Ids, notifications, shell
from luminabi_dash.services import notices
from luminabi_dash.web.cookies import CSRF_COOKIE
from luminabi_dash.web.current import context, user, user_or_none
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def layout() -> Component:
    """The frame, for the signed-in user of this request."""
    if not has_request_context():  # Dash looks at the layout once while it starts
        return shell(None)
    person = user_or_none()
    unread = 0 if person is None else notices.unread(context(), person)
    return shell(person, unread, request.cookies.get(CSRF_COOKIE, ""))


blueprint.clientside_callback(
    ClientsideFunction("live", "notices"),
    Output(Ids.NEWS, "data"),
    Output(Ids.BELL_NEWS, "data"),
    Output(Ids.UNREAD, "children"),
    Output(Ids.WORK, "data"),
    Input(Ids.SOCKET, "message"),
    State(Ids.WORK, "data"),
    prevent_initial_call=True,
)


@blueprint.callback(
    Output(Ids.NOTIFICATIONS, "is_open"),
    Output(Ids.NOTIFICATION_LIST, "children"),
    Input(Ids.BELL, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_bell(n_clicks: int | None) -> tuple[bool, Component]:
    if not n_clicks:
        raise PreventUpdate
    return True, notifications(notices.listed(context(), user()))


@blueprint.callback(
    Output(Ids.NOTIFICATION_LIST, "children", allow_duplicate=True),
    Input(Ids.BELL_NEWS, "data"),
    State(Ids.NOTIFICATIONS, "is_open"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def refresh_bell(_news: int | None, is_open: bool | None) -> Component:
    """An open list stays true: something was told, or read in another tab."""
    if not is_open:
        raise PreventUpdate
    return notifications(notices.listed(context(), user()))
