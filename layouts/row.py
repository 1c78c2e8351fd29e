"""One row of a version: its line in the file, its cells as uploaded and now, and each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button
from layouts.parts.cleaning import change_list
from layouts.parts.dialog import dialog
from layouts.parts.table import Head, table
from luminabi_dash.views import ChangeView

CELLS = (Head("Column"), Head("As uploaded", extra="lb-wrap"), Head("Now", extra="lb-wrap"))


@dataclass(frozen=True, slots=True)
class RowView:
    """`cells` are name, text of the file, and value now, in the order of the columns."""

    line: int
    file: str
    cells: Sequence[tuple[str, str | None, str | None]]
    changes: Sequence[ChangeView]


class Ids:
    DIALOG = "row-dialog"
    BODY = "row-body"
    ROW = "row-row"

    @staticmethod
    def back(place: Any) -> dict[str, Any]:
        return {"type": "row-back", "place": place}


def row_dialog() -> Component:
    inside = [dcc.Store(id=Ids.ROW), html.Div(id=Ids.BODY)]
    return dialog(Ids.DIALOG, "From the number to the line", inside, [], "lg")


def body(view: RowView, *, is_editable: bool = False) -> list[Any]:
    """Children of BODY; where it can be edited, each change of a cell can be taken back."""
    backs = [
        button(
            f"Put {one.column} back", Ids.back(place), symbol="arrow-counterclockwise", small=True
        )
        for place, one in enumerate(view.changes)
        if is_editable and one.column is not None
    ]
    return [
        html.P([html.B(f"Line {view.line:,}"), f" of {view.file}"], className="lb-pad-below"),
        html.Div(
            table(CELLS, [cells(*item) for item in view.cells], "Cells of the row"),
            className="lb-table-in is-cells",
        ),
        html.H3("Changes", className="lb-sub-head"),
        change_list(view.changes),
        html.Div(backs, className="lb-row is-wrapping lb-below-s") if backs else None,
    ]


def cells(name: str, before: str | None, now: str | None) -> list[Any]:
    is_same = (before or None) == now
    return [
        html.Span(name, className="lb-b"),
        html.Span(said(before), className="lb-mono lb-3" if is_same else "lb-mono"),
        html.Span(said(now), className="lb-mono lb-3" if is_same else "lb-mono lb-b"),
    ]


def said(text: str | None) -> str:
    return "empty" if text in {None, ""} else str(text)
