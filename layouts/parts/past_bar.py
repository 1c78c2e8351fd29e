"""The bar above the tiles while a page looks back: as whom, at which data, and the way to now."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.marks import icon
from layouts.parts.page_acts import act
from layouts.parts.words import moment
from luminabi_dash.dashboards.past import PastView


def past_bar(view: PastView | None) -> Component | None:
    """Nothing for the present. The page itself answers "Back to now"."""
    if view is None:
        return None
    return html.Div(
        [
            icon("clock-history"),
            html.Span(sentence(view), className="lb-grow lb-past-words"),
            act("past-back", "Back to now", "arrow-return-left", "btn-secondary btn-sm"),
        ],
        className=f"lb-banner lb-past {'is-warn' if view.is_gone else 'is-off'}",
        role="status",
    )


def sentence(view: PastView) -> list[Any]:
    """ "As Ada saw it on 24 Nov 2026, data v3 (now v5)"; a version that is gone says so."""
    words: list[Any] = [html.B(view.words)]
    if view.at is not None:
        words += [", ", moment(view.at)]
    if view.version is None:
        return words
    if view.is_gone:
        gone = f", data v{view.version}, which is not there any more: this is v{view.newest}"
        return [*words, gone]
    now = f" (now v{view.newest})" if view.newest != view.version else ""
    return [*words, f", data v{view.version}{now}"]
