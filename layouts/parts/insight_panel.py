"""The insights beside the tiles of a dashboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import icon_button
from layouts.parts.attributes import attributes
from layouts.parts.insight_card import insight_line
from layouts.parts.insight_test import how_tested
from layouts.parts.marks import count, icon
from layouts.parts.states import empty
from luminabi_dash.insight_views import DiscoveryView, InsightView

IdOf = Callable[[Any], dict[str, Any]]


def insight_panel(place: str, items: list[Component]) -> Component:
    """`place` is the id of the list."""
    close = html.Button(
        icon("x-lg"),
        type="button",
        className="btn btn-ghost btn-sm is-icon",
        **attributes(data_panel_toggle="insights", aria_label="Close the panel"),
    )
    head = [html.H2("Insights"), html.Span(className="lb-grow"), close]
    return html.Aside(
        [
            html.Div(head, className="lb-panel-head"),
            html.Div(
                items,
                id=place,
                className="lb-panel-list lb-list",
                **attributes(aria_live="polite"),
            ),
        ],
        className="lb-panel lb-view-only",
        **attributes(data_panel="insights", aria_label="Insights"),
    )


def panel_items(found: DiscoveryView, pin: IdOf, follow: IdOf) -> list[Component]:
    """Children of the list; `pin` and `follow` make the ids of an insight's buttons."""
    shown = [item for item in found.insights if item.state != "dismissed"]
    if not shown:
        words = "What the search finds in this dataset appears here as it is found."
        return [empty("lightbulb", "No insight kept", words)]
    line = html.Div([count(len(shown)), " kept, strongest first"], className="lb-panel-line")
    lines = [
        insight_line(
            item,
            [follow_button(item, follow), pin_button(item, pin)],
            how_tested(item, found),
        )
        for item in shown
    ]
    return [line, *lines]


def pin_button(item: InsightView, id_of: IdOf) -> Component:
    if item.state == "pinned":
        return icon_button("pin-fill", "Pinned to a dashboard", id_of(item.id), "btn-sm lb-acc")
    return icon_button("pin-angle", "Pin to this dashboard", id_of(item.id))


def follow_button(item: InsightView, id_of: IdOf) -> Component:
    if item.is_followed:
        words = "Do not tell me any more when it changes"
        return icon_button("bell-fill", words, id_of(item.id), "btn-sm lb-acc")
    return icon_button("bell", "Tell me when it changes", id_of(item.id))
