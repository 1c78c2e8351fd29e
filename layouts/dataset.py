"""One dataset: its rows, columns, recipe, changes, versions and insights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from dash_extensions import WebSocket

from layouts import findings
from layouts.arrival import Ids as ArrivalIds
from layouts.arrival import arrival, open_button
from layouts.audit import audit
from layouts.parts.acts import (
    button,
    field,
    link_button,
    menu,
    menu_item,
    menu_link,
    note,
    pressing,
    text_field,
)
from layouts.parts.attributes import attributes
from layouts.parts.cleaning import version_list
from layouts.parts.columns import columns_part
from layouts.parts.dialog import confirm, dialog
from layouts.parts.ledger import dataset_head
from layouts.parts.preview_pane import evidence_panel, preview, questions
from layouts.parts.progress import progress, status_mark
from layouts.parts.quality import quality
from layouts.parts.states import empty, lines_skeleton
from layouts.parts.states import note as framed
from layouts.parts.tabs import pane, tab_row
from layouts.parts.top import top_bar
from layouts.recipe import recipe
from layouts.row import row_dialog
from luminabi_dash.impact import QualityView, RecipeView
from luminabi_dash.insight_views import DiscoveryView
from luminabi_dash.views import (
    ChangeView,
    ColumnView,
    DatasetView,
    EvidenceView,
    StepView,
    VersionView,
)

__all__ = [
    "Ids",
    "More",
    "dataset",
    "page",
    "progress",
    "progress_line",
]

NAME = "dataset"


class Ids:
    STATE = "dataset-state"
    VIEW = "dataset-view"
    PAGE = "dataset-page"
    ID = "dataset-id"
    NEWS = "dataset-news"
    PROGRESS = "dataset-progress"
    STEPS = "dataset-steps"
    CLEANING_SOCKET = "dataset-cleaning-socket"
    BUILD = "dataset-build"
    CLEAN = "dataset-clean"
    SEARCH_INSIGHTS = "dataset-search-insights"
    RENAME = "dataset-rename"
    RENAME_DIALOG = "dataset-rename-dialog"
    NAME = "dataset-name"
    RENAME_APPLY = "dataset-rename-apply"
    RENAME_PROBLEM = "dataset-rename-problem"
    DELETE = "dataset-delete"
    DELETE_DIALOG = "dataset-delete-dialog"
    DELETE_APPLY = "dataset-delete-apply"
    GRID = "dataset-grid"
    SIDE = "dataset-side"
    CHANGED = "dataset-changed"
    INSIGHT_COUNT = "dataset-count-insights"
    FORGET_OPTIONS = "dataset-forget-options"

    @staticmethod
    def option(place: Any, other: Any = 0) -> dict[str, Any]:
        return {"type": "dataset-option", "place": place, "other": other}

    @staticmethod
    def answer(place: Any, other: Any = 0) -> dict[str, Any]:
        return {"type": "dataset-answer", "place": place, "other": other}

    @staticmethod
    def finding(place: Any) -> dict[str, Any]:
        return {"type": "dataset-finding", "place": place}


def page(dataset_id: int, inside: Component) -> Component:
    """What stays while the page is shown anew: its number, its sockets, what they told."""
    return html.Div(
        [
            dcc.Store(id=Ids.ID, data=dataset_id),
            dcc.Store(id=Ids.NEWS),
            WebSocket(id=Ids.CLEANING_SOCKET, url=f"/ws/data-cleaning/{dataset_id}/"),
            *findings.ears(dataset_id),
            html.Div(inside, id=Ids.PAGE, className="lb-page-place"),
        ],
        className="lb-page-place",
    )


def shown(view: DatasetView, discovery: DiscoveryView) -> dict[str, Any]:
    """What this page shows, to be compared with what a socket says when it opens."""
    return {
        "status": view.status,
        "version": view.version.number if view.version is not None else None,
        "searched_at": discovery.at.isoformat() if discovery.at is not None else None,
    }


def progress_line(percent: float, message: str) -> Component:
    """Children of PROGRESS while a job runs."""
    return progress(percent=percent, message=message, label="Progress")


@dataclass(frozen=True, slots=True)
class More:
    """What the page shows of a dataset beside its rows and insights."""

    recipe: RecipeView | None = None
    quality: QualityView | None = None
    changes_total: int = 0
    is_option_set: bool = False


def dataset(
    view: DatasetView,
    columns: Sequence[ColumnView],
    evidence: Sequence[EvidenceView],
    steps: Sequence[StepView],
    changes: Sequence[ChangeView],
    versions: Sequence[VersionView],
    discovery: DiscoveryView,
    rows_total: int,
    figures: Mapping[int, dict[str, Any]] | None = None,
    more: More | None = None,
) -> Component:
    """What stands in PAGE; `figures` are those of the insights, by insight."""
    rest = more or More()
    inside: list[Any] = [not_ready(view)]
    if view.version is not None:
        names = [column.name for column in columns]
        titles = list(dict.fromkeys((step.name, step.title) for step in steps))
        inside = [
            html.Div(job_line(view), id=Ids.PROGRESS, className="lb-job-line"),
            dataset_head(view),
            html.Div(
                tab_row(NAME, tabs(columns, steps, versions, discovery, rest)), className="lb-tabs"
            ),
            html.Div(
                [
                    pane(
                        NAME,
                        "preview",
                        *preview(
                            Ids.GRID,
                            Ids.SIDE,
                            Ids.CHANGED,
                            columns,
                            rows_total,
                            questions=questions(evidence, Ids.answer),
                        ),
                        is_open=True,
                    ),
                    pane(NAME, "columns", *columns_part(columns, rows_total)),
                    pane(NAME, "quality", quality(rest.quality, Ids.finding)),
                    pane(NAME, "recipe", recipe(rest.recipe)),
                    pane(
                        NAME,
                        "changes",
                        audit(
                            names, titles, changes, rest.changes_total, view.version.rows_rejected
                        ),
                    ),
                    pane(NAME, "versions", html.Div(version_list(versions), className="lb-scroll")),
                    findings.insights_pane(view.id, discovery, figures or {}),
                    evidence_panel(
                        evidence,
                        view.version.rows_rejected,
                        Ids.option,
                        Ids.FORGET_OPTIONS,
                        rest.is_option_set,
                    ),
                ],
                className="lb-split",
            ),
            arrival(view.id),
            row_dialog(),
            findings.behind_dialog(),
        ]
    return html.Div(
        [
            dcc.Store(id=Ids.VIEW, data=shown(view, discovery)),
            header(view),
            html.Div(id=Ids.STEPS, className="lb-job-line lb-steps-now"),
            *inside,
            rename_dialog(view),
            confirm(
                Ids.DELETE_DIALOG,
                Ids.DELETE_APPLY,
                "Delete this dataset?",
                f"{view.name} goes with its file, its versions, and the dashboards made from it.",
            ),
        ],
        className="lb-body is-plain is-frame",
        **attributes(data_tabs="preview"),
    )


def header(view: DatasetView) -> Component:
    is_ready = view.version is not None
    things = [
        *(
            [pressing("Replace or append", ArrivalIds.OPEN, "file-earmark-plus")]
            if is_ready
            else []
        ),
        menu_item("Clean again", Ids.CLEAN, "arrow-repeat"),
        menu_item("Search for insights again", Ids.SEARCH_INSIGHTS, "lightbulb"),
        *(downloads(view) if is_ready else []),
        menu_item("Rename", Ids.RENAME, "pencil"),
        menu_item("Delete", Ids.DELETE, "trash", is_danger=True),
    ]
    build = html.Button(
        "Build a dashboard",
        id=Ids.BUILD,
        type="button",
        disabled=not is_ready,
        className="btn btn-primary btn-sm",
    )
    state = html.Div(status_mark(view), id=Ids.STATE, className="lb-top-state")
    explore = link_button("Explore", f"/explore?dataset={view.id}", small=True)
    return top_bar(
        view.name,
        crumb=("Datasets", "/datasets"),
        marks=[state],
        acts=[*([open_button(), explore] if is_ready else []), build, menu("More", things)],
        is_narrow=True,
    )


def downloads(view: DatasetView) -> list[Component]:
    path = f"/api/v1/datasets/{view.id}/export"
    return [
        menu_link("Download as CSV", f"{path}?format=csv", "download"),
        menu_link("Download as Excel", f"{path}?format=xlsx", "download"),
        menu_link("Download as Parquet", f"{path}?format=parquet", "download"),
        menu_link("Download the file as uploaded", f"{path}?format=raw", "file-earmark-arrow-down"),
    ]


def job_line(view: DatasetView) -> Component | None:
    """Children of PROGRESS: a bar across the page while a job runs."""
    job = view.job
    if job is None or view.version is None or job.state not in {"queued", "running", "failed"}:
        return None
    if job.state == "failed":
        return framed("bad", "exclamation-triangle", f"Nothing was changed: {job.error}")
    return progress(job, label=f"Progress of {view.name}")


def not_ready(view: DatasetView) -> Component:
    """Before the first version: what happens, or what went wrong and the way on."""
    if view.status == "failed":
        return empty(
            "exclamation-circle",
            f"{view.file_name} could not be read",
            view.error or "The file is damaged or of a kind that cannot be read.",
            html.A("Upload another file", href="/datasets", className="btn btn-secondary btn-sm"),
            html.Div(id=Ids.PROGRESS),
        )
    return html.Div(
        [
            html.Div(
                progress(view.job, label=f"Progress of {view.name}"),
                id=Ids.PROGRESS,
                className="lb-wait-bar",
            ),
            html.P("Reading and cleaning. The rows appear here by themselves.", className="lb-2"),
            lines_skeleton(8),
        ],
        className="lb-wait",
    )


def tabs(
    columns: Sequence[ColumnView],
    steps: Sequence[StepView],
    versions: Sequence[VersionView],
    discovery: DiscoveryView,
    more: More,
) -> list[tuple[str, str, int | None]]:
    findings = len(more.quality.findings) if more.quality is not None else None
    return [
        ("preview", "Preview", None),
        ("columns", "Columns", len(columns)),
        ("quality", "Quality", findings),
        ("recipe", "Recipe", len(steps)),
        ("changes", "Changes", None),
        ("versions", "Versions", len(versions)),
        ("insights", "Insights", len(discovery.insights)),
    ]


def rename_dialog(view: DatasetView) -> Component:
    inside: list[Any] = [
        field("Name", text_field(Ids.NAME, view.name, maxlength=200)),
        note(Ids.RENAME_PROBLEM),
    ]
    acts_below = [button("Rename", Ids.RENAME_APPLY, kind="primary")]
    return dialog(Ids.RENAME_DIALOG, "Rename the dataset", inside, acts_below, "sm")
