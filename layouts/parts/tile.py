"""A tile: title, subtitle, its tools, and a body of the size the drawing will have."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import icon_button
from layouts.parts.attributes import attributes
from layouts.parts.states import chart_skeleton, lines_skeleton
from luminabi_dash.charts.kind import is_text
from luminabi_dash.views import TileView

CHART: Any = {
    "displayModeBar": False,
    "responsive": True,
    "doubleClick": "reset",
    "topojsonURL": "/shapes/",
}
Id = dict[str, Any]


def tile_frame(
    view: TileView, figure_id: Id, body_id: Id, note_id: Id, rows_id: Id, remove_id: Id
) -> Component:
    """Charts get a graph with `figure_id`, the others a place for text with `body_id`."""
    body = text_body(view, body_id) if is_text(view.kind) else chart_body(view, figure_id, note_id)
    return html.Section(
        [tile_head(view, rows_id, remove_id), body],
        className=f"lb-tile lb-place is-{view.kind}",
        style={"--x": view.x + 1, "--y": view.y + 1, "--w": view.w, "--h": view.h},
        tabIndex=0,
        **attributes(aria_label=view.title or view.kind),
    )


def tile_head(view: TileView, rows_id: Id, remove_id: Id) -> Component:
    words = view.title or view.kind.capitalize()
    return html.Div(
        [
            html.Div(
                [
                    html.H2(words, className="lb-cut", title=words),
                    html.Div(view.subtitle, className="lb-sub lb-cut") if view.subtitle else None,
                ],
                className="lb-grow",
            ),
            html.Div(
                [
                    icon_button("list-ul", f"Rows behind {words}", rows_id),
                    icon_button("x-lg", f"Remove {words} from the dashboard", remove_id),
                ],
                className="lb-tools",
            ),
        ],
        className="lb-tile-head",
    )


def chart_body(view: TileView, figure_id: Id, note_id: Id) -> Component:
    graph = dcc.Graph(id=figure_id, config=CHART, responsive=True, className="lb-graph")
    return html.Div(
        [
            html.Div(
                [chart_skeleton(), graph],
                className="lb-chart",
                role="img",
                **attributes(
                    aria_label=". ".join(part for part in (view.title, view.subtitle) if part)
                ),
            ),
            html.Div(id=note_id, className="lb-delta"),
        ],
        className="lb-tile-body",
    )


def text_body(view: TileView, body_id: Id) -> Component:
    lines = 2 if view.kind == "indicator" else 8
    return html.Div(lines_skeleton(lines), id=body_id, className="lb-tile-body")
