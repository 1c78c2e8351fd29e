"""Scatter: two numbers against each other, one mark a row; very many rows are counted in cells."""

from __future__ import annotations

import math
from typing import Literal

import polars as pl

from luminabi_dash.charts.axes import escape, shown_of, value_axis, with_note, x_values
from luminabi_dash.charts.blank import empty_figure
from luminabi_dash.charts.cells import Cells
from luminabi_dash.charts.colours import Palette
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.marks import with_marks
from luminabi_dash.charts.numbers import hover_form, in_template, templated
from luminabi_dash.charts.options import Labelled, Scaled, a_column, option
from luminabi_dash.charts.parts import Part, Split, split
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query, Reduce, Rows
from luminabi_dash.tables.schema import Schema

MARKS = 4_000
CELLS = 48
LARGEST_PX, SMALLEST_PX = 28.0, 3.0


class ScatterSpec(Labelled, Scaled):
    kind: Literal["scatter"] = "scatter"
    x: str = a_column("To the right", "Number to the right", "number", is_needed=True)
    y: str = a_column("Upwards", "Number upwards", "number", is_needed=True)
    color: str | None = a_column("Colour", "Column that colours marks", "category")
    size: str | None = a_column("Size", "Number that makes bubbles", "number")
    log_x: bool = option(False, "Logarithmic x", "Equal steps to the right multiply", "Axes")


def ask(spec: ScatterSpec, schema: Schema) -> Query:
    names = [n for n in (spec.x, spec.y, spec.color, spec.size) if n]
    for name in names:
        if schema.column(name).is_formula:
            raise Invalid(f"{name!r} is a measure and has no rows.", code="wrong_spec")
    if spec.size is not None and not schema.column(spec.size).type.is_numeric:
        raise Invalid(
            f"{spec.size!r} holds no numbers.", code="wrong_spec", details={"field": "size"}
        )
    both = all(schema.column(name).type.is_numeric for name in (spec.x, spec.y))
    columns = tuple(dict.fromkeys(names))
    if both and spec.x != spec.y and spec.color is None and spec.size is None:
        how = Reduce("bins", spec.x, spec.y, size=CELLS, above=MARKS)
        return Query(columns=columns, reduce=how)
    return Query(columns=columns, sample=MARKS)


def drawn(spec: ScatterSpec, rows: Rows, schema: Schema, palette: Palette) -> Split:
    known = Columns.of(rows.frame).filled(spec.x, spec.y)
    return split(known, spec.color, schema, palette, by=None, adds_up=False)


def point(
    spec: ScatterSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    if rows.reduced == "bins":
        return Cells(rows.frame, spec.x, spec.y).filters(place[1])
    part = drawn(spec, rows, schema, Palette()).parts[place[0]]
    keys = ((schema.column(name), part.lines[name][place[1]]) for name in (spec.x, spec.y))
    return (*(item for column_, key in keys for item in of_key(column_, key, None)), *part.filters)


@chart_kind(
    "Scatter plot",
    ScatterSpec,
    ask=ask,
    point=point,
    description="Two numbers against each other, with size and colour",
    icon="bullseye",
)
def scatter(spec: ScatterSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """At most MARKS rows, evenly taken, or counts in cells; the note says what is shown."""
    layout = axes_of(spec)
    if rows.reduced == "bins":
        note = f"{rows.matched:,} rows counted in {CELLS} × {CELLS} cells"
        trace = Cells(rows.frame, spec.x, spec.y).density()
        return {"data": [trace], "layout": with_note(with_marks(layout, spec), note)}
    split_ = drawn(spec, rows, schema, scene.palette)
    if not any(part.lines.height for part in split_.parts):
        return empty_figure(f"{spec.x} and {spec.y} are never filled together.")
    largest = widest(rows.frame, spec.size)
    traces = [dots(spec, part, largest) for part in split_.parts]
    if spec.labels == "none":
        layout["showlegend"] = False
    note = shown_of(rows.frame.height, rows.matched, "rows")
    return {
        "data": traces,
        "layout": with_note(with_marks(layout, spec, traces), note, split_.note),
    }


def axes_of(spec: ScatterSpec) -> Figure:
    x: Figure = {"exponentformat": "B", "title": {"text": escape(spec.x_title or spec.x)}}
    y = {**value_axis(spec, zero=False), "title": {"text": escape(spec.y_title or spec.y)}}
    if spec.log_x:
        x["type"] = "log"
    if spec.start == "zero":
        x["rangemode"] = "tozero"
    return {"xaxis": x, "yaxis": y}


def widest(frame: pl.DataFrame, size: str | None) -> float:
    if size is None:
        return 0.0
    largest = frame[size].cast(pl.Float64).fill_nan(None).abs().max()
    return float(largest) if isinstance(largest, float | int) else 0.0


def dots(spec: ScatterSpec, part: Part, largest: float) -> Figure:
    lines = part.lines
    who = f"{in_template(part.name)}: " if part.name is not None else ""
    marker: Figure = {"size": 5, "opacity": 0.55, "color": part.colour}
    words = f"{templated(spec.x)} %{{x:,}}, {templated(spec.y)} {hover_form('y', spec)}"
    more: Figure = {}
    if spec.size is not None:
        sizes = lines[spec.size]
        marker |= {"size": [diameter(value, largest) for value in sizes], "sizemode": "diameter"}
        words += f", {templated(spec.size)} %{{customdata:,}}"
        more = {"customdata": sizes}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x_values(lines[spec.x]),
        "y": x_values(lines[spec.y]),
        "marker": marker,
        "hovertemplate": f"{who}{words}<extra></extra>",
        **more,
        **({"name": part.name} if part.name is not None else {"showlegend": False}),
    }


def diameter(value: float | None, largest: float) -> float:
    """In px; the area of a bubble grows with its value."""
    if value is None or not largest > 0 or value != value:
        return SMALLEST_PX
    return round(max(LARGEST_PX * math.sqrt(abs(value) / largest), SMALLEST_PX), 1)
