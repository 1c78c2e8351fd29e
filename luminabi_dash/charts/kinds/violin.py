"""Violins: the whole shape of a number's spread, for each value of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from luminabi_dash.charts.axes import cut, key_words, needs_number, value_axis, with_note
from luminabi_dash.charts.blank import empty_figure
from luminabi_dash.charts.colours import COLOURS, faded
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.keys import interval_words
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.marks import with_marks
from luminabi_dash.charts.numbers import said
from luminabi_dash.charts.options import Ranked, Scaled, a_column, option
from luminabi_dash.charts.ordering import ordered
from luminabi_dash.charts.points import of_interval, of_key
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import HIGH, Group, Measure, Query, Rows
from luminabi_dash.tables.schema import Schema

HALF = 0.42
BIN = "__bin"
ALL = "all rows"


class ViolinSpec(Ranked, Scaled):
    kind: Literal["violin"] = "violin"
    y: str = a_column("Number", "Number whose spread is shown", "number", is_needed=True)
    x: str | None = a_column("For each", "Column with a shape for each value", "category")
    bins: int = option(40, "Intervals", "How fine the shape is", "Data", ge=8, le=120)
    top: int | None = option(8, "At most", "Largest groups; the rest is Other", "Data", ge=1, le=20)


@dataclass(frozen=True, slots=True)
class Shape:
    """The intervals of one value that hold rows, in rising order."""

    key: Any
    lows: Sequence[float]
    highs: Sequence[float]
    counts: Sequence[int]

    @property
    def middles(self) -> list[float]:
        return [a + (b - a) / 2 for a, b in zip(self.lows, self.highs, strict=True)]

    def median(self) -> float:
        """Where half of the rows lie below, evenly spread within their interval."""
        half, seen = sum(self.counts) / 2, 0.0
        for low, high, count in zip(self.lows, self.highs, self.counts, strict=True):
            if count and seen + count >= half:
                return low + (high - low) * (half - seen) / count
            seen += count
        return self.highs[-1]


def ask(spec: ViolinSpec, schema: Schema) -> Query:
    needs_number(spec.y, schema, "y")
    bins = Group(spec.y, bins=spec.bins, alias=BIN)
    groups = (bins,) if spec.x is None else (Group(schema.column(spec.x).name, alias="__x"), bins)
    return Query(
        groups=groups,
        measures=(Measure("value", "count"),),
        sort=(BIN,),
        top=spec.top if spec.x is not None else None,
        other=spec.other,
        bottom=spec.bottom,
        limit=20_000,
    )


def shapes(spec: ViolinSpec, rows: Rows, schema: Schema) -> list[Shape]:
    lines = Columns.of(rows.frame).filled(BIN)
    if spec.x is None:
        return [shape_of(ALL, lines)] if lines.height else []
    keys, places = ordered(lines, "__x", spec.sort, schema.column(spec.x), "value"), lines.by("__x")
    return [shape_of(key, lines.take(places[key])) for key in keys]


def shape_of(key: Any, lines: Columns) -> Shape:
    """Empty intervals between others count as such."""
    lows, highs = lines[BIN], lines[BIN + HIGH]
    width = highs[0] - lows[0]
    known = {
        round((low - lows[0]) / width): (low, high, count)
        for low, high, count in zip(lows, highs, lines["value"], strict=True)
    }
    every = [
        known.get(at, (lows[0] + at * width, lows[0] + (at + 1) * width, 0))
        for at in range(max(known) + 1)
    ]
    return Shape(key, *(list(side) for side in zip(*every, strict=True)))


def point(
    spec: ViolinSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    """The outline goes up on the right and down on the left; the last trace are the medians."""
    found = shapes(spec, rows, schema)
    trace, at = place
    whole = trace == len(found)
    shape = found[at if whole else trace]
    column_ = schema.column(spec.y)
    if whole:
        ends: tuple[Filter, ...] = (Filter(column=spec.y, op="not_null"),)
    else:
        count = len(shape.lows)
        index = interval_at(at, count)
        lows = rows.frame[BIN].to_list()
        ends = of_interval(column_, shape.lows[index], lows, shape.highs[index])
    if spec.x is None:
        return ends
    return (*of_key(schema.column(spec.x), shape.key, None, [s.key for s in found]), *ends)


def interval_at(at: int, count: int) -> int:
    """The interval of a point of the outline: foot, intervals upwards, tip, intervals downwards."""
    if not 0 <= at < 2 * count + 2:
        raise IndexError(at)
    index = at - 1 if at <= count + 1 else 2 * count + 1 - at
    return min(max(index, 0), count - 1)


@chart_kind(
    "Violin plot",
    ViolinSpec,
    ask=ask,
    point=point,
    description="The whole shape of a number's spread, for each value of a column",
    icon="soundwave",
    coloured=("x",),
)
def violin(spec: ViolinSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Shapes from counts in equal intervals, each as wide as its greatest count; a dot marks the
    median.
    """
    found = shapes(spec, rows, schema)
    if not found:
        return empty_figure(f"{spec.y} is empty in every row.")
    names = [key_words(shape.key) for shape in found]
    colours = scene.palette.colours(spec.x, [s.key for s in found]) if spec.x else [COLOURS[0]]
    traces = [
        outline(at, shape, name, colour)
        for at, (shape, name, colour) in enumerate(zip(found, names, colours, strict=True))
    ]
    traces.append(medians(found, names))
    xaxis = {
        "tickmode": "array",
        "tickvals": list(range(len(found))),
        "ticktext": [cut(name, 16) for name in names],
        "range": [-0.6, len(found) - 0.4],
        "showgrid": False,
    }
    layout = {"xaxis": xaxis, "yaxis": value_axis(spec, zero=False), "showlegend": False}
    note = f"shapes from counts in {spec.bins} intervals, dots are medians"
    return {"data": traces, "layout": with_note(with_marks(layout, spec), note)}


def outline(at: int, shape: Shape, name: str, colour: str) -> Figure:
    smooth = smoothed(shape.counts)
    widths = [HALF * count / max(smooth) for count in smooth]
    middles, back = shape.middles, list(reversed(shape.middles))
    labels = [
        f"{name}, {interval_words(low, high)}: {count:,} rows"
        for low, high, count in zip(shape.lows, shape.highs, shape.counts, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [at, *(at + w for w in widths), at, *(at - w for w in reversed(widths))],
        "y": [shape.lows[0], *middles, shape.highs[-1], *back],
        "fill": "toself",
        "fillcolor": faded(colour, 0.3),
        "line": {"color": colour, "width": 1.25, "shape": "spline", "smoothing": 0.6},
        "hoveron": "points",
        "hovertext": [labels[0], *labels, labels[-1], *reversed(labels)],
        "hoverinfo": "text",
        "name": name,
    }


def smoothed(counts: Sequence[int]) -> list[float]:
    """Each count with half of its neighbours', so that the outline does not jump."""
    around = [0, *counts, 0]
    return [(a + 2 * b + c) / 4 for a, b, c in zip(around, around[1:], around[2:], strict=False)]


def medians(found: Sequence[Shape], names: Sequence[str]) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(range(len(found))),
        "y": [shape.median() for shape in found],
        "marker": {"size": 7, "color": "#FFFFFF", "line": {"width": 2, "color": "#626572"}},
        "hovertext": [
            f"{name}: median about {said(shape.median())}"
            for shape, name in zip(found, names, strict=True)
        ],
        "hoverinfo": "text",
    }
