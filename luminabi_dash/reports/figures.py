"""Figures made safe and fit for paper: nothing that Chromium could fetch, the light template."""

from __future__ import annotations

import re
from typing import Any

from luminabi_dash.charts.theme import template
from luminabi_dash.errors import Invalid

Figure = dict[str, Any]

TYPES = """bar barpolar box candlestick choropleth contour funnel funnelarea heatmap histogram
histogram2d histogram2dcontour icicle indicator ohlc parcats parcoords pie sankey scatter scattergl
scatterpolar splom sunburst treemap violin waterfall"""
DRAWN_TYPES = frozenset(TYPES.split())
"""Trace types that need no file, host or tile server (outlines of countries and states are ours);
the others are refused."""

FETCHING = re.compile(r"images|source|sources|template|geojson|topojson|geo\d*|map(box)?\d*")
"""Keys under which Plotly takes addresses; Kaleido's Chromium would read even file:// there."""

MAP = re.compile(r"geo\d*")
"""How a map is seen: a projection, a range and colours, but no address."""

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
SCREEN_ONLY = frozenset({"hovertemplate", "hovertext", "customdata", "updatemenus", "sliders"})


def printable(figure: Figure) -> Figure:
    """A cleaned copy with the print template; Invalid when a trace cannot be drawn on paper."""
    traces = [printable_trace(t, number) for number, t in enumerate(figure.get("data") or [])]
    layout = without_addresses(figure.get("layout") or {})
    layout.pop("width", None)
    layout.pop("height", None)
    return {"data": traces, "layout": {**layout, "template": template("light")}}


def printable_trace(trace: Figure, number: int) -> Figure:
    kind = trace.get("type", "scatter")
    if kind not in DRAWN_TYPES:
        raise Invalid(f"charts of the type {kind!r} cannot be printed", code="not_printable")
    cleaned: Figure = without_addresses(trace)
    if kind == "scattergl":
        cleaned["type"] = "scatter"  # WebGL prints as a picture, SVG as vectors
    if kind in {"scatter", "scattergl"} and "markers" in str(trace.get("mode", "markers")):
        cleaned["marker"] = with_alpha(cleaned.get("marker") or {}, number)
    return cleaned


def with_alpha(marker: Figure, number: int) -> Figure:
    """The mark's opacity moved into its colours, for marks of one colour.

    Chromium prints an element with an opacity as an object of its own, 600 bytes each; a
    colour with an alpha costs nothing and looks the same.
    """
    look = template("light")
    default = look["data"]["scatter"][0]["marker"]
    colours = look["layout"]["colorway"]
    colour = marker.get("color", colours[number % len(colours)])
    opacity = marker.get("opacity", default["opacity"])
    if not (
        isinstance(colour, str) and HEX.fullmatch(colour) and isinstance(opacity, (int, float))
    ):
        return marker
    edge = {**default["line"], **(marker.get("line") or {})}
    if isinstance(edge["color"], str) and HEX.fullmatch(edge["color"]):
        edge["color"] = rgba(edge["color"], opacity)
    return {**marker, "color": rgba(colour, opacity), "opacity": 1, "line": edge}


def rgba(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def without_addresses(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: without_addresses(item) for key, item in value.items() if not is_dropped(key, item)
        }
    if isinstance(value, (list, tuple)):
        return [without_addresses(item) for item in value]
    return value


def is_dropped(key: str, value: Any) -> bool:
    if key in SCREEN_ONLY:
        return True
    if MAP.fullmatch(key) and isinstance(value, dict):
        return False
    return FETCHING.fullmatch(key) is not None and not is_numbers(value)


def is_numbers(value: Any) -> bool:
    """Sankey keeps node numbers under "source"; a number is no address."""
    return isinstance(value, list) and all(isinstance(item, int) for item in value)
