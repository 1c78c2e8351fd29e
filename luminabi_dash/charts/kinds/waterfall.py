"""Waterfalls: what adds up to a total, or how a measure changed from period to period."""

from __future__ import annotations

import itertools
from typing import Any, Literal

from luminabi_dash.charts.axes import (
    adds_up,
    cut,
    date_words,
    key_words,
    limit_note,
    measure_of,
    value_axis,
    with_note,
)
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.marks import with_marks
from luminabi_dash.charts.numbers import MINUS, escape, said
from luminabi_dash.charts.options import Measured, Ranked, Scaled, a_column, option
from luminabi_dash.charts.ordering import arranged, ordered, query_order
from luminabi_dash.charts.points import of_group
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Query, Rows, Unit
from luminabi_dash.tables.schema import Schema

LIMIT = 200
LABELLED = 10


class WaterfallSpec(Measured, Ranked, Scaled):
    kind: Literal["waterfall"] = "waterfall"
    x: str = a_column("Steps", "Column with a step for each value", "any", is_needed=True)
    unit: Unit | None = option(None, "Calendar unit", "When the column holds dates", "Data")
    of: Literal["parts", "changes"] = option(
        "parts", "Shows", "Parts that add up, or changes from one step to the next", "Data"
    )
    total: bool = option(True, "Total", "A last bar with the sum", "Look")
    top: int | None = option(12, "At most", "Largest steps; the rest is Other", "Data", ge=1, le=60)


def group_of_x(spec: WaterfallSpec, schema: Schema) -> Group:
    temporal = schema.column(spec.x).type.is_temporal
    return Group(spec.x, unit=(spec.unit or "month") if temporal else None)


def ask(spec: WaterfallSpec, schema: Schema) -> Query:
    if spec.of == "parts" and not adds_up(spec.y, spec.aggregate, schema):
        raise Invalid(
            f"Parts of a waterfall must add up, and a {spec.aggregate} does not; show changes.",
            code="wrong_spec",
            details={"field": "aggregate"},
        )
    group = group_of_x(spec, schema)
    return Query(
        groups=(group,),
        measures=(measure_of(spec.y, spec.aggregate, schema),),
        limit=LIMIT,
        **query_order(spec, schema.column(spec.x), group),
    )


def drawn(spec: WaterfallSpec, rows: Rows, schema: Schema) -> Columns:
    lines = Columns.of(rows.frame)
    return arranged(
        lines, spec.x, ordered(lines, spec.x, spec.sort, schema.column(spec.x), "value")
    )


def point(
    spec: WaterfallSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    lines = drawn(spec, rows, schema)
    if place[1] == lines.height and spec.total:
        return ()
    if not 0 <= place[1] < lines.height:
        raise IndexError(place[1])
    return of_group(schema.column(spec.x), group_of_x(spec, schema), lines, place[1])


@chart_kind(
    "Waterfall",
    WaterfallSpec,
    ask=ask,
    point=point,
    description="What adds up to a total, or how a measure changed step by step",
    icon="bar-chart-steps",
    coloured=(),
)
def waterfall(spec: WaterfallSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Gains and losses in two colours, the total in grey."""
    lines = drawn(spec, rows, schema)
    values = [value or 0 for value in lines["value"]]
    unit = group_of_x(spec, schema).unit
    names = [name_of(key, unit) for key in lines[spec.x]]
    steps, kinds = steps_of(spec, values)
    if spec.total:
        names.append("Total" if spec.of == "parts" else "Now")
        steps.append(0)
        kinds.append("total")
    sizes = [
        sum(values) if spec.of == "parts" else values[-1] if kind == "total" else step
        for step, kind in zip(steps, kinds, strict=True)
    ]
    shown = [
        step if kind != "total" else size
        for step, size, kind in zip(steps, sizes, kinds, strict=True)
    ]
    trace: Figure = {
        "type": "waterfall",
        "x": names,
        "y": steps,
        "measure": kinds,
        "hovertext": [
            f"{n}: {escape(signed(s, spec, k))}"
            for n, s, k in zip(names, shown, kinds, strict=True)
        ],
        "hoverinfo": "text",
        "showlegend": False,
    }
    if len(names) <= LABELLED:
        trace |= {
            "text": [escape(signed(s, spec, k)) for s, k in zip(shown, kinds, strict=True)],
            "textposition": "outside",
            "textangle": 0,
            "cliponaxis": False,
            "constraintext": "none",
            "textfont": {"size": 11},
        }
    xaxis = {
        "type": "category",
        "showgrid": False,
        "categoryorder": "array",
        "categoryarray": names,
        **short_ticks(names),
    }
    layout = {"xaxis": xaxis, "yaxis": {**value_axis(spec, zero=True), "type": "linear"}}
    return {
        "data": [trace],
        "layout": with_note(with_marks(layout, spec), limit_note(rows, LIMIT)),
    }


def name_of(key: Any, unit: str | None) -> str:
    return date_words(key, unit) if hasattr(key, "isoformat") else key_words(key)


def short_ticks(names: list[str]) -> Figure:
    if all(len(name) <= 14 for name in names):
        return {}
    return {"tickmode": "array", "tickvals": names, "ticktext": [cut(n, 14) for n in names]}


def steps_of(spec: WaterfallSpec, values: list[Any]) -> tuple[list[Any], list[str]]:
    if spec.of == "parts":
        return list(values), ["relative"] * len(values)
    changes = [b - a for a, b in itertools.pairwise(values)]
    return [values[0], *changes], ["absolute", *["relative"] * len(changes)]


def signed(value: Any, spec: WaterfallSpec, kind: str) -> str:
    text = said(value, spec)
    return f"+{text}" if kind == "relative" and value > 0 and not text.startswith(MINUS) else text
