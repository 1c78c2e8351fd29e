"""Specs of every chart kind, and tables of all the sorts that make charts stumble."""

from datetime import date, datetime, timedelta

import polars as pl

from luminabi_dash.tables.schema import Column, Role, Schema, Type

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}%{x}"
SCHEMA = Schema(
    (
        Column("shop", Type.TEXT, Role.DIMENSION),
        Column("<b>kind</b>", Type.TEXT, Role.DIMENSION),
        Column("country", Type.TEXT, Role.DIMENSION),
        Column("year", Type.INTEGER, Role.DIMENSION),
        Column("is_gift", Type.BOOLEAN, Role.DIMENSION),
        Column("sales", Type.NUMBER, Role.MEASURE, additive=True),
        Column("price", Type.NUMBER, Role.MEASURE),
        Column("count", Type.INTEGER, Role.MEASURE, additive=True),
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("at", Type.DATETIME, Role.TEMPORAL),
    )
)
KIND = "<b>kind</b>"
SPECS = [
    {"kind": "bar", "x": "shop", "y": "sales"},
    {"kind": "bar", "x": "shop", "y": "sales", "color": "shop", "horizontal": True},
    {"kind": "bar", "x": "day"},
    {"kind": "bar", "x": "at", "part": "weekday", "y": "price", "aggregate": "mean"},
    {"kind": "bar", "x": "shop", "y": "sales", "color": KIND, "mode": "grouped", "top": 3},
    {"kind": "bar", "x": "year", "y": "sales", "color": "is_gift", "mode": "percent"},
    {"kind": "bar", "x": KIND, "y": "sales", "more": ["price"], "sort": "a_to_z", "log": True},
    {
        "kind": "bar",
        "x": "at",
        "unit": "week",
        "y": "sales",
        "second": "price",
        "second_aggregate": "mean",
    },
    {
        "kind": "bar",
        "x": "shop",
        "y": "price",
        "aggregate": "median",
        "by_value": True,
        "bottom": True,
        "top": 2,
        "other": False,
    },
    {"kind": "line", "x": "at", "y": "sales", "unit": "day"},
    {"kind": "line", "x": "day", "y": "price", "aggregate": "mean", "color": "shop"},
    {"kind": "line", "x": "day", "y": "sales", "more": ["price", "count"], "log": True},
    {"kind": "line", "x": "day", "y": "sales", "second": "price", "labels": "legend"},
    {"kind": "line", "x": "sales", "y": "price", "raw": True},
    {"kind": "line", "x": "year", "y": "sales", "shape": "hv"},
    {"kind": "area", "x": "day", "y": "sales", "color": "shop"},
    {"kind": "area", "x": "day", "y": "count", "color": KIND, "mode": "percent"},
    {"kind": "area", "x": "at", "unit": "week", "mode": "over"},
    {"kind": "histogram", "x": "sales"},
    {"kind": "histogram", "x": "count", "bins": 8, "color": "shop"},
    {"kind": "scatter", "x": "sales", "y": "price"},
    {"kind": "scatter", "x": "count", "y": "price", "color": "shop", "size": "count"},
    {"kind": "box", "y": "price", "x": "shop"},
    {"kind": "box", "y": "count"},
    {"kind": "box", "y": "count", "x": "day", "horizontal": True},
    {"kind": "violin", "y": "count", "x": "shop"},
    {"kind": "violin", "y": "price"},
    {"kind": "heatmap", "x": "at", "x_cut": "week", "y": "shop", "value": "sales"},
    {"kind": "heatmap", "x": "shop", "y": "count", "top": 3},
    {"kind": "heatmap", "x": "at", "x_cut": "hour_of_day", "y": "at", "y_cut": "weekday"},
    {"kind": "pie", "x": "shop", "y": "count", "top": 2},
    {"kind": "pie", "x": "is_gift", "hole": False, "labels": "legend"},
    {"kind": "treemap", "path": ["shop", KIND], "y": "count"},
    {"kind": "treemap", "path": ["shop"], "top": 2},
    {"kind": "sunburst", "path": ["year", "shop", KIND]},
    {"kind": "funnel", "x": "shop", "y": "count"},
    {"kind": "funnel", "x": KIND, "stages": ["&amp;", "a"]},
    {"kind": "waterfall", "x": "shop", "y": "sales"},
    {"kind": "waterfall", "x": "day", "y": "price", "aggregate": "mean", "of": "changes"},
    {"kind": "indicator", "y": "sales", "x": "day"},
    {"kind": "indicator"},
    {
        "kind": "indicator",
        "y": "price",
        "aggregate": "mean",
        "compare": "target",
        "target": 3.5,
        "number": "percent",
        "prefix": "<i>",
    },
    {"kind": "indicator", "y": "sales", "x": "at", "compare": "before", "up": "bad"},
    {"kind": "table", "sort": "-sales"},
    {
        "kind": "table",
        "columns": ["shop", "sales"],
        "formats": [
            {"column": "sales"},
            {"column": "shop", "look": "rule", "op": "eq", "value": "b"},
        ],
    },
    {"kind": "pivot", "rows": ["shop"], "columns": KIND, "values": ["sales"]},
    {
        "kind": "pivot",
        "rows": ["shop", "year"],
        "values": ["price", "sales"],
        "aggregate": "mean",
        "formats": [{"column": "price (mean)", "look": "scale"}],
    },
    {"kind": "pivot", "rows": ["day"], "columns": "is_gift"},
    {"kind": "calendar", "x": "day", "y": "sales"},
    {"kind": "facets", "facet": "shop", "x": "day", "y": "count"},
    {"kind": "facets", "facet": KIND, "x": "year", "of": "bar", "color": "shop", "top": 2},
    {"kind": "choropleth", "x": "country", "y": "sales"},
    {"kind": "choropleth", "x": "country", "area": "us_states"},
    {"kind": "text", "text": "# Head\n<img src=x onerror=alert(1)> [x](javascript:alert(1))"},
    {"kind": "image", "picture": 1, "alt": HOSTILE},
]
SHOPS = [HOSTILE, "שלום עולם", None, "a" * 300, "b"]
KINDS = ["<b>bold</b>", "&amp;", "a", None]
COUNTRIES = ["Germany", "DE", "fra", "Atlantis", None, "United States", "CA", "texas"]


