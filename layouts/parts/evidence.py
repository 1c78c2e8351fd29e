"""How a file was read: each decision with its reason and what else it could have been."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.parts.marks import state
from luminabi_dash.views import EvidenceView

KINDS = {"certain": "ok", "likely": "warn", "asked": "warn"}
WORDS = {"asked": "asks you"}


def evidence_list(items: Sequence[EvidenceView], rejected: int = 0) -> Component:
    lines = [evidence_line(item) for item in items]
    if rejected:
        lines.append(rejected_line(rejected))
    return html.Div(lines, className="lb-list")


def evidence_line(item: EvidenceView) -> Component:
    mark = state(KINDS.get(item.certainty, "off"), WORDS.get(item.certainty, item.certainty))
    others = [other.label for other in item.alternatives if other.label != item.choice]
    choices = [html.Span(item.choice, className="is-chosen"), *(html.Span(o) for o in others)]
    return html.Div(
        [
            html.H3([item.what, mark]),
            html.Div(choices, className="lb-alts"),
            html.P(item.reason, className="lb-for"),
        ],
        className="lb-ev",
    )


def rejected_line(rejected: int) -> Component:
    words = "Kept aside with their line numbers; the file itself is stored unchanged."
    return html.Div(
        [
            html.H3(["Rejected", html.Span(f"{rejected:,} lines", className="lb-warn lb-num")]),
            html.P(words, className="lb-for"),
        ],
        className="lb-ev",
    )
