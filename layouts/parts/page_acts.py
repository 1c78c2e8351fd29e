"""Buttons that the page answers by itself: `data-act` says what they do."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon


def act(name: str, words: str, symbol: str, extra: str = "btn-ghost btn-sm", **more: str) -> Any:
    """A button that the page itself answers; `more` are data attributes."""
    return html.Button(
        [icon(symbol), html.Span(words)] if words else icon(symbol),
        type="button",
        className=f"btn {extra}",
        **attributes(data_act=name, **more),
    )


def icon_act(
    name: str, words: str, symbol: str, extra: str = "", *, id: Any = None, **more: str
) -> Component:
    """The same with its icon only; `words` say what it does."""
    named = {} if id is None else {"id": id}
    return html.Button(
        icon(symbol),
        type="button",
        title=words,
        className=f"btn btn-ghost btn-sm is-icon {extra}".rstrip(),
        **named,
        **attributes(data_act=name, aria_label=words, **more),
    )
