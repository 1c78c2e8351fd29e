"""What must not change the answer does not: order, scale, names, repeated rows."""

import json

import numpy as np
import pandas as pd
import pytest

from luminabi_dash.insights.engine import discover
from luminabi_dash.tables.schema import ROW, Column, Schema
from tests.support import planted

UNDATED = [
    make for make in planted.ALL if make.__name__ not in {"trend", "change_point", "seasonality"}
]


def said(found):
    return [(i.kind, i.columns, i.segment, i.direction, i.sentence) for i in found.insights]


@pytest.mark.parametrize("make", UNDATED, ids=lambda make: make.__name__)
def test_the_order_of_rows_and_columns_changes_nothing_at_all(make):
    fact = make()
    frame = fact.frame.assign(**{ROW: np.arange(len(fact.frame))})
    turned = Schema(tuple(reversed(fact.schema.columns)))
    shuffled = frame.sample(frac=1, random_state=1).reset_index(drop=True)

    one = discover(frame, fact.schema).as_json()
    two = discover(shuffled[[*turned.names(), ROW]], turned).as_json()

    assert json.dumps(one) == json.dumps(two)


def test_the_scale_of_a_measure_changes_no_statement():
    fact = planted.segment()
    scaled = fact.frame.assign(amount=fact.frame["amount"] * 1_000)

    one, two = discover(fact.frame, fact.schema), discover(scaled, fact.schema)

    assert [line[:4] for line in said(one)] == [line[:4] for line in said(two)]
    assert [i.score for i in one.insights] == pytest.approx([i.score for i in two.insights])
    assert one.tested == two.tested


def test_names_change_no_statement():
    fact = planted.correlation()
    names = {"price": "z_price", "amount": "a_amount", "shop": "mu", "kind": "nu"}
    schema = Schema(
        tuple(Column(names[c.name], c.type, c.role, c.additive) for c in fact.schema.columns)
    )

    one, two = discover(fact.frame, fact.schema), discover(fact.frame.rename(columns=names), schema)

    assert {frozenset(names[c] for c in i.columns) for i in one.insights} == {
        frozenset(i.columns) for i in two.insights
    }
    assert one.tested == two.tested


def test_rows_repeated_are_told_and_turn_no_statement_around():
    fact = planted.segment()
    twice = pd.concat([fact.frame, fact.frame], ignore_index=True)

    found = discover(twice, fact.schema).insights

    assert "duplicates" in {i.kind for i in found}
    [segment] = [i for i in found if i.kind == "segment" and set(i.columns) == fact.columns]
    assert (segment.direction, dict(segment.segment)) == ("up", {"shop": "c"})


def test_labels_of_categories_change_no_statement():
    fact = planted.cell()
    frame = fact.frame.assign(shop=fact.frame["shop"].map({"a": "z", "b": "y", "c": "x", "d": "w"}))

    found = [i for i in discover(frame, fact.schema).insights if len(i.segment) == 2]

    assert [dict(i.segment)["shop"] for i in found] == ["y"]


def mixed(seed):
    """Rows that happen along time, or things followed along it, with gaps, repeats and facts."""
    random = np.random.default_rng(seed)
    size = 480
    frame = pd.DataFrame(
        {
            "day": planted.days(40)[random.integers(0, 40, size)],
            "shop": random.choice(list("abcdef"), size),
            "flag": random.random(size) < 0.4,
            "price": random.gamma(2, 20, size).round(2),
            "amount": random.normal(50, 9, size),
        }
    )
    if seed % 2:
        frame["day"] = np.tile(planted.days(40), 12)
        frame["shop"] = np.repeat(list("abcdefghijkl"), 40)
    frame["amount"] += frame["price"] * random.choice([0, 0.3]) + 4 * (frame["shop"] == "b")
    frame.loc[random.random(size) < 0.1, "price"] = np.nan
    frame.loc[random.random(size) < 0.02, "amount"] = -999.0
    uses = {"day": "temporal", "shop": "dimension", "flag": "flag"}
    return frame, planted.schema_of(**uses, price="measure sum", amount="measure")


@pytest.mark.parametrize("seed", range(6))
def test_random_tables_answer_the_same_in_any_order(seed):
    frame, schema = mixed(seed)
    frame = frame.assign(**{ROW: np.arange(len(frame))})
    random = np.random.default_rng(seed)
    columns = [schema.columns[place] for place in random.permutation(len(schema.columns))]
    turned = Schema(tuple(columns))
    shuffled = frame.iloc[random.permutation(len(frame))].reset_index(drop=True)

    one = discover(frame, schema).as_json()
    two = discover(shuffled[[*turned.names(), ROW]], turned).as_json()

    assert one["insights"]
    assert json.dumps(one) == json.dumps(two)
