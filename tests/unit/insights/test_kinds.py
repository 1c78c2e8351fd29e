"""Each kind of insight is found where it was planted, with the keys of the contract."""

import json

import numpy as np
import pandas as pd
import pytest

from luminabi_dash.charts.kind import KINDS, parse_spec
from luminabi_dash.charts.render import render  # noqa: F401  loads the kinds
from luminabi_dash.insights.engine import discover
from luminabi_dash.tables.filters import parse_filters
from tests.support import planted

KEYS = {
    "kind", "columns", "segment", "sentence", "effect", "effect_name", "interval", "n", "p_value",
    "q_value", "score", "chart", "filters", "caveats",
}  # fmt: skip
COMPARING = {"concentration", "segment", "association", "outlier"}
"""Their charts compare a part with the whole, so no filter may leave out the rest."""
OPTIONAL = {"direction", "period", "at", "rows"}


@pytest.mark.parametrize("make", planted.ALL, ids=lambda make: make.__name__)
def test_a_planted_fact_is_found(make):
    fact = make()

    found = discover(fact.frame, fact.schema).as_json()["insights"]

    matching = [
        one for one in found if one["kind"] == fact.kind and set(one["columns"]) == fact.columns
    ]
    assert len(matching) == 1, [(one["kind"], one["columns"]) for one in found]
    for key, value in fact.expect.items():
        assert matching[0][key] == value


@pytest.mark.parametrize("make", planted.ALL, ids=lambda make: make.__name__)
def test_every_card_keeps_to_the_contract(make):
    fact = make()

    for one in discover(fact.frame, fact.schema).as_json()["insights"]:
        assert set(one) >= KEYS
        assert set(one) - KEYS <= OPTIONAL
        assert 0 <= one["p_value"] <= one["q_value"] <= 0.01
        assert 0 <= one["score"] <= 1
        assert json.dumps(one, allow_nan=False)
        assert one["chart"]["kind"] in KINDS
        spec = parse_spec(one["chart"])
        KINDS.get(spec.kind).ask(spec, fact.schema)
        assert parse_filters(one["filters"], fact.schema) is not None
        assert one["kind"] not in COMPARING or one["filters"] == []
        if one["interval"] is not None:
            assert one["interval"][0] <= one["effect"] <= one["interval"][1]


@pytest.mark.parametrize("make", planted.ALL, ids=lambda make: make.__name__)
def test_sentences_are_plain(make):
    fact = make()

    for one in discover(fact.frame, fact.schema).insights:
        text = one.sentence.lower()
        assert text.endswith(".")
        assert "nan" not in text.split()
        for word in ("significant", "because", "causes", "leads to", "p-value"):
            assert word not in text


def test_a_change_is_dated():
    fact = planted.change_point()

    [found] = [i for i in discover(fact.frame, fact.schema).insights if i.kind == "change_point"]

    assert abs(pd.Timestamp(found.at[0]) - fact.frame["day"][100]) <= pd.Timedelta(days=3)


def test_a_year_and_a_month_column_make_one_time():
    random = np.random.default_rng(1)
    index = np.arange(144)
    level = np.exp(5 + 0.01 * index + 0.2 * np.sin(2 * np.pi * index / 12))
    frame = pd.DataFrame(
        {
            "year": 2012 + index // 12,
            "month": pd.date_range("2012-01-01", periods=144, freq="MS").strftime("%B"),
            "riders": level * np.exp(random.normal(0, 0.02, 144)),
        }
    )
    schema = planted.schema_of(year="year", month="dimension", riders="measure sum")

    found = {(i.kind, i.columns): i for i in discover(frame, schema).insights}

    assert found["trend", ("year", "month", "riders")].direction == "up"
    assert found["seasonality", ("year", "month", "riders")].period == 12
    assert found["segment", ("month", "riders")].segment[0][1] in {"March", "April"}


def test_a_yearly_cycle_of_daily_values_is_found():
    random = np.random.default_rng(2)
    index = np.arange(5 * 365)
    frame = pd.DataFrame(
        {
            "day": planted.days(index.size),
            "load": 10
            + 4 * np.sin(2 * np.pi * index / 365.25)
            + planted.ar1(random, index.size, 0.5),
            "other": planted.ar1(random, index.size, 0.5),
        }
    )

    found = discover(frame, planted.SERIES).insights

    assert [(i.columns, i.period) for i in found if i.kind == "seasonality"] == [
        (("day", "load"), 365)
    ]


