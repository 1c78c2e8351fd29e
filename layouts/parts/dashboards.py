"""Dashboards as cards with a small picture of what is on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.sparkline import preview
from layouts.parts.words import ago, many
from luminabi_dash.views import DashboardView

TITLES = 4


def dashboard_cards(
    items: Sequence[DashboardView], previews: Mapping[int, dict[str, Any]]
) -> Component:
    cards = [dashboard_card(item, previews.get(item.id)) for item in items]
    return html.Div(cards, className="lb-cards")


def dashboard_card(item: DashboardView, figure: dict[str, Any] | None) -> Component:
    return dcc.Link(
        [
            html.Div(
                [
                    html.Div(item.name, className="lb-bb lb-cut"),
                    html.Div(item.dataset_name, className="lb-s lb-3 lb-cut"),
                ],
                className="lb-card-in",
            ),
            html.Div(preview(figure, item.name) or titles(item), className="lb-card-picture"),
            html.Div(
                [
                    html.Span(many(len(item.tiles), "tile"), className="lb-s lb-3 lb-grow"),
                    html.Span(ago(item.changed_at), className="lb-s lb-3"),
                ],
                className="lb-card-foot",
            ),
        ],
        href=f"/dashboards/{item.id}",
        className="lb-card lb-dcard",
        title=item.name,
    )


def titles(item: DashboardView) -> Component:
    """What is on it, when there is no course to draw."""
    names = [tile.title or tile.kind.capitalize() for tile in item.tiles]
    return html.Ul(
        [html.Li(name, className="lb-cut") for name in names[:TITLES]], className="lb-card-titles"
    )
