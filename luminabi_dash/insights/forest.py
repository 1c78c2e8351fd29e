"""How well a measure can be foretold from other columns, judged on rows that were held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import stats

from luminabi_dash.insights.arrays import Numbers

TREES = 24
LEAF = 8
FOLDS = 5
SEED = 7


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """`r2` on held-out rows with its 95 % interval over folds, `p_value` that the forecast goes
    with the truth, and by feature how much r2 falls when that feature is shuffled.
    """

    r2: float
    interval: tuple[float, float]
    p_value: float
    falls: Numbers


def forecast(features: Numbers, target: Numbers, groups: Sequence[int]) -> Forecast:
    """A random forest (Breiman 2001) over FOLDS blocks of rows; `features` (n × k) hold no NaN,
    `groups` are the features that are codes of categories.

    Rows must be in an order that has no meaning, or in that of time: then blocks are the honest
    choice, since neighbours resemble each other.
    """
    from sklearn.ensemble import RandomForestRegressor  # jobs only: it is dear to import

    size, width = features.shape
    edges = np.linspace(0, size, FOLDS + 1).astype(int)
    told = np.empty(size)
    shuffled = np.empty((width, size))
    random = np.random.default_rng(SEED)
    scores = []
    for start, end in pairwise(edges):
        held = np.arange(start, end)
        rest = np.r_[0:start, end:size]
        encoded = encode(features, target, rest, groups)
        model = RandomForestRegressor(
            TREES, min_samples_leaf=LEAF, max_features=0.6, random_state=SEED, n_jobs=1
        )
        model.fit(encoded[rest], target[rest])
        copies = [encoded[held]]
        for place in range(width):
            changed = encoded[held].copy()
            changed[:, place] = random.permutation(changed[:, place])
            copies.append(changed)
        answers = model.predict(np.vstack(copies)).reshape(width + 1, held.size)
        told[held], shuffled[:, held] = answers[0], answers[1:]
        scores.append(share(target[held], told[held], float(target[rest].mean())))
    mean = float(target.mean())
    r2 = share(target, told, mean)
    wide = 1.96 * float(np.std(scores, ddof=1)) / FOLDS**0.5
    falls = np.array([r2 - share(target, one, mean) for one in shuffled])
    return Forecast(r2, (r2 - wide, min(1.0, r2 + wide)), p_of(told, target), falls)


def encode(features: Numbers, target: Numbers, rows: Numbers, groups: Sequence[int]) -> Numbers:
    """Categories as the mean of the target over `rows` alone, drawn to the whole mean when few."""
    result = features.copy()
    mean = float(target[rows].mean())
    for place in groups:
        codes = features[:, place].astype(np.int64)
        count = np.bincount(codes[rows], minlength=int(codes.max()) + 1)
        total = np.bincount(codes[rows], weights=target[rows], minlength=count.size)
        result[:, place] = ((total + LEAF * mean) / (count + LEAF))[codes]
    return result


def share(truth: Numbers, told: Numbers, mean: float) -> float:
    whole = float(((truth - mean) ** 2).sum())
    return 1 - float(((truth - told) ** 2).sum()) / whole if whole > 0 else 0.0


def p_of(told: Numbers, target: Numbers) -> float:
    """One-sided p of the correlation of forecast and truth; 1 for a constant forecast."""
    if np.ptp(told) == 0 or np.ptp(target) == 0:
        return 1.0
    found = stats.pearsonr(told, target, alternative="greater")
    return float(found.pvalue)