def frame(rows, *, shops=SHOPS):
    """Rows with every sort of value; numbers of `count` lie on whole intervals."""
    start = date(2025, 11, 3)
    return pl.DataFrame(
        {
            "shop": [shops[i % len(shops)] for i in range(rows)],
            KIND: [KINDS[i % 7 % 4] for i in range(rows)],
            "country": [COUNTRIES[i % 8] for i in range(rows)],
            "year": [2020 + i % 4 for i in range(rows)],
            "is_gift": [None if i % 5 == 4 else i % 2 == 0 for i in range(rows)],
            "sales": [float(i - 7) for i in range(rows)],
            "price": [None if i % 2 else i / 4 for i in range(rows)],
            "count": [i % 65 for i in range(rows)],
            "day": [start + timedelta(days=3 * i % 200) for i in range(rows)],
            "at": [datetime(2025, 11, 3) + timedelta(hours=17 * i % 2000) for i in range(rows)],
        },
        schema={
            "shop": pl.String,
            KIND: pl.String,
            "country": pl.String,
            "year": pl.Int64,
            "is_gift": pl.Boolean,
            "sales": pl.Float64,
            "price": pl.Float64,
            "count": pl.Int64,
            "day": pl.Date,
            "at": pl.Datetime("us"),
        },
    )


def name_of(spec):
    return "-".join(f"{v}"[:24] for v in spec.values()).replace("<", "").replace(">", "")
