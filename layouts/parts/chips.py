"""Filters as words: a chip says what is asked, opens its editor, and can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon
from luminabi_dash.tables.filters import Filter, in_words


def chip(
    item: Filter,
    edit_id: dict[str, Any],
    clear_id: dict[str, Any],
    by: tuple[str, int] | None = None,
) -> Component:
    """`by` are initials and colour of who set it, when that was somebody else just now."""
    column, value = in_words(item)
    initials, color = by or ("", 1)
    return html.Span(
        [
            html.Button(
                [html.Em(column), " ", html.Strong(value, className="lb-cut")],
                id=edit_id,
                type="button",
                className="lb-chip-edit",
                title=f"{column} {value}",
                **attributes(aria_label=f"Change the filter {column} {value}"),
            ),
            html.Span(initials, className="lb-by", title=f"Set by {initials}") if by else None,
            html.Button(
                icon("x"),
                id=clear_id,
                type="button",
                className="lb-chip-x",
                **attributes(aria_label=f"Remove the filter {column} {value}"),
            ),
        ],
        className=f"lb-chip is-new p{color}" if by else "lb-chip",
    )


def locked_chip(item: Filter) -> Component:
    """A filter that belongs to a tile or a report and cannot be taken away here."""
    column, value = in_words(item)
    return html.Span([html.Em(column), " ", html.Strong(value)], className="lb-chip is-own")


def same_column(items: Sequence[Filter], column: str) -> Filter | None:
    return next((item for item in items if item.column == column), None)
