"""Notifications as a list: by day, with a mark of their kind, unread ones first to the eye."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import hidden, icon
from layouts.parts.states import empty
from layouts.parts.words import ago, day
from luminabi_dash.notice_kinds import NOTICES
from luminabi_dash.views import NotificationView

UNKNOWN = ("info-circle", "acc")


def notice_list(items: Sequence[NotificationView], is_older: bool = False) -> Component:
    """Newest first, as given; `is_older` when a page of the history is asked for."""
    if not items:
        words = "Finished jobs, new insights, reports and mentions show up here."
        title = "Nothing older" if is_older else "Nothing yet"
        return empty("bell", title, words)
    days = groupby(items, key=lambda item: item.at.date())
    return html.Div([a_day(list(group)) for _, group in days], className="lb-notices")


def a_day(items: Sequence[NotificationView]) -> Component:
    head = html.H3(day(items[0].at), className="lb-s lb-3 lb-notice-day")
    return html.Section([head, *(notice(item) for item in items)])


def notice(item: NotificationView) -> Component:
    symbol, tone = mark_of(item.type)
    words: Any = item.text
    if item.link is not None:
        words = dcc.Link(item.text, href=item.link)
    return html.Div(
        [
            icon(symbol, f"lb-{tone}"),
            html.Div([html.P(words), html.Div(ago(item.at), className="lb-s lb-3")]),
            None if item.is_read else read_button(),
        ],
        className="lb-notice" if item.is_read else "lb-notice is-new",
        **attributes(data_notices="" if item.is_read else str(item.id)),
    )


def read_button() -> Component:
    return html.Button(
        [icon("check2"), hidden("Mark as read")],
        type="button",
        title="Mark as read",
        className="btn btn-ghost btn-sm is-icon",
        **attributes(data_read=""),
    )


def read_all_button() -> Component:
    return html.Button(
        "Mark all as read",
        type="button",
        className="btn btn-secondary btn-sm",
        **attributes(data_read_all=""),
    )


def mark_of(name: str) -> tuple[str, str]:
    if name not in NOTICES:
        return UNKNOWN
    kind = NOTICES.get(name)
    return kind.symbol, kind.tone
