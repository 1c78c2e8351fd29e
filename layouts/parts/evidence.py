"""How a file was read: each decision with its reason and what else it could have been."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import state
from luminabi_dash.views import EvidenceView

KINDS = {"certain": "ok", "likely": "warn", "asked": "warn"}
WORDS = {"asked": "asks you"}


OptionId = Callable[[int, int], dict[str, Any]]


def evidence_list(
    items: Sequence[EvidenceView], rejected: int = 0, option_id: OptionId | None = None
) -> Component:
    """With `option_id` (place of the decision, place of the alternative) each other way to read
    the file is a button.
    """
    lines = [evidence_line(place, item, option_id) for place, item in enumerate(items)]
    if rejected:
        lines.append(rejected_line(rejected))
    return html.Div(lines, className="lb-list")


def evidence_line(place: int, item: EvidenceView, option_id: OptionId | None) -> Component:
    mark = state(KINDS.get(item.certainty, "off"), WORDS.get(item.certainty, item.certainty))
    chosen = html.Span(item.choice, className="is-chosen")
    others = [
        other(item.what, one.label, option_id(place, number))
        if option_id is not None and one.options
        else html.Span(one.label)
        for number, one in enumerate(item.alternatives)
        if one.label != item.choice
    ]
    return html.Div(
        [
            html.H3([item.what, mark]),
            html.Div([chosen, *others], className="lb-alts", role="group"),
            html.P(item.reason, className="lb-for"),
        ],
        className=f"lb-ev is-{item.certainty}",
    )


def other(what: str, label: str, id: dict[str, Any]) -> Component:
    words = f"Read the file again, {what}: {label}"
    return html.Button(label, id=id, type="button", title=words, **attributes(aria_label=words))


def rejected_line(rejected: int) -> Component:
    words = "Kept aside with their line numbers, listed under Changes; the file stays unchanged."
    return html.Div(
        [
            html.H3(["Rejected", html.Span(f"{rejected:,} lines", className="lb-warn lb-num")]),
            html.P(words, className="lb-for"),
        ],
        className="lb-ev",
    )
