"""What cleaning did: single changes, versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.marks import icon
from layouts.parts.states import empty
from layouts.parts.table import Head, table
from layouts.parts.words import NONE, moment, size
from luminabi_dash.views import ChangeView, VersionView

CHANGES = (
    Head("Line", is_number=True),
    Head("Column"),
    Head("Before and after", extra="lb-wrap"),
    Head("Step"),
    Head("Reason", extra="lb-wrap"),
)
VERSIONS = (
    Head("Version"),
    Head("What it is"),
    Head("Rows", is_number=True),
    Head("Removed", is_number=True),
    Head("Rejected", is_number=True),
    Head("Cells changed", is_number=True),
    Head("Size", is_number=True),
    Head("Made", is_number=True),
)
KINDS = {"read": "As read", "cleaned": "Cleaned"}
WHYS = {
    "replace": "new file",
    "append": "rows appended",
    "options": "read in another way",
    "recipe": "recipe edited",
    "again": "prepared again",
}


def change_list(changes: Sequence[ChangeView], total: int | None = None) -> Component:
    """Single cells and rows, with the line of the file they stood in."""
    if not changes:
        return empty("pencil", "No cell was changed", "The rows stand as the file has them.")
    rows = [change_cells(item) for item in changes]
    more = None
    if total is not None and total > len(changes):
        more = html.P(
            f"Showing {len(changes):,} of {total:,} changes.", className="lb-s lb-3 lb-pad"
        )
    return html.Div([table(CHANGES, rows, "Changes"), more])


def change_cells(item: ChangeView) -> list[Any]:
    line = item.line if item.line is not None else item.row + 1
    return [
        html.Span(f"{line:,}", className="lb-mono"),
        html.Span(item.column, className="lb-b") if item.column else html.Span("whole row"),
        before_after(item),
        item.step,
        html.Span(item.reason, className="lb-2"),
    ]


def before_after(item: ChangeView) -> Component:
    if item.column is None:
        return html.Span("removed", className="lb-3")
    return html.Span(
        [
            html.Del(quoted(item.before), className="lb-mono lb-3"),
            icon("arrow-right", "lb-3"),
            html.Span(quoted(item.after), className="lb-mono"),
        ],
        className="lb-row is-wrapping",
    )


def quoted(value: str | None) -> str:
    return "empty" if value is None else f'"{value}"'


def version_list(versions: Sequence[VersionView]) -> Component:
    if not versions:
        words = "Each reading and each cleaning makes a version; none is ever changed."
        return empty("layers", "No version yet", words)
    rows = [version_cells(item) for item in versions]
    return table(VERSIONS, rows, "Versions")


def version_cells(item: VersionView) -> list[Any]:
    cleaned = item.kind == "cleaned"
    return [
        html.Span(f"v{item.number}", className="lb-b"),
        what_it_is(item),
        f"{item.rows:,}",
        f"{item.rows_removed:,}" if cleaned else NONE,
        f"{item.rows_rejected:,}",
        f"{item.cells_changed:,}" if cleaned else NONE,
        size(item.size_bytes),
        moment(item.created_at),
    ]


def what_it_is(item: VersionView) -> Component:
    why = WHYS.get(item.why)
    words = html.Span(f" {why}", className="lb-3") if why else None
    return html.Span([KINDS.get(item.kind, item.kind), words], title=", ".join(item.files))
