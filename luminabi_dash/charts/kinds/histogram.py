"""Histograms: how the values of one number are spread."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luminabi_dash.charts.kind import chart_kind
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import HIGH, Group, Measure, Query, Rows
from luminabi_dash.tables.schema import Schema


class HistogramSpec(ChartSpec):
    kind: Literal["histogram"] = "histogram"
    x: str = Field(max_length=500, description="Number whose spread is shown")
    bins: int = Field(default=30, ge=2, le=200, description="Equal intervals")


def ask(spec: HistogramSpec, schema: Schema) -> Query:
    if not schema.column(spec.x).type.is_numeric:
        raise Invalid(
            f"A histogram needs numbers, and {spec.x!r} has none.",
            code="wrong_spec",
            details={"field": "x"},
        )
    return Query(
        groups=(Group(spec.x, bins=spec.bins),),
        measures=(Measure("value", "count"),),
        sort=(spec.x,),
    )


def point(
    spec: HistogramSpec, rows: Rows, _schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    """A half-open interval; the last one holds its upper end too."""
    frame = rows.frame.drop_nulls(spec.x)
    low, high = frame[spec.x][place[1]], frame[spec.x + HIGH][place[1]]
    is_last = place[1] == frame.height - 1
    return (
        Filter(column=spec.x, op="ge", value=low),
        Filter(column=spec.x, op="le" if is_last else "lt", value=high),
    )


@chart_kind("Histogram", HistogramSpec, ask=ask, point=point)
def histogram(spec: HistogramSpec, rows: Rows, schema: Schema) -> Figure:
    """Counts by interval, drawn as touching bars at the middle of each interval."""
    frame = rows.frame.drop_nulls(spec.x)
    low = frame[spec.x].to_list()
    high = frame[spec.x + HIGH].to_list()
    return {
        "data": [
            {
                "type": "bar",
                "x": [(a + b) / 2 for a, b in zip(low, high, strict=True)],
                "width": [b - a for a, b in zip(low, high, strict=True)],
                "y": frame["value"].to_list(),
                "customdata": list(zip(low, high, strict=True)),
                "hovertemplate": "%{customdata[0]:,.6~g} to %{customdata[1]:,.6~g}: "
                "%{y:,} rows<extra></extra>",
                "showlegend": False,
            }
        ],
        "layout": {"bargap": 0.04, "xaxis": {}, "yaxis": {"rangemode": "tozero"}},
    }
