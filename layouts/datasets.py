"""The list of datasets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.datasets import dataset_table
from layouts.parts.drop import drop_zone
from layouts.parts.states import empty
from layouts.parts.top import top_bar
from luminabi_dash.views import DatasetView


class Ids:
    DROP = "datasets-drop"
    LIST = "datasets-list"

    @staticmethod
    def state(dataset: Any) -> dict[str, Any]:
        return {"type": "datasets-state", "dataset": dataset}


def datasets(items: Sequence[DatasetView]) -> Component:
    return html.Div(
        [
            top_bar("Datasets", marks=[html.Span(f"{len(items):,}", className="lb-3 lb-num")]),
            html.Div(
                [
                    drop_zone(Ids.DROP),
                    html.Div(dataset_list(items), id=Ids.LIST, className="lb-below"),
                ],
                className="lb-page",
            ),
        ],
        className="lb-body",
    )


def dataset_list(items: Sequence[DatasetView]) -> Component:
    """Children of LIST."""
    if not items:
        words = "A dataset is a file that was read, cleaned and searched. Drop one above."
        return html.Div(empty("database", "No dataset yet", words), className="lb-card")
    return dataset_table(items, {item.id: Ids.state(item.id) for item in items})
