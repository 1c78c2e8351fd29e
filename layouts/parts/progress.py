"""How far a job is, in numbers and words, and what became of it."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import state
from luminabi_dash.views import DatasetView, JobView

WAITING = {"queued": "Waiting for its turn", "cancelled": "Cancelled"}
STATES = {
    "uploading": ("acc", "Uploading"),
    "pending": ("off", "Pending, cleaning starts soon"),
    "cleaning": ("acc", "Cleaning"),
    "ready": ("ok", "Ready"),
    "failed": ("bad", "Failed"),
}


def progress(
    job: JobView | None = None, percent: float | None = None, message: str = "", label: str = ""
) -> Component:
    """The bar with its words; `percent` (0 to 100) and `message` win over those of the job."""
    if job is not None and job.state == "failed":
        return failed(job.error or job.message or "The job failed.")
    done = percent if percent is not None else (job.progress * 100 if job is not None else 0)
    done = max(0, min(100, round(done)))
    words = message or (WAITING.get(job.state) or job.message if job is not None else "")
    return html.Div(
        [
            html.Span(
                [html.Span(f"{done}%", className="lb-num"), f" {words}"],
                className="lb-state is-acc lb-cut",
            ),
            bar(done, label or words or "Progress"),
        ],
        className="lb-progress",
        role="status",
    )


def bar(done: int, label: str) -> Component:
    return html.Div(
        html.Div(className="progress-bar", style={"width": f"{done}%"}),
        className="progress",
        role="progressbar",
        **attributes(
            aria_label=label,
            aria_valuenow=str(done),
            aria_valuemin="0",
            aria_valuemax="100",
        ),
    )


def failed(sentence: str) -> Component:
    """One line; the whole sentence shows when pointed at."""
    mark = state("bad", html.Span(f"Failed: {sentence}", className="lb-cut"))
    return html.Div(mark, className="lb-progress", title=sentence)


def status_mark(view: DatasetView) -> Component:
    """The state of a dataset as a mark with a word or two."""
    if view.status == "failed":
        return failed(view.error or "it could not be read.")
    kind, words = STATES.get(view.status, ("off", view.status))
    return state(kind, words)


def dataset_state(view: DatasetView) -> Component:
    """The state of a dataset in one line: a bar while something runs, a mark otherwise."""
    running = view.job is not None and view.job.state in {"queued", "running"}
    if running and view.status not in {"ready", "failed"}:
        return progress(view.job, label=f"Progress of {view.name}")
    if view.status == "failed":
        return failed(view.error or "it could not be read.")
    kind, words = STATES.get(view.status, ("off", view.status))
    more: list[Any] = []
    if running and view.job is not None:
        more = [f" · {view.job.message}"] if view.job.message else []
    return state(kind, words, *more)
