"""Pies and donuts: how a whole is made of a few parts."""

from __future__ import annotations

from typing import Any, Literal

from luminabi_dash.charts.axes import cut, distinct, key_words, measure_of, with_note
from luminabi_dash.charts.blank import empty_figure
from luminabi_dash.charts.columns import Columns, amount
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.numbers import hover_form, said
from luminabi_dash.charts.options import Labelled, Numbered, a_column, option
from luminabi_dash.charts.ordering import arranged, last
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Query, Rows
from luminabi_dash.tables.schema import Schema


class PieSpec(Labelled, Numbered):
    kind: Literal["pie"] = "pie"
    x: str = a_column("Parts", "Column with a slice for each value", "category", is_needed=True)
    y: str | None = a_column("Measure", "Amount that is shared; empty counts rows", "number")
    aggregate: Literal["sum", "count"] = option(
        "sum", "Summary", "Only amounts add up to a whole", "Data"
    )
    top: int = option(6, "At most", "Largest slices; the rest is Other", "Data", ge=1, le=12)
    hole: bool = option(True, "Hole", "A donut with the total in its middle", "Look")


def ask(spec: PieSpec, schema: Schema) -> Query:
    measure = measure_of(spec.y, spec.aggregate, schema)
    if measure.aggregate == "formula":
        raise Invalid("Parts of a pie must add up; a formula does not.", code="wrong_spec")
    return Query(
        groups=(Group(schema.column(spec.x).name),),
        measures=(measure,),
        sort=("-value",),
        top=spec.top,
    )


def drawn(spec: PieSpec, rows: Rows) -> Columns:
    """Slices that have a size, OTHER last."""
    lines = Columns.of(rows.frame)
    found = lines.take([at for at, value in enumerate(lines["value"]) if amount(value) > 0])
    return arranged(found, spec.x, last(found[spec.x]))


def point(spec: PieSpec, rows: Rows, schema: Schema, place: tuple[int, int]) -> tuple[Filter, ...]:
    lines = drawn(spec, rows)
    column_ = schema.column(spec.x)
    return of_key(column_, lines[spec.x][place[1]], None, rows.frame[spec.x].to_list())


@chart_kind(
    "Pie or donut",
    PieSpec,
    ask=ask,
    point=point,
    description="How a whole is made of a few parts",
    icon="pie-chart",
    coloured=("x",),
)
def pie(spec: PieSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Slices clockwise from the largest; what is below zero has no slice, and the note says so."""
    lines = drawn(spec, rows)
    left = rows.frame.height - lines.height
    if lines.height == 0:
        return empty_figure("There is nothing above zero to share.")
    keys, values = lines[spec.x], lines["value"]
    trace: Figure = {
        "type": "pie",
        "labels": distinct([cut(key_words(key)) for key in keys]),
        "values": values,
        "marker": {"colors": scene.palette.colours(spec.x, keys)},
        "hole": 0.62 if spec.hole else 0,
        "sort": False,
        "hovertemplate": f"%{{label}}: {hover_form('value', spec)} (%{{percent}})<extra></extra>",
        "textinfo": "percent" if spec.labels == "legend" else "label+percent",
        "textposition": "inside" if spec.labels == "legend" else "outside",
        "showlegend": spec.labels == "legend",
    }
    if spec.labels == "none":
        trace["textinfo"] = "none"
    layout: Figure = {"margin": {"t": 20, "b": 20, "l": 8, "r": 8}}
    if spec.hole:
        layout["annotations"] = [total(sum(values), spec)]
    note = f"{left:,} values at zero or below are left out" if left else ""
    return {"data": [trace], "layout": with_note(layout, note)}


def total(value: Any, spec: PieSpec) -> Figure:
    return {
        "text": said(value, spec).replace("<", "&lt;"),
        "showarrow": False,
        "x": 0.5,
        "y": 0.5,
        "xref": "paper",
        "yref": "paper",
        "font": {"size": 20},
        "xanchor": "center",
        "align": "center",
    }
