"""Boxes: quartiles, median and whiskers of a number, for each value of a column."""

from __future__ import annotations

from typing import Literal

from luminabi_dash.charts.axes import key_axis, needs_number, value_axis, with_note, x_values
from luminabi_dash.charts.blank import empty_figure
from luminabi_dash.charts.colours import COLOURS
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.keys import group_of
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.marks import with_marks
from luminabi_dash.charts.options import Cut, Ranked, Scaled, a_column, option
from luminabi_dash.charts.ordering import arranged, ordered
from luminabi_dash.charts.points import of_group
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Aggregate, Group, Measure, Query, Rows, Spread
from luminabi_dash.tables.schema import Schema

STATISTICS: tuple[Aggregate | Spread, ...] = (
    "median",
    "q1",
    "q3",
    "whisker_low",
    "whisker_high",
    "mean",
    "min",
    "max",
)
ALL = "all rows"


class BoxSpec(Ranked, Scaled):
    kind: Literal["box"] = "box"
    y: str = a_column("Number", "Number whose spread is shown", "number", is_needed=True)
    x: str | None = a_column("For each", "Column with a box for each value", "any")
    x_cut: Cut = option("auto", "Groups of it", "How dates and numbers become groups", "Data")
    horizontal: bool = option(False, "To the right", "Boxes run to the right", "Look")


def group_by(spec: BoxSpec, schema: Schema) -> Group | None:
    if spec.x is None:
        return None
    cut = (
        "value"
        if spec.x_cut == "auto" and not schema.column(spec.x).type.is_temporal
        else spec.x_cut
    )
    return group_of(spec.x, schema, cut, "__x")


def ask(spec: BoxSpec, schema: Schema) -> Query:
    needs_number(spec.y, schema, "y")
    group = group_by(spec, schema)
    measures = (
        Measure("value", "count", spec.y),
        *(Measure(name, name, spec.y) for name in STATISTICS),
    )
    if group is None:
        return Query(measures=measures)
    is_named = group.unit is None and group.bins is None and group.part is None
    return Query(
        groups=(group,),
        measures=measures,
        sort=(group.name,),
        top=spec.top if is_named else None,
        other=spec.other,
        bottom=spec.bottom,
        limit=2_000,
    )


def drawn(spec: BoxSpec, rows: Rows, schema: Schema) -> Columns:
    """A line for each box, in order."""
    lines = Columns.of(rows.frame).filled("median")
    if spec.x is None:
        return lines.put("__x", [ALL] * lines.height)
    keys = ordered(lines, "__x", spec.sort, schema.column(spec.x), "median")
    return arranged(lines, "__x", keys)


def beyond(lines: Columns) -> Columns:
    """The least and the greatest values that lie outside the whiskers, as "__end"."""
    low = [at for at, (a, b) in enumerate(lines.rows("min", "whisker_low")) if a < b]
    high = [at for at, (a, b) in enumerate(lines.rows("max", "whisker_high")) if a > b]
    ends = [*(lines["min"][at] for at in low), *(lines["max"][at] for at in high)]
    return lines.take([*low, *high]).put("__end", ends)


def point(spec: BoxSpec, rows: Rows, schema: Schema, place: tuple[int, int]) -> tuple[Filter, ...]:
    lines = drawn(spec, rows, schema)
    ends: tuple[Filter, ...] = (Filter(column=spec.y, op="not_null"),)
    if place[0] == 1:
        lines = beyond(lines)
        ends = (Filter(column=spec.y, op="eq", value=lines["__end"][place[1]]),)
    group = group_by(spec, schema)
    key = lines["__x"][place[1]]
    if group is None or spec.x is None:
        return ends
    every = Columns.of(rows.frame)
    return (*of_group(schema.column(spec.x), group, every, every["__x"].index(key)), *ends)


@chart_kind(
    "Box plot",
    BoxSpec,
    ask=ask,
    point=point,
    description="Quartiles, median and whiskers, for each value of a column",
    icon="box-seam",
)
def box(spec: BoxSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Whiskers end at the outermost values within 1.5 quartile distances; beyond them the least
    and the greatest value stand as dots.
    """
    lines = drawn(spec, rows, schema)
    if lines.height == 0:
        return empty_figure(f"{spec.y} is empty in every row.")
    ends = beyond(lines)
    traces = [boxes(spec, lines)]
    if ends.height:
        traces.append(dots(spec, ends))
    unit = group.unit if (group := group_by(spec, schema)) is not None else None
    along: Figure = {**key_axis(spec, lines["__x"], unit), "type": "category", "showgrid": False}
    value = value_axis(spec, zero=False)
    axes = (
        {"xaxis": {**value, "showgrid": True}, "yaxis": {**along, "autorange": "reversed"}}
        if spec.horizontal
        else {"xaxis": along, "yaxis": value}
    )
    note = "dots: least and greatest beyond the whiskers" if ends.height else ""
    layout = with_marks({**axes, "showlegend": False}, spec, is_turned=spec.horizontal)
    return {"data": traces, "layout": with_note(layout, note)}


def boxes(spec: BoxSpec, lines: Columns) -> Figure:
    names = {
        "q1": "q1",
        "median": "median",
        "q3": "q3",
        "lowerfence": "whisker_low",
        "upperfence": "whisker_high",
        "mean": "mean",
    }
    return {
        "type": "box",
        ("y" if spec.horizontal else "x"): x_values(lines["__x"]),
        "orientation": "h" if spec.horizontal else "v",
        **{key: lines[name] for key, name in names.items()},
        "boxmean": True,
        "boxpoints": False,
        "line": {"color": COLOURS[0], "width": 1.25},
        "hoverinfo": "x" if spec.horizontal else "y",
    }


def dots(spec: BoxSpec, ends: Columns) -> Figure:
    names, values = x_values(ends["__x"]), ends["__end"]
    sides = (values, names) if spec.horizontal else (names, values)
    value = "x" if spec.horizontal else "y"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": sides[0],
        "y": sides[1],
        "marker": {"color": COLOURS[0], "size": 4, "opacity": 0.6},
        "hovertemplate": f"%{{{value}:,}}<extra></extra>",
    }
