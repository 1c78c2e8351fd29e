"""An insight as a card: sentence, chart, effect with its interval, and what keeps it from more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.graph import graph
from layouts.parts.marks import dot, tag
from layouts.parts.states import chart_skeleton
from layouts.parts.words import MINUS, NONE, TIMES, many, probability, rounded
from luminabi_dash.insight_views import DiscoveryView, InsightView

CHART: Any = {"displayModeBar": False, "responsive": True}
PERCENT = 100
ROOM = 0.08
RATIOS = ("ratio", "times as")
WHOLE = "of the whole"


def insight_card(
    view: InsightView,
    chart: Component | None,
    acts: Sequence[Component],
    test: Component | None = None,
) -> Component:
    """`chart` is a graph of the same insight, or None; `acts` are the page's own buttons, `test`
    says how it was tested.
    """
    return html.Article(
        [
            kind_line(view),
            html.P(view.sentence, className="lb-say"),
            chart,
            whisker(view),
            certainty(view),
            history(view),
            test,
            html.Div(caveats(view), className="lb-tags") if view.caveats else None,
            html.Div(acts, className="lb-foot"),
        ],
        className=f"lb-card lb-insight is-{view.state}",
    )


def insight_line(
    view: InsightView, acts: Sequence[Component], test: Component | None = None
) -> Component:
    """The same without a chart, for a side panel."""
    return html.Article(
        [
            html.Div([kind_line(view), *acts], className="lb-row"),
            html.P(view.sentence, className="lb-say"),
            whisker(view),
            certainty(view),
            history(view),
            test,
            html.Div(caveats(view), className="lb-tags") if view.caveats else None,
        ],
        className=f"lb-insight is-{view.state}",
    )


def chart_path(view: InsightView) -> str:
    """Where its chart opens, to be changed and looked at from other sides."""
    asked = {"dataset": str(view.dataset_id), "spec": json.dumps(view.chart)}
    if view.filters:
        asked["filters"] = json.dumps(list(view.filters))
    return f"/explore?{urlencode(asked)}"


def kind_line(view: InsightView) -> Component:
    kind = view.kind.replace("_", " ").capitalize()
    name = html.Span(f"{kind} · {view.effect_name}", className="lb-cut", title=view.effect_name)
    words: list[Any] = [name]
    if view.verdict is not None:
        words = [name, verdict_tag(view.verdict)]
    elif view.state == "new":
        words = [dot("is-acc is-s"), html.Span("New", className="lb-acc lb-b"), name]
    elif view.state == "dismissed":
        words = [name, html.Span("dismissed", className="lb-b")]
    return html.Div(words, className="lb-kind")


def verdict_tag(verdict: str) -> Component:
    """What the newest version of the data made of it."""
    kind = {"reversed": "bad", "gone": "bad", "weaker": "warn", "stronger": "ok"}.get(verdict, "")
    return tag(verdict, kind)


def history(view: InsightView) -> Component | None:
    """Each version's check, the newest first."""
    if not view.history:
        return None
    lines = [
        html.Li(
            [
                html.Span(f"v{one['version']}", className="lb-num lb-3"),
                html.Span(str(one["verdict"])),
                html.Span(
                    NONE if one["effect"] is None else said(one["effect"], view.effect_name),
                    className="lb-num",
                ),
            ]
        )
        for one in reversed(view.history)
    ]
    return html.Details(
        [html.Summary(f"Checked with {many(len(lines), 'version')}"), html.Ul(lines)],
        className="lb-checks lb-s",
    )


def caveats(view: InsightView) -> list[Component]:
    return [tag(words, "warn", "exclamation-triangle") for words in view.caveats]


def certainty(view: InsightView) -> Component:
    """Effect with its interval; n and q."""
    span = None
    if view.interval is not None:
        low, high = (said(value, view.effect_name) for value in view.interval)
        span = f"{low} to {high}"
    return html.P(
        [
            html.Span([html.B(headline(view)), " ", span]),
            html.Span(f"n {view.n:,} · q {probability(view.q_value)}"),
        ],
        className="lb-certain",
    )


def headline(view: InsightView) -> str:
    """The effect: a ratio with a sign of times, a whole share bare, a change with its sign."""
    words = said(view.effect, view.effect_name)
    if is_ratio(view.effect_name):
        return f"{TIMES}{words}"
    is_change = view.effect > 0 and WHOLE not in view.effect_name
    return f"+{words}" if is_change else words


def said(value: float, effect_name: str) -> str:
    """Shares as percent, everything else as a number."""
    if "share" in effect_name:
        return f"{rounded(value * PERCENT)}%".replace("-", MINUS)
    return rounded(value).replace("-", MINUS)


def is_ratio(effect_name: str) -> bool:
    return any(word in effect_name for word in RATIOS)


def whisker(view: InsightView) -> Component | None:
    """Where the effect and its interval lie from no effect."""
    if view.interval is None:
        return None
    none = 1.0 if is_ratio(view.effect_name) else 0.0
    low, high = view.interval
    left, right = min(none, low, view.effect), max(none, high, view.effect)
    spread = (right - left) or 1.0
    left, spread = left - ROOM * spread, spread * (1 + 2 * ROOM)

    def place(value: float) -> float:
        return round((value - left) / spread * PERCENT, 1)

    marks = {"--z": place(none), "--a": place(low), "--b": place(high), "--e": place(view.effect)}
    words = f"Effect {rounded(view.effect)}, interval {rounded(low)} to {rounded(high)}"
    parts = [html.Span(className=name) for name in ("z", "i", "e")]
    return html.Div(
        parts, className="lb-whisker", role="img", style=marks, **attributes(aria_label=words)
    )


def search_sentence(found: DiscoveryView) -> Component:
    """What the search came to: tested, kept, and what "kept" promises."""
    kept = len(found.insights)
    promise = f" At most {found.level:.0%} of what is kept is expected to be chance."
    return html.Span(
        [
            html.Span(f"{found.tested:,} tested, {kept:,} kept.", className="lb-bb lb-num"),
            html.Span(promise, className="lb-2 lb-wide-only"),
        ]
    )


def nothing_words(found: DiscoveryView) -> tuple[str, str]:
    """Title and sentence of a search that kept nothing, or that has not been made."""
    if found.at is None:
        return "Not searched yet", "The search starts by itself once the dataset is clean."
    title = f"{found.tested:,} tested, 0 kept"
    nothing = f"Of {many(found.tested, 'relation')}, nothing here beats chance."
    return title, found.words or nothing


def chart_place(view: InsightView, graph_id: dict[str, Any]) -> Component:
    """Where the insight's chart is drawn, with a skeleton of the same size until then."""
    drawn = graph(graph_id, CHART)
    subtitle = str(view.chart.get("subtitle") or "")
    return html.Div(
        [
            html.Div(subtitle, className="lb-s lb-3") if subtitle else None,
            html.Div(
                [chart_skeleton(), drawn],
                className="lb-chart",
                role="img",
                **attributes(aria_label=view.sentence),
            ),
        ],
        className="lb-card-chart",
    )
