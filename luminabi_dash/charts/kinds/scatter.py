"""Scatter: two numbers against each other, one mark a row."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luminabi_dash.charts.axes import by_colour
from luminabi_dash.charts.kind import chart_kind
from luminabi_dash.charts.points import of_colour, of_key
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema

MARKS = 4_000


class ScatterSpec(ChartSpec):
    kind: Literal["scatter"] = "scatter"
    x: str = Field(max_length=500, description="Number to the right")
    y: str = Field(max_length=500, description="Number upwards")
    color: str | None = Field(default=None, max_length=500, description="Column that colours marks")


def ask(spec: ScatterSpec, schema: Schema) -> Query:
    names = [spec.x, spec.y, *([spec.color] if spec.color else [])]
    return Query(
        columns=tuple(dict.fromkeys(schema.column(name).name for name in names)), sample=MARKS
    )


def point(
    spec: ScatterSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    part, colour = of_colour(rows.frame.drop_nulls([spec.x, spec.y]), spec.color, place[0], schema)
    keys = ((schema.column(name), part[name][place[1]]) for name in (spec.x, spec.y))
    return (*(item for column, key in keys for item in of_key(column, key, None, [])), *colour)


@chart_kind("Scatter plot", ScatterSpec, ask=ask, point=point)
def scatter(spec: ScatterSpec, rows: Rows, schema: Schema) -> Figure:
    """At most MARKS rows, evenly taken; the note says how many of how many are shown."""
    frame = rows.frame.drop_nulls([spec.x, spec.y])
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": part[spec.x].to_list(),
            "y": part[spec.y].to_list(),
            "marker": {"size": 5, "opacity": 0.55},
            "hovertemplate": "%{x:,}, %{y:,}<extra></extra>",
            **({"name": name} if name is not None else {"showlegend": False}),
        }
        for name, part in by_colour(frame, spec.color)
    ]
    layout: Figure = {
        "xaxis": {"title": {"text": schema.column(spec.x).name}},
        "yaxis": {"title": {"text": schema.column(spec.y).name}},
    }
    if rows.frame.height < rows.matched:
        layout["meta"] = {"note": f"showing {rows.frame.height:,} of {rows.matched:,} rows"}
    return {"data": traces, "layout": layout}
