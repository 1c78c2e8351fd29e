"""Columns may be called anything, also what the answer of a query calls its own."""

import polars as pl
import pytest

from luminabi_dash.app import load_web
from luminabi_dash.charts.kind import Scene, parse_spec
from luminabi_dash.charts.render import ask, behind, needs_data, render
from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.query import Query
from luminabi_dash.tables.schema import Schema
from tests.support.charts import SCHEMA, SPECS, frame

load_web()
ODD = ["value", "whole", "rows", "x", "y", "before", "low", "high", "count", "n", "index", "key"]


def renamed(value, names):
    if isinstance(value, dict):
        kept = {"kind", "unit", "x_cut", "y_cut", "cut", "mode"}
        return {k: v if k in kept else renamed(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    if isinstance(value, str):
        sign = "-" if value.startswith("-") else ""
        return sign + names.get(value.removeprefix("-"), value.removeprefix("-"))
    return value


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec["kind"])
def test_no_name_of_a_column_is_taken(spec, turn):
    own = SCHEMA.names()
    odd = ODD[turn * 3 :] + ODD[: turn * 3]
    names = dict(zip(own[5:8] + own[:5] + own[8:], odd, strict=False))
    names["price (mean)"] = f"{names['price']} (mean)"
    schema = Schema.from_json([{**one, "name": names[one["name"]]} for one in SCHEMA.as_json()])
    rows_of = frame(60).rename({one: names[one] for one in own})
    asked = parse_spec(renamed(spec, names))
    if not needs_data(asked):
        return
    rows = answer(rows_of.lazy(), ask(asked, schema), schema)
    figure = render(asked, rows, schema, Scene())
    assert figure["data"] or "empty" in figure["layout"]["meta"]
    assert isinstance(rows.frame, pl.DataFrame)


def test_a_mark_of_such_a_column_leads_to_its_rows():
    schema = Schema.from_json(
        [
            {**one, "name": "value" if one["name"] == "shop" else one["name"]}
            for one in SCHEMA.as_json()
        ]
    )
    rows_of = frame(60).rename({"shop": "value"})
    spec = parse_spec({"kind": "bar", "x": "value", "y": "sales"})
    rows = answer(rows_of.lazy(), ask(spec, schema), schema)
    found = behind(spec, rows, schema, (0, 0))
    assert found[0].column == "value"
    query = Query(columns=("value",), filters=tuple(hashable(item) for item in found))
    assert answer(rows_of.lazy(), query, schema).matched > 0


def hashable(item):
    is_list = isinstance(item.value, list)
    return item.model_copy(update={"value": tuple(item.value)}) if is_list else item
