"""How figures travel, which colours values have, what was before, which places are known."""

import math
from datetime import date, datetime, timedelta
from itertools import pairwise

import plotly.graph_objects as go
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import luminabi_dash.charts.kinds
from luminabi_dash.charts.colours import COLOURS, GREY, Palette, ranks_of
from luminabi_dash.charts.kind import Scene, parse_spec
from luminabi_dash.charts.marks import shifts
from luminabi_dash.charts.numbers import said
from luminabi_dash.charts.options import Numbered
from luminabi_dash.charts.packing import packed, packed_figure, unpacked
from luminabi_dash.charts.periods import before, resolved
from luminabi_dash.charts.places import area_of, on_map, place_of
from luminabi_dash.charts.render import ask, compare, render
from luminabi_dash.errors import Invalid
from luminabi_dash.registry import load
from luminabi_dash.services.answering import with_filters
from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.filters import Filter, parse_filters
from tests.support.charts import SCHEMA, frame

load(luminabi_dash.charts.kinds)
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = st.lists(
    st.one_of(st.none(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False)), min_size=51
)


def draw(spec, data, scene=None, filters=()):
    parsed = parse_spec(spec)
    query = with_filters(ask(parsed, SCHEMA), filters)
    return render(parsed, answer(data.lazy(), query, SCHEMA), SCHEMA, scene)


@CALM
@given(NUMBERS)
def test_packed_numbers_come_back_as_they_were(values):
    found = packed(values)
    if found is None:
        assert any(isinstance(v, int) and abs(v) > 2**53 for v in values)
        return
    whole = all(isinstance(value, int) for value in values)
    expected = [v if whole or v is None else float(v) for v in values]
    assert unpacked(found) == expected
    go.Figure({"data": [{"type": "scatter", "y": found}]})


def test_what_is_short_or_text_is_not_packed():
    assert packed([1.0] * 50) is None
    assert packed(["a"] * 99) is None
    assert packed([True] * 99) is None
    assert packed([0.5] * 60)["dtype"] == "f4"
    assert packed([0.1] * 60)["dtype"] == "f8"
    assert packed([300] * 60)["dtype"] == "i2"
    assert unpacked({"bdata": "AA=="}) == []


def test_many_regular_days_travel_as_a_step():
    days = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(80)]
    figure = {
        "data": [{"type": "bar", "x": days, "y": list(range(80))}],
        "layout": {"xaxis": {"type": "date"}},
    }
    [trace] = packed_figure(figure)["data"]
    assert (trace["x0"], trace["dx"]) == ("2026-01-01", 86_400_000)
    uneven = {**figure, "data": [{**figure["data"][0], "x": [*days[:-1], "2027-01-01"]}]}
    assert "x" in packed_figure(uneven)["data"][0]
    named = {**figure, "layout": {"xaxis": {"type": "category"}}}
    assert "x" in packed_figure(named)["data"][0]


def test_a_value_keeps_its_colour_under_filters_and_none_is_given_twice():
    palette = Palette({"shop": ranks_of(["a", "b", "c", None])})
    assert palette.colours("shop", ["c", "a"]) == [COLOURS[2], COLOURS[0]]
    found = palette.colours("shop", ["x", "c", "y", None, "Other"])
    assert found[1::2] == [COLOURS[2], COLOURS[3]]
    assert found[4] == GREY
    assert len(set(found)) == 5
    ten = Palette({"shop": ranks_of([f"s{n}" for n in range(9)])})
    assert len(set(ten.colours("shop", [f"s{n}" for n in range(9)]))) == 9


def test_the_same_shop_has_the_same_colour_in_every_chart():
    scene = Scene(Palette({"shop": ranks_of(["b", None])}))
    data = frame(140)
    lines = draw({"kind": "line", "x": "day", "color": "shop"}, data, scene)["data"]
    slices = draw({"kind": "pie", "x": "shop"}, data, scene)["data"][0]
    of_b = {trace["line"]["color"] for trace in lines if trace["name"] == "b"}
    assert of_b == {COLOURS[0]}
    assert slices["marker"]["colors"][slices["labels"].index("b")] == COLOURS[0]