def test_many_things_followed_together_make_one_trend():
    random = np.random.default_rng(3)
    rows = [
        {"year": 2000 + year, "country": f"c{place:02}", "life": 60 + place / 2 + year / 2 + noise}
        for place in range(30)
        for year, noise in enumerate(random.normal(0, 1, 12))
    ]
    schema = planted.schema_of(year="year", country="dimension", life="measure")

    found = [i for i in discover(pd.DataFrame(rows), schema).insights if i.kind == "trend"]

    assert [(i.columns, i.direction) for i in found] == [(("year", "life"), "up")]
    assert "30 of 30 countries" in found[0].sentence


def test_a_long_dense_series_shows_its_strongest_episodes():
    random = np.random.default_rng(4)
    size = 4_000
    load = 50 + 10 * np.sin(2 * np.pi * np.arange(size) / 288) + random.normal(0, 1, size)
    load[3_000:3_030] += 12
    frame = pd.DataFrame({"day": planted.days(size, "5min"), "load": load})
    schema = planted.schema_of(day="temporal", load="measure")

    [found] = [i for i in discover(frame, schema).insights if i.kind == "anomaly"]

    assert any(2_990 <= row <= 3_040 for row in found.rows)
    assert len(found.rows) <= 3


def test_a_perfect_cycle_has_no_unusual_moments():
    wave = np.where(np.arange(4_000) % 288 < 144, 20.0, 80.0)
    frame = pd.DataFrame({"day": planted.days(4_000, "5min"), "load": wave})
    schema = planted.schema_of(day="temporal", load="measure")

    assert not [i for i in discover(frame, schema).insights if i.kind == "anomaly"]


def test_a_reversed_rate_is_told_instead_of_the_rate():
    random = np.random.default_rng(5)
    hard = random.random(3_000) < 0.5
    a = random.random(3_000) < np.where(hard, 0.85, 0.15)
    healed = random.random(3_000) < np.where(hard, 0.3, 0.8) + np.where(a, 0.15, 0)
    frame = pd.DataFrame(
        {
            "way": np.where(a, "A", "B"),
            "case": np.where(hard, "severe", "mild"),
            "healed": healed.astype(int),
        }
    )
    schema = planted.schema_of(way="dimension", case="dimension", healed="outcome")

    found = [(i.kind, frozenset(i.columns)) for i in discover(frame, schema).insights]

    assert ("simpson", frozenset({"way", "healed", "case"})) in found
    assert ("segment", frozenset({"way", "healed"})) not in found


def test_one_row_that_carries_a_difference_is_named():
    _, frame = planted.crossed(20)
    frame.loc[frame["shop"] == "a", "amount"] += 9
    frame.loc[frame.index[frame["shop"] == "a"][0], "amount"] = 9_000.0

    [found] = [
        i
        for i in discover(frame, planted.CROSSED).insights
        if i.kind == "segment" and set(i.columns) == {"shop", "amount"}
    ]

    assert any("one row carries" in caveat for caveat in found.caveats)


FIELDS = {
    "trend": {"direction"},
    "change_point": {"direction", "at", "rows"},
    "seasonality": {"period"},
    "anomaly": {"direction", "at", "rows"},
    "correlation": {"direction"},
    "curve": set(),
    "segment": {"direction"},
    "cell": {"direction"},
    "concentration": {"direction"},
    "simpson": {"direction"},
    "missing_pattern": {"direction", "rows"},
    "missing": {"rows"},
    "disguised_missing": {"rows"},
    "outlier": {"direction", "rows"},
    "duplicates": {"rows"},
}


@pytest.mark.parametrize("make", planted.ALL, ids=lambda make: make.__name__)
def test_cards_carry_the_fields_that_apply_to_their_kind(make):
    fact = make()

    cards = [
        one.as_json()
        for one in discover(fact.frame, fact.schema).insights
        if one.kind == fact.kind and set(one.columns) == fact.columns
    ]

    assert {key for key in OPTIONAL if key in cards[0]} == FIELDS.get(make.__name__, set())
