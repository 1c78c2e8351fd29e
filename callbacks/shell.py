"""What surrounds every page: the bell, messages, and the frame itself."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import has_request_context, request

from layouts.shell import Ids, notifications, shell, toast, unread_mark
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
    Input(Ids.SOCKET, "message"),
    prevent_initial_call=True,
)


@blueprint.callback(
    Output(Ids.TOAST, "children"),
    Output(Ids.UNREAD, "children"),
    Input(Ids.NEWS, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def show_news(news: dict[str, Any] | None) -> tuple[Component, list[Component]]:
    """A message for what just happened, and the number in the bell."""
    if not news:
        raise PreventUpdate
    data = news["data"]
    kind = "error" if str(news["type"]).endswith("failed") else "ok"
    link = ("Open", str(data["link"])) if data.get("link") else None
    return toast(kind, str(data["text"]), link), unread_mark(notices.unread(context(), user()))


@blueprint.callback(
    Output(Ids.NOTIFICATIONS, "is_open"),
    Output(Ids.NOTIFICATION_LIST, "children"),
    Output(Ids.UNREAD, "children", allow_duplicate=True),
    Input(Ids.BELL, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_bell(n_clicks: int | None) -> tuple[bool, Component, list[Component]]:
    if not n_clicks:
        raise PreventUpdate
    items = notices.listed(context(), user())
    notices.mark_read(context(), user())
    return True, notifications(items), unread_mark(0)
