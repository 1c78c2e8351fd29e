"""Things followed along time: each counts once, and what holds of many of them is told once."""

import numpy as np
import pandas as pd
import pytest

from luminabi_dash.insights import words
from luminabi_dash.insights.autoregression import allowing_for_phi, fit
from luminabi_dash.insights.engine import discover
from luminabi_dash.insights.panel import panel_of
from luminabi_dash.insights.panel_pairs import pair_of
from luminabi_dash.insights.table import table_of
from tests.support import planted

USES = {"day": "temporal", "shop": "dimension", "sales": "measure", "visits": "measure"}
SCHEMA = planted.schema_of(**USES)


def followed(seed, shops=10, size=120, *, slope=0.0, wave=0.0, drop=0.0, common=0.0):
    """Shops with levels of their own; `common` of what moves visits moves sales inside a shop."""
    random = np.random.default_rng(seed)
    place = np.arange(size)
    parts = []
    for shop in range(shops):
        visits = planted.ar1(random, size, 0.3)
        own = common * visits + np.sqrt(1 - common**2) * planted.ar1(random, size, 0.3)
        course = slope * place / size + wave * np.sin(2 * np.pi * place / 7) - drop * (place >= 60)
        part = {
            "day": planted.days(size),
            "shop": f"s{shop:02}",
            "sales": 100 + 10 * random.normal() + 4 * (own + course),
            "visits": 50 + 10 * random.normal() + 5 * visits,
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True).sample(frac=1, random_state=1)


def told(frame, schema=SCHEMA, kind=None):
    found = discover(frame.reset_index(drop=True), schema).insights
    return [one for one in found if kind in (None, one.kind)]


def test_a_panel_is_seen_by_one_dimension_a_key_or_two_dimensions_together():
    frame = followed(1)
    assert panel_of(table_of(frame, SCHEMA)).entity.name == "shop"

    keyed = planted.schema_of(**USES | {"shop": "identifier"})
    assert panel_of(table_of(frame, keyed)).entity.name == "shop"

    frame = followed(1, shops=20)
    frame["town"], frame["store"] = frame["shop"].str[:2], frame["shop"].str[2:]
    both = planted.schema_of(day="temporal", town="dimension", store="dimension", sales="measure")
    assert panel_of(table_of(frame, both)).entity.name == "store and town"


def test_rows_that_happen_along_time_are_no_panel():
    frame, schema = planted.noise(1)
    assert panel_of(table_of(frame, schema)) is None


@pytest.mark.parametrize(
    ("kind", "given"),
    [("trend", {"slope": 4.0}), ("seasonality", {"wave": 1.5}), ("change_point", {"drop": 3.0})],
)
def test_what_most_things_do_is_one_card_that_counts_them(kind, given):
    cards = told(followed(2, **given), kind=kind)

    [card] = [one for one in cards if one.columns == ("day", "sales")]
    assert card.segment == ()
    assert "of 10 shops" in card.sentence


def test_a_thing_that_goes_the_other_way_keeps_its_card():
    frame = followed(3, shops=8, slope=5.0)
    odd = frame["shop"] == "s03"
    day = (frame["day"] - frame["day"].min()).dt.days
    frame.loc[odd, "sales"] -= 60 * day[odd] / 120

    cards = {one.segment: one.direction for one in told(frame, kind="trend")}

    assert cards == {(): "up", (("shop", "s03"),): "down"}


def test_a_relation_inside_things_is_told_as_such():
    [card] = told(followed(4, common=0.7), kind="correlation")

    assert "inside 10 of 10 shops" in card.sentence
    assert card.direction == "up"
    assert card.interval[0] < card.effect < card.interval[1]
    assert "few: 10 shops" in card.caveats


def test_levels_of_things_do_not_pass_for_a_relation_of_their_rows():
    """Over all rows r would be certain; two levels of ten things that agree by chance are not."""
    frame = followed(5, shops=10)
    order = frame["shop"].str[1:].astype(int)
    frame["sales"] += 3 * (order % 5)
    frame["visits"] += 3 * (order % 4)

    assert told(frame, kind="correlation") == []


def test_between_and_inside_may_contradict_each_other():
    frame = followed(6, shops=30, common=0.7)
    frame["sales"] -= 12 * frame.groupby("shop")["visits"].transform("mean")

    found = told(frame)

    [card] = [one for one in found if one.kind == "simpson"]
    assert set(card.columns) == {"sales", "visits", "shop"}
    assert card.direction == "up"
    assert "correlation" not in {one.kind for one in found}


def test_two_things_that_only_rise_together_say_so():
    frame = followed(7, shops=6, slope=8.0)
    day = (frame["day"] - frame["day"].min()).dt.days
    frame["visits"] += 60 * day / 120

    [card] = told(frame, kind="correlation")

    assert any("along time" in caveat for caveat in card.caveats)
    assert card.strength < 0.4


def test_a_dimension_of_things_counts_things():
    frame = followed(8, shops=24)
    frame["town"] = np.where(frame["shop"] < "s12", "A", "B")
    schema = planted.schema_of(**USES | {"town": "dimension"})
    assert [one for one in told(frame, schema, "segment") if "town" in one.columns] == []

    frame.loc[frame["town"] == "A", "sales"] += 40
    [card] = [one for one in told(frame, schema, "segment") if "town" in one.columns]
    assert "(12 of 24 shops)" in card.sentence
    assert card.n == 24


def test_noise_of_things_is_answered_with_silence():
    kinds = set()
    for seed in range(6):
        frame = followed(200 + seed, shops=(6, 12, 30)[seed % 3], size=60)
        kinds |= {one.kind for one in told(frame)} - {"segment", "concentration"}
    assert kinds == set()


def test_the_pairs_of_other_tables_are_not_looked_at_as_things():
    fact = planted.correlation()
    assert pair_of(table_of(fact.frame, fact.schema), "price", "amount") is None


def test_lines_through_short_slow_series_allow_for_an_unknown_phi():
    random = np.random.default_rng(9)
    ones, place = np.ones((60, 1)), np.arange(60)[:, None] / 60
    plain, allowed = [], []
    for _ in range(300):
        values = planted.ar1(random, 60, 0.85)
        found = fit(values, ones, place)
        plain.append(found.p_value)
        allowed.append(allowing_for_phi(found, values, ones, place).p_value)
    assert (np.array(allowed) < 1e-3).mean() <= 0.01 < (np.array(plain) < 1e-3).mean()


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("country", "3 countries"),
        ("Shop", "3 shops"),
        ("box", "3 boxes"),
        ("Prod_Id", "3 values of Prod_Id"),
        ("series", "3 values of series"),
        ("shop and product", "3 pairs of shop and product"),
    ],
)
def test_things_are_counted_by_their_noun(column, said):
    assert words.things(3, column) == said
