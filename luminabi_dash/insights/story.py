"""The few facts that matter most in a dataset: strong, told once, and of more than one sort."""

from __future__ import annotations

from collections.abc import Sequence

from luminabi_dash.insight_views import Fact, InsightView

FACTS = 5
CAUTIONS = 2
SAME_KIND, SAME_COLUMNS, CAVEAT, LIKED = 0.7, 0.5, 0.9, 1.3

WEIGHTS = {
    "trend": 1.0,
    "change_point": 1.0,
    "simpson": 1.0,
    "segment": 1.0,
    "seasonality": 0.9,
    "anomaly": 0.9,
    "driver": 0.9,
    "concentration": 0.85,
    "correlation": 0.85,
    "association": 0.7,
    "outlier": 0.6,
    "cluster": 0.6,
}
"""What a kind is worth to somebody who runs the business that the table is of."""

ABOUT_DATA = ("disguised_missing", "duplicates", "missing_pattern", "missing")
"""Findings about the data itself: told beside the facts, in this order."""

ABOUT = {
    "trend": "Over time",
    "change_point": "A break",
    "seasonality": "A rhythm",
    "anomaly": "An exception",
    "outlier": "An exception",
    "segment": "Who differs",
    "concentration": "Who carries most",
    "correlation": "What goes together",
    "association": "What goes together",
    "driver": "What it depends on",
    "simpson": "Not what it seems",
    "cluster": "Groups",
}


def facts(insights: Sequence[InsightView], most: int = FACTS) -> tuple[Fact, ...]:
    """The `most` weightiest facts, the first the weightiest. Each next one is chosen with what is
    told already taken off: maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).
    """
    waiting = [one for one in insights if is_told(one)]
    chosen: list[InsightView] = []
    while waiting and len(chosen) < most:
        best = max(waiting, key=lambda one: (worth(one, chosen), one.score, -one.id))
        waiting.remove(best)
        chosen.append(best)
    return tuple(Fact(about(one.kind), one) for one in chosen)


def cautions(insights: Sequence[InsightView], most: int = CAUTIONS) -> tuple[InsightView, ...]:
    """What to know of the data before its facts are used."""
    found = [one for one in insights if one.kind in ABOUT_DATA and is_held(one)]
    ordered = sorted(found, key=lambda one: (ABOUT_DATA.index(one.kind), -one.score, one.id))
    return tuple(ordered[:most])


def about(kind: str) -> str:
    return ABOUT.get(kind, kind.replace("_", " ").capitalize())


def is_told(insight: InsightView) -> bool:
    is_fact = insight.kind not in ABOUT_DATA and insight.kind != "derived"
    return is_fact and is_held(insight)


def is_held(insight: InsightView) -> bool:
    """Whether it holds in the newest version and nobody has put it away."""
    is_away = insight.state == "dismissed" or insight.thumbs.is_disliked
    return not is_away and insight.verdict != "gone"


def worth(insight: InsightView, told: Sequence[InsightView]) -> float:
    """Its score by kind, less for what it repeats and for what keeps it from more."""
    value = insight.score * WEIGHTS.get(insight.kind, SAME_KIND)
    value *= CAVEAT ** len(insight.caveats)
    if insight.state == "pinned" or insight.thumbs.up > insight.thumbs.down:
        value *= LIKED
    for other in told:
        if other.kind == insight.kind:
            value *= SAME_KIND
        value *= 1 - SAME_COLUMNS * likeness(insight.columns, other.columns)
    return value


def likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """Columns in common among all columns of both, 0 to 1."""
    both, either = set(a) & set(b), set(a) | set(b)
    return len(both) / len(either) if either else 0.0
