import plotly.graph_objects as go
import polars as pl
import pytest

import luminabi_dash.charts.kinds
from luminabi_dash.charts.kind import KINDS, parse_spec
from luminabi_dash.charts.render import ask, fingerprint, render
from luminabi_dash.errors import Invalid, LuminaError
from luminabi_dash.registry import load
from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.schema import Column, Role, Schema, Type

load(luminabi_dash.charts.kinds)
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}%{x}"
SCHEMA = Schema(
    (
        Column("shop", Type.TEXT, Role.DIMENSION),
        Column("sales", Type.NUMBER, Role.MEASURE, additive=True),
        Column("price", Type.NUMBER, Role.MEASURE),
        Column("day", Type.DATETIME, Role.TEMPORAL),
    )
)
SPECS = [
    {"kind": "bar", "x": "shop", "y": "sales"},
    {"kind": "bar", "x": "shop", "y": "sales", "color": "shop", "horizontal": True},
    {"kind": "bar", "x": "day"},
    {"kind": "line", "x": "day", "y": "sales", "unit": "day"},
    {"kind": "line", "x": "day", "y": "price", "aggregate": "mean", "color": "shop"},
    {"kind": "histogram", "x": "sales"},
    {"kind": "scatter", "x": "sales", "y": "price", "color": "shop"},
    {"kind": "indicator", "y": "sales", "x": "day"},
    {"kind": "indicator"},
    {"kind": "table", "sort": "-sales"},
]


def frame(rows):
    shops = [HOSTILE, "שלום", None, "a" * 300, "b"]
    return pl.DataFrame(
        {
            "shop": [shops[i % 5] for i in range(rows)],
            "sales": [float(i) * 1e300 if i == 3 else float(i) for i in range(rows)],
            "price": [None if i % 2 else i / 7 for i in range(rows)],
            "day": pl.Series(
                [f"2026-01-{1 + i % 28:02}T10:00:00" for i in range(rows)], dtype=pl.String
            ).str.to_datetime(time_unit="us"),
        },
        schema_overrides={
            "shop": pl.String,
            "sales": pl.Float64,
            "price": pl.Float64,
            "day": pl.Datetime("us"),
        },
    )


def draw(spec, data):
    parsed = parse_spec(spec)
    return render(parsed, answer(data.lazy(), ask(parsed, SCHEMA), SCHEMA), SCHEMA)


@pytest.mark.parametrize("rows", [0, 1, 50])
@pytest.mark.parametrize("spec", SPECS, ids=lambda s: "-".join(map(str, s.values())))
def test_every_kind_draws_what_plotly_accepts(spec, rows):
    figure = draw(spec, frame(rows))

    go.Figure(figure)
    assert "template" not in figure["layout"]
    assert len(fingerprint(figure)) == 64


@pytest.mark.parametrize("spec", SPECS[:7], ids=lambda s: "-".join(map(str, s.values())))
def test_names_in_labels_are_text(spec):
    figure = draw({**spec, "title": "x"}, frame(50))

    assert "<img" not in str([{k: v for k, v in t.items() if k != "cells"} for t in figure["data"]])


def test_columns_without_values_draw():
    empty = frame(9).with_columns(pl.lit(None, dtype=pl.Float64).alias("sales"))

    for spec in SPECS:
        go.Figure(draw(spec, empty))


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ({"kind": "pie3d"}, "unknown_name"),
        ({"kind": "bar", "x": "nope"}, "unknown_column"),
        ({"kind": "bar", "x": "shop", "y": "shop"}, "wrong_spec"),
        ({"kind": "bar", "x": "shop", "colour": "red"}, "wrong_spec"),
        ({"kind": "histogram", "x": "shop"}, "wrong_spec"),
        ({"kind": "bar"}, "wrong_spec"),
        ({}, "wrong_spec"),
    ],
)
def test_specs_that_make_no_sense_say_why(spec, code):
    with pytest.raises(LuminaError) as caught:
        draw(spec, frame(3))

    assert caught.value.code == code
    assert isinstance(caught.value, Invalid) or caught.value.status == 422


def test_bars_are_largest_first_and_the_rest_is_other():
    data = pl.DataFrame({"shop": ["a", "b", "c", "c"], "sales": [1.0, 9.0, 3.0, 3.0]})
    data = data.with_columns(
        pl.lit(1.0).alias("price"), pl.lit(None, pl.Datetime("us")).alias("day")
    )

    [trace] = draw({"kind": "bar", "x": "shop", "y": "sales", "top": 2}, data)["data"]

    assert (trace["x"], trace["y"]) == (["b", "c", "Other"], [9.0, 6.0, 1.0])


def test_each_file_registers_the_kind_of_its_name():
    modules = [m.__name__.rpartition(".")[2] for m in load(luminabi_dash.charts.kinds)]

    assert sorted(KINDS.names()) == sorted(modules)
