"""The history of notifications."""

from __future__ import annotations

from dash import Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import shell
from layouts.notifications import Ids, notice_list, notifications
from luminabi_dash.services import notices
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()
PAGE_LENGTH = 50


def show(before: str | None = None, **_more: str) -> Component:
    """`?before=120` shows what came before that one."""
    known = before is not None and before.isascii() and before.isdecimal() and len(before) < 16
    first = int(before) if before is not None and known else None
    items, following = notices.page(context(), user(), first, PAGE_LENGTH)
    return notifications(items, first, following)


PAGE = Page("/notifications", "Notifications", show)


@blueprint.callback(
    Output(Ids.LIST, "children"),
    Input(shell.Ids.BELL_NEWS, "data"),
    State(Ids.BEFORE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def refresh(news: int | None, before: int | None) -> Component:
    """Something was told, or read in another tab."""
    if not news:
        raise PreventUpdate
    items, _ = notices.page(context(), user(), before, PAGE_LENGTH)
    return notice_list(items, before is not None)
