"""Dialogs: a form that floats, and the question before something is lost."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button


def dialog(
    id: str,
    title: str,
    inside: list[Any],
    acts: list[Component],
    size: str = "md",
    *,
    is_open: bool = False,
) -> Any:
    """A dialog with its acts below; Escape and the scrim close it."""
    return dbc.Modal(
        [
            dbc.ModalHeader(html.H2(title, className="lb-h1"), close_button=True),
            dbc.ModalBody(inside),
            dbc.ModalFooter(acts) if acts else None,
        ],
        id=id,
        is_open=is_open,
        centered=True,
        scrollable=True,
        size=size,
    )


def confirm(id: str, yes_id: str, title: str, words: str, yes: str = "Delete") -> Component:
    """Asks once; the button says what it will do."""
    return dialog(
        id, title, [html.P(words, className="lb-2")], [button(yes, yes_id, kind="danger")], "sm"
    )