@pytest.mark.parametrize(
    ("filters", "start", "end"),
    [
        (
            [("ge", "2026-03-01"), ("lt", "2026-04-01")],
            "2026-02-01T00:00:00",
            "2026-03-01T00:00:00",
        ),
        ([("between", ["2026-03-01", "2026-03-10"])], "2026-02-19T00:00:00", "2026-03-01T00:00:00"),
        (
            [("gt", "2026-03-11T06:00:00"), ("le", "2026-03-21T06:00:00")],
            "2026-03-01T06:00:00",
            "2026-03-11T06:00:00",
        ),
    ],
)
def test_the_period_before_is_as_long_and_ends_where_the_other_begins(filters, start, end):
    asked = [Filter(column="day", op=op, value=value) for op, value in filters]
    other = Filter(column="shop", op="in", value=["a"])
    found = before([*asked, other], "day")
    assert other in found
    assert [item.value for item in found if item.column == "day"] == [start, end]


def test_no_bounds_no_period_and_last_days_are_counted_from_the_newest_row():
    assert before([Filter(column="day", op="ge", value="2026-01-01")], "day") is None
    assert before([], "day") is None
    last = Filter(column="day", op="last", value="30 days")
    found = before(resolved([last], "day", datetime(2026, 3, 31)), "day")
    assert [item.value[:10] for item in found] == ["2026-01-30", "2026-03-01"]
    month = Filter(column="day", op="within", value="this month")
    found = before(resolved([month], "day", datetime(2026, 3, 31)), "day")
    assert [item.value[:10] for item in found] == ["2026-02-01", "2026-03-01"]


def test_an_indicator_compares_with_the_period_before():
    data = frame(400)
    parsed = parse_spec({"kind": "indicator", "x": "day", "compare": "before", "up": "bad"})
    filters = parse_filters(
        [
            {"column": "day", "op": "ge", "value": "2026-02-01"},
            {"column": "day", "op": "lt", "value": "2026-03-01"},
        ],
        SCHEMA,
    )
    rows = answer(data.lazy(), with_filters(ask(parsed, SCHEMA), filters), SCHEMA)
    query = compare(parsed, rows, SCHEMA, filters)
    was = answer(data.lazy(), query, SCHEMA)
    figure = render(parsed, rows, SCHEMA, Scene(before=was))
    january = data.filter(pl.col("day").is_between(date(2026, 1, 1), date(2026, 1, 31))).height
    assert figure["data"][0]["delta"]["reference"] == january
    assert figure["data"][0]["delta"]["increasing"]["color"] == "#C1444D"
    assert figure["layout"]["meta"]["compare"]["words"] == f"from {january}"


def test_lines_of_many_points_keep_their_peaks_and_say_so():
    hours = [datetime(2024, 1, 1) + timedelta(hours=n) for n in range(9_000)]
    data = frame(9_000).with_columns(
        pl.Series("at", hours),
        pl.Series("sales", [1e6 if n == 4_321 else 1.0 for n in range(9_000)]),
    )
    figure = draw({"kind": "line", "x": "at", "y": "sales", "unit": "hour"}, data)
    [trace] = figure["data"]
    values = unpacked(trace["y"])
    assert len(values) <= 2_500
    assert max(values) == 1e6
    assert "of 9,000 points" in figure["layout"]["meta"]["note"]


def test_a_month_without_rows_is_a_gap():
    data = frame(3).with_columns(
        pl.Series("day", [date(2026, 1, 5), date(2026, 2, 5), date(2026, 4, 5)])
    )
    [trace] = draw({"kind": "line", "x": "day"}, data)["data"]
    assert trace["y"] == [1, 1, None, 1]
    assert trace["connectgaps"] is False


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (12_345, {}, "12.3k"),
        (1_234_567.0, {"prefix": "€"}, "€1.23M"),
        (-0.5, {}, "−0.500"),
        (0, {}, "0"),
        (12_345, {"number": "full"}, "12,345"),
        (0.1234, {"number": "percent"}, "12%"),
        (0.01234, {"number": "percent", "decimals": 2, "suffix": " p"}, "1.23% p"),
        (1e300, {}, "1e+300"),
        (None, {}, "–"),
        (math.nan, {}, "–"),
        (-1_500, {"prefix": "$"}, "−$1.50k"),
    ],
)
def test_numbers_are_said(value, form, words):
    assert said(value, Numbered(kind="", **form)) == words


