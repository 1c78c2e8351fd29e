"""The rows behind a tile or one of its marks, each with its line of the file and its changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.data_table import data_table
from layouts.parts.dialog import dialog
from layouts.parts.marks import icon
from luminabi_dash.tables.filters import Filter, sentence
from luminabi_dash.views import ColumnView


class Ids:
    DIALOG = "rows-dialog"
    STATE = "rows-state"
    BODY = "rows-body"
    GRID = "rows-grid"
    ROW = "rows-row"


def rows_dialog(
    id: str = Ids.DIALOG,
    state: str = Ids.STATE,
    place: str = Ids.BODY,
    title: str = "Rows behind the figure",
) -> Component:
    inside = [dcc.Store(id=state), html.Div(id=place, className="lb-rows-body")]
    return dialog(id, title, inside, [], "xl")


def body(
    title: str,
    filters: Sequence[Filter],
    count: int,
    columns: Sequence[ColumnView],
    csv: str,
    grid: str = Ids.GRID,
    row: str = Ids.ROW,
) -> list[Any]:
    """Children of BODY; the grid asks for the rows that are looked at."""
    download = html.A(
        [icon("download"), "Download as CSV"], href=csv, className="btn btn-secondary btn-sm"
    )
    return [
        html.Div(
            [
                html.Div(
                    [html.B(f"{count:,} rows"), f" behind {title}. {sentence(filters)}."],
                    className="lb-grow",
                ),
                download,
            ],
            className="lb-row",
        ),
        html.P(
            "Double-click a row, or press Space on it, to see its line and its changes.",
            className="lb-s lb-3",
        ),
        html.Div(data_table(grid, columns), className="lb-rows-grid"),
        html.Div(id=row),
    ]
