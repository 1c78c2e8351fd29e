"""The audit of a version: single changes by column, step and line, removed rows, rejected lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button, choice
from layouts.parts.attributes import attributes
from layouts.parts.cleaning import change_list
from layouts.parts.states import empty
from layouts.parts.table import Head, table
from luminabi_dash.views import ChangeView

LINES = 200
REJECTED = (
    Head("Line", is_number=True),
    Head("Reason", extra="lb-wrap"),
    Head("Text", extra="lb-wrap"),
)


class Ids:
    KIND = "audit-kind"
    COLUMN = "audit-column"
    STEP = "audit-step"
    LINE = "audit-line"
    LIST = "audit-list"
    BACK = "audit-back"
    MORE = "audit-more"
    START = "audit-start"


def audit(
    columns: Sequence[str],
    steps: Sequence[tuple[str, str]],
    changes: Sequence[ChangeView],
    total: int,
    rejected: int,
) -> Component:
    """The whole pane; `steps` are names with titles, `total` how many changes there are."""
    kinds = [
        {"label": f"Changes {total:,}", "value": "changes"},
        {"label": f"Rejected lines {rejected:,}", "value": "rejected"},
    ]
    filters = html.Div(
        [
            dcc.RadioItems(kinds, "changes", id=Ids.KIND, inline=True, className="lb-seg is-radio"),
            html.Div(
                [
                    choice(
                        Ids.COLUMN,
                        [{"label": name, "value": name} for name in columns],
                        clearable=True,
                        searchable=True,
                        placeholder="All columns",
                    ),
                    choice(
                        Ids.STEP,
                        [{"label": title, "value": name} for name, title in steps],
                        clearable=True,
                        placeholder="All steps",
                    ),
                    dbc.Input(
                        id=Ids.LINE,
                        type="number",
                        min=1,
                        step=1,
                        placeholder="Line of the file",
                        debounce=True,
                        size="sm",
                    ),
                ],
                className="lb-audit-filters",
            ),
            html.Span(className="lb-grow"),
            button("Earlier", Ids.BACK, kind="ghost", small=True),
            button("Later", Ids.MORE, kind="ghost", small=True),
        ],
        className="lb-bar is-wrapping",
    )
    return html.Div(
        [
            dcc.Store(id=Ids.START, data=0),
            filters,
            html.Div(
                change_list(changes, total),
                id=Ids.LIST,
                className="lb-scroll",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Changes"),
            ),
        ],
        className="lb-pane",
    )


def listed(changes: Sequence[ChangeView], start: int, total: int) -> Component:
    """Children of LIST for changes."""
    if not changes:
        return empty("pencil", "No change matches", "Choose another column, step or line.")
    end = start + len(changes)
    words = html.P(f"{start + 1:,} to {end:,} of {total:,}", className="lb-s lb-3 lb-pad")
    return html.Div([words, change_list(changes)])


def rejected(items: Sequence[dict[str, Any]], start: int, total: int) -> Component:
    """Children of LIST for the lines that do not fit the table."""
    if not items:
        return empty("check2", "No line was rejected", "Every line of the file fits the table.")
    rows = [
        [
            html.Span(f"{item['line']:,}", className="lb-mono"),
            item["reason"],
            html.Span(item["text"], className="lb-mono lb-2"),
        ]
        for item in items
    ]
    end = start + len(items)
    words = html.P(f"{start + 1:,} to {end:,} of {total:,}", className="lb-s lb-3 lb-pad")
    return html.Div([words, table(REJECTED, rows, "Rejected lines")])