@CALM
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8), st.floats(0, 1e9))
def test_names_at_line_ends_never_lie_on_one_another(heights, more):
    heights.sort()
    ends = (heights[0], heights[-1] + more)
    span = (ends[1] - ends[0]) or 1.0
    moves = shifts(heights, ends)
    for plot in (110, 400):
        px = [(y - ends[0]) / span * plot + move for y, move in zip(heights, moves, strict=True)]
        assert all(b - a > 15 for a, b in pairwise(px))


@pytest.mark.parametrize(
    ("area", "name", "code"),
    [
        ("world", "Germany", "DEU"),
        ("world", " de ", "DEU"),
        ("world", "côte d’ivoire", "CIV"),
        ("world", "The Netherlands", "NLD"),
        ("world", "U.S.A.", "USA"),
        ("world", "South Korea", "KOR"),
        ("world", "Atlantis", None),
        ("world", None, None),
        ("us_states", "CA", "CA"),
        ("us_states", "new york", "NY"),
        ("us_states", "Ontario", None),
    ],
)
def test_places_are_known_by_code_and_name(area, name, code):
    assert place_of(area, name) == code


def test_maps_have_shapes_and_columns_of_places_are_found():
    assert {"DEU", "USA", "FRA", "NOR", "CHN"} <= on_map("world")
    assert len(on_map("us_states")) == 51
    assert area_of(["Germany", "France", "x", "Brazil", "UK"]) == "world"
    assert area_of(["CA", "NY", "Texas"]) == "us_states"
    assert area_of(["red", "green", "blue"]) is None


def test_a_map_says_what_it_does_not_show():
    figure = draw({"kind": "choropleth", "x": "country", "y": "sales"}, frame(16))
    assert figure["data"][0]["locations"][:1]
    note = figure["layout"]["meta"]["note"]
    assert "not on the map" in note
    assert "Atlantis" in note


def test_a_logarithmic_axis_says_what_it_cannot_show():
    spec = {"kind": "bar", "x": "shop", "y": "sales", "aggregate": "min", "log": True}
    assert "logarithmic" in draw(spec, frame(140))["layout"]["meta"]["note"]
    assert "meta" not in draw({**spec, "log": False}, frame(140))["layout"]


def test_small_multiples_share_the_largest_names_and_their_scale():
    data = frame(600, shops=[f"shop {n:02}" for n in range(30)])
    spec = {"kind": "facets", "facet": "year", "x": "shop", "of": "bar"}
    figure = draw(spec, data)
    assert len(figure["data"]) == 4
    assert len({name for trace in figure["data"] for name in trace["x"]}) == 12
    assert figure["layout"]["yaxis2"]["matches"] == "y"
    assert "12 largest values of shop" in figure["layout"]["meta"]["note"]


def test_bars_of_parts_of_a_date_are_named_and_in_their_order():
    data = frame(200)
    figure = draw({"kind": "bar", "x": "at", "part": "weekday", "y": "sales"}, data)
    names = figure["data"][0]["x"]
    assert names == [
        day for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun") if day in names
    ]
    assert len(names) > 3
    assert figure["layout"]["xaxis"]["categoryarray"] == names
    with pytest.raises(Invalid, match="holds no dates"):
        draw({"kind": "bar", "x": "shop", "part": "weekday", "y": "sales"}, data)


def test_a_filter_of_numbers_bounds_no_period():
    filters = (Filter(column="count", op="between", value=[1, 5]),)
    assert before(filters, "count") is None
