"""What cleaning did: steps with their numbers, single changes, versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon, tag
from layouts.parts.states import empty
from layouts.parts.table import Head, table
from layouts.parts.words import NONE, many, moment, size
from luminabi_dash.views import ChangeView, StepView, VersionView

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


def step_list(steps: Sequence[StepView]) -> Component:
    """The recipe in its order, each step with what it did and why."""
    if not steps:
        words = "The recipe appears here once the file has been cleaned."
        return empty("list-check", "No steps yet", words)
    return html.Ol([step(n, item) for n, item in enumerate(steps, 1)], className="lb-steps")


def step(place: int, item: StepView) -> Component:
    numbers = [
        many(item.rows_removed, "row") if item.rows_removed else "",
        many(item.cells_changed, "cell") if item.cells_changed else "",
    ]
    said = " · ".join(part for part in numbers if part) or "nothing to do"
    return html.Li(
        [
            html.Span(str(place), className="lb-n", **attributes(aria_hidden="true")),
            html.Div(
                [
                    html.Div(
                        [
                            html.Span(item.title, className="lb-b"),
                            html.Span(said, className="lb-s lb-3 lb-num"),
                        ],
                        className="lb-row is-wrapping",
                    ),
                    html.P(item.summary, className="lb-why") if item.summary else None,
                    html.P(item.reason, className="lb-2 lb-why") if item.reason else None,
                ]
            ),
            tag("on", "ok") if item.is_on else tag("off"),
        ],
        className="lb-step" if item.is_on else "lb-step is-off",
    )


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
        KINDS.get(item.kind, item.kind),
        f"{item.rows:,}",
        f"{item.rows_removed:,}" if cleaned else NONE,
        f"{item.rows_rejected:,}",
        f"{item.cells_changed:,}" if cleaned else NONE,
        size(item.size_bytes),
        moment(item.created_at),
    ]
