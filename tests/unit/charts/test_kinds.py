"""Every kind draws what Plotly accepts, whatever the table holds; names and cells stay text."""

import json
import re

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
from tests.support.charts import KIND, SCHEMA, SPECS, frame, name_of

load(luminabi_dash.charts.kinds)
TAG = re.compile(r"<\s*/?\s*(img|b|i|a|script|svg)\b", re.IGNORECASE)


def draw(spec, data, schema=SCHEMA):
    parsed = parse_spec(spec)
    return render(parsed, answer(data.lazy(), ask(parsed, schema), schema), schema)


def every(spec, rows):
    numbers = [name for name, dtype in rows.schema.items() if dtype.is_numeric()]
    nothing = rows.with_columns(pl.lit(None).cast(rows.schema[n]).alias(n) for n in rows.columns)
    floats = [name for name in numbers if rows.schema[name] == pl.Float64]
    huge = rows.with_columns((pl.col(n).sign() * 1e300).alias(n) for n in floats)
    below = rows.with_columns(-pl.col(n) - 1 for n in numbers if n != "year")
    return {"nothing": nothing, "huge": huge, "below": below}


@pytest.mark.parametrize("rows", [0, 1, 2, 140])
@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_every_kind_draws_what_plotly_accepts(spec, rows):
    figure = draw(spec, frame(rows))

    go.Figure(figure)
    assert "template" not in figure["layout"]
    assert len(fingerprint(figure)) == 64
    json.dumps(figure)


@pytest.mark.parametrize("what", ["nothing", "huge", "below"])
@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_columns_without_values_with_huge_ones_and_with_negative_ones_draw(spec, what):
    figure = draw(spec, every(spec, frame(60))[what])

    go.Figure(figure)
    assert figure["data"] or figure["layout"]["meta"]


@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_a_thousand_categories_draw_few_marks(spec):
    figure = draw(spec, frame(3_000, shops=[f"shop {n:04}" for n in range(1_000)]))

    go.Figure(figure)
    assert len(figure["data"]) <= 24
    assert len(json.dumps(figure)) < 400_000


@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_names_and_cells_are_text(spec):
    figure = draw({**spec, "title": "x"}, frame(140))

    shown = {"data": figure["data"], "layout": without_meta(figure["layout"])}
    assert TAG.search(json.dumps(shown, ensure_ascii=False)) is None
    for trace in figure["data"]:
        assert "%{x}" not in str(trace.get("hovertemplate", "")).replace("%{x}", "", 1)


def without_meta(layout):
    """Pages show meta as text."""
    return {key: value for key, value in layout.items() if key != "meta"}


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ({"kind": "pie3d"}, "unknown_name"),
        ({"kind": "bar", "x": "nope"}, "unknown_column"),
        ({"kind": "bar", "x": "shop", "y": "shop"}, "wrong_spec"),
        ({"kind": "bar", "x": "shop", "colour": "red"}, "wrong_spec"),
        ({"kind": "bar", "x": "shop", "color": KIND, "second": "price"}, "wrong_spec"),
        ({"kind": "histogram", "x": "shop"}, "wrong_spec"),
        ({"kind": "waterfall", "x": "shop", "y": "price", "aggregate": "mean"}, "wrong_spec"),
        ({"kind": "treemap", "path": []}, "wrong_spec"),
        ({"kind": "pivot", "rows": ["shop"], "columns": "shop"}, "wrong_spec"),
        ({"kind": "calendar", "x": "shop"}, "wrong_spec"),
        ({"kind": "heatmap", "x": "shop", "x_cut": "weekday", "y": "year"}, "wrong_spec"),
        ({"kind": "facets", "facet": "shop", "x": "day", "of": "pie"}, "wrong_spec"),
        ({"kind": "image", "picture": "x.png"}, "wrong_spec"),
        ({"kind": "bar"}, "wrong_spec"),
        ({}, "wrong_spec"),
    ],
)
def test_specs_that_make_no_sense_say_why(spec, code):
    with pytest.raises(LuminaError) as caught:
        draw(spec, frame(3))

    assert caught.value.code == code
    assert isinstance(caught.value, Invalid) or caught.value.status == 422


def test_a_formula_is_a_measure_of_its_own():
    schema = Schema(
        (
            *SCHEMA.columns,
            Column(
                "margin",
                Type.NUMBER,
                Role.MEASURE,
                is_formula=True,
                expression="sum(sales) / sum(count)",
            ),
        )
    )
    [measure] = ask(parse_spec({"kind": "bar", "x": "shop", "y": "margin"}), schema).measures
    assert (measure.aggregate, measure.column) == ("formula", "margin")
    for spec in (
        {"kind": "pie", "x": "shop", "y": "margin"},
        {"kind": "bar", "x": "margin"},
        {"kind": "scatter", "x": "margin", "y": "sales"},
    ):
        with pytest.raises(Invalid):
            ask(parse_spec(spec), schema)


def test_bars_are_largest_first_and_the_rest_is_other():
    data = frame(4).with_columns(
        pl.Series("shop", ["a", "b", "c", "c"]), pl.Series("sales", [1.0, 9.0, 3.0, 3.0])
    )
    [trace] = draw({"kind": "bar", "x": "shop", "y": "sales", "top": 2}, data)["data"]

    assert (trace["x"], trace["y"]) == (["b", "c", "Other"], [9.0, 6.0, 1.0])


def test_each_file_registers_the_kind_of_its_name():
    modules = [m.__name__.rpartition(".")[2] for m in load(luminabi_dash.charts.kinds)]

    assert sorted(KINDS.names()) == sorted(modules)


def test_every_kind_is_drawn_here_and_tells_a_form_what_it_needs():
    assert {spec["kind"] for spec in SPECS} == set(KINDS.names())
    for kind in KINDS:
        assert kind.description
        assert kind.icon
        for name, field in kind.spec.model_json_schema()["properties"].items():
            if name != "kind":
                assert field.get("title"), (kind.name, name)
                assert field.get("description"), (kind.name, name)
                assert field.get("section") in {"Data", "Axes", "Look"}, (kind.name, name)
