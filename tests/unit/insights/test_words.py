"""Sentences are said as a person would say them."""

import numpy as np
import pandas as pd
import pytest

from luminabi_dash.insights import words
from luminabi_dash.insights.engine import discover
from luminabi_dash.insights.relations import relations_of
from tests.support import planted


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("price", "price rises"),
        ("sales", "sales rise"),
        ("Shipping Cost", "Shipping Cost rises"),
        ("unit_sales", "unit_sales rise"),
        ("status", "status rises"),
        ("gross", "gross rises"),
        ("gas", "gas rises"),
        ("series", "series rises"),
        ("Monthly sales (in 1,000 pounds)", "Monthly sales (in 1,000 pounds) rise"),
        ("数", "数 rises"),
    ],
)
def test_verbs_agree_with_the_name(name, said):
    assert f"{name} {words.verb(name, 'rises', 'rise')}" == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [(10, 15, " (50%)"), (10, 5, " (50%)"), (1, 51, " (to 51 times as much)"), (-1, 5, "")],
)
def test_growth_is_a_share_or_a_factor(start, end, said):
    assert words.growth(start, end) == said


def test_nearly_all_is_not_all():
    assert words.share(0.9987) == "over 99%"
    assert words.share(1.0) == "100%"


def test_a_part_that_lies_between_is_compared_without_the_part_told_before():
    random = np.random.default_rng(1)
    kind = np.array(["a", "b", "c"]).repeat(60)
    size = np.array([1.0, 4.0, 4.8]).repeat(60) + random.normal(0, 0.4, 180)
    frame = pd.DataFrame({"kind": kind, "size": size})
    schema = planted.schema_of(kind="dimension", size="measure")

    cards = [i for i in discover(frame, schema).insights if i.kind == "segment"]

    assert len(cards) == 2
    [second] = [i for i in cards if "without" in i.sentence]
    assert second.score == min(i.score for i in cards)
    assert second.effect * (1 if second.direction == "up" else -1) > 0


def test_two_dimensions_that_set_the_same_rows_apart_make_one_card():
    _, frame = planted.crossed(2)
    frame["vip"] = frame["shop"] == "c"
    frame.loc[frame["vip"], "amount"] += 20
    schema = planted.schema_of(
        shop="dimension", kind="dimension", vip="flag", price="measure", amount="measure"
    )

    cards = [i for i in discover(frame, schema).insights if i.kind == "segment"]

    assert len([i for i in cards if i.columns[-1] == "amount"]) == 1


def test_a_rise_within_one_year_may_be_the_season():
    fact = planted.trend()
    [card] = [i for i in discover(fact.frame, fact.schema).insights if i.kind == "trend"]
    assert any("time of the year" in caveat for caveat in card.caveats)


def test_means_and_totals_that_share_a_part_are_computed():
    random = np.random.default_rng(3)
    a, b, c = (random.normal(100, 9, 300).round(2) for _ in range(3))
    found = relations_of({"a": a, "b": b, "c": c, "mean": (a + b) / 2, "sum": a + c})

    said = {relation.target: relation.words for relation in found.found}
    assert said["mean"] == "the mean of a and b"
    assert said["sum"] == "a + c"
    assert found.is_trivial("mean", "sum")
    assert not found.is_trivial("b", "c")


def test_a_rhythm_is_shown_as_bars_of_its_phases():
    days = pd.date_range("2024-01-01", periods=280)
    sales = 100 + 40 * (days.dayofweek == 5) + np.random.default_rng(5).normal(0, 4, 280)
    frame = pd.DataFrame({"day": days, "sales": sales})
    found = discover(frame, planted.schema_of(day="temporal", sales="measure sum")).insights
    (chart,) = [one.chart for one in found if one.kind == "seasonality"]
    assert (chart.kind, chart.x, chart.part) == ("bar", "day", "weekday")
    assert chart.title == "sales by day of the week"


def told_of(kind, frame, **uses):
    found = discover(frame, planted.schema_of(**uses)).insights
    return [one for one in found if one.kind == kind]


def test_many_jumps_all_one_way_are_a_rise_and_it_is_told_by_the_year():
    days = pd.date_range("2018-01-01", periods=1_600)
    noise = np.random.default_rng(8).normal(0, 1.2, 1_600)
    climbing = pd.DataFrame({"day": days, "level": np.arange(1_600) // 320 * 2.0 + noise})
    [rise] = told_of("trend", climbing, day="temporal", level="measure")
    assert rise.sentence.endswith(" a year.")
    assert told_of("change_point", climbing, day="temporal", level="measure") == []
    back = [0, 9, 9, 0, 0]
    leaping = climbing.assign(level=np.repeat(back, 320) + noise)
    assert told_of("change_point", leaping, day="temporal", level="measure")


def middles(inside, seed=4):
    """600 rows of shop b around 100, and 300 of shop a around `inside`, both with far rows."""
    draw = np.random.default_rng(seed)
    rest, part = draw.normal(100, 8, 600), draw.normal(inside, 8, 300)
    rest[:12], part[:6] = [-9_000, 9_000] * 6, [-9_000, 9_000] * 3
    shops = ["b"] * 600 + ["a"] * 300
    return pd.DataFrame({"shop": shops, "amount": np.concatenate([rest, part])})


def test_where_means_do_not_surely_differ_medians_are_told():
    [found] = told_of("segment", middles(106), shop="dimension", amount="measure")
    assert "typically" in found.sentence
    assert "median" in found.sentence
    assert found.interval is None
    assert told_of("segment", middles(100), shop="dimension", amount="measure") == []
