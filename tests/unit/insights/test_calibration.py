"""P-values of noise are uniform or larger, so error control holds; noise is answered by silence."""

import numpy as np
import pytest
from scipy import stats

from luminabi_dash.insights.arrays import normal_scores, ranks
from luminabi_dash.insights.autoregression import fit
from luminabi_dash.insights.engine import discover
from luminabi_dash.insights.groups import compare
from luminabi_dash.insights.pairs import correlations, p_values
from luminabi_dash.insights.season import phases
from luminabi_dash.insights.steps import scan
from tests.support import planted

TABLES = 500


def uniform(values):
    return stats.kstest(values, "uniform").pvalue


def not_below_uniform(values, at=(0.01, 0.05, 0.2)):
    """The share of p-values at or below each level is not more than chance allows."""
    values = np.asarray(values)
    return all(
        stats.binom.sf((values <= level).sum() - 1, values.size, level) > 1e-3 for level in at
    )


def test_p_values_of_correlations_are_uniform():
    random = np.random.default_rng(1)
    found = []
    for _ in range(TABLES):
        columns = [normal_scores(ranks(random.gamma(1.5, 1, 60))) for _ in range(2)]
        r, n = correlations(np.column_stack(columns))
        found.append(float(p_values(r, n)[0, 1]))
    assert uniform(found) > 0.001


def test_p_values_of_categories_are_uniform():
    random = np.random.default_rng(2)
    found = []
    for _ in range(TABLES):
        placed = ranks(random.gamma(1.5, 1, 120))
        codes = random.integers(0, 4, 120)
        found.append(float(compare(codes, 4, normal_scores(placed), placed).p[1]))
    assert uniform(found) > 0.001


@pytest.mark.parametrize("phi", [0.0, 0.5])
def test_p_values_of_lines_and_cycles_hold_under_autocorrelation(phi):
    random = np.random.default_rng(3)
    lines, cycles = [], []
    ones, place = np.ones((150, 1)), np.arange(150)
    for _ in range(TABLES):
        values = planted.ar1(random, 150, phi)
        lines.append(fit(values, ones, place[:, None] / 150).p_value)
        cycles.append(fit(values, ones, phases(place, 7)).p_value)
    assert not_below_uniform(lines, at=(0.05, 0.2) if phi else (0.01, 0.05, 0.2))
    assert not_below_uniform(cycles)


def test_p_values_of_the_best_of_all_splits_allow_for_the_search():
    random = np.random.default_rng(4)
    found = [scan(random.normal(size=200), 0.0)[1] for _ in range(TABLES)]
    assert not_below_uniform(found)


def test_noise_is_answered_with_silence():
    told = [bool(discover(*planted.noise(seed, 200)).insights) for seed in range(60)]
    assert sum(told) <= 3


def test_independent_random_walks_go_nowhere_together():
    random = np.random.default_rng(5)
    schema = planted.schema_of(day="temporal", one="measure", two="measure")
    told = []
    for _ in range(20):
        walks = random.normal(size=(300, 2)).cumsum(axis=0)
        frame = planted.pd.DataFrame(walks, columns=["one", "two"])
        frame.insert(0, "day", planted.days(300))
        told += [i for i in discover(frame, schema).insights if i.kind in {"correlation", "driver"}]
    assert len(told) <= 1


def test_heavy_tails_have_no_unusual_moments_or_rows():
    random = np.random.default_rng(6)
    told = []
    for dated in (True, False):
        for _ in range(10):
            frame, schema = planted.noise(0, 400, dated=dated)
            frame["price"] = random.standard_t(3, 400)
            frame["weight"] = random.pareto(2.5, 400)
            found = discover(frame, schema).insights
            told += [i for i in found if i.kind in {"anomaly", "outlier"}]
    assert len(told) <= 1
