"""What stands where a page would be that does not exist, or that one may not see."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import link_button


def not_found(what: str = "page") -> Component:
    """The same words whether it is missing or somebody else's."""
    return html.Div(
        [
            html.P("404", className="lb-3 lb-num"),
            html.H1(f"There is no such {what}, or you may not see it.", className="lb-fig-1"),
            html.P(
                "If somebody sent you the link, ask them whether it is still there.",
                className="lb-2",
            ),
            html.Div(link_button("Home", "/", kind="primary"), className="lb-row lb-acts"),
        ],
        className="lb-mid",
    )
