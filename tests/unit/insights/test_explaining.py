"""Contributions sum to the change, carriers are found, and noise is said to be noise."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest

from luminabi_dash.insights.explaining.cells import Cells, Compared, cells, rest
from luminabi_dash.insights.explaining.chance import two_sided
from luminabi_dash.insights.explaining.columns import explained, folded
from luminabi_dash.insights.explaining.parts import parts_of
from luminabi_dash.insights.explaining.sentences import column_words, counted, headline, usual_words
from luminabi_dash.insights.explaining.usual import Usual, usual

COLUMNS = {"region": 8, "product": 12, "team": 5, "flag": 2}


def side(segments, size, values, *, is_mean):
    """Cells of rows."""

    def summed(weights):
        return np.bincount(segments, weights, size)

    rows = np.bincount(segments, minlength=size)
    ones = np.ones(len(values))
    more = (summed(ones), summed(values), summed(ones)) if is_mean else ()
    return cells(rows, summed(values), summed(values**2), *more)


def world(seed, *, is_mean=False, periods=2, rows=3_000, carrier=None, keep=0.45):
    """Columns of periods of which the last two are compared; the rows of one region (or their
    values) fall in the last. A city is a quarter of a region.
    """
    numbers = np.random.default_rng(seed)
    weights = {name: numbers.dirichlet(np.full(size, 20)) for name, size in COLUMNS.items()}
    sizes = {**COLUMNS, "city": 4 * COLUMNS["region"]}
    found = {name: [] for name in sizes}
    for at in range(periods):
        count = numbers.poisson(rows * numbers.lognormal(0, 0.1))
        keys = {n: numbers.choice(s, count, p=weights[n]) for n, s in COLUMNS.items()}
        keys["city"] = 4 * keys["region"] + numbers.integers(0, 4, count)
        values = numbers.gamma(2, 50, count)
        if carrier is not None and at == periods - 1:
            is_hit = keys["region"] == carrier
            if is_mean:
                values = np.where(is_hit, keep * values, values)
            else:
                stays = ~is_hit | (numbers.random(count) < keep)
                keys, values = {n: k[stays] for n, k in keys.items()}, values[stays]
        for name, size in sizes.items():
            found[name].append(side(keys[name], size, values, is_mean=is_mean))
    return {n: (list(range(sizes[n])), compared(sides)) for n, sides in found.items()}


def compared(sides):
    others = None
    if len(sides) > 2:
        arrays = zip(*(one.arrays() for one in sides[:-1]), strict=True)
        others = Cells(*(np.array(one) for one in arrays))
    return Compared(sides[-2], sides[-1], others=others)


@pytest.mark.parametrize("is_mean", [False, True])
@pytest.mark.parametrize("scale", [1.0, 0.2])
def test_contributions_sum_to_the_change(is_mean, scale):
    numbers = np.random.default_rng(3)
    for _ in range(200):
        count = int(numbers.integers(1, 40))
        both = []
        for _ in range(2):
            rows = numbers.integers(0, 50, count).astype(float)
            rows[numbers.random(count) < 0.3] = 0
            rows[0] += 1
            top = np.where(rows > 0, numbers.normal(1e5, 3e5, count) * rows, np.nan)
            base = numbers.random(count) * rows + (rows > 0)
            more = (base, base * 2, base**2) if is_mean else ()
            both.append(cells(rows, top, top**2, *more))
        pair = Compared(*both, scale=scale)
        parts = parts_of(pair)
        assert math.isclose(parts.change.sum(), pair.change(), rel_tol=1e-9, abs_tol=1e-6)
        if is_mean:
            assert np.allclose(parts.rate + parts.mix, parts.change)
        (column,) = explained({"x": (list(range(count)), pair)})
        shown = math.fsum(one.contribution for one in folded(column, 5))
        assert math.isclose(shown, pair.change(), rel_tol=1e-9, abs_tol=1e-6)
        assert len(folded(column, 5)) <= 5


def test_a_mean_is_split_by_values_and_by_sizes():
    before = cells([10, 10], [100, 300], [1_000, 9_000], [10, 10], [100, 300], [10, 10])
    after = cells([20, 10], [200, 300], [2_000, 9_000], [20, 10], [200, 300], [20, 10])
    parts = parts_of(Compared(before, after))
    assert np.allclose(parts.rate, 0)
    assert np.allclose(parts.mix, [-(2 / 3 - 1 / 2) * 10, (1 / 3 - 1 / 2) * 10])


@pytest.mark.parametrize("is_mean", [False, True])
@pytest.mark.parametrize("periods", [2, 16])
def test_the_carrier_comes_first(is_mean, periods):
    hits = 0
    for seed in range(60):
        found = explained(world(seed, is_mean=is_mean, periods=periods, carrier=1))
        top = max(found[0].beyond, key=lambda one: abs(one.contribution), default=None)
        hits += found[0].name == "region" and top is not None and top.key == 1
    assert hits / 60 >= 0.95


@pytest.mark.parametrize("is_mean", [False, True])
@pytest.mark.parametrize("periods", [2, 16])
def test_noise_is_said_to_be_noise(is_mean, periods):
    quiet = 0
    for seed in range(100):
        found = explained(world(1_000 + seed, is_mean=is_mean, periods=periods, rows=500))
        quiet += not any(one.beyond for one in found)
    assert quiet >= 97


def test_neighbours_that_vary_more_than_their_rows_are_no_news():
    """Each region goes up and down by itself: no more so in the last period."""
    alarms = 0
    for seed in range(40):
        numbers = np.random.default_rng(seed)
        levels = 400 * numbers.lognormal(0, 0.25, (30, 8))
        sides = [cells(rows, rows, rows) for rows in numbers.poisson(levels).astype(float)]
        (found,) = explained({"region": (list(range(8)), compared(sides))})
        alarms += bool(found.beyond)
        (bare,) = explained({"region": (list(range(8)), Compared(sides[-2], sides[-1]))})
        assert bare.beyond
    assert alarms <= 2


def category(seed, *, is_odd):
    """One of twelve categories against the average of the others, by product; each has its own
    shares, and with `is_odd` it has one product far more often.
    """
    numbers = np.random.default_rng(seed)
    base, sides = numbers.dirichlet(np.full(10, 10)), []
    for at in range(12):
        shares = numbers.dirichlet(base * 150)
        if is_odd and at == 0:
            shares[3] *= 5
        count = numbers.poisson(2_000 * numbers.lognormal(0, 0.5))
        keys = numbers.choice(10, count, p=shares / shares.sum())
        sides.append(side(keys, 10, numbers.gamma(2, 50, count), is_mean=False))
    every_one = Cells(*(np.array(one) for one in zip(*(s.arrays() for s in sides), strict=True)))
    others = every_one.at(range(1, 12))
    return Compared(rest(every_one, 0), sides[0], 1 / 11, others, are_peers=True, is_course=False)


def test_a_category_stands_apart_only_beyond_how_others_do():
    alarms = hits = 0
    for seed in range(60):
        (alike,) = explained({"product": (list(range(10)), category(seed, is_odd=False))})
        alarms += bool(alike.beyond)
        (odd,) = explained({"product": (list(range(10)), category(seed, is_odd=True))})
        hits += bool(odd.beyond) and odd.beyond[0].key == 3
        assert math.isclose(sum(one.contribution for one in odd.segments), odd.change)
    assert alarms <= 2
    assert hits >= 57
    assert " the difference" in column_words(odd, str)


def test_columns_that_say_the_same_are_one():
    columns = world(4, carrier=1)
    keys, pair = columns["region"]
    order = np.random.default_rng(1).permutation(len(keys))
    mixed = Compared(pair.before.at(order), pair.after.at(order))
    found = explained({**columns, "code": ([f"R{key}" for key in order], mixed)})
    assert "code" not in [one.name for one in found]
    assert next(one for one in found if one.name == "region").twins == ("code",)


def test_one_of_two_is_named_and_few_rows_are_not_tested():
    before, after = (
        cells([500, 500], [500, 500], [500, 500]),
        cells([500, 100], [500, 100], [500, 100]),
    )
    (column,) = explained({"flag": (["yes", "no"], Compared(before, after))})
    assert [one.key for one in column.beyond] == ["no"]
    few = cells([4, 3], [4, 3], [4, 3]), cells([1, 1], [1, 1], [1, 1])
    (column,) = explained({"flag": (["yes", "no"], Compared(*few))})
    assert column.tested == 0
    assert "too few rows" in column_words(column, str)


def test_sentences_say_magnitudes_and_never_a_cause():
    said = "{:,.0f}".format
    found = explained(world(2, carrier=1))
    words = headline(found, said)
    assert words.startswith("1 carries ")
    assert "of the fall (−" in words
    assert counted(found).endswith(" beyond chance.")
    alike = explained(world(1_001, rows=500))
    assert headline(alike, said).startswith("No value of any column departs from the change")
    assert (
        column_words(alike[0], said)
        == f"No {alike[0].name} moved otherwise than the rest beyond chance."
    )
    for one in (*found, *alike):
        text = column_words(one, said).lower()
        assert not any(word in text for word in ("because", "due to", "caus", "significant"))


def test_parts_that_cancel_are_said_in_amounts():
    before = cells([500, 500, 500], [500, 500, 500], [500, 500, 500])
    after = cells([700, 301, 500], [700, 301, 500], [700, 301, 500])
    (column,) = explained({"x": (["up", "down", "still"], Compared(before, after))})
    assert column_words(column, "{:.0f}".format) == (
        "up (+200) and down (−199) beyond chance, in a change of +1."
    )


def test_a_step_is_seen_beside_earlier_ones():
    totals = np.array([100, 110, 100, 110, 100, 110, 100, 110, 100.0])
    assert usual(totals, 1, 50, 100, adds_up=True).as_large == 0
    assert usual(totals, 1, -9, 100, adds_up=True).as_large == 8
    assert usual(totals[:6], 1, 5, 100, adds_up=True) is None
    assert usual_words(usual(totals, 1, 5, 100, adds_up=True), "week") == (
        "A step as large came in 8 of the 8 weeks before."
    )
    assert "so far apart" in usual_words(Usual(0, 9, lag=3), "month")
    assert usual_words(None, "week") == ""


@pytest.mark.parametrize(
    ("t", "degrees", "p"), [(2.228, 10, 0.05), (5.408, 7, 0.001), (3.29, 1e9, 0.001)]
)
def test_few_degrees_of_freedom_widen_the_tails(t, degrees, p):
    assert math.isclose(two_sided(t, degrees), p, rel_tol=0.06)


def test_it_is_told_without_scipy():
    """Web processes explain, and are small."""
    probe = (
        "import sys, luminabi_dash.services.explaining; "
        "print([m for m in ('scipy', 'sklearn') if m in sys.modules])"
    )
    given = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", probe], env=given, capture_output=True, text=True, timeout=100
    )
    assert done.stdout.strip() == "[]", done.stderr
