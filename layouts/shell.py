"""What surrounds every page: navigation, notifications, the socket, and the place for messages."""

from __future__ import annotations

import json
from collections.abc import Sequence

import dash
import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component
from dash_extensions import WebSocket

from layouts.parts.attributes import attributes
from layouts.parts.marks import count, dot, hidden, icon, user_mark
from layouts.parts.nav import SIGN_OUT, brand, links, tab_bar
from layouts.parts.notice_list import notice_list, read_all_button
from layouts.parts.toast import toast
from luminabi_dash.notice_kinds import NOTICES
from luminabi_dash.views import NotificationView, UserView

__all__ = ["Ids", "notifications", "shell", "toast", "unread_mark"]


class Ids:
    APP = "shell-app"
    LOCATION = "shell-location"
    SOCKET = "shell-socket"
    NEWS = "shell-news"
    BELL_NEWS = "shell-bell-news"
    WORK = "shell-work"
    TOLD = "shell-told"
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
            dcc.Store(id=Ids.BELL_NEWS),
            dcc.Store(id=Ids.WORK, data={}),
            WebSocket(id=Ids.SOCKET, url="/ws/notifications/"),
            html.Div(
                [navigation(user, unread, csrf_token), main()], id=Ids.APP, className="lb-app"
            ),
            tab_bar(),
            notification_panel(),
            toasts(),
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
    acts = html.Div(
        [read_all_button(), dcc.Link("See all", href="/notifications", className="lb-s")],
        className="lb-row lb-notice-acts",
    )
    return dbc.Offcanvas(
        [acts, html.Div(id=Ids.NOTIFICATION_LIST)],
        id=Ids.NOTIFICATIONS,
        title="Notifications",
        placement="end",
        is_open=False,
        class_name="lb-aside",
    )


def notifications(items: Sequence[NotificationView]) -> Component:
    """Children of NOTIFICATION_LIST, the newest first, as given."""
    return notice_list(items)


def toasts() -> Component:
    """Where messages float: those of the server's answers, and what the socket tells."""
    kinds = {
        kind.name: {"symbol": kind.symbol, "tone": kind.tone, "several": kind.several}
        for kind in NOTICES
    }
    told = html.Div(
        id=Ids.TOLD, className="lb-told", role="status", **attributes(data_kinds=json.dumps(kinds))
    )
    answers = html.Div(id=Ids.TOAST, className="lb-told", role="status")
    return html.Div([told, answers], className="lb-toasts")
