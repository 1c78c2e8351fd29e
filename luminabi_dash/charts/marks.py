"""Reference lines and bands, and names at the ends of lines instead of a legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from luminabi_dash.charts.axes import cut
from luminabi_dash.charts.colours import CONTEXT, faded
from luminabi_dash.charts.numbers import escape
from luminabi_dash.charts.options import Mark, Scaled
from luminabi_dash.charts.spec import Figure

NAMED_LINES = 8
NAME_LENGTH = 18
LETTER_PX, PLOT_PX, LINE_PX = 6.6, 110, 16
"""PLOT_PX is the lowest plot in which labels do not touch."""


def with_marks(
    layout: Figure, spec: Scaled, traces: Sequence[Figure] = (), *, is_turned: bool = False
) -> Figure:
    """The layout with the lines and bands of the spec; `is_turned`: x of the spec runs upwards."""
    if not spec.marks:
        return layout
    shapes, notes = [], []
    named = sum("name" in trace for trace in traces)
    over = "top" if named > 1 and layout.get("showlegend", True) else "bottom"
    for mark in spec.marks:
        across = mark.axis if not is_turned else {"x": "y", "y": "x"}[mark.axis]
        shapes.append(shape_of(mark, across))
        if mark.label:
            notes.append(label_of(mark, across, over, is_log=spec.log and mark.axis == "y"))
    margin = {**layout.get("margin", {})}
    if over == "bottom" and any(note["yref"] == "paper" for note in notes):
        margin["t"] = max(margin.get("t", 8), 24)
    return {
        **layout,
        "shapes": [*layout.get("shapes", []), *shapes],
        "annotations": [*layout.get("annotations", []), *notes],
        **({"margin": margin} if margin else {}),
    }


def shape_of(mark: Mark, axis: str) -> Figure:
    other = {"x": "y", "y": "x"}[axis]
    end = mark.at if mark.to is None else mark.to
    place = {f"{axis}ref": axis, f"{axis}0": mark.at, f"{axis}1": end}
    place |= {f"{other}ref": "paper", f"{other}0": 0, f"{other}1": 1}
    if mark.to is None:
        return {"type": "line", "line": {"color": CONTEXT, "width": 1.5, "dash": "dot"}, **place}
    return {
        "type": "rect",
        "fillcolor": faded(CONTEXT, 0.16),
        "line": {"width": 0},
        "layer": "below",
        **place,
    }


def label_of(mark: Mark, axis: str, over: str, *, is_log: bool) -> Figure:
    """Above a line across x; at the left end of one across y."""
    text = {"text": escape(mark.label), "showarrow": False}
    if axis == "x":
        at = mark.at if mark.to is None else middle(mark.at, mark.to)
        return {**text, "xref": "x", "x": at, "yref": "paper", "y": 1, "yanchor": over}
    at = mark.at if mark.to is None else mark.to
    if is_log and isinstance(at, float | int) and at > 0:
        at = math.log10(at)
    side = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y", "y": at, "yanchor": "bottom"}
    return {**text, **side}


def middle(low: float | str, high: float | str) -> float | str:
    if isinstance(low, float | int) and isinstance(high, float | int):
        return (low + high) / 2
    return low


def named_at_end(
    lines: Sequence[tuple[str, str, Any]], ends: tuple[float, float], *, is_log: bool = False
) -> tuple[list[Figure], int] | None:
    """Notes that name lines (name, colour, last y) at their right ends, pushed apart, and the
    margin in px that they need; None when there are too many. `ends` are those of the axis.
    """
    known = [(n, c, float(y)) for n, c, y in lines if y is not None and math.isfinite(y)]
    if is_log:
        known = [(n, c, math.log10(y)) for n, c, y in known if y > 0]
        ends = (math.log10(ends[0]), math.log10(ends[1])) if ends[0] > 0 else (0.0, 1.0)
    if not 1 < len(known) == len(lines) <= NAMED_LINES:
        return None
    known.sort(key=lambda line: line[2])
    ys = [y for _, _, y in known]
    return [
        {
            "text": f"<span style='color:{colour}'>●</span> {cut(name, NAME_LENGTH)}",
            "showarrow": False,
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 6,
            "yref": "y",
            "y": y,
            "yshift": shift,
            "align": "left",
        }
        for (name, colour, y), shift in zip(known, shifts(ys, ends), strict=True)
    ], round(max(min(len(n), NAME_LENGTH) for n, _, _ in known) * LETTER_PX) + 26


def shifts(heights: Sequence[float], ends: tuple[float, float]) -> list[float]:
    """By how many px each label of rising heights moves, so that none lies on another."""
    low, span = ends[0], (ends[1] - ends[0]) or 1.0
    scale = PLOT_PX / span
    if not math.isfinite(scale * (heights[-1] - heights[0])) or not math.isfinite(scale * low):
        return [0.0] * len(heights)
    places = [(y - low) * scale for y in heights]
    moved = list(places)
    for at in range(1, len(moved)):
        moved[at] = max(moved[at], moved[at - 1] + LINE_PX)
    over = moved[-1] - places[-1]
    moved = [place - over / 2 for place in moved]
    for at in range(1, len(moved)):
        moved[at] = max(moved[at], moved[at - 1] + LINE_PX)
    return [round(b - a, 1) for a, b in zip(places, moved, strict=True)]
