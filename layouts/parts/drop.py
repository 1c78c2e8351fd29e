"""The place where a file is dropped; the upload script finds it by its data attributes."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon

TYPES = ".csv,.tsv,.txt,.tab,.xlsx,.xlsm,.xls,.ods,.json,.jsonl,.ndjson,.parquet,.gz,.zip"


def drop_zone(
    id: str, *, is_big: bool = False, limit: str = "up to 1 GB", dataset_id: int | None = None
) -> Component:
    """Idle: a sentence and a file field; `data-state` busy, done or failed shows words and bar.

    With `dataset_id` the file is compared with that dataset instead of becoming one.
    """
    more = {} if dataset_id is None else {"data_upload_dataset": str(dataset_id)}
    return html.Div(
        [idle(is_big, limit), busy()],
        id=id,
        className=f"lb-drop {'is-big' if is_big else ''}".rstrip(),
        **attributes(data_upload="", **more),
    )


def upload_button() -> Component:
    """Opens the file field of the page's drop zone, from wherever it stands."""
    return html.Button(
        [icon("upload"), "Upload"],
        type="button",
        className="btn btn-secondary",
        **attributes(data_upload_open=""),
    )


def idle(is_big: bool, limit: str) -> Component:
    kind = "primary" if is_big else "secondary"
    return html.Div(
        [
            icon("file-earmark-arrow-up", "lb-3") if is_big else None,
            html.Div("Drop a file here", className="lb-bb"),
            html.P(
                f"CSV, Excel, JSON, Parquet and more; {limit}. It stays on this server.",
                className="lb-3",
            ),
            html.Label(
                "Choose a file", className=f"btn btn-{kind}", **attributes(data_upload_pick=TYPES)
            ),
        ],
        className="lb-drop-idle",
    )


def busy() -> Component:
    done = html.Div(
        className="progress-bar", style={"width": "0%"}, **attributes(data_upload_bar="")
    )
    return html.Div(
        [
            html.P("", className="lb-b", role="status", **attributes(data_upload_text="")),
            html.Div(done, className="progress"),
        ],
        className="lb-drop-busy",
    )
