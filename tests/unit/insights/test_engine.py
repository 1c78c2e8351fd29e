import json

import numpy as np
import pandas as pd
import pytest

from luminabi_dash.insights import engine
from luminabi_dash.insights.engine import discover
from luminabi_dash.insights.significance import q_values
from luminabi_dash.tables.schema import Column, Role, Schema, Type


def schema(**roles):
    types = {"temporal": Type.DATETIME, "measure": Type.NUMBER, "dimension": Type.TEXT}
    return Schema(
        tuple(
            Column(name, types[role.split()[0]], Role(role.split()[0]), additive="sum" in role)
            for name, role in roles.items()
        )
    )


def kinds(found):
    return [(i.kind, i.columns) for i in found.insights]


def noise(seed, rows=400):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2025-01-01", periods=rows, freq="D"),
            "shop": random.choice(list("abcdef"), rows),
            "sales": random.gamma(2, 50, rows),
            "price": random.normal(10, 2, rows),
            "weight": random.normal(70, 9, rows),
        }
    )
    return frame, schema(
        day="temporal", shop="dimension", sales="measure sum", price="measure", weight="measure"
    )


def test_a_trend_is_found_with_its_size_and_interval():
    frame, columns = noise(1)
    frame["price"] += np.arange(len(frame)) * 0.01

    [trend] = [i for i in discover(frame, columns).insights if i.columns == ("day", "price")]

    assert (trend.kind, trend.direction) == ("trend", "up")
    low, high = trend.interval
    assert low < 0.01 / (10 + 0.01 * 200) < high
    assert trend.chart.kind == "line"


def test_a_correlation_is_found_and_said_plainly():
    frame, columns = noise(2)
    frame["weight"] = frame["price"] * 3 + np.random.default_rng(0).normal(0, 4, len(frame))

    [found] = [i for i in discover(frame, columns).insights if i.kind == "correlation"]

    assert found.columns == ("price", "weight")
    assert found.effect > 0.6
    assert "significant" not in found.sentence


def test_concentration_is_found_and_one_row_is_named():
    frame, columns = noise(3)
    frame.loc[5, ["shop", "sales"]] = ["a", frame["sales"].sum() * 2]

    [found] = [i for i in discover(frame, columns).insights if i.columns == ("shop", "sales")]

    assert found.kind == "concentration"
    assert "one row carries" in found.caveats[0]


@pytest.mark.parametrize("seed", range(6))
def test_noise_is_answered_with_silence(seed):
    frame, columns = noise(100 + seed)

    found = discover(frame, columns)

    assert found.insights == ()
    assert found.tested > 5


def test_derived_columns_are_never_told():
    frame, columns = noise(4)
    frame["weight"] = frame["price"] * 1.19

    assert ("correlation", ("price", "weight")) not in kinds(discover(frame, columns))


def test_independent_random_walks_are_not_correlated():
    random = np.random.default_rng(5)
    found = 0
    for _ in range(10):
        frame = pd.DataFrame(
            {
                "day": pd.date_range("2024-01-01", periods=500, freq="D"),
                "a": random.normal(0, 1, 500).cumsum(),
                "b": random.normal(0, 1, 500).cumsum(),
            }
        )
        found += len(discover(frame, schema(day="temporal", a="measure", b="measure")).insights)

    assert found <= 1


def test_a_sign_that_turns_around_inside_groups_is_not_told():
    random = np.random.default_rng(6)
    parts = []
    for shift, name in ((0, "x"), (10, "y"), (20, "z")):
        a = random.normal(shift, 2, 120)
        parts.append(pd.DataFrame({"a": a, "b": 3 * shift - a, "shop": name}))
    frame = pd.concat(parts, ignore_index=True)

    found = discover(frame, schema(a="measure", b="measure", shop="dimension"))

    assert [i for i in found.insights if i.kind == "correlation"] == []


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_tiny_tables_are_silent(rows):
    frame, columns = noise(7, rows=max(rows, 1))

    assert discover(frame.iloc[:rows], columns).insights == ()


def test_constant_and_empty_columns_are_silent():
    frame, columns = noise(8)
    frame["price"], frame["weight"], frame["shop"] = 5.0, np.nan, "a"

    assert discover(frame, columns).insights == ()


def test_the_order_of_rows_and_columns_changes_nothing():
    frame, _ = noise(9)
    frame["weight"] = frame["price"] * 2 + frame["weight"] / 10
    columns = schema(shop="dimension", sales="measure sum", price="measure", weight="measure")
    turned = Schema(tuple(reversed(columns.columns)))
    shuffled = frame.sample(frac=1, random_state=1)

    one = discover(frame, columns)
    two = discover(shuffled[list(turned.names())], turned)

    assert {frozenset(i.columns) for i in one.insights} == {
        frozenset(i.columns) for i in two.insights
    }
    assert one.tested == two.tested


def test_the_answer_is_strict_json():
    frame, columns = noise(10)
    frame["price"] += np.arange(len(frame)) * 0.02

    body = json.loads(json.dumps(discover(frame, columns).as_json(), allow_nan=False))

    assert body["insights"][0]["q_value"] <= body["level"]
    assert set(body) == {"tested", "level", "insights", "smallest_effect", "sentence"}


def test_sure_findings_are_told_while_the_search_runs():
    frame, columns = noise(11)
    frame["weight"] = frame["price"] * 3
    frame["weight"] += np.random.default_rng(0).normal(0, 2, len(frame))
    heard = []

    discover(frame, columns, found=heard.append)

    assert ("correlation", ("price", "weight")) in [(i.kind, i.columns) for i in heard]


def test_q_values_are_those_of_benjamini_and_hochberg():
    assert q_values([0.01, 0.04, 0.03, 0.005]).tolist() == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_a_search_ends_inside_a_detector_when_progress_raises(monkeypatch):
    monkeypatch.setattr(engine, "PROGRESS_SECONDS", 0.0)
    frame, columns = noise(8)
    heard = []

    def stop(_fraction, message):
        if heard[-1:] == [message]:
            raise InterruptedError
        heard.append(message)

    with pytest.raises(InterruptedError):
        discover(frame, columns, progress=stop)
    assert heard[-1].endswith("…")
