"""The grid of rows: asks the server for the rows that are looked at, never for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
from dash import html
from dash.development.base_component import Component

from luminabi_dash.tables.schema import LINE
from luminabi_dash.views import ColumnView

NUMERIC = {"integer", "number"}
WORDS = {
    "identifier": "identifier",
    "temporal": "date",
    "dimension": "{distinct} values",
    "text": "text",
    "measure": "number",
}
BLOCK = 100
WIDTH = 150
LINE_WIDTH = 88
RIGHT_HEAD = "ag-right-aligned-header"


RULES = {
    "lb-changed": "isChanged(params)",
    "lb-filled": "wasEmpty(params)",
    "lb-none": "isNothing(params)",
}


def data_table(id: str, columns: Sequence[ColumnView]) -> Component:
    """Infinite rows: `getRowsRequest` is answered with `getRowsResponse` by a callback."""
    return html.Div(
        dag.AgGrid(
            id=id,
            rowModelType="infinite",
            columnDefs=column_defs(columns),
            defaultColDef={
                "sortable": True,
                "resizable": True,
                "suppressMovable": True,
                "minWidth": 72,
                "width": WIDTH,
            },
            dashGridOptions={
                "theme": {"function": "themeQuartz"},
                "cacheBlockSize": BLOCK,
                "maxBlocksInCache": 20,
                "infiniteInitialRowCount": 40,
                "rowHeight": 32,
                "headerHeight": 40,
                "suppressCellFocus": False,
                "tooltipShowDelay": 400,
                "animateRows": False,
                "rowSelection": {
                    "mode": "singleRow",
                    "checkboxes": False,
                    "enableClickSelection": False,
                },
                "maxConcurrentDatasourceRequests": 2,
                "blockLoadDebounceMillis": 60,
            },
            getRowId="rowOf(params)",
            className="lb-ag",
            style={"height": "100%", "width": "100%"},
        ),
        className="lb-grid",
    )


def column_defs(columns: Sequence[ColumnView]) -> list[dict[str, Any]]:
    """The line of the file first, then the columns; fields are places (c0, c1 …), not names."""
    line = {
        "headerName": "line",
        "field": LINE,
        "pinned": "left",
        "width": LINE_WIDTH,
        "sortable": False,
        "cellClass": "lb-line",
        "headerClass": "lb-line-head",
    }
    return [line, *(column_def(place, item) for place, item in enumerate(columns))]


def column_def(place: int, item: ColumnView) -> dict[str, Any]:
    words = WORDS.get(item.role, item.role).format(distinct=f"{item.distinct:,}")
    field = f"c{place}"
    is_number = item.type in NUMERIC
    return {
        "headerName": item.name,
        "field": field,
        "colId": field,
        "tooltipValueGetter": {"function": "changeWords(params)"},
        "cellClassRules": RULES,
        "headerTooltip": f"{item.name}: {item.type}, {words}",
        "headerClass": f"lb-h is-{item.role}" + (f" {RIGHT_HEAD}" if is_number else ""),
        **({"type": "rightAligned"} if is_number else {}),
    }
