"""Table: the rows themselves."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luminabi_dash.charts.axes import cell_text
from luminabi_dash.charts.kind import chart_kind
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema

COLUMNS = 8


class TableSpec(ChartSpec):
    kind: Literal["table"] = "table"
    columns: tuple[str, ...] = Field(default=(), max_length=50, description="Empty takes the first")
    sort: str | None = Field(
        default=None, max_length=500, description="Column; - first for falling"
    )
    limit: int = Field(default=200, ge=1, le=10_000, description="Rows at most")


def ask(spec: TableSpec, schema: Schema) -> Query:
    names = spec.columns or schema.names()[:COLUMNS]
    sort: tuple[str, ...] = ()
    if spec.sort is not None:
        sort = (spec.sort,)
        schema.column(spec.sort.removeprefix("-"))
    return Query(
        columns=tuple(schema.column(name).name for name in names), sort=sort, limit=spec.limit
    )


@chart_kind("Table", TableSpec, ask=ask)
def table(spec: TableSpec, rows: Rows, schema: Schema) -> Figure:
    """Header and cells as text, numbers to the right; the note says when rows are left out."""
    frame = rows.frame
    aligns = ["right" if schema.column(name).type.is_numeric else "left" for name in frame.columns]
    layout: Figure = {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
    if frame.height < rows.matched:
        layout["meta"] = {"note": f"showing {frame.height:,} of {rows.matched:,} rows"}
    return {
        "data": [
            {
                "type": "table",
                "header": {"values": list(frame.columns), "align": aligns},
                "cells": {
                    "values": [[cell_text(v) for v in frame[n].to_list()] for n in frame.columns],
                    "align": aligns,
                },
            }
        ],
        "layout": layout,
    }
