"""Measures along dates or numbers: what lines and areas share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from luminabi_dash.charts.axes import (
    adds_up,
    are_dates,
    escape,
    measure_of,
    named_measure,
    shown_of,
    x_values,
)
from luminabi_dash.charts.colours import COLOURS, Palette
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.numbers import hover_form, in_template
from luminabi_dash.charts.options import Labelled, Measured, Scaled, a_column, option, some_columns
from luminabi_dash.charts.parts import MOST, Part, Split, split
from luminabi_dash.charts.points import of_group
from luminabi_dash.charts.several import check_one_split, further
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Aggregate, Group, Query, Reduce, Rows, Unit
from luminabi_dash.tables.schema import Schema

LIMIT = 200_000
POINTS, PIXELS = 2_000, 500
"""Above POINTS of all lines, four points for each of PIXELS are left of a line."""
DOTTED = 40
STEPS = 5_000


class CourseSpec(Measured, Labelled, Scaled):
    x: str = a_column("Along", "Date or number along the line", "any", is_needed=True)
    unit: Unit | None = option(
        "month", "Calendar unit", "When x is a date; empty takes every moment", "Data"
    )
    color: str | None = a_column("Split by", "Column with a line for each value", "category")
    more: tuple[str, ...] = some_columns("Further measures", "A line each", "number", 8)


def group_of_x(spec: CourseSpec, schema: Schema) -> Group:
    return Group(spec.x, unit=spec.unit if schema.column(spec.x).type.is_temporal else None)


def color_of(spec: CourseSpec) -> str | None:
    return spec.color if spec.color != spec.x else None


def ask_course(
    spec: CourseSpec, schema: Schema, second: str | None = None, second_by: Aggregate = "sum"
) -> Query:
    """One group a point; of a colour the largest values and Other."""
    check_one_split(spec.color, spec.more, second)
    groups, color = [group_of_x(spec, schema)], color_of(spec)
    if color is not None:
        groups.insert(0, Group(schema.column(color).name))
    extra = further(spec.more, spec.aggregate, second, second_by, schema)
    return Query(
        groups=tuple(groups),
        measures=(measure_of(spec.y, spec.aggregate, schema), *extra),
        sort=(spec.x,),
        top=MOST if color is not None else None,
        limit=LIMIT,
        reduce=None if extra else reduction(spec, schema, "value", color),
    )


def reduction(spec: CourseSpec, schema: Schema, y: str, color: str | None) -> Reduce | None:
    """Only along dates and numbers, whose distance means something."""
    kind = schema.column(spec.x).type
    if not (kind.is_temporal or kind.is_numeric):
        return None
    return Reduce("extremes", spec.x, y, size=PIXELS, above=POINTS, by=color)


def drawn(spec: CourseSpec, rows: Rows, schema: Schema, palette: Palette) -> Split:
    """A part for each line; where a calendar unit has no rows it has no value: a gap."""
    unit = group_of_x(spec, schema).unit if rows.reduced is None else None
    lines = Columns.of(rows.frame)
    if spec.more:
        return Split(tuple(measured(spec, filled(lines, spec.x, unit))))
    is_added = adds_up(spec.y, spec.aggregate, schema)
    found = split(lines, color_of(spec), schema, palette, adds_up=is_added)
    parts = [Part(p.name, p.colour, filled(p.lines, spec.x, unit), p.filters) for p in found.parts]
    return Split(tuple(parts), found.note)


def measured(spec: CourseSpec, lines: Columns) -> list[Part]:
    """A part for each measure, all over the same keys."""
    named = [(spec.y, "value"), *((name, f"more{at}") for at, name in enumerate(spec.more))]
    return [
        Part(
            escape(named_measure(name, spec.aggregate)),
            COLOURS[at % MOST],
            lines.put("value", lines[alias]),
        )
        for at, (name, alias) in enumerate(named)
    ]


def filled(lines: Columns, x: str, unit: Unit | None) -> Columns:
    """The lines in the order of x, with an empty one for each unit between that has none."""
    if unit is None or not are_dates(lines[x]):
        return lines
    known = lines.filled(x)
    places = {key: at for at, key in enumerate(known[x])}
    every = steps(min(places), max(places), unit)
    if len(every) > STEPS or len(every) <= len(places):
        return known
    found = {
        name: [values[places[key]] if key in places else None for key in every]
        for name, values in known.lists.items()
    }
    return Columns({**found, x: every}, len(every))


def steps(first: Any, last: Any, unit: Unit) -> list[Any]:
    """Every beginning of a calendar unit from the first to the last, at most one above STEPS."""
    found, at = [first], first
    while at < last and len(found) <= STEPS:
        at = after(at, unit)
        found.append(at)
    return found


def after(moment: Any, unit: Unit) -> Any:
    """The beginning of the next unit; hours of a date are its days."""
    if unit in MONTHS:
        months = moment.year * 12 + moment.month - 1 + MONTHS[unit]
        return moment.replace(year=months // 12, month=months % 12 + 1)
    if unit == "hour" and not isinstance(moment, datetime):
        return moment + timedelta(days=1)
    return moment + SPANS[unit]


MONTHS = {"month": 1, "quarter": 3, "year": 12}
SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def point_of(
    spec: CourseSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    parts = drawn(spec, rows, schema, Palette()).parts
    trace, at = place
    part = (
        parts[min(trace, len(parts) - 1)] if spec.more or color_of(spec) is None else parts[trace]
    )
    if trace > len(parts):
        raise IndexError(trace)
    line = part.lines.take([at])
    column = schema.column(spec.x)
    return (*of_group(column, group_of_x(spec, schema), line, 0), *part.filters)


def trace_of(spec: CourseSpec, part: Part, **look: Any) -> Figure:
    values = part.lines["value"]
    who = f"{in_template(part.name)}, " if part.name is not None else ""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x_values(part.lines[spec.x]),
        "y": values,
        "connectgaps": False,
        "line": {"color": part.colour},
        "marker": {"color": part.colour},
        "hovertemplate": f"{who}%{{x}}: {hover_form('y', spec)}<extra></extra>",
        **({"name": part.name} if part.name is not None else {"showlegend": False}),
        **look,
    }


def dotted(values: list[Any], colour: str) -> Figure:
    """Dots where points are few, and on each point that stands alone between gaps."""
    if len(values) <= DOTTED:
        return {"mode": "lines+markers", "marker": {"color": colour, "size": 5}}
    around = [None, *values, None]
    alone = [
        b is not None and a is None and c is None
        for a, b, c in zip(around, around[1:], around[2:], strict=False)
    ]
    if not any(alone):
        return {"mode": "lines"}
    sizes = [5 if is_alone else 0 for is_alone in alone]
    return {"mode": "lines+markers", "marker": {"color": colour, "size": sizes}}


def first_keys(found: Split, x: str) -> list[Any]:
    """Keys of the first part, which tell what axis they need."""
    return found.parts[0].lines[x] if found.parts else []


def reduced_note(rows: Rows) -> str:
    if rows.reduced is None:
        return ""
    words = shown_of(rows.frame.height, rows.matched, "points")
    return f"{words}: peaks and gaps are kept" if words else ""
