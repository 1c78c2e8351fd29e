"""The quality report: a score that is explained, four sides, what was found, columns by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button
from layouts.parts.attributes import attributes
from layouts.parts.marks import dot
from layouts.parts.states import empty
from layouts.parts.table import Head, table
from layouts.parts.words import NONE
from luminabi_dash.impact import ColumnQuality, Finding, QualityPart, QualityView

FINDINGS = (
    Head("Finding", extra="lb-wrap"),
    Head("Column"),
    Head("Count", is_number=True),
    Head("What was done", extra="lb-wrap"),
    Head("", extra="lb-acts-cell"),
)
RowId = Callable[[int], dict[str, Any]]


def quality(view: QualityView | None, rows_id: RowId) -> Component:
    """`rows_id` gives each finding with rows a button that opens the first of them."""
    if view is None:
        words = "The report appears here once the file has been cleaned."
        return html.Div(empty("clipboard-data", "No report yet", words), className="lb-scroll")
    return html.Div(
        [
            html.Div([score(view), *(side(part) for part in view.parts)], className="lb-qgrid"),
            findings(view.findings, rows_id),
            columns(view),
        ],
        className="lb-scroll",
        tabIndex=0,
        role="region",
        **attributes(aria_label="Quality"),
    )


def score(view: QualityView) -> Component:
    return html.Div(
        [
            html.Div("Score", className="lb-s lb-3"),
            html.Div(
                [f"{view.score:.1f}", html.Span(" of 100", className="lb-s lb-3")],
                className="lb-fig-1",
            ),
            html.Div(view.explained, className="lb-s lb-2"),
        ]
    )


def side(part: QualityPart) -> Component:
    return html.Div(
        [
            html.Div(part.name, className="lb-s lb-3"),
            html.Div(percent(part.share), className="lb-fig-1"),
            html.Div(part.words, className="lb-s lb-2"),
        ]
    )


def percent(share: float | None) -> str:
    """Never 100% when something is missing."""
    if share is None:
        return NONE
    if share >= 1:
        return "100%"
    text = f"{share:.1%}"
    return "99.99%" if text == "100.0%" else text


def findings(items: Sequence[Finding], rows_id: RowId) -> Component:
    if not items:
        words = "No duplicate, no far value, no disguised gap, no second spelling."
        return empty("check2", "Nothing to point at", words)
    rows = [finding_cells(place, item, rows_id) for place, item in enumerate(items)]
    return table(FINDINGS, rows, "Findings")


def finding_cells(place: int, item: Finding, rows_id: RowId) -> list[Any]:
    name = item.kind.replace("_", " ").capitalize()
    return [
        html.Div(
            [
                dot("is-warn" if not item.done else "is-ok"),
                html.Span(name, className="lb-b"),
                html.Span(item.reason, className="lb-3"),
            ],
            className="lb-row is-wrapping",
        ),
        html.Span("table" if item.column is None else item.column, className="lb-mono"),
        f"{item.count:,}",
        html.Span(item.done or "Nothing; it is shown only", className="lb-2"),
        button("Row", rows_id(place), kind="ghost", small=True) if item.rows else "",
    ]


def columns(view: QualityView) -> Component:
    heads = (Head("Column"), *(Head(part.name, is_number=True) for part in view.parts))
    return html.Section(
        [
            html.H2("By column", className="lb-h1 lb-pad"),
            table(heads, [column_cells(item) for item in view.columns], "Quality by column"),
        ]
    )


def column_cells(item: ColumnQuality) -> list[Any]:
    return [
        html.Span(item.name, className="lb-b"),
        *(
            html.Span(
                percent(share), className="lb-warn lb-b" if share is not None and share < 1 else ""
            )
            for share in item.shares
        ),
    ]
