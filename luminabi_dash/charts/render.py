"""From a chart spec and its rows to a Plotly figure: the only way a figure is made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

from luminabi_dash.charts.blank import empty_figure as empty_figure
from luminabi_dash.charts.cover import covered
from luminabi_dash.charts.kind import KINDS, Scene
from luminabi_dash.charts.packing import packed_figure
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema


def ask(spec: ChartSpec, schema: Schema) -> Query:
    """The query whose answer `render` draws; Invalid (422) for columns that do not fit."""
    kind = KINDS.get(spec.kind)
    cover = covered(spec, schema, kind.ask)
    query = kind.ask(spec, schema)
    if cover is not None:
        query = cover.bared(kind.ask(cover.spec, cover.schema))
    for name in (*(group.column for group in query.groups), *query.columns):
        if schema.column(name).is_formula:
            raise Invalid(
                f"{name!r} is a measure: it has a value for each group, and no rows or groups.",
                code="wrong_spec",
                details={"column": name},
            )
    return query


def needs_data(spec: ChartSpec) -> bool:
    return KINDS.get(spec.kind).needs_data


def compare(spec: ChartSpec, rows: Rows, schema: Schema, filters: Sequence[Filter]) -> Query | None:
    """What else a spec asks once its rows are there: those of the period before."""
    kind = KINDS.get(spec.kind)
    if kind.compare is None or rows.matched == 0:
        return None
    return kind.compare(spec, rows, schema, filters)


def render(spec: ChartSpec, rows: Rows, schema: Schema, scene: Scene | None = None) -> Figure:
    """Draw a spec. Screen, export, PDF and API all call this."""
    kind = KINDS.get(spec.kind)
    if kind.needs_data and (rows.matched == 0 or rows.frame.height == 0):
        return empty_figure("No rows match the filters." if rows.total else "No rows yet.")
    cover = covered(spec, schema, kind.ask) if kind.needs_data else None
    if cover is not None:
        spec, schema = cover.spec, cover.schema
    return packed_figure(with_legend(kind.draw(spec, rows, schema, scene or Scene())))


def with_legend(figure: Figure) -> Figure:
    """A legend takes at most a third of the height of its tile."""
    layout = figure["layout"]
    if sum("name" in trace for trace in figure["data"]) < 2 or layout.get("showlegend") is False:
        return figure
    legend = {"maxheight": 0.34, **layout.get("legend", {})}
    return {**figure, "layout": {**layout, "legend": legend}}


def behind(
    spec: ChartSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    """The filters of one mark; Invalid (422) when the figure has no such mark."""
    kind = KINDS.get(spec.kind)
    cover = covered(spec, schema, kind.ask)
    try:
        if cover is not None:
            return cover.own(kind.point(cover.spec, rows, cover.schema, place))
        return kind.point(spec, rows, schema, place)
    except (IndexError, ValueError):
        raise Invalid("The chart has no such mark any more.", code="no_such_mark") from None


def fingerprint(figure: Any) -> str:
    """SHA-256 of the figure's JSON with sorted keys: equal on screen and on paper."""
    return hashlib.sha256(orjson.dumps(figure, option=orjson.OPT_SORT_KEYS)).hexdigest()
