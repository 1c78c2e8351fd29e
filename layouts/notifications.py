"""The whole history of what a user was told."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import link_button
from layouts.parts.attributes import attributes
from layouts.parts.notice_list import notice_list, read_all_button
from layouts.parts.top import top_bar
from luminabi_dash.views import NotificationView

__all__ = ["Ids", "notice_list", "notifications"]


class Ids:
    LIST = "notifications-list"
    BEFORE = "notifications-before"


def notifications(
    items: Sequence[NotificationView], before: int | None, following: int | None
) -> Component:
    """One page of the history: what came before that id, or the newest."""
    acts = [
        link_button("Alerts", "/alerts", kind="ghost", small=True),
        link_button("Settings", "/profile#notifications", kind="ghost", small=True),
        read_all_button(),
    ]
    return html.Div(
        [
            top_bar("Notifications", acts=acts),
            dcc.Store(id=Ids.BEFORE, data=before),
            html.Div(
                [
                    html.Div(notice_list(items, before is not None), id=Ids.LIST),
                    ways(before, following),
                ],
                className="lb-page lb-narrow",
            ),
        ],
        className="lb-body",
    )


def ways(before: int | None, following: int | None) -> Component:
    newest = link_button("Newest", "/notifications", small=True)
    older = link_button("Older", f"/notifications?before={following}", small=True)
    shown = [newest] * (before is not None) + [older] * (following is not None)
    return html.Nav(shown, className="lb-row lb-ways", **attributes(aria_label="Pages"))
