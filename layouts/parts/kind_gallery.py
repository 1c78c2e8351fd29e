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
ORDER = (*DRAWN, "pivot", "text", "image")
"""The usual ones first."""


def glyph(kind: str) -> Component:
    if kind in DRAWN:
        return html.Span(className=f"lb-glyph k-{DRAWN[kind]}")
    return icon(KINDS.get(kind).icon)


def kinds(*, with_words: bool = True) -> list[str]:
    """Every kind there is, pictures apart: they are uploaded. `with_words`: texts as well."""
    left_out = {"image"} if with_words else {"image", "text"}
    names = [name for name in KINDS.names() if name not in left_out]
    known = [name for name in ORDER if name in names]
    return [*known, *(name for name in names if name not in known)]


def kind_gallery(
    chosen: str, id_of: Callable[[str], dict[str, Any]], *, with_words: bool = True
) -> Component:
    """A button for each kind; its id is `id_of(kind)`."""
    buttons = [
        html.Button(
            glyph(name),
            id=id_of(name),
            type="button",
            title=f"{KINDS.get(name).title}. {KINDS.get(name).description}".rstrip(),
            **attributes(
                aria_label=KINDS.get(name).title,
                aria_pressed="true" if name == chosen else "false",
            ),
        )
        for name in kinds(with_words=with_words)
    ]
    return html.Div(
        buttons, className="lb-kinds", role="group", **attributes(aria_label="Chart kind")
    )
