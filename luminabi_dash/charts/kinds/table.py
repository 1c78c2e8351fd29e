"""Table: the rows themselves, with bars, colours and rules in their cells."""

from __future__ import annotations

from typing import Literal

from luminabi_dash.charts.axes import cell_text, shown_of, with_note
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.looks import CellFormat, looks_of
from luminabi_dash.charts.numbers import escape
from luminabi_dash.charts.options import option, some_columns
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema

COLUMNS = 8


class TableSpec(ChartSpec):
    kind: Literal["table"] = "table"
    columns: tuple[str, ...] = some_columns("Columns", "Empty takes the first ones", "any", 50)
    sort: str | None = option(None, "Order", "Column; - first for falling", "Data", max_length=500)
    limit: int = option(200, "Rows", "Rows at most", "Data", ge=1, le=10_000)
    formats: tuple[CellFormat, ...] = option(
        (), "Marks", "Bars, colour scales and rules in cells", "Look", max_length=20
    )


def ask(spec: TableSpec, schema: Schema) -> Query:
    plain = tuple(column.name for column in schema.columns if not column.is_formula)
    names = spec.columns or plain[:COLUMNS]
    sort: tuple[str, ...] = ()
    if spec.sort is not None:
        sort = (spec.sort,)
        schema.column(spec.sort.removeprefix("-"))
    for name in names:
        if schema.column(name).is_formula:
            raise Invalid(f"{name!r} is a measure and has no rows.", code="wrong_spec")
    return Query(
        columns=tuple(schema.column(name).name for name in names), sort=sort, limit=spec.limit
    )


def point(
    spec: TableSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    """All rows that read like this line."""
    line = rows.frame.row(place[1], named=True)
    return tuple(
        item for name, value in line.items() for item in of_key(schema.column(name), value, None)
    )


@chart_kind(
    "Table",
    TableSpec,
    ask=ask,
    point=point,
    description="The rows themselves",
    icon="table",
    coloured=(),
    is_text=True,
)
def table(spec: TableSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Header and cells as text, numbers to the right; the note says when rows are left out."""
    frame = rows.frame
    aligns = ["right" if schema.column(name).type.is_numeric else "left" for name in frame.columns]
    values = {name: frame[name].to_list() for name in frame.columns}
    layout: Figure = {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
    looks = looks_of(spec.formats, list(values.items()))
    if looks:
        layout["meta"] = {"looks": looks}
    trace = {
        "type": "table",
        "header": {"values": [escape(name) for name in frame.columns], "align": aligns},
        "cells": {
            "values": [[escape(cell_text(v)) for v in values[n]] for n in frame.columns],
            "align": aligns,
        },
    }
    note = shown_of(frame.height, rows.matched, "rows")
    return {"data": [trace], "layout": with_note(layout, note)}
