"""Navigation: a column on wide screens, a bar at the bottom on a phone."""

from __future__ import annotations

from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon


@dataclass(frozen=True, slots=True)
class Place:
    words: str
    href: str
    symbol: str


PLACES = (
    Place("Home", "/", "house"),
    Place("Datasets", "/datasets", "database"),
    Place("Explore", "/explore", "bar-chart"),
    Place("Dashboards", "/dashboards", "columns-gap"),
    Place("Reports", "/reports", "envelope"),
    Place("Alerts", "/alerts", "alarm"),
)
SIGN_OUT = "nav-sign-out"
"""The form that signs out: any submit button can name it."""
APART = {"/explore", "/alerts"}
PHONE = (*(p for p in PLACES if p.href not in APART), Place("Profile", "/profile", "person"))
"""A phone has room for five: one explores from a dataset's page; notifications lead to alerts."""


def brand() -> Component:
    return dcc.Link(
        [html.Img(src="/look/favicon.svg", alt="", className="lb-logo"), html.Span("LuminaBI")],
        href="/",
        className="lb-brand",
        title="LuminaBI, home",
    )


def links() -> list[Component]:
    """Which one is active is set in the browser, from the address."""
    return [
        dcc.Link(
            [icon(place.symbol), html.Span(place.words)],
            href=place.href,
            className="lb-nav-item",
            title=place.words,
        )
        for place in PLACES
    ]


def tab_bar() -> Component:
    tabs = [dcc.Link([icon(p.symbol), p.words], href=p.href) for p in PHONE]
    return html.Nav(tabs, className="lb-tabbar", **attributes(aria_label="Main, phone"))
