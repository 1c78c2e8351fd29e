"""Areas: how parts of a whole change over time."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, Literal

from luminabi_dash.charts.axes import key_axis, limit_note, value_axis, with_note
from luminabi_dash.charts.colours import faded
from luminabi_dash.charts.columns import amount
from luminabi_dash.charts.courses import (
    LIMIT,
    CourseSpec,
    ask_course,
    drawn,
    first_keys,
    group_of_x,
    point_of,
    reduced_note,
    trace_of,
)
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.marks import named_at_end, with_marks
from luminabi_dash.charts.options import option
from luminabi_dash.charts.parts import Part
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.query import Rows
from luminabi_dash.tables.schema import Schema


class AreaSpec(CourseSpec):
    kind: Literal["area"] = "area"
    mode: Literal["stacked", "percent", "over"] = option(
        "stacked", "Parts", "On one another, as shares of 100 %, or each from zero", "Look"
    )


@chart_kind(
    "Area chart",
    AreaSpec,
    ask=ask_course,
    point=point_of,
    description="How parts of a whole change over time",
    icon="layers-half",
)
def area(spec: AreaSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Parts on one another, the largest at the bottom."""
    split = drawn(spec, rows, schema, scene.palette)
    traces = [trace_of(spec, part, **filling(spec, part)) for part in split.parts]
    value = value_axis(spec, zero=True)
    if spec.mode == "percent":
        value = {"ticksuffix": "%", "range": [0, 100]}
    layout: Figure = {
        "xaxis": key_axis(spec, first_keys(split, spec.x), group_of_x(spec, schema).unit),
        "yaxis": value,
    }
    layout = with_marks(named(spec, list(split.parts), layout), spec, traces)
    notes = (split.note, reduced_note(rows), limit_note(rows, LIMIT))
    return {"data": traces, "layout": with_note(layout, *notes)}


def filling(spec: AreaSpec, part: Part) -> Figure:
    look: Figure = {"line": {"color": part.colour, "width": 1.5}}
    if spec.mode == "over" or part.name is None:
        return {**look, "fill": "tozeroy", "fillcolor": faded(part.colour, 0.16)}
    norm = {"groupnorm": "percent"} if spec.mode == "percent" else {}
    return {**look, "stackgroup": "one", "fillcolor": faded(part.colour, 0.55), **norm}


def named(spec: AreaSpec, parts: list[Part], layout: Figure) -> Figure:
    """Names beside the right ends of the areas, at the middle of each."""
    if spec.labels == "none":
        return {**layout, "showlegend": False}
    last = [part.lines["value"][-1] if part.lines.height else None for part in parts]
    known = [float(value or 0) for value in last]
    if spec.labels == "legend" or spec.mode == "over" or min(known, default=0) < 0:
        return layout
    whole = sum(known) if spec.mode == "percent" else 1.0
    tops = list(
        accumulate(100 * k / whole if spec.mode == "percent" and whole else k for k in known)
    )
    middles = [(a + b) / 2 for a, b in zip([0.0, *tops], tops, strict=False)]
    lines = [(p.name or "", p.colour, y) for p, y in zip(parts, middles, strict=True)]
    found = named_at_end(lines, (0.0, highest(spec, parts)), is_log=spec.log)
    if found is None:
        return layout
    notes, margin = found
    return {**layout, "annotations": notes, "margin": {"r": margin}, "showlegend": False}


def highest(spec: AreaSpec, parts: list[Part]) -> float:
    """The upper end of the axis: the greatest sum of all parts at one key."""
    if spec.mode == "percent":
        return 100.0
    sums: dict[Any, float] = {}
    for part in parts:
        for key, value in part.lines.rows(spec.x, "value"):
            sums[key] = sums.get(key, 0.0) + amount(value)
    return max(sums.values(), default=1.0)
