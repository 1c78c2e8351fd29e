"""What a place shows that has nothing to show: empty, loading, failed."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon

BARS = (42, 58, 50, 70, 78, 62, 54, 66, 86, 74)


def empty(symbol: str, title: str, words: Any = "", *acts: Component) -> Component:
    """What this is for, and the one next act."""
    return html.Div(
        [
            icon(symbol),
            html.P(title, className="lb-bb"),
            html.P(words) if words else None,
            html.Div(list(acts), className="lb-row lb-acts") if acts else None,
        ],
        className="lb-empty",
    )


def chart_skeleton() -> Component:
    """Bars as large as the chart that will stand here."""
    bars = [html.I(className="lb-skel", style={"height": f"{height}%"}) for height in BARS]
    return html.Div(bars, className="lb-skel-bars", **attributes(aria_hidden="true"))


def lines_skeleton(lines: int = 3) -> Component:
    """Lines of text to come."""
    widths = (36, 62, 48, 70, 54)
    inside = [
        html.Div(className="lb-skel lb-skel-line", style={"width": f"{widths[i % len(widths)]}%"})
        for i in range(lines)
    ]
    return html.Div(inside, className="lb-skel-lines", **attributes(aria_hidden="true"))


def note(kind: str, symbol: str, *words: Any) -> Component:
    """A framed sentence across the page; `kind`: warn, bad, acc."""
    return html.Div(
        [icon(symbol), html.Div(list(words), className="lb-grow")],
        className=f"lb-note is-{kind}",
        role="alert" if kind == "bad" else "status",
    )


def problem(words: str, *acts: Component) -> Component:
    """A part that could not be made, with the way on."""
    return empty("exclamation-circle", "This could not be shown", words, *acts)
