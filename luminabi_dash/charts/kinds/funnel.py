"""Funnels: how much is left at each stage."""

from __future__ import annotations

from typing import Any, Literal

from luminabi_dash.charts.axes import cut, key_words, measure_of, with_note
from luminabi_dash.charts.blank import empty_figure
from luminabi_dash.charts.colours import COLOURS
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.numbers import MINUS, escape, said
from luminabi_dash.charts.options import Measured, Numbered, Order, a_column, option
from luminabi_dash.charts.ordering import arranged, ordered
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Query, Rows
from luminabi_dash.tables.schema import Schema


class FunnelSpec(Measured, Numbered):
    kind: Literal["funnel"] = "funnel"
    x: str = a_column("Stages", "Column with a stage for each value", "category", is_needed=True)
    stages: tuple[str, ...] = option(
        (),
        "Order of stages",
        "Values from the first stage to the last; empty: largest first",
        "Data",
        max_length=30,
    )
    sort: Order = option("auto", "Otherwise", "Order of stages that are not listed", "Data")
    top: int = option(10, "At most", "Largest stages", "Data", ge=1, le=30)


def ask(spec: FunnelSpec, schema: Schema) -> Query:
    return Query(
        groups=(Group(schema.column(spec.x).name),),
        measures=(measure_of(spec.y, spec.aggregate, schema),),
        sort=("-value",),
        top=None if spec.stages else spec.top,
        other=False,
        limit=200,
    )


def drawn(spec: FunnelSpec, rows: Rows, schema: Schema) -> Columns:
    order: Order = "largest" if spec.sort == "auto" else spec.sort
    lines = Columns.of(rows.frame)
    keys = ordered(lines, spec.x, order, schema.column(spec.x), "value")
    if spec.stages:
        place = {stage: at for at, stage in enumerate(spec.stages)}
        lines = lines.take([at for at, key in enumerate(lines[spec.x]) if str(key) in place])
        keys = sorted(lines[spec.x], key=lambda key: place[str(key)])
    return arranged(lines, spec.x, keys)


def point(
    spec: FunnelSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    key = drawn(spec, rows, schema)[spec.x][place[1]]
    return of_key(schema.column(spec.x), key, None)


@chart_kind(
    "Funnel",
    FunnelSpec,
    ask=ask,
    point=point,
    description="How much is left at each stage",
    icon="funnel",
    coloured=(),
)
def funnel(spec: FunnelSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Each stage with its number, its share of the first and what was lost since the one before."""
    lines = drawn(spec, rows, schema)
    if not lines.height:
        return empty_figure("No row is at any of these stages.")
    values = lines["value"]
    names = [cut(key_words(key)) for key in lines[spec.x]]
    trace = {
        "type": "funnel",
        "y": names,
        "x": values,
        "text": [label(spec, value, values[0]) for value in values],
        "textinfo": "text",
        "textposition": "auto",
        "marker": {"color": COLOURS[0]},
        "hovertext": [
            f"{name}: {label(spec, value, values[0])}{lost(before, value)}"
            for name, before, value in zip(names, [None, *values], values, strict=False)
        ],
        "hoverinfo": "text",
        "showlegend": False,
    }
    layout: Figure = {
        "yaxis": {"type": "category", "autorange": "reversed", "showgrid": False},
        "xaxis": {"visible": False},
        "funnelgap": 0.2,
    }
    missing = [stage for stage in spec.stages if stage not in {str(key) for key in lines[spec.x]}]
    note = f"no rows at {', '.join(missing)}" if missing else ""
    return {"data": [trace], "layout": with_note(layout, note)}


def label(spec: FunnelSpec, value: Any, first: Any) -> str:
    text = escape(said(value, spec))
    if not first or value is None:
        return text
    return f"{text} · {100 * value / first:.3g}%"


def lost(before: Any, value: Any) -> str:
    if not before or value is None:
        return ""
    change = 100 * (value / before - 1)
    return f", {MINUS if change < 0 else '+'}{abs(change):.3g}% since the stage before"
