"""Lines: follow one measure or several over time."""

from __future__ import annotations

from typing import Literal

import polars as pl

from luminabi_dash.charts.axes import (
    escape,
    key_axis,
    limit_note,
    log_note,
    named_measure,
    value_axis,
    with_note,
)
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.courses import (
    LIMIT,
    CourseSpec,
    ask_course,
    dotted,
    drawn,
    first_keys,
    group_of_x,
    point_of,
    reduced_note,
    reduction,
    trace_of,
)
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.marks import named_at_end, with_marks
from luminabi_dash.charts.options import a_column, option
from luminabi_dash.charts.parts import Part
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.several import second_axis
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Aggregate, Query, Rows
from luminabi_dash.tables.schema import Schema


class LineSpec(CourseSpec):
    kind: Literal["line"] = "line"
    second: str | None = a_column("Second axis", "Measure with its own axis on the right", "number")
    second_aggregate: Aggregate = option(
        "sum", "Summary of it", "How it becomes one number", "Data"
    )
    raw: bool = option(False, "Every row", "A point for each row instead of a summary", "Data")
    shape: Literal["linear", "spline", "hv"] = option(
        "linear", "Shape", "Straight, smooth or in steps", "Look"
    )


def ask(spec: LineSpec, schema: Schema) -> Query:
    if not spec.raw:
        return ask_course(spec, schema, spec.second, spec.second_aggregate)
    if spec.y is None or spec.more or spec.second or spec.color:
        raise Invalid(
            "A line of every row shows one measure and no split.",
            code="wrong_spec",
            details={"field": "raw"},
        )
    return Query(
        columns=tuple(dict.fromkeys(schema.column(name).name for name in (spec.x, spec.y))),
        sort=(spec.x,),
        reduce=reduction(spec, schema, spec.y, None),
    )


def point(spec: LineSpec, rows: Rows, schema: Schema, place: tuple[int, int]) -> tuple[Filter, ...]:
    if spec.raw and spec.y is not None:
        line = rows.frame.slice(place[1], 1)
        names = (spec.x, spec.y)
        return tuple(f for n in names for f in of_key(schema.column(n), line[n][0], None))
    return point_of(spec, rows, schema, place)


def as_groups(spec: LineSpec, rows: Rows) -> Rows:
    """Rows of a raw line under the names that groups have."""
    if not spec.raw:
        return rows
    frame = rows.frame.with_columns(pl.col(spec.y or "").alias("value"))
    return Rows(frame, rows.matched, rows.total, rows.reduced or "none")


@chart_kind(
    "Line chart",
    LineSpec,
    ask=ask,
    point=point,
    description="Measures over time or along numbers; gaps stay gaps",
    icon="graph-up",
)
def line(spec: LineSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Points in the order of x; a missing value leaves a gap."""
    answered = as_groups(spec, rows)
    split = drawn(spec, answered, schema, scene.palette)
    traces = [
        trace_of(
            spec,
            part,
            **{
                **dotted(part.lines["value"], part.colour),
                "line": {"color": part.colour, "shape": spec.shape},
            },
        )
        for part in split.parts
    ]
    unit = group_of_x(spec, schema).unit
    layout: Figure = {
        "xaxis": key_axis(spec, first_keys(split, spec.x), unit),
        "yaxis": value_axis(spec, zero=False),
    }
    layout = named(spec, list(split.parts), layout)
    if spec.second is not None:
        traces[0] = {**traces[0], "name": escape(named_measure(spec.y, spec.aggregate))}
        traces[0].pop("showlegend", None)
        name = named_measure(spec.second, spec.second_aggregate)
        other, layout = second_axis(Columns.of(answered.frame), spec.x, name, layout)
        traces.append(other)
    logs = log_note(spec, answered.frame["value"].to_list())
    notes = (split.note, reduced_note(rows), limit_note(rows, LIMIT), logs)
    return {"data": traces, "layout": with_note(with_marks(layout, spec, traces), *notes)}


def named(spec: LineSpec, parts: list[Part], layout: Figure) -> Figure:
    """Names at the ends of the lines where they all end together, otherwise a legend."""
    if spec.labels == "none":
        return {**layout, "showlegend": False}
    ends = [last_of(part, spec.x) for part in parts]
    together = len({str(x) for x, _ in ends}) == 1
    if spec.labels == "legend" or spec.second is not None or not together:
        return layout
    lines = [(p.name or "", p.colour, y) for p, (_, y) in zip(parts, ends, strict=True)]
    found = named_at_end(lines, span_of(spec, parts), is_log=spec.log)
    if found is None:
        return layout
    notes, margin = found
    return {**layout, "annotations": notes, "margin": {"r": margin}, "showlegend": False}


def span_of(spec: LineSpec, parts: list[Part]) -> tuple[float, float]:
    """The least and the greatest value that is drawn."""
    values = [y for part in parts for y in part.lines["value"] if y is not None and y == y]
    if spec.log:
        values = [y for y in values if y > 0]
    if spec.start == "zero":
        values.append(0.0)
    return min(values, default=0.0), max(values, default=1.0)


def last_of(part: Part, x: str) -> tuple[object, float | None]:
    known = (
        (key, y)
        for key, y in zip(reversed(part.lines[x]), reversed(part.lines["value"]), strict=True)
        if y is not None
    )
    return next(known, (None, None))
