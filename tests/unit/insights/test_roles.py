"""What a column is good for, where its type alone does not tell."""

import numpy as np
import pandas as pd
import pytest

from luminabi_dash.insights.engine import discover
from luminabi_dash.insights.roles import Use, use_of_numbers, use_of_texts
from luminabi_dash.insights.table import table_of
from luminabi_dash.tables.schema import Column, Role, Schema, Type
from tests.support import planted


def use(name, values, kind=Type.INTEGER):
    return use_of_numbers(Column(name, kind, Role.MEASURE), np.asarray(values, dtype=float))


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("year", [1931, 1932] * 20, Use.DIMENSION),
        ("survived", [0, 1] * 20, Use.OUTCOME),
        ("Month", np.arange(1, 13).repeat(3), Use.DIMENSION),
        ("month", [0, 5, 40] * 9, Use.MEASURE),
        ("column_1", np.random.default_rng(1).permutation(900)[:60], Use.KEY),
        ("visits", np.random.default_rng(1).permutation(900)[:60], Use.MEASURE),
    ],
)
def test_uses_of_numbers(name, values, expected):
    assert use(name, values) is expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["0.2", "0.5", "1", "12", "3.25", "NA"], Use.TEXT),
        (["FR", "BE", "DE", "IT", "ES", "NA"], Use.DIMENSION),
        (["1", "2", "3", "4", "5", "6"], Use.DIMENSION),
    ],
)
def test_numbers_beside_na_are_no_categories(labels, expected):
    values = pd.Series(labels * 10)
    column = Column("cycle", Type.TEXT, Role.DIMENSION)
    assert use_of_texts(column, values, sorted(labels)) is expected


def test_na_beside_numbers_is_told_as_a_gap():
    _, frame = planted.crossed(1)
    frame["cycle"] = [str(place % 40) if place % 3 else "NA" for place in range(len(frame))]
    schema = Schema((*planted.CROSSED.columns, *planted.schema_of(cycle="dimension").columns))

    found = discover(frame, schema).insights

    assert [i.kind for i in found if "cycle" in i.columns] == ["disguised_missing"]
    assert found[0].rows[:3] == (0, 3, 6)


def test_whole_numbers_that_tell_things_apart_along_time_are_keys():
    random = np.random.default_rng(2)
    frame = pd.DataFrame(
        {
            "year": np.tile(np.arange(63, 93), 20),
            "state": np.arange(1, 21).repeat(30),
            "price": random.normal(size=600),
            "sales": random.normal(size=600),
        }
    )
    columns = [Column(name, Type.INTEGER, Role.MEASURE) for name in ("year", "state")]
    columns += [Column(name, Type.NUMBER, Role.MEASURE) for name in ("price", "sales")]

    table = table_of(frame, Schema(tuple(columns)))

    assert table.uses["state"] is Use.KEY
    assert table.time is not None
    assert str(table.time.stamps.min()).startswith("1963")


def test_years_written_as_first_days_cover_their_steps():
    random = np.random.default_rng(3)
    year = random.integers(0, 13, 400)
    frame = pd.DataFrame(
        {
            "made": pd.to_datetime((1970 + year).astype(str) + "-01-01"),
            "miles": 15 + year + random.normal(size=400),
        }
    )
    schema = planted.schema_of(made="temporal", miles="measure")

    [trend] = [i for i in discover(frame, schema).insights if i.kind == "trend"]

    assert trend.direction == "up"
    assert "from 1970 to 1982" in trend.sentence
