"""The list of dashboards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button, choice, field, link_button, note, text_field
from layouts.parts.dashboards import dashboard_cards
from layouts.parts.dialog import dialog
from layouts.parts.states import empty
from layouts.parts.top import top_bar
from luminabi_dash.views import DashboardView, DatasetView


class Ids:
    LIST = "dashboards-list"
    NEW = "dashboards-new"
    DIALOG = "dashboards-dialog"
    DATASET = "dashboards-dataset"
    NAME = "dashboards-name"
    CREATE = "dashboards-create"
    PROBLEM = "dashboards-problem"


def dashboards(
    items: Sequence[DashboardView],
    previews: Mapping[int, dict[str, Any]] | None = None,
    datasets: Sequence[DatasetView] = (),
) -> Component:
    """`datasets` are those that a new dashboard can be made from."""
    number = html.Span(f"{len(items):,}", className="lb-3 lb-num")
    acts = [button("New dashboard", Ids.NEW, kind="primary", symbol="plus-lg")]
    return html.Div(
        [
            top_bar("Dashboards", marks=[number], acts=acts),
            html.Div(html.Div(dashboard_list(items, previews), id=Ids.LIST), className="lb-page"),
            new_dialog(datasets),
        ],
        className="lb-body",
    )


def dashboard_list(
    items: Sequence[DashboardView], previews: Mapping[int, dict[str, Any]] | None = None
) -> Component:
    """Children of LIST."""
    if items:
        return dashboard_cards(items, previews or {})
    return html.Div(
        empty(
            "columns-gap",
            "No dashboard yet",
            "A dashboard shows one dataset to several people at once.",
            link_button("Datasets", "/datasets", small=True),
        ),
        className="lb-card lb-empty-card",
    )


def new_dialog(datasets: Sequence[DatasetView]) -> Component:
    ready = [item for item in datasets if item.version is not None]
    options = [{"label": item.name, "value": item.id} for item in ready]
    first = ready[0].id if ready else None
    inside: list[Any] = [
        field("Dataset", choice(Ids.DATASET, options, first, placeholder="No dataset is ready")),
        field("Name", text_field(Ids.NAME, placeholder="As the dataset", maxlength=200)),
        note(Ids.PROBLEM),
    ]
    acts = [button("Build from its insights", Ids.CREATE, kind="primary")]
    return dialog(Ids.DIALOG, "New dashboard", inside, acts)
