"""Bars: compare one measure across the values of a dimension or over calendar units."""

from __future__ import annotations

from typing import Any, Literal

from luminabi_dash.charts.axes import (
    adds_up,
    are_dates,
    escape,
    key_axis,
    limit_note,
    log_note,
    measure_of,
    named_measure,
    short_labels,
    value_axis,
    with_note,
    x_values,
)
from luminabi_dash.charts.colours import COLOURS, GREY, Palette
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.keys import group_of, word_of
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.marks import with_marks
from luminabi_dash.charts.numbers import hover_form, in_template, said
from luminabi_dash.charts.options import (
    Labelled,
    Measured,
    Ranked,
    Scaled,
    a_column,
    option,
    some_columns,
)
from luminabi_dash.charts.ordering import arranged, ordered, query_order
from luminabi_dash.charts.parts import Part, Split, split
from luminabi_dash.charts.points import of_group
from luminabi_dash.charts.several import check_one_split, further, second_axis
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import OTHER, Aggregate, Group, Query, Rows, Unit
from luminabi_dash.tables.query import Part as DatePart
from luminabi_dash.tables.schema import Schema

LIMIT = 20_000
LABELLED_UP, LABELLED_ALONG = 10, 24
CROWDED, NARROW = 5, 14
ROOM, PER_LETTER = 1.05, 0.03
"""How far the axis of a labelled measure goes on: values stand beyond the ends of bars."""


class BarSpec(Measured, Ranked, Labelled, Scaled):
    kind: Literal["bar"] = "bar"
    x: str = a_column("Compare", "Column with a bar for each value", "any", is_needed=True)
    unit: Unit | None = option(None, "Calendar unit", "When the column holds dates", "Data")
    part: DatePart | None = option(
        None, "Part of the date", "Weekdays, hours or months of all years together", "Data"
    )
    color: str | None = a_column("Split by", "Column that splits bars", "category")
    more: tuple[str, ...] = some_columns(
        "Further measures", "A bar each beside the first", "number", 8
    )
    second: str | None = a_column(
        "Second axis", "Measure drawn as a line on its own axis", "number"
    )
    second_aggregate: Aggregate = option(
        "sum", "Summary of it", "How it becomes one number", "Data"
    )
    mode: Literal["auto", "stacked", "grouped", "percent"] = option(
        "auto", "Parts", "On one another, side by side, or as shares of 100 %", "Look"
    )
    horizontal: bool = option(False, "To the right", "Bars run to the right", "Look")
    by_value: bool = option(False, "Colour by value", "Larger bars are darker", "Look")


def group_of_x(spec: BarSpec, schema: Schema) -> Group:
    temporal = schema.column(spec.x).type.is_temporal
    if spec.part is not None:
        return group_of(spec.x, schema, spec.part)
    return Group(spec.x, unit=(spec.unit or "month") if temporal else None)


def color_of(spec: BarSpec) -> str | None:
    return spec.color if spec.color != spec.x else None


def ask(spec: BarSpec, schema: Schema) -> Query:
    check_one_split(spec.color, spec.more, spec.second)
    group = group_of_x(spec, schema)
    groups = [group]
    if (color := color_of(spec)) is not None:
        groups.append(Group(schema.column(color).name))
    return Query(
        groups=tuple(groups),
        measures=(
            measure_of(spec.y, spec.aggregate, schema),
            *further(spec.more, spec.aggregate, spec.second, spec.second_aggregate, schema),
        ),
        limit=LIMIT,
        **query_order(spec, schema.column(spec.x), group),
    )


def drawn(spec: BarSpec, rows: Rows, schema: Schema, palette: Palette) -> tuple[Split, list[Any]]:
    """The parts with their bars in order, and that order; colour by x itself splits nothing."""
    lines = Columns.of(rows.frame)
    keys = ordered(lines, spec.x, spec.sort, schema.column(spec.x), "value")
    is_added = adds_up(spec.y, spec.aggregate, schema)
    if not spec.more:
        parts = split(lines, color_of(spec), schema, palette, adds_up=is_added)
    else:
        names = [named_measure(name, spec.aggregate) for name in (spec.y, *spec.more)]
        aliases = ["value", *(f"more{i}" for i in range(len(spec.more)))]
        parts = Split(
            tuple(
                Part(
                    escape(name),
                    COLOURS[at % len(COLOURS)],
                    lines.put("value", lines[alias]),
                )
                for at, (name, alias) in enumerate(zip(names, aliases, strict=True))
            )
        )
    placed = [
        Part(p.name, p.colour, arranged(p.lines, spec.x, keys), p.filters) for p in parts.parts
    ]
    return Split(tuple(placed), parts.note), keys


def point(spec: BarSpec, rows: Rows, schema: Schema, place: tuple[int, int]) -> tuple[Filter, ...]:
    split_, keys = drawn(spec, rows, schema, Palette())
    trace, at = place
    column = schema.column(spec.x)
    group = group_of_x(spec, schema)
    if spec.second is not None and trace == len(split_.parts):
        return of_group(column, group, arranged(Columns.of(rows.frame), spec.x, keys), at)
    part = split_.parts[trace]
    found = [part.lines[spec.x][at], *keys]
    return (*of_group(column, group, Columns({spec.x: found}, len(found)), 0), *part.filters)


