"""Tabs that are switched in the browser; the address keeps which one is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import count

Tab = tuple[str, str, int | None]


def tab_row(prefix: str, tabs: Sequence[Tab]) -> Component:
    """Each tab is name, words and a number beside them."""
    inside = [
        html.Li(
            html.Button(
                [
                    words,
                    html.Span(
                        count(number) if number is not None else None,
                        id=f"{prefix}-count-{name}",
                        className="lb-tab-count",
                    ),
                ],
                id=f"{prefix}-tab-{name}",
                type="button",
                role="tab",
                className="nav-link active" if place == 0 else "nav-link",
                **attributes(
                    data_tab=name,
                    aria_controls=f"{prefix}-pane-{name}",
                    aria_selected="true" if place == 0 else "false",
                ),
            ),
            role="presentation",
        )
        for place, (name, words, number) in enumerate(tabs)
    ]
    return html.Ul(inside, className="nav nav-tabs", role="tablist")


def pane(prefix: str, name: str, *inside: Any, is_open: bool = False) -> Component:
    return html.Section(
        list(inside),
        id=f"{prefix}-pane-{name}",
        role="tabpanel",
        className="lb-pane",
        hidden=not is_open,
        **attributes(data_pane=name, aria_labelledby=f"{prefix}-tab-{name}"),
    )
