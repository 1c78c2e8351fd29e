"""Indicator: one number, with the line that led to it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from luminabi_dash.charts.axes import measure_of, x_values
from luminabi_dash.charts.kind import chart_kind
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.tables.query import Aggregate, Group, Measure, Query, Rows, Unit
from luminabi_dash.tables.schema import Schema


class IndicatorSpec(ChartSpec):
    kind: Literal["indicator"] = "indicator"
    y: str | None = Field(default=None, max_length=500, description="Measure; empty counts rows")
    aggregate: Aggregate = Field(default="sum", description="How all rows become one number")
    x: str | None = Field(default=None, max_length=500, description="Date for the small line")
    unit: Unit = Field(default="month", description="Calendar unit of the small line")


def ask(spec: IndicatorSpec, schema: Schema) -> Query:
    measure = measure_of(spec.y, spec.aggregate, schema)
    if spec.x is None:
        return Query(measures=(measure,))
    schema.column(spec.x)
    return Query(
        groups=(Group(spec.x, unit=spec.unit),),
        measures=(measure, Measure("whole", measure.aggregate, measure.column)),
        sort=(spec.x,),
    )


def number_format(value: Any) -> str:
    """Whole numbers from 1,000 on, four significant digits below (d3-format)."""
    if isinstance(value, int) or (isinstance(value, float) and abs(value) >= 1_000):
        return ",.0f"
    return ",.4~r"


@chart_kind("Indicator", IndicatorSpec, ask=ask)
def indicator(spec: IndicatorSpec, rows: Rows, schema: Schema) -> Figure:
    """The number of all matching rows, and its course as a sparkline when there is a date."""
    column = "whole" if spec.x is not None else "value"
    value = rows.frame[column][0] if rows.frame.height else None
    traces: list[Figure] = [
        {
            "type": "indicator",
            "mode": "number",
            "value": value,
            "number": {"valueformat": number_format(value)},
        }
    ]
    if spec.x is not None and rows.frame.height > 2:
        course = rows.frame.drop_nulls(spec.x)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": x_values(course[spec.x]),
                "y": course["value"].to_list(),
                "fill": "tozeroy",
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
        traces[0]["domain"] = {"x": [0, 1], "y": [0.4, 1]}
    return {
        "data": traces,
        "layout": {
            "xaxis": {"visible": False, "domain": [0, 1]},
            "yaxis": {"visible": False, "domain": [0, 0.35]},
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        },
    }
