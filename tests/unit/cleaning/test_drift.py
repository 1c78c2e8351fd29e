import numpy as np
import polars as pl
import pytest

from luminabi_dash.cleaning.drift import compare, psi
from luminabi_dash.cleaning.pipeline import clean

from .conftest import make


def month(seed, rows=400, scale=1.0, cities=("Paris", "Oslo", "Bonn"), weights=(0.5, 0.3, 0.2)):
    rng = np.random.default_rng(seed)
    return {
        "id": [f"K{seed}{n:05}" for n in range(rows)],
        "city": rng.choice(cities, rows, p=weights).tolist(),
        "price": [f"{value:.2f}" for value in rng.lognormal(3, 0.5, rows) * scale],
        "day": [f"2023-{seed + 1:02}-{n % 28 + 1:02}" for n in range(rows)],
    }


def drift(old, new):
    a, b = clean(make(**old)), clean(make(**new))
    return compare(a.frame, a.schema, b.frame, b.schema)


def kinds(found):
    return [(item.kind, item.column) for item in found.differences]


def test_the_next_month_of_the_same_is_no_drift_but_its_time():
    assert kinds(drift(month(1), month(2))) == [("range", "day")]


def test_lost_and_new_columns_are_named():
    old, new = month(1), month(1)
    del new["city"]
    new["clerk"] = [f"C{n % 9}" for n in range(400)]
    found = drift(old, new)

    assert kinds(found) == [("lost", "city"), ("new", "clerk")]
    assert found.stops
    assert found.sentences()[0] == "The column 'city' is gone."


def test_a_renamed_column_is_known_by_its_content():
    old, new = month(1), month(2)
    new["place"] = new.pop("city")
    new["unit_price"] = new.pop("price")
    found = drift(old, new)

    assert found.renamed() == {"city": "place", "price": "unit_price"}
    assert found.stops


def test_a_type_that_changed_stops():
    old, new = month(1), month(1)
    new["price"] = ["on request"] * 400
    [item] = drift(old, new).differences

    assert (item.kind, item.stops) == ("type", True)
    assert item.sentence == "'price' was number and is text now."


def test_moved_numbers_are_told_with_their_medians():
    [_, item] = sorted(drift(month(1), month(2, scale=2)).differences, key=lambda d: d.column)

    assert (item.kind, item.column) == ("distribution", "price")
    assert "PSI" in item.sentence


def test_moved_shares_are_told():
    found = drift(month(1), month(2, weights=(0.1, 0.3, 0.6)))

    assert ("distribution", "city") in kinds(found)
    assert "'Paris'" in found.of_kind("distribution")[0].sentence


def test_emptier_columns_are_told():
    old, new = month(1), month(1)
    new["city"] = ["" if n % 3 == 0 else text for n, text in enumerate(new["city"])]

    assert kinds(drift(old, new)) == [("missing", "city")]


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_small_tables_do_not_drift_by_chance(rows):
    assert [d for d in drift(month(1), month(1, rows=rows)).differences if d.stops] == []


def test_psi_of_the_same_is_nothing():
    values = np.arange(1000.0)

    assert psi(values, values) == pytest.approx(0)
    assert psi(values, values + 500) > 1


def test_large_tables_are_sampled():
    frame = pl.DataFrame({"n": np.arange(200_000.0)})
    schema = clean(make(n=["1.5", "2.5", "3.5"])).schema

    assert compare(frame, schema, frame, schema).differences == ()
