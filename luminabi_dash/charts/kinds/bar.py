"""Bars: compare one measure across the values of a dimension or over calendar units."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luminabi_dash.charts.axes import by_colour, key_labels, measure_of, number_axis, x_values
from luminabi_dash.charts.kind import chart_kind
from luminabi_dash.charts.points import of_group
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Aggregate, Group, Query, Rows, Unit
from luminabi_dash.tables.schema import Schema

ROWS_LIMIT = 2_000


class BarSpec(ChartSpec):
    kind: Literal["bar"] = "bar"
    x: str = Field(max_length=500, description="Column to compare")
    y: str | None = Field(default=None, max_length=500, description="Measure; empty counts rows")
    aggregate: Aggregate = Field(default="sum", description="How a group becomes one number")
    color: str | None = Field(default=None, max_length=500, description="Column that splits bars")
    unit: Unit | None = Field(default=None, description="Calendar unit when x is a date")
    top: int | None = Field(default=20, ge=1, le=200, description="Largest bars; the rest is Other")
    horizontal: bool = Field(default=False, description="Bars run to the right")


def ask(spec: BarSpec, schema: Schema) -> Query:
    temporal = schema.column(spec.x).type.is_temporal
    groups = [Group(spec.x, unit=(spec.unit or "month") if temporal else None)]
    if spec.color is not None and spec.color != spec.x:
        schema.column(spec.color)
        groups.append(Group(spec.color))
    return Query(
        groups=tuple(groups),
        measures=(measure_of(spec.y, spec.aggregate, schema),),
        sort=(spec.x,) if temporal else ("-value",),
        top=None if temporal else spec.top,
        limit=ROWS_LIMIT,
    )


def point(spec: BarSpec, rows: Rows, schema: Schema, place: tuple[int, int]) -> tuple[Filter, ...]:
    color = spec.color if spec.color != spec.x else None
    return of_group(rows.frame, schema, spec.x, spec.unit or "month", color, place)


@chart_kind("Bar chart", BarSpec, ask=ask, point=point)
def bar(spec: BarSpec, rows: Rows, schema: Schema) -> Figure:
    """Largest first; calendar units in their order."""
    temporal = schema.column(spec.x).type.is_temporal
    traces = []
    for name, frame in by_colour(rows.frame, spec.color):
        keys, values = x_values(frame[spec.x]), frame["value"].to_list()
        sides = {"x": values, "y": keys} if spec.horizontal else {"x": keys, "y": values}
        traces.append(
            {
                "type": "bar",
                "orientation": "h" if spec.horizontal else "v",
                "hovertemplate": hover(spec),
                **sides,
                **({"name": name} if name is not None else {"showlegend": False}),
            }
        )
    category = {"type": "date"} if temporal else {"type": "category", **key_labels(rows, spec.x)}
    value = number_axis(spec.y, schema)
    if spec.horizontal:
        axes = {"xaxis": value, "yaxis": {**category, "autorange": "reversed", "showgrid": False}}
    else:
        axes = {"xaxis": {**category, "showgrid": False}, "yaxis": value}
    return {"data": traces, "layout": {**axes, "barmode": "stack" if spec.color else "relative"}}


def hover(spec: BarSpec) -> str:
    key, value = ("%{y}", "%{x:,}") if spec.horizontal else ("%{x}", "%{y:,}")
    return f"{key}: {value}<extra></extra>"
