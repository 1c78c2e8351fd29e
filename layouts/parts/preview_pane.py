"""The preview of a dataset: rows cleaned or as uploaded, what changed, how the file was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button
from layouts.parts.attributes import attributes
from layouts.parts.data_table import data_table
from layouts.parts.evidence import evidence_list
from layouts.parts.marks import icon
from layouts.parts.states import note
from luminabi_dash.views import ColumnView, EvidenceView

OptionId = Callable[[int, int], dict[str, Any]]


def preview(
    grid_id: str,
    side_id: str,
    changed_id: str,
    columns: Sequence[ColumnView],
    rows_total: int,
    *,
    questions: Sequence[Component] = (),
) -> list[Component]:
    """The line above the grid, questions that the reader asks, and the grid."""
    sides = dcc.RadioItems(
        [{"label": "Cleaned", "value": "cleaned"}, {"label": "As uploaded", "value": "read"}],
        "cleaned",
        id=side_id,
        inline=True,
        className="lb-seg is-radio",
    )
    only = dbc.Switch(
        id=changed_id, value=False, label="Changed rows only", className="lb-wide-only"
    )
    toggle = html.Button(
        [icon("layout-sidebar-reverse"), html.Span("How it was read", className="lb-wide-only")],
        type="button",
        className="btn btn-ghost btn-sm",
        **attributes(data_panel_toggle="evidence", aria_expanded="true"),
    )
    legend = html.Span(
        [
            html.Span(className="lb-key lb-changed"),
            "changed ",
            html.Span(className="lb-key lb-filled"),
            "was empty",
        ],
        className="lb-s lb-3 lb-wide-only lb-legend",
    )
    line = html.Div(
        [
            sides,
            only,
            html.Span(className="lb-grow"),
            legend,
            html.Span(f"{rows_total:,} rows", className="lb-s lb-3 lb-num"),
            toggle,
        ],
        className="lb-bar",
    )
    return [line, *questions, data_table(grid_id, columns)]


def questions(evidence: Sequence[EvidenceView], answer_id: OptionId) -> list[Component]:
    """What the file does not decide: a sentence with the possible answers."""
    found: list[Component] = []
    for place, item in enumerate(evidence):
        ways = [(n, one) for n, one in enumerate(item.alternatives) if one.options]
        if item.certainty != "asked" or not ways:
            continue
        acts = [button(one.label, answer_id(place, number), small=True) for number, one in ways[:3]]
        words: list[Any] = [html.B(item.what), f": {item.reason}. How is it meant?"]
        inside = (html.Span(words), html.Span(acts, className="lb-row"))
        framed = note("warn", "question-circle", *inside)
        found.append(html.Div(framed, className="lb-question"))
    return found


def evidence_panel(
    evidence: Sequence[EvidenceView],
    rejected: int,
    option_id: OptionId,
    forget_id: str,
    is_set: bool,
) -> Component:
    """`is_set`: somebody chose how to read the file, which can be taken back."""
    close = html.Button(
        icon("x-lg"),
        type="button",
        className="btn btn-ghost btn-sm is-icon",
        **attributes(data_panel_toggle="evidence", aria_label="Close the panel"),
    )
    head = [html.H2("How this file was read"), html.Span(className="lb-grow"), close]
    forget = button("Let the reader decide again", forget_id, kind="ghost", small=True)
    return html.Aside(
        [
            html.Div(head, className="lb-panel-head"),
            html.Div(
                [
                    evidence_list(evidence, rejected, option_id),
                    html.Div(forget, hidden=not is_set, className="lb-below-s"),
                ],
                className="lb-panel-body",
            ),
        ],
        className="lb-panel",
        **attributes(
            data_pane="preview",
            data_panel="evidence",
            aria_label="How this file was read",
        ),
    )
