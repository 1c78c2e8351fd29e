"""The kinds of charts as pictures to choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon
from luminabi_dash.charts.kind import KINDS

DRAWN = {
    "line": "line",
    "bar": "bar",
    "area": "area",
    "scatter": "scatter",
    "histogram": "histogram",
    "box": "box",
    "heatmap": "heatmap",
    "pie": "donut",
    "treemap": "treemap",
    "funnel": "funnel",
    "waterfall": "waterfall",
    "choropleth": "map",
    "table": "table",
    "indicator": "indicator",
}
"""Kinds with a glyph of their own."""
SYMBOLS = {
    "violin": "soundwave",
    "sunburst": "brightness-high",
    "pivot": "grid-3x3-gap",
    "calendar": "calendar3",
    "multiples": "columns",
    "text": "markdown",
    "image": "image",
}
ORDER = (*DRAWN, *SYMBOLS)


def glyph(kind: str) -> Component:
    if kind in DRAWN:
        return html.Span(className=f"lb-glyph k-{DRAWN[kind]}")
    return icon(SYMBOLS.get(kind, "bar-chart"))


def kinds() -> list[str]:
    """Every kind there is, the usual ones first."""
    names = KINDS.names()
    known = [name for name in ORDER if name in names]
    return [*known, *(name for name in names if name not in known)]


def kind_gallery(chosen: str, id_of: Callable[[str], dict[str, Any]]) -> Component:
    """A button for each kind; its id is `id_of(kind)`."""
    buttons = [
        html.Button(
            glyph(name),
            id=id_of(name),
            type="button",
            title=KINDS.get(name).title,
            **attributes(
                aria_label=KINDS.get(name).title,
                aria_pressed="true" if name == chosen else "false",
            ),
        )
        for name in kinds()
    ]
    return html.Div(
        buttons, className="lb-kinds", role="group", **attributes(aria_label="Chart kind")
    )
