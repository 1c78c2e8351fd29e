"""How an insight was tested: what was compared, how sure it is, and what else was tried."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.parts.words import probability, rounded
from luminabi_dash.insight_views import DiscoveryView, InsightView

TESTS = {
    "trend": "A line through the series without its cycles; neighbours may resemble each other.",
    "change_point": "The best single break of the series; that it was searched for is allowed for.",
    "seasonality": "Phases of the cycle compared around a moving middle.",
    "anomaly": "Distance from the usual course, against the tail of the other moments.",
    "outlier": "Gap to the next row, against the tail of all other rows.",
    "correlation": "Correlation of the ranks, as normal scores; a few extreme rows decide nothing.",
    "association": "χ² of the common values against what independence would give.",
    "segment": "The part against all other rows by ranks, times the parts that were tried.",
    "concentration": "The share against an even spread.",
    "simpson": "The same relation inside each group, all of them turned and together sure.",
    "missing": "A count of empty cells.",
    "missing_pattern": "Empty cells by group, tested exactly, times the groups that were tried.",
    "disguised_missing": "A repeated extreme value far from all others.",
    "duplicates": "Equal rows against what meets by chance.",
    "derived": "Holds in every row.",
    "driver": "A random forest, judged on rows that it has not seen.",
    "cluster": "Tighter than the same columns without groups; the same groups from half the rows.",
}


def how_tested(view: InsightView, found: DiscoveryView) -> Component:
    """A part that opens: the test, its numbers, and how many were tried beside it."""
    lines = [
        ("Effect", f"{rounded(view.effect)}, {view.effect_name}"),
        ("95 % interval", interval(view)),
        ("Rows", f"{view.n:,}"),
        ("p, this test alone", probability(view.p_value)),
        ("q, among all tests", probability(view.q_value)),
    ]
    rows = [
        html.Div([html.Dt(name), html.Dd(words, className="lb-num")])
        for name, words in lines
        if words
    ]
    test = TESTS.get(view.kind)
    return html.Details(
        [
            html.Summary("How it was tested"),
            html.P(test) if test else None,
            html.Dl(rows),
            html.P(kept_words(found)),
        ],
        className="lb-checks lb-tested lb-s",
    )


def interval(view: InsightView) -> str:
    if view.interval is None:
        return ""
    return f"{rounded(view.interval[0])} to {rounded(view.interval[1])}"


def kept_words(found: DiscoveryView) -> str:
    kept = len(found.insights) + found.hidden
    one_in = round(1 / found.level) if found.level else 0
    return f"{found.tested:,} tested, {kept:,} kept, at most 1 in {one_in:,} by chance."
