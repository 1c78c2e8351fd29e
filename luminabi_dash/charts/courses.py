"""Measures along dates or numbers: what lines and areas share."""

from __future__ import annotations

from typing import Any

import polars as pl

from luminabi_dash.charts.axes import (
    adds_up,
    escape,
    measure_of,
    named_measure,
    shown_of,
    x_values,
)
from luminabi_dash.charts.colours import COLOURS, Palette
from luminabi_dash.charts.numbers import hover_form, in_template
from luminabi_dash.charts.options import Labelled, Measured, Scaled, a_column, option, some_columns
from luminabi_dash.charts.parts import MOST, Part, Split, split
from luminabi_dash.charts.points import NEXT, of_group
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
    if spec.more:
        return Split(tuple(measured(spec, filled(rows.frame, spec.x, unit))))
    is_added = adds_up(spec.y, spec.aggregate, schema)
    found = split(rows.frame, color_of(spec), schema, palette, adds_up=is_added)
    parts = [Part(p.name, p.colour, filled(p.frame, spec.x, unit), p.filters) for p in found.parts]
    return Split(tuple(parts), found.note)


def measured(spec: CourseSpec, frame: pl.DataFrame) -> list[Part]:
    """A part for each measure, all over the same keys."""
    named = [(spec.y, "value"), *((name, f"more{at}") for at, name in enumerate(spec.more))]
    return [
        Part(
            escape(named_measure(name, spec.aggregate)),
            COLOURS[at % MOST],
            frame.with_columns(frame[alias].alias("value")),
        )
        for at, (name, alias) in enumerate(named)
    ]


def filled(frame: pl.DataFrame, x: str, unit: Unit | None) -> pl.DataFrame:
    """The frame in the order of x, with an empty line for each unit between that has none."""
    if unit is None or not frame[x].dtype.is_temporal() or frame[x].drop_nulls().len() < 2:
        return frame
    known = frame.filter(pl.col(x).is_not_null())
    step = NEXT["day" if unit == "hour" and frame[x].dtype == pl.Date else unit]
    spread = pl.date_range if frame[x].dtype == pl.Date else pl.datetime_range
    every = spread(known[x].sort()[0], known[x].sort()[-1], step, eager=True).alias(x)
    if every.len() > STEPS or every.len() <= known.height:
        return known
    whole = pl.DataFrame({x: every.cast(frame[x].dtype)})
    return whole.join(known, on=x, how="left", maintain_order="left")


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
    line = part.frame.slice(at, 1)
    if line.height == 0:
        raise IndexError(at)
    column = schema.column(spec.x)
    return (*of_group(column, group_of_x(spec, schema), line, 0), *part.filters)


def trace_of(spec: CourseSpec, part: Part, **look: Any) -> Figure:
    values = part.frame["value"].to_list()
    who = f"{in_template(part.name)}, " if part.name is not None else ""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x_values(part.frame[spec.x]),
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


def reduced_note(rows: Rows) -> str:
    if rows.reduced is None:
        return ""
    words = shown_of(rows.frame.height, rows.matched, "points")
    return f"{words}: peaks and gaps are kept" if words else ""
