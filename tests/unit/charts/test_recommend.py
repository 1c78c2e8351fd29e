"""The charts that fit some columns: sensible ones first, each with a reason."""

from itertools import combinations

import pytest

import luminabi_dash.charts.kinds
from luminabi_dash.charts.recommend import recommend
from luminabi_dash.charts.render import ask
from luminabi_dash.errors import Invalid
from luminabi_dash.registry import load
from luminabi_dash.tables.columns import ColumnView
from luminabi_dash.tables.schema import Column, Role, Schema, Type

load(luminabi_dash.charts.kinds)
SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("at", Type.DATETIME, Role.TEMPORAL),
        Column("sales", Type.NUMBER, Role.MEASURE, additive=True),
        Column("price", Type.NUMBER, Role.MEASURE),
        Column("weight", Type.NUMBER, Role.MEASURE),
        Column("shop", Type.TEXT, Role.DIMENSION),
        Column("channel", Type.TEXT, Role.DIMENSION),
        Column("product", Type.TEXT, Role.DIMENSION),
        Column("country", Type.TEXT, Role.DIMENSION),
        Column("state", Type.TEXT, Role.DIMENSION),
        Column("is_gift", Type.BOOLEAN, Role.DIMENSION),
        Column("order", Type.TEXT, Role.IDENTIFIER),
        Column("note", Type.TEXT, Role.TEXT),
        Column("margin", Type.NUMBER, Role.MEASURE, is_formula=True, expression="sum(sales)"),
    )
)


def view(name, distinct, labels=()):
    column = SCHEMA.column(name)
    return ColumnView(
        name,
        column.type.value,
        column.role.value,
        100,
        0,
        distinct,
        None,
        None,
        None,
        labels=tuple(labels),
    )


PROFILE = [
    view("shop", 5, ["a", "b", "c", "d", "e"]),
    view("channel", 4, ["Web", "App", "Shop", "Fax"]),
    view("product", 400, [f"p{n}" for n in range(24)]),
    view("country", 9, ["Germany", "France", "UK", "Brazil", "Atlantis"]),
    view("state", 6, ["CA", "NY", "Texas", "WA", "Ohio", "??"]),
    view("is_gift", 2, ["true", "false"]),
]


@pytest.mark.parametrize(
    ("columns", "first", "also"),
    [
        (["day", "sales"], "line", "bar"),
        (["day"], "line", "calendar"),
        (["at"], "line", "bar"),
        (["day", "channel"], "line", "area"),
        (["day", "sales", "channel"], "line", "area"),
        (["day", "sales", "product"], "facets", "area"),
        (["day", "sales", "price"], "line", "scatter"),
        (["shop", "sales"], "bar", "pie"),
        (["shop", "price"], "bar", "box"),
        (["product", "sales"], "bar", "treemap"),
        (["country", "sales"], "choropleth", "bar"),
        (["state"], "choropleth", "bar"),
        (["shop"], "bar", "pie"),
        (["shop", "channel"], "bar", "heatmap"),
        (["shop", "channel", "sales"], "bar", "heatmap"),
        (["product", "country"], "bar", "heatmap"),
        (["sales"], "histogram", "box"),
        (["sales", "price"], "scatter", "heatmap"),
        (["sales", "price", "weight"], "scatter", "heatmap"),
        (["sales", "price", "shop"], "scatter", "bar"),
        (["shop", "margin"], "bar", "table"),
        (["margin"], "indicator", None),
        (["order"], "table", "bar"),
        (["order", "note", "sales"], "histogram", "table"),
        (["is_gift"], "bar", "pie"),
    ],
)
def test_the_best_chart_comes_first(columns, first, also):
    found = recommend(SCHEMA, columns, PROFILE)

    kinds = [one.spec.kind for one in found]
    assert kinds[0] == first
    assert also is None or also in kinds
    assert len(set(kinds)) == len(kinds) <= 3
    assert all(one.why.endswith((".", "?")) and one.spec.title for one in found)


def test_whatever_is_chosen_every_chart_can_be_asked():
    names = SCHEMA.names()
    for count in (1, 2, 3):
        for columns in combinations(names, count):
            found = recommend(SCHEMA, columns, PROFILE)
            assert found, columns
            for one in found:
                ask(one.spec, SCHEMA)
    assert len(recommend(SCHEMA, ["shop", "sales"])) == 3
    assert [one.spec.kind for one in recommend(SCHEMA, [])] == ["indicator"]
    assert recommend(SCHEMA, names, PROFILE)


def test_prices_are_averaged_and_amounts_added():
    bar = recommend(SCHEMA, ["shop", "price"], PROFILE)[0].spec
    assert (bar.aggregate, bar.title) == ("mean", "Mean price by shop")
    assert recommend(SCHEMA, ["shop", "sales"], PROFILE)[0].spec.aggregate == "sum"
    assert "pie" not in [f.spec.kind for f in recommend(SCHEMA, ["shop", "price"], PROFILE)]


def test_unknown_columns_are_named():
    with pytest.raises(Invalid, match="nope"):
        recommend(SCHEMA, ["nope"])
