"""Histograms: how the values of one number are spread."""

from __future__ import annotations

from typing import Literal

from luminabi_dash.charts.axes import needs_number, titled, value_axis, with_note
from luminabi_dash.charts.colours import Palette
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.marks import with_marks
from luminabi_dash.charts.numbers import in_template
from luminabi_dash.charts.options import Labelled, Scaled, a_column, option
from luminabi_dash.charts.parts import Part, Split, split
from luminabi_dash.charts.points import of_interval
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import HIGH, Group, Measure, Query, Rows
from luminabi_dash.tables.schema import Schema


class HistogramSpec(Labelled, Scaled):
    kind: Literal["histogram"] = "histogram"
    x: str = a_column("Number", "Number whose spread is shown", "number", is_needed=True)
    bins: int = option(30, "Intervals", "How many equal intervals", "Data", ge=2, le=200)
    color: str | None = a_column("Split by", "Column that splits the bars", "category")


def ask(spec: HistogramSpec, schema: Schema) -> Query:
    needs_number(spec.x, schema, "x")
    groups = [Group(spec.x, bins=spec.bins)]
    if spec.color is not None and spec.color != spec.x:
        groups.append(Group(schema.column(spec.color).name))
    return Query(
        groups=tuple(groups), measures=(Measure("value", "count"),), sort=(spec.x,), limit=20_000
    )


def drawn(spec: HistogramSpec, rows: Rows, schema: Schema, palette: Palette) -> Split:
    known = Columns.of(rows.frame).filled(spec.x)
    return split(known, spec.color if spec.color != spec.x else None, schema, palette)


def point(
    spec: HistogramSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    part = drawn(spec, rows, schema, Palette()).parts[place[0]]
    low, high = part.lines[spec.x][place[1]], part.lines[spec.x + HIGH][place[1]]
    lows = rows.frame[spec.x].to_list()
    return (*of_interval(schema.column(spec.x), low, lows, high), *part.filters)


@chart_kind(
    "Histogram",
    HistogramSpec,
    ask=ask,
    point=point,
    description="How the values of a number are spread",
    icon="align-bottom",
)
def histogram(spec: HistogramSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Counts by interval, drawn as touching bars at the middle of each interval."""
    parts = drawn(spec, rows, schema, scene.palette)
    counts = zip(rows.frame[spec.x].to_list(), rows.frame["value"].to_list(), strict=True)
    empty = sum(count for key, count in counts if key is None)
    layout: Figure = {
        "bargap": 0,
        "barmode": "stack",
        "xaxis": {"exponentformat": "B", **titled(spec.x_title)},
        "yaxis": value_axis(spec, zero=True),
    }
    if spec.labels == "none":
        layout["showlegend"] = False
    note = f"{empty:,} rows are empty" if empty else ""
    traces = [bars(spec, part) for part in parts.parts]
    layout = with_note(with_marks(layout, spec, traces), parts.note, note)
    return {"data": traces, "layout": layout}


def bars(spec: HistogramSpec, part: Part) -> Figure:
    low, high = part.lines[spec.x], part.lines[spec.x + HIGH]
    ends = list(zip(low, high, strict=True))
    who = f"{in_template(part.name)}, " if part.name is not None else ""
    return {
        "type": "bar",
        "x": [a + (b - a) / 2 for a, b in ends],
        "width": [0.94 * (b - a) for a, b in ends],
        "y": part.lines["value"],
        "customdata": ends,
        "marker": {"color": part.colour, "cornerradius": 0},
        "hovertemplate": f"{who}%{{customdata[0]:,.6~g}} to %{{customdata[1]:,.6~g}}: "
        "%{y:,} rows<extra></extra>",
        **({"name": part.name} if part.name is not None else {"showlegend": False}),
    }
