"""What surrounds every page: navigation, notifications, the socket, and the place for messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component
from dash_extensions import WebSocket

from layouts.parts.attributes import attributes
from layouts.parts.marks import count, dot, hidden, icon, user_mark
from layouts.parts.nav import SIGN_OUT, brand, links, tab_bar
from layouts.parts.states import empty
from layouts.parts.toast import toast
from layouts.parts.words import ago
from luminabi_dash.views import NotificationView, UserView

__all__ = ["Ids", "notifications", "shell", "toast", "unread_mark"]


class Ids:
    APP = "shell-app"
    LOCATION = "shell-location"
    SOCKET = "shell-socket"
    NEWS = "shell-news"
    THEME = "shell-theme"
    TOAST = "shell-toast"
    CSRF = "shell-csrf"
    BELL = "shell-bell"
    UNREAD = "shell-unread"
    NOTIFICATIONS = "shell-notifications"
    NOTIFICATION_LIST = "shell-notification-list"


def shell(user: UserView | None, unread: int = 0, csrf_token: str = "") -> Component:
    """The frame; without a user only the page, for a start without anybody signed in."""
    if user is None:
        return html.Div([dcc.Location(id=Ids.LOCATION), main()], id=Ids.APP)
    return html.Div(
        [
            html.A("Skip to content", href="#main", className="lb-skip"),
            dcc.Location(id=Ids.LOCATION),
            dcc.Store(id=Ids.THEME),
            dcc.Store(id=Ids.NEWS),
            WebSocket(id=Ids.SOCKET, url="/ws/notifications/"),
            html.Div(
                [navigation(user, unread, csrf_token), main()], id=Ids.APP, className="lb-app"
            ),
            tab_bar(),
            notification_panel(),
            html.Div(id=Ids.TOAST, className="lb-toasts", role="status"),
        ]
    )


def main() -> Component:
    return html.Main(dash.page_container, id="main", className="lb-main", tabIndex=-1)


def navigation(user: UserView, unread: int, csrf_token: str) -> Component:
    foot = html.Div(
        [bell(unread), theme_toggle(), profile_link(user), sign_out(csrf_token)],
        className="lb-nav-foot",
    )
    return html.Nav([brand(), *links(), foot], className="lb-nav", **attributes(aria_label="Main"))


def bell(unread: int) -> Component:
    return html.Button(
        [
            icon("bell"),
            html.Span("Notifications"),
            html.Span(unread_mark(unread), id=Ids.UNREAD, className="lb-unread"),
        ],
        id=Ids.BELL,
        type="button",
        title="Notifications",
        className="lb-nav-item",
    )


def unread_mark(unread: int) -> list[Component]:
    """Children of UNREAD: a number, and on the narrow rail a dot."""
    if unread <= 0:
        return []
    return [count(unread, "is-acc"), dot("is-acc"), hidden(" unread")]


def theme_toggle() -> Component:
    return html.Button(
        [icon("circle-half"), html.Span("Light or dark")],
        type="button",
        title="Light or dark",
        className="lb-nav-item",
        **attributes(data_theme_toggle=""),
    )


def profile_link(user: UserView) -> Component:
    return dcc.Link(
        [user_mark(user), html.Span(user.name or user.email, className="lb-cut")],
        href="/profile",
        className="lb-nav-item",
        title=f"Profile of {user.name or user.email}",
    )


def sign_out(csrf_token: str) -> Component:
    return html.Form(
        [
            dbc.Input(id=Ids.CSRF, type="hidden", name="csrf_token", value=csrf_token),
            html.Button(
                [icon("box-arrow-right"), html.Span("Sign out")],
                type="submit",
                title="Sign out",
                className="lb-nav-item",
            ),
        ],
        id=SIGN_OUT,
        action="/logout",
        method="POST",
    )


def notification_panel() -> Component:
    return dbc.Offcanvas(
        html.Div(id=Ids.NOTIFICATION_LIST),
        id=Ids.NOTIFICATIONS,
        title="Notifications",
        placement="end",
        is_open=False,
        class_name="lb-aside",
    )


def notifications(items: Sequence[NotificationView]) -> Component:
    """Newest first, as given."""
    if not items:
        return empty("bell", "Nothing yet", "Finished jobs, new insights and reports show up here.")
    return html.Div([notification(item) for item in items], className="lb-list")


def notification(item: NotificationView) -> Component:
    words: Any = item.text
    if item.link is not None:
        words = dcc.Link(item.text, href=item.link)
    return html.Div(
        [
            dot("is-acc is-s" if not item.is_read else "is-none is-s"),
            html.Div([html.P(words), html.Div(ago(item.at), className="lb-s lb-3")]),
        ],
        className="lb-notice" if item.is_read else "lb-notice is-new",
    )
