"""A plain table on wide screens that becomes a list on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a table; `is_number` puts it to the right, `is_wide` drops it on a phone."""

    words: str
    is_number: bool = False
    extra: str = ""


def table(heads: Sequence[Head], rows: Sequence[Sequence[Any]], label: str) -> Component:
    """Cells are words or components, one list for each row. On a phone a row is a small card."""
    return html.Table(
        [
            html.Caption(label, className="visually-hidden"),
            html.Thead(html.Tr([head_cell(item) for item in heads])),
            html.Tbody([row(heads, cells) for cells in rows]),
        ],
        className="lb-table",
    )


def head_cell(item: Head) -> Component:
    return html.Th(item.words, scope="col", className=cell_class(item))


def row(heads: Sequence[Head], cells: Sequence[Any]) -> Component:
    return html.Tr([cell(item, inside) for item, inside in zip(heads, cells, strict=True)])


def cell(item: Head, inside: Any) -> Component:
    return html.Td(inside, className=cell_class(item), **attributes(data_label=item.words))


def cell_class(item: Head) -> str:
    return f"{'lb-r' if item.is_number else ''} {item.extra}".strip()
