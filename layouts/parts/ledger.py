"""The nothing-lost ledger: rows in the file = kept + removed + rejected."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.words import ago, size
from luminabi_dash.views import DatasetView, VersionView


def ledger(version: VersionView) -> Component:
    sentence = (
        f"{version.rows_in:,} rows in the file equals {version.rows:,} kept plus "
        f"{version.rows_removed:,} removed plus {version.rows_rejected:,} rejected"
    )
    parts: list[Any] = [
        figure("In the file", version.rows_in),
        sign("="),
        figure("Kept", version.rows),
        sign("+"),
        figure("Removed", version.rows_removed),
        sign("+"),
        figure("Rejected", version.rows_rejected),
    ]
    return html.Div(parts, className="lb-ledger", role="group", **attributes(aria_label=sentence))


def figure(words: str, value: int) -> Component:
    return html.Div([html.Span(words), html.Span(f"{value:,}", className="lb-fig-1")])


def sign(text: str) -> Component:
    return html.Div(text, className="op", **attributes(aria_hidden="true"))


def fact(words: str, value: int) -> Component:
    return html.Div(
        [html.Span(words), html.Span(f"{value:,}", className="lb-fig-1")], className="lb-fact"
    )


def dataset_head(view: DatasetView) -> Component | None:
    """Ledger, facts and where the rows came from; nothing before the first version."""
    version = view.version
    if version is None:
        return None
    return html.Div(
        [
            ledger(version),
            html.Span(className="lb-rule"),
            fact("Cells changed", version.cells_changed),
            fact("Columns", version.columns),
            html.Span(className="lb-grow"),
            html.Div(
                [
                    html.Span(f"{view.file_name}, {size(view.file_bytes)}", className="lb-cut"),
                    html.Span([f"Uploaded by {view.owner}, ", ago(view.created_at)]),
                ],
                className="lb-fact lb-r is-words",
                title=f"SHA-256 {view.sha256}",
            ),
        ],
        className="lb-dhead",
    )