@chart_kind(
    "Bar chart",
    BarSpec,
    ask=ask,
    point=point,
    description="One measure across the values of a column, or over calendar units",
    icon="bar-chart",
)
def bar(spec: BarSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Largest first; calendar units and numbers in their order."""
    parts, keys = drawn(spec, rows, schema, scene.palette)
    is_labelled = has_labels(spec, parts, len(keys))
    group = group_of_x(spec, schema)
    traces = [bars(spec, part, group, is_labelled=is_labelled) for part in parts.parts]
    layout = axes_of(spec, rows, schema, keys, hides_values=is_labelled and spec.horizontal)
    is_grouped = spec.mode == "grouped" or (spec.mode == "auto" and bool(spec.more))
    layout |= {"barmode": "group" if is_grouped else "relative"}
    if spec.mode == "percent":
        layout |= {"barnorm": "percent"}
    if spec.by_value and len(traces) == 1:
        layout |= {"coloraxis": {"showscale": False}}
    if spec.labels == "none":
        layout |= {"showlegend": False}
    if spec.second is not None:
        lines = arranged(Columns.of(rows.frame), spec.x, keys)
        name = named_measure(spec.second, spec.second_aggregate)
        line, layout = second_axis(lines, spec.x, name, layout, is_turned=spec.horizontal)
        traces.append(line)
        traces[0] = {"name": escape(named_measure(spec.y, spec.aggregate)), **traces[0]}
        traces[0].pop("showlegend", None)
    layout = with_marks(layout, spec, traces, is_turned=spec.horizontal)
    return {
        "data": traces,
        "layout": with_note(
            layout,
            parts.note,
            limit_note(rows, LIMIT),
            log_note(spec, rows.frame["value"].to_list()),
        ),
    }


def has_labels(spec: BarSpec, parts: Split, bars: int) -> bool:
    if spec.labels == "direct":
        return True
    most = LABELLED_ALONG if spec.horizontal else LABELLED_UP
    return spec.labels == "auto" and len(parts.parts) == 1 and bars <= most and spec.second is None


def named(group: Group, keys: list[Any]) -> list[Any]:
    """Keys as Plotly takes them: weekdays and months by their names."""
    return [word_of(group, key) for key in keys] if group.part is not None else x_values(keys)


def bars(spec: BarSpec, part: Part, group: Group, *, is_labelled: bool) -> Figure:
    keys, values = named(group, part.lines[spec.x]), part.lines["value"]
    sides = {"x": values, "y": keys} if spec.horizontal else {"x": keys, "y": values}
    trace: Figure = {
        "type": "bar",
        "orientation": "h" if spec.horizontal else "v",
        "marker": {"color": [value or 0 for value in values], "coloraxis": "coloraxis"}
        if spec.by_value and part.name is None
        else {"color": shades(spec, part)},
        "hovertemplate": hover(spec, part.name),
        **sides,
        **({"name": part.name} if part.name is not None else {"showlegend": False}),
    }
    if is_labelled:
        inside = part.name is not None and spec.mode != "grouped"
        trace |= {
            "text": [escape(said(value, spec)) for value in values],
            "textposition": "inside" if inside else "outside",
            "textangle": 0,
            "constraintext": "inside" if inside else "none",
        }
    return trace


def shades(spec: BarSpec, part: Part) -> str | list[str]:
    """Other stands apart in grey."""
    keys = part.lines[spec.x]
    if part.name is not None or OTHER not in keys or len(keys) < 2:
        return part.colour
    return [GREY if key == OTHER else part.colour for key in keys]


def hover(spec: BarSpec, name: str | None) -> str:
    key, value = ("%{y}", "x") if spec.horizontal else ("%{x}", "y")
    who = f"{in_template(name)}, " if name is not None else ""
    return f"{who}{key}: {hover_form(value, spec)}<extra></extra>"


def axes_of(
    spec: BarSpec, rows: Rows, schema: Schema, keys: list[Any], *, hides_values: bool
) -> Figure:
    group = group_of_x(spec, schema)
    along = key_axis(spec, keys, group.unit)
    if not are_dates(keys):
        along |= {"type": "category", "categoryorder": "array"}
        names = list(dict.fromkeys(named(group, keys)))
        along["categoryarray"] = names
        if not spec.horizontal and len(names) > CROWDED:
            along |= short_labels(names, NARROW)
    value = value_axis(spec, zero=True)
    if spec.mode == "percent":
        value = {"ticksuffix": "%"}
    if hides_values:
        value |= {"showticklabels": False, "showgrid": False, "showline": False, "ticks": ""}
        value |= roomy(rows.frame["value"].to_list(), spec) if not spec.log else {}
    if spec.horizontal:
        across = {
            **along,
            "autorange": "reversed",
            "showgrid": False,
            "showline": False,
            "ticks": "",
        }
        return {
            "xaxis": {"showgrid": not hides_values, "showline": False, **value},
            "yaxis": across,
        }
    return {"xaxis": {**along, "showgrid": False}, "yaxis": value}


def roomy(values: list[Any], spec: BarSpec) -> Figure:
    """A range that leaves room for what is written beyond the ends."""
    known = [float(value) for value in values if value is not None and value == value]
    low, high = min([0.0, *known]), max([0.0, *known])
    room = ROOM + PER_LETTER * max((len(said(value, spec)) for value in known), default=0)
    return {"range": [low * room, high * room]} if low < high else {}
