"""A course of numbers in a few pixels, in the colours of the theme and without a chart library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from luminabi_dash.charts.packing import unpacked

POINTS = 120
WIDTH, HEIGHT = 100, 32
EDGE = 2.0
BARS = 24
DRAWN = {"scatter", "scattergl", "bar"}


def sparkline(values: Sequence[Any], label: str = "") -> Component | None:
    """Line over a soft area; None when there are not two numbers."""
    numbers = thinned(finite(values))
    if len(numbers) < 2:
        return None
    points = placed(numbers)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"0,{HEIGHT} {line} {WIDTH},{HEIGHT}"
    stroke = "fill='none' stroke='#000' stroke-width='1.5' stroke-linejoin='round'"
    return html.Div(
        [
            html.Div(className="area", style=mask(f"<polygon points='{area}'/>")),
            html.Div(
                className="line",
                style=mask(
                    f"<polyline points='{line}' {stroke} vector-effect='non-scaling-stroke'/>"
                ),
            ),
        ],
        className="lb-spark",
        role="img",
        **attributes(aria_label=label or "Course"),
    )


def bars(values: Sequence[Any], label: str = "") -> Component | None:
    """Upright bars from zero."""
    numbers = finite(values)[:BARS]
    largest = max((abs(value) for value in numbers), default=0.0)
    if largest == 0:
        return None
    inside = [html.I(style={"height": f"{abs(value) / largest * 100:.1f}%"}) for value in numbers]
    return html.Div(
        inside, className="lb-hist", role="img", **attributes(aria_label=label or "Bars")
    )


def preview(figure: dict[str, Any] | None, label: str = "") -> Component | None:
    """The first trace of a figure, small; None for what cannot be drawn so."""
    traces = (figure or {}).get("data") or []
    trace = next((t for t in traces if t.get("type", "scatter") in DRAWN), None)
    if trace is None:
        return None
    values = trace.get("x") if trace.get("orientation") == "h" else trace.get("y")
    values = unpacked(values)
    if not values:
        return None
    if trace.get("type") == "bar":
        return bars(values, label)
    return None if trace.get("mode") == "markers" else sparkline(values, label)


def finite(values: Sequence[Any]) -> list[float]:
    return [
        float(value)
        for value in values
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    ]


def thinned(numbers: list[float]) -> list[float]:
    step = max(1, len(numbers) // POINTS)
    return numbers[::step]


def placed(numbers: list[float]) -> list[tuple[float, float]]:
    low, high = min(numbers), max(numbers)
    spread = (high - low) or 1.0
    room = HEIGHT - 2 * EDGE
    step = WIDTH / (len(numbers) - 1)
    return [
        (index * step, EDGE + room * (1 - (value - low) / spread))
        for index, value in enumerate(numbers)
    ]


def mask(inside: str) -> dict[str, str]:
    box = f"viewBox='0 0 {WIDTH} {HEIGHT}' preserveAspectRatio='none'"
    text = f"<svg xmlns='http://www.w3.org/2000/svg' {box}>{inside}</svg>"
    return {"--shape": f'url("data:image/svg+xml,{quote(text)}")'}
