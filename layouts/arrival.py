"""A further file for a dataset: dropped, compared with what is there, then replaced or appended."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button
from layouts.parts.dialog import dialog
from layouts.parts.drop import drop_zone
from layouts.parts.marks import dot, icon
from layouts.parts.states import lines_skeleton
from layouts.parts.states import note as framed
from layouts.parts.words import many
from luminabi_dash.impact import Arrival, BoardChange, Difference, DraftView

DOTS = {"bad": "is-bad", "warn": "is-warn", "ok": "is-ok"}


class Ids:
    OPEN = "arrival-open"
    DIALOG = "arrival-dialog"
    DROP = "arrival-drop"
    NEWS = "arrival-news"
    BODY = "arrival-body"
    REPLACE = "arrival-replace"
    APPEND = "arrival-append"
    DISCARD = "arrival-discard"
    PROBLEM = "arrival-problem"


def arrival(dataset_id: int) -> Component:
    """The dialog; BODY holds the drop zone or the report of the file that was dropped."""
    acts = [
        button("Discard the file", Ids.DISCARD, kind="ghost"),
        button("Append its rows", Ids.APPEND),
        button("Replace the table", Ids.REPLACE, kind="primary"),
    ]
    inside = [
        dcc.Store(id=Ids.NEWS),
        drop_zone(Ids.DROP, dataset_id=dataset_id),
        html.Div(id=Ids.BODY, className="lb-below-s", role="status"),
        html.Div(id=Ids.PROBLEM, className="lb-problem lb-bad", role="alert"),
    ]
    return dialog(Ids.DIALOG, "Replace or append", inside, acts, "lg")


def body(draft: DraftView | None) -> list[Any]:
    """Children of BODY."""
    if draft is None:
        words = "Drop the next file above. It is compared with the table before anything changes."
        return [html.P(words, className="lb-2")]
    if draft.state == "checking":
        return [html.P(f"Comparing {draft.file_name} with the table…"), lines_skeleton(4)]
    if draft.state == "failed" or draft.arrival is None:
        return [framed("bad", "exclamation-circle", draft.error or "It cannot be read.")]
    return report(draft.arrival, draft.file_name or "The file")


def report(item: Arrival, name: str) -> list[Any]:
    rejected = f", {many(item.rows_rejected, 'line')} rejected" if item.rows_rejected else ""
    head = html.P([html.B(name), f": {many(item.rows, 'row')}{rejected}"])
    parts: list[Any] = [head]
    if item.missing:
        names = ", ".join(item.missing[:6])
        words = f"The recipe needs columns that this file does not have: {names}."
        more = " Replacing stops there; plan the recipe anew first, or keep the table as it is."
        parts.append(framed("bad", "exclamation-triangle", words + more))
    parts += [framed("warn", "columns-gap", board_words(board)) for board in item.boards]
    if not item.differences:
        parts.append(framed("acc", "check2", "Columns, types and distributions are as before."))
    else:
        parts.append(html.Div([difference(one) for one in item.differences], className="lb-list"))
    return parts


def board_words(item: BoardChange) -> str:
    return f"{item.name} would lose {many(len(item.broken), 'tile')}: {', '.join(item.broken[:4])}."


def difference(item: Difference) -> Component:
    return html.Div(
        [
            dot(DOTS[item.weight]),
            html.Span(item.column or "Table", className="lb-mono lb-cut lb-diff-name"),
            html.Span(item.sentence, className="lb-grow"),
        ],
        className="lb-row lb-line-row",
    )


def open_button() -> Component:
    return html.Button(
        [icon("arrow-repeat"), html.Span("Replace or append")],
        id=Ids.OPEN,
        type="button",
        className="btn btn-ghost btn-sm lb-wide-only",
    )
