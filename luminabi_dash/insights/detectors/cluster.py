"""Rows fall into a few groups that are alike in several measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special, stats
from threadpoolctl import threadpool_limits

from luminabi_dash.charts.kinds.scatter import ScatterSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Numbers, Places, kinds, normal_scores, ranks, spread
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.panel import panel_of
from luminabi_dash.insights.table import Table

LEAST_ROWS = 120
ROWS = 1_200
SHOWN = 600
LEAST_VALUES = 15
MEASURES = 6
MOST_GROUPS = 4
LEAST_SILHOUETTE = 0.45
LEAST_AGREEMENT = 0.9
LEAST_GROUP = 0.05
DRAWS = 24
HALVES = 8
SEED = 11


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    labels: Places
    count: int
    silhouette: float
    within: float


@detector("cluster", title="Looking for groups of rows…", cost=9)
def cluster(table: Table) -> Iterator[Tested]:
    """K-means; told only if halves of the rows give the same groups (adjusted Rand index) and the
    groups are tighter than in data with the same columns and correlations but no groups (in the
    way of Liu et al., SigClust, 2008, with a Gaussian copula).
    """
    names = [
        name
        for name in table.measures
        if kinds(table.numbers[name], most=5_000) >= LEAST_VALUES
        and np.isfinite(table.numbers[name]).mean() > 0.9
    ][:MEASURES]
    is_along_time = table.is_series or panel_of(table) is not None
    if len(names) < 2 or is_along_time or table.size < LEAST_ROWS:
        return
    values = sample_of(table, names)
    if len(values) < LEAST_ROWS:
        return
    with threadpool_limits(1):  # threads cost more than they give on so little
        yield judge(table, names, values)


def judge(table: Table, names: list[str], values: Numbers) -> Tested:
    best = max((grouping(values, count) for count in range(2, MOST_GROUPS + 1)), key=quality)
    if best.silhouette < LEAST_SILHOUETTE:
        return Tested(1.0)  # no grouping that would be worth a test
    p_value = p_of(values, best)
    smallest = float(np.bincount(best.labels).min()) / len(values)
    is_stable = smallest >= LEAST_GROUP and agreement(values, best) >= LEAST_AGREEMENT
    return Tested(p_value, told(table, names, values, best, p_value) if is_stable else None)


def sample_of(table: Table, names: list[str]) -> Numbers:
    columns = np.column_stack([table.numbers[name] for name in names])
    known = np.flatnonzero(np.isfinite(columns).all(axis=1))
    chosen = known[np.argsort(table.hashes[known], kind="stable")[:ROWS]]
    part = columns[np.sort(chosen)]
    widths = [spread(part[:, place]) or 1.0 for place in range(part.shape[1])]
    return np.asarray((part - np.median(part, axis=0)) / np.array(widths), dtype=np.float64)


def grouping(values: Numbers, count: int) -> Grouping:
    from sklearn.cluster import KMeans  # jobs only: it is dear to import
    from sklearn.metrics import silhouette_score

    model = KMeans(count, n_init=4, random_state=SEED).fit(values)
    labels = np.asarray(model.labels_, dtype=np.int64)
    part = labels[:SHOWN]
    score = float(silhouette_score(values[:SHOWN], part)) if np.unique(part).size > 1 else 0.0
    return Grouping(labels, count, score, tightness(values, float(model.inertia_)))


def tightness(values: Numbers, inertia: float) -> float:
    return inertia / float(((values - values.mean(axis=0)) ** 2).sum())


def quality(one: Grouping) -> tuple[float, int]:
    return one.silhouette, -one.count


def p_of(values: Numbers, best: Grouping) -> float:
    """How far the groups are tighter than those of data without groups, as a normal deviate."""
    from sklearn.cluster import KMeans

    random = np.random.default_rng(SEED)
    scores = np.column_stack(
        [normal_scores(ranks(values[:, place])) for place in range(values.shape[1])]
    )
    root = np.linalg.cholesky(np.corrcoef(scores, rowvar=False) + 1e-9 * np.eye(scores.shape[1]))
    ordered = np.sort(values, axis=0)
    within = []
    for _ in range(DRAWS):
        drawn = special.ndtr(random.normal(size=values.shape) @ root.T)
        places = np.minimum((drawn * len(values)).astype(np.int64), len(values) - 1)
        made = np.take_along_axis(ordered, places, axis=0)
        model = KMeans(best.count, n_init=2, random_state=SEED).fit(made)
        within.append(tightness(made, float(model.inertia_)))
    noise = max(float(np.std(within, ddof=1)), 1e-9)
    return float(stats.norm.cdf((best.within - float(np.mean(within))) / noise))


def agreement(values: Numbers, best: Grouping) -> float:
    """Mean adjusted Rand index of groups made from halves of the rows with those of all."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    random = np.random.default_rng(SEED)
    found = []
    for _ in range(HALVES):
        half = random.permutation(len(values))[: len(values) // 2]
        model = KMeans(best.count, n_init=4, random_state=SEED).fit(values[half])
        found.append(float(adjusted_rand_score(best.labels, model.predict(values))))
    return float(np.mean(found))


def told(
    table: Table, names: list[str], values: Numbers, best: Grouping, p_value: float
) -> Insight:
    counts = np.sort(np.bincount(best.labels))[::-1] / len(values)
    means = np.array([values[best.labels == k].mean(axis=0) for k in range(best.count)])
    first, second = (names[place] for place in np.argsort(-np.ptp(means, axis=0))[:2])
    sizes = words.several([words.share(float(part)) for part in counts])
    return Insight(
        kind="cluster",
        columns=tuple(names),
        sentence=(
            f"Rows fall into {best.count} groups ({sizes}) that differ most in {first} and "
            f"{second}."
        ),
        effect=best.silhouette,
        effect_name="silhouette",
        interval=None,
        n=len(values),
        p_value=p_value,
        strength=best.silhouette,
        chart=ScatterSpec(title=f"{second} against {first}"[:200], x=first, y=second),
        caveats=() if len(values) == table.size else (f"from {len(values):,} rows",),
    )
