"""Home: dashboards, datasets with their states, the place to drop a file, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import link_button
from layouts.parts.attributes import attributes
from layouts.parts.dashboards import dashboard_cards
from layouts.parts.datasets import dataset_table
from layouts.parts.drop import drop_zone, upload_button
from layouts.parts.states import empty
from layouts.parts.top import section, top_bar
from luminabi_dash.views import DashboardView, DatasetView, UserView

CARDS = 6
ROWS = 10
WAY = (
    (
        "1. Read",
        "Every row accounted for",
        "Encoding, delimiter and types, each with its evidence.",
    ),
    ("2. Clean", "Each change with a reason", "Every step is listed; the original stays."),
    ("3. Find", "Insights that hold", "Chance is held at 5%, and it says when there is nothing."),
    ("4. Share", "A live dashboard and a PDF", "Filter together; the mail looks like the screen."),
)


class Ids:
    DROP = "home-drop"
    DATASETS = "home-datasets"
    DASHBOARDS = "home-dashboards"

    @staticmethod
    def state(dataset: Any) -> dict[str, Any]:
        return {"type": "home-state", "dataset": dataset}


def home(
    user: UserView,
    datasets: Sequence[DatasetView],
    dashboards: Sequence[DashboardView],
    nexts: Sequence[tuple[str, str]],
    previews: Mapping[int, dict[str, Any]] | None = None,
) -> Component:
    """`nexts` are pairs of when and what; `previews` are figures by dashboard."""
    if not datasets and not dashboards:
        return first_run(user)
    side = html.Aside(
        [drop_zone(Ids.DROP), next_list(nexts) if nexts else None], **attributes(aria_label="Next")
    )
    acts = [upload_button()]
    return html.Div(
        [
            top_bar("Home", acts=acts),
            html.Div(
                html.Div(
                    [
                        html.Div(
                            [
                                dashboard_section(dashboards, previews or {}),
                                dataset_section(datasets),
                            ]
                        ),
                        side,
                    ],
                    className="lb-home",
                ),
                className="lb-page",
            ),
        ],
        className="lb-body",
    )


def dashboard_section(
    items: Sequence[DashboardView], previews: Mapping[int, dict[str, Any]]
) -> Component:
    all_of_them = dcc.Link("All dashboards", href="/dashboards", className="lb-s lb-b")
    return section(
        "Dashboards",
        "home-h-dashboards",
        html.Div(dashboard_list(items, previews), id=Ids.DASHBOARDS),
        number=len(items),
        more=all_of_them if len(items) > CARDS else None,
    )


def dashboard_list(
    items: Sequence[DashboardView], previews: Mapping[int, dict[str, Any]] | None = None
) -> Component:
    """Children of DASHBOARDS."""
    if items:
        return dashboard_cards(items[:CARDS], previews or {})
    return html.Div(
        empty(
            "columns-gap",
            "No dashboard yet",
            "Open a dataset that is ready and build one from its insights.",
            link_button("Datasets", "/datasets", small=True),
        ),
        className="lb-card lb-empty-card",
    )


def dataset_section(items: Sequence[DatasetView]) -> Component:
    return section(
        "Datasets",
        "home-h-datasets",
        html.Div(dataset_list(items), id=Ids.DATASETS),
        number=len(items),
        more=dcc.Link("All datasets", href="/datasets", className="lb-s lb-b"),
    )


def dataset_list(items: Sequence[DatasetView]) -> Component:
    """Children of DATASETS."""
    shown = items[:ROWS]
    if not shown:
        words = "Drop a file here on the page to make one."
        return html.Div(empty("database", "No dataset yet", words), className="lb-card")
    return dataset_table(shown, {item.id: Ids.state(item.id) for item in shown})


def next_list(nexts: Sequence[tuple[str, str]]) -> Component:
    lines = [
        html.Div([html.Span(when, className="lb-3 lb-num"), html.Span(what)], className="lb-next")
        for when, what in nexts
    ]
    return section("Next", "home-h-next", html.Div(lines, className="lb-list"))


def first_run(user: UserView) -> Component:
    """The page of somebody who has nothing yet."""
    name = f", {user.name.split()[0]}" if user.name.split() else ""
    ways = [
        html.Div(
            [html.Div(k, className="k"), html.P(t, className="lb-b"), html.P(w, className="lb-s")]
        )
        for k, t, w in WAY
    ]
    return html.Div(
        [
            top_bar("Home"),
            html.Div(
                html.Div(
                    [
                        html.H2(f"Drop a file{name}, and see what is in it.", className="lb-fig-1"),
                        html.P(
                            "A minute later it is clean, searched for insights, "
                            "and stands as a dashboard.",
                            className="lb-2",
                        ),
                        drop_zone(Ids.DROP, is_big=True),
                        html.Div(id=Ids.DATASETS),
                        html.Div(id=Ids.DASHBOARDS),
                        html.Div(ways, className="lb-way"),
                    ],
                    className="lb-first",
                ),
                className="lb-page",
            ),
        ],
        className="lb-body",
    )
