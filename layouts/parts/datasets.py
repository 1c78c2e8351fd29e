"""Datasets as a list with their states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.progress import dataset_state
from layouts.parts.table import Head, table
from layouts.parts.words import NONE, ago, number
from luminabi_dash.views import DatasetView

HEADS = (
    Head("Name", extra="lb-name"),
    Head("State", extra="lb-state-cell"),
    Head("Rows", is_number=True),
    Head("Insights", is_number=True, extra="lb-wide-only"),
    Head("Changed", is_number=True),
)


def dataset_table(items: Sequence[DatasetView], state_ids: dict[int, Any]) -> Component:
    """`state_ids` give each dataset's state cell an id, so that progress can be written there."""
    rows = [cells(item, state_ids[item.id]) for item in items]
    return html.Div(table(HEADS, rows, "Datasets"), className="lb-card lb-table-card")


def cells(item: DatasetView, state_id: Any) -> list[Any]:
    rows = item.version.rows if item.version is not None else None
    return [
        name(item),
        html.Div(dataset_state(item), id=state_id),
        number(rows) if rows is not None else NONE,
        number(item.insights) if item.insights else NONE,
        html.Span(ago(item.changed_at), className="lb-3"),
    ]


def name(item: DatasetView) -> Component:
    version = f"v{item.version.number}" if item.version is not None else ""
    return html.Span(
        [
            dcc.Link(item.name, href=f"/datasets/{item.id}", className="lb-b lb-plain"),
            html.Span(f" {version}", className="lb-3 lb-s"),
        ],
        title=item.name,
    )
