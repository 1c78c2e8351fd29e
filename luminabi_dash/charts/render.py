"""From a chart spec and its rows to a Plotly figure: the only way a figure is made."""

from __future__ import annotations

from luminabi_dash.charts.kind import KINDS
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import fingerprint as fingerprint


def ask(spec: ChartSpec, schema: Schema) -> Query:
    """The query whose answer `render` draws; Invalid (422) for columns that do not fit."""
    return KINDS.get(spec.kind).ask(spec, schema)


def render(spec: ChartSpec, rows: Rows, schema: Schema) -> Figure:
    """Draw a spec. Screen, export, PDF and API all call this."""
    if rows.matched == 0 or rows.frame.height == 0:
        return empty_figure("No rows match the filters." if rows.total else "No rows yet.")
    return KINDS.get(spec.kind).draw(spec, rows, schema)


def behind(
    spec: ChartSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    """The filters of one mark; Invalid (422) when the figure has no such mark."""
    try:
        return KINDS.get(spec.kind).point(spec, rows, schema, place)
    except (IndexError, ValueError):
        raise Invalid("The chart has no such mark any more.", code="no_such_mark") from None


def empty_figure(message: str) -> Figure:
    """A figure without marks that says why."""
    return {
        "data": [],
        "layout": {
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
            "meta": {"empty": message},
            "annotations": [
                {
                    "text": message,
                    "showarrow": False,
                    "xref": "paper",
                    "yref": "paper",
                    "x": 0.5,
                    "y": 0.5,
                }
            ],
        },
    }
