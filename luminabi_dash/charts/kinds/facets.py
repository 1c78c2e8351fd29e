"""Small multiples: the same chart for each value of a column, on the same scale."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Literal

import polars as pl

from luminabi_dash.charts.axes import cut, key_words, limit_note, with_note
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.kind import KINDS, Kind, Scene, chart_kind, parse_spec
from luminabi_dash.charts.options import Measured, Scaled, a_column, option
from luminabi_dash.charts.ordering import last
from luminabi_dash.charts.parts import ranked
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Query, Rows, Unit
from luminabi_dash.tables.schema import Schema

FACET = "__facet"
LIMIT = 20_000
MOST_NAMES = 12
GAP_X, GAP_Y = 0.04, 0.12


class FacetsSpec(Measured, Scaled):
    kind: Literal["facets"] = "facets"
    facet: str = a_column(
        "For each", "Column with a chart for each value", "category", is_needed=True
    )
    of: Literal["line", "bar", "area"] = option("line", "Chart", "What each one shows", "Data")
    x: str = a_column("Along", "Column along the lower side", "any", is_needed=True)
    unit: Unit | None = option("month", "Calendar unit", "When x is a date", "Data")
    color: str | None = a_column("Split by", "Column that splits each chart", "category")
    top: int = option(9, "At most", "Charts of the largest values", "Data", ge=1, le=24)
    same_scale: bool = option(True, "Same scale", "All charts have the same axis", "Axes")


def inner(spec: FacetsSpec) -> tuple[Kind, ChartSpec]:
    """The chart of one facet."""
    shared = {
        name: getattr(spec, name)
        for name in (
            "x",
            "y",
            "aggregate",
            "unit",
            "color",
            "log",
            "start",
            "dates",
            "number",
            "decimals",
            "prefix",
            "suffix",
        )
    }
    more: dict[str, Any] = {"labels": "legend" if spec.color else "none"}
    return KINDS.get(spec.of), parse_spec({"kind": spec.of, **shared, **more})


def ask(spec: FacetsSpec, schema: Schema) -> Query:
    kind, one = inner(spec)
    query = kind.ask(one, schema)
    groups = (Group(schema.column(spec.facet).name, alias=FACET), *query.groups)
    return replace(
        query, groups=groups, top=spec.top, other=False, bottom=False, limit=LIMIT, reduce=None
    )


def facets(spec: FacetsSpec, rows: Rows, schema: Schema) -> list[tuple[Any, Rows]]:
    """Largest first, each with the same keys of x."""
    frame = named_most(spec, rows.frame, schema)
    lines = Columns(
        {FACET: frame[FACET].to_list(), "value": frame["value"].to_list()}, frame.height
    )
    places = lines.by(FACET)
    keys = last(ranked(lines, places, "value"))[: spec.top]
    frame = frame.drop(FACET)
    return [(key, Rows(frame[places[key]], rows.matched, rows.total)) for key in keys]


def named_most(spec: FacetsSpec, frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Of names along x the MOST_NAMES largest: a small chart has room for no more."""
    kind = schema.column(spec.x).type
    if kind.is_temporal or kind.is_numeric or frame[spec.x].n_unique() <= MOST_NAMES:
        return frame
    lines = Columns.of(frame.select(spec.x, "value"))
    kept = set(ranked(lines, lines.by(spec.x), "value")[:MOST_NAMES])
    return frame.filter(pl.Series([key in kept for key in lines[spec.x]]))


def point(
    spec: FacetsSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    kind, one = inner(spec)
    trace = place[0]
    for key, part in facets(spec, rows, schema):
        traces = len(kind.draw(one, part, schema, Scene())["data"])
        if trace < traces:
            own = kind.point(one, part, schema, (trace, place[1]))
            return (*of_key(schema.column(spec.facet), key, None), *own)
        trace -= traces
    raise IndexError(place[0])


@chart_kind(
    "Small multiples",
    FacetsSpec,
    ask=ask,
    point=point,
    description="The same chart for each value of a column, on the same scale",
    icon="grid",
)
def small_multiples(spec: FacetsSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Charts in rows of about equal width, the largest value first."""
    kind, one = inner(spec)
    parts = facets(spec, rows, schema)
    columns = columns_for(len(parts))
    lines = math.ceil(len(parts) / columns)
    traces: list[Figure] = []
    layout: Figure = {"annotations": [], "margin": {"t": 24}}
    named: set[str] = set()
    for at, (key, part) in enumerate(parts):
        drawn = kind.draw(one, part, schema, scene)
        traces += [placed(trace, at, named) for trace in drawn["data"]]
        x, y = domain(at % columns, columns, GAP_X), domain(at // columns, lines, GAP_Y)
        is_lowest = at + columns >= len(parts)
        place_axes(layout, drawn["layout"], at, (x, (1 - y[1], 1 - y[0])), spec)
        trim_axes(layout, at, spec, is_lowest=is_lowest, is_left=at % columns == 0)
        layout["annotations"].append(heading(key_words(key), x[0], 1 - y[0]))
        layout |= {k: v for k, v in drawn["layout"].items() if k in {"barmode", "barnorm"}}
    if spec.color is None:
        layout["showlegend"] = False
    else:
        layout["legend"] = {"y": 1.12}
        layout["margin"] = {"t": 52}
    note = f"the {spec.top} largest values of {spec.facet}" if len(parts) == spec.top else ""
    names = named_most(spec, rows.frame, schema).height < rows.frame.height
    fewer = f"the {MOST_NAMES} largest values of {spec.x}" if names else ""
    return {"data": traces, "layout": with_note(layout, note, fewer, limit_note(rows, LIMIT))}


def columns_for(count: int) -> int:
    return count if count <= 3 else 2 if count == 4 else 3 if count <= 9 else 4


def domain(at: int, count: int, gap: float) -> tuple[float, float]:
    width = (1 - gap * (count - 1)) / count
    return round(at * (width + gap), 4), round(at * (width + gap) + width, 4)


def placed(trace: Figure, at: int, named: set[str]) -> Figure:
    """The trace on its own axes; a name stands in the legend once."""
    number = "" if at == 0 else str(at + 1)
    result = {**trace, "xaxis": f"x{number}", "yaxis": f"y{number}"}
    if (name := trace.get("name")) is not None:
        result |= {"legendgroup": name, "showlegend": name not in named}
        named.add(name)
    return result


def place_axes(
    layout: Figure,
    drawn: Figure,
    at: int,
    domains: tuple[tuple[float, float], tuple[float, float]],
    spec: FacetsSpec,
) -> None:
    number = "" if at == 0 else str(at + 1)
    shared: Figure = {"matches": "y"} if spec.same_scale and at else {}
    x = {"domain": list(domains[0]), "anchor": f"y{number}", "nticks": 3}
    y = {"domain": list(domains[1]), "anchor": f"x{number}", "nticks": 4, **shared}
    layout[f"xaxis{number}"] = {**drawn["xaxis"], **x, **({"matches": "x"} if at else {})}
    layout[f"yaxis{number}"] = {**drawn["yaxis"], **y}


def trim_axes(layout: Figure, at: int, spec: FacetsSpec, *, is_lowest: bool, is_left: bool) -> None:
    """Only the outermost charts write their ticks where all have the same."""
    number = "" if at == 0 else str(at + 1)
    layout[f"xaxis{number}"] |= {"tickangle": 0, "showticklabels": is_lowest}
    if spec.same_scale:
        layout[f"yaxis{number}"]["showticklabels"] = is_left


def heading(text: str, x: float, y: float) -> Figure:
    return {
        "text": cut(text, 18),
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"weight": 600},
    }
