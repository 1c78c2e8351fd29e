"""Each mark of each kind leads to exactly the rows it counts."""

import pytest

import luminabi_dash.charts.kinds
from luminabi_dash.charts.kind import KINDS, parse_spec
from luminabi_dash.charts.packing import unpacked
from luminabi_dash.charts.render import ask, behind, render
from luminabi_dash.errors import Invalid
from luminabi_dash.registry import load
from luminabi_dash.services.answering import with_filters
from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.filters import parse_filter
from luminabi_dash.tables.query import Measure, Query
from tests.support.charts import KIND, SCHEMA, frame

load(luminabi_dash.charts.kinds)
ROWS = 400
COUNTED = [
    {"kind": "bar", "x": "shop"},
    {"kind": "bar", "x": "shop", "top": 2, "horizontal": True},
    {"kind": "bar", "x": "shop", "color": KIND, "mode": "grouped"},
    {"kind": "bar", "x": "at", "unit": "week", "color": "is_gift"},
    {"kind": "bar", "x": "year", "top": 2, "sort": "z_to_a"},
    {"kind": "line", "x": "day", "unit": "week"},
    {"kind": "line", "x": "at", "unit": "day", "color": "shop"},
    {"kind": "line", "x": "count"},
    {"kind": "area", "x": "day", "unit": "month", "color": KIND},
    {"kind": "histogram", "x": "count", "bins": 16},
    {"kind": "histogram", "x": "count", "bins": 8, "color": "shop"},
    {"kind": "heatmap", "x": "shop", "y": KIND},
    {"kind": "heatmap", "x": "at", "x_cut": "week", "y": "year"},
    {"kind": "heatmap", "x": "count", "y": "shop", "top": 2},
    {"kind": "pie", "x": "shop", "top": 2},
    {"kind": "pie", "x": "is_gift"},
    {"kind": "treemap", "path": ["shop", KIND], "top": 3},
    {"kind": "sunburst", "path": ["year", "is_gift", "shop"]},
    {"kind": "funnel", "x": "shop"},
    {"kind": "waterfall", "x": "shop", "top": 2},
    {"kind": "calendar", "x": "day"},
    {"kind": "calendar", "x": "at"},
    {"kind": "facets", "facet": "shop", "x": "day", "unit": "month", "of": "bar", "color": KIND},
    {"kind": "facets", "facet": KIND, "x": "day", "unit": "week"},
    {"kind": "choropleth", "x": "country"},
    {"kind": "choropleth", "x": "country", "area": "us_states"},
    {"kind": "violin", "y": "count", "x": "shop", "bins": 16, "top": 2},
    {"kind": "violin", "y": "count", "bins": 32},
    {"kind": "pivot", "rows": ["shop"], "columns": KIND},
    {"kind": "pivot", "rows": ["day", "is_gift"]},
]
VALUE_AT = {
    "bar": "y",
    "scatter": "y",
    "pie": "values",
    "treemap": "values",
    "sunburst": "values",
    "funnel": "x",
    "choropleth": "z",
}


def counted(data, filters):
    checked = tuple(parse_filter(f.model_dump(), SCHEMA) for f in filters)
    query = with_filters(Query(measures=(Measure("n", "count"),)), checked)
    return int(answer(data.lazy(), query, SCHEMA).frame["n"][0])


def marks_of(figure):
    """Trace, point and count of every mark whose size is a count of rows."""
    for number, trace in enumerate(figure["data"]):
        kind = trace["type"]
        if kind == "heatmap":
            cells = zip(flat(trace["customdata"]), flat(trace["z"]), strict=True)
            yield from ((number, at, size) for at, size in cells)
        elif kind == "table":
            yield from table_marks(trace, figure["layout"]["meta"])
        elif "fill" in trace and trace["fill"] == "toself":
            texts = [text.rsplit(": ", 1)[1] for text in trace["hovertext"]]
            yield from (
                (number, at, int(t.split()[0].replace(",", ""))) for at, t in enumerate(texts)
            )
        elif kind == "waterfall":
            yield from ((number, at, size) for at, size in enumerate(trace["y"][:-1]))
            yield number, len(trace["y"]) - 1, ROWS
        elif trace.get("mode") != "markers" or kind != "scatter":
            side = "x" if trace.get("orientation") == "h" else VALUE_AT[kind]
            yield from ((number, at, size) for at, size in enumerate(unpacked(trace[side])))


def flat(lines):
    return [cell for line in lines for cell in line]


def table_marks(trace, meta):
    for column, cells in enumerate(trace["cells"]["values"]):
        if column >= meta["row_heads"]:
            for line, cell in enumerate(cells):
                yield column, line, int(cell.replace(",", "")) if cell else None


@pytest.mark.parametrize("spec", COUNTED, ids=lambda s: "-".join(str(v)[:20] for v in s.values()))
def test_the_rows_behind_a_mark_are_those_it_counts(spec):
    data, parsed = frame(ROWS), parse_spec(spec)
    rows = answer(data.lazy(), ask(parsed, SCHEMA), SCHEMA)
    figure = render(parsed, rows, SCHEMA)
    seen = 0
    for trace, point, size in marks_of(figure):
        if not size:
            continue
        seen += 1
        assert counted(data, behind(parsed, rows, SCHEMA, (trace, point))) == size, (trace, point)
    assert seen > 1


@pytest.mark.parametrize("kind", ["box", "scatter", "line"])
def test_marks_that_count_nothing_lead_to_their_rows_too(kind):
    spec = {
        "box": {"kind": "box", "y": "count", "x": "shop"},
        "scatter": {"kind": "scatter", "x": "count", "y": "sales"},
        "line": {"kind": "line", "x": "count", "y": "sales", "raw": True},
    }[kind]
    data, parsed = frame(ROWS), parse_spec(spec)
    rows = answer(data.lazy(), ask(parsed, SCHEMA), SCHEMA)
    filters = behind(parsed, rows, SCHEMA, (0, 1))
    expected = {"box": ROWS // 5, "scatter": 1, "line": 1}[kind]
    assert counted(data, filters) == expected


def test_cells_of_a_dense_scatter_count_their_rows():
    data = frame(ROWS * 20)
    parsed = parse_spec({"kind": "scatter", "x": "count", "y": "year"})
    rows = answer(data.lazy(), ask(parsed, SCHEMA), SCHEMA)
    figure = render(parsed, rows, SCHEMA)
    assert "8,000 rows counted" in figure["layout"]["meta"]["note"]
    words = flat(figure["data"][0]["hovertext"])
    places = flat(figure["data"][0]["customdata"])
    sizes = {at: int(w.split()[0].replace(",", "")) for at, w in zip(places, words, strict=True)}
    assert sum(sizes.values()) == 8_000
    for at, size in sizes.items():
        if size:
            assert counted(data, behind(parsed, rows, SCHEMA, (0, at))) == size


def test_what_comes_again_and_again_and_what_is_not_there_say_so():
    data = frame(ROWS)
    again = parse_spec({"kind": "heatmap", "x": "at", "x_cut": "weekday", "y": "shop"})
    rows = answer(data.lazy(), ask(again, SCHEMA), SCHEMA)
    with pytest.raises(Invalid):
        behind(again, rows, SCHEMA, (0, 0))
    for spec in COUNTED:
        parsed = parse_spec(spec)
        rows = answer(data.lazy(), ask(parsed, SCHEMA), SCHEMA)
        with pytest.raises(Invalid):
            behind(parsed, rows, SCHEMA, (999, 99_999))
    assert {spec["kind"] for spec in COUNTED} <= set(KINDS.names())
