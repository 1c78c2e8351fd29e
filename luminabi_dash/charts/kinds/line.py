"""Lines: follow one measure over time."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luminabi_dash.charts.axes import by_colour, measure_of, number_axis, x_values
from luminabi_dash.charts.kind import chart_kind
from luminabi_dash.charts.points import of_group
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Aggregate, Group, Query, Rows, Unit
from luminabi_dash.tables.schema import Schema

ROWS_LIMIT = 20_000


class LineSpec(ChartSpec):
    kind: Literal["line"] = "line"
    x: str = Field(max_length=500, description="Date or number along the line")
    y: str | None = Field(default=None, max_length=500, description="Measure; empty counts rows")
    aggregate: Aggregate = Field(default="sum", description="How a group becomes one number")
    unit: Unit | None = Field(default="month", description="Calendar unit when x is a date")
    color: str | None = Field(default=None, max_length=500, description="Column with a line each")


def ask(spec: LineSpec, schema: Schema) -> Query:
    temporal = schema.column(spec.x).type.is_temporal
    groups = [Group(spec.x, unit=spec.unit if temporal else None)]
    if spec.color is not None and spec.color != spec.x:
        schema.column(spec.color)
        groups.append(Group(spec.color))
    return Query(
        groups=tuple(groups),
        measures=(measure_of(spec.y, spec.aggregate, schema),),
        sort=(spec.x,),
        limit=ROWS_LIMIT,
    )


def point(spec: LineSpec, rows: Rows, schema: Schema, place: tuple[int, int]) -> tuple[Filter, ...]:
    color = spec.color if spec.color != spec.x else None
    return of_group(rows.frame, schema, spec.x, spec.unit, color, place)


@chart_kind("Line chart", LineSpec, ask=ask, point=point)
def line(spec: LineSpec, rows: Rows, schema: Schema) -> Figure:
    """Points in the order of x; a missing value leaves a gap."""
    traces = [
        {
            "type": "scatter",
            "mode": "lines" if frame.height > 1 else "markers",
            "x": x_values(frame[spec.x]),
            "y": frame["value"].to_list(),
            "connectgaps": False,
            "hovertemplate": "%{x}: %{y:,}<extra></extra>",
            **({"name": name} if name is not None else {"showlegend": False}),
        }
        for name, frame in by_colour(rows.frame, spec.color)
    ]
    temporal = schema.column(spec.x).type.is_temporal
    return {
        "data": traces,
        "layout": {
            "xaxis": {"type": "date"} if temporal else {},
            "yaxis": number_axis(spec.y, schema, zero=False),
        },
    }
