"""Groups by parts of dates and by intervals, ends of whiskers, folding, and honest reductions."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.engines.polars import answer
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import HIGH, OTHER, Group, Measure, Query, Reduce
from luminabi_dash.tables.reduce import ROWS, extremes
from luminabi_dash.tables.schema import Column, Role, Schema, Type

COUNT = Measure("n", "count")
SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("at", Type.DATETIME, Role.TEMPORAL),
        Column("shop", Type.TEXT, Role.DIMENSION),
        Column("price", Type.NUMBER, Role.MEASURE),
        Column("age", Type.INTEGER, Role.MEASURE),
    )
)
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(400)]
PRICES = np.random.default_rng(5).gamma(2, 10, 400)
FRAME = pl.DataFrame(
    {
        "day": DAYS,
        "at": [datetime(2026, 1, 1) + timedelta(hours=7 * n) for n in range(400)],
        "shop": ["abcdefgh"[n % 8] for n in range(399)] + [None],
        "price": PRICES,
        "age": range(400),
    }
)


def ask(**parts):
    return answer(FRAME.lazy(), Query(**parts), SCHEMA)


def test_parts_of_a_date_come_again():
    found = ask(
        groups=(Group("day", part="weekday", alias="weekday"),),
        measures=(COUNT,),
        sort=("weekday",),
    ).frame
    assert found["weekday"].to_list() == [1, 2, 3, 4, 5, 6, 7]
    assert found["n"].sum() == 400
    hours = ask(groups=(Group("at", part="hour_of_day"),), measures=(COUNT,), sort=("at",)).frame
    assert hours["at"].to_list() == list(range(24))


def test_two_keys_of_one_column_have_names_of_their_own():
    found = ask(
        groups=(Group("day", unit="year", alias="year"), Group("day", part="month_of_year")),
        measures=(COUNT,),
        sort=("year", "day"),
    ).frame
    assert found.columns == ["year", "day", "n"]
    assert found.height == 14


def test_a_part_of_no_date_is_refused():
    with pytest.raises(Invalid, match="shop"):
        ask(groups=(Group("shop", part="weekday"),), measures=(COUNT,))


def test_intervals_do_not_move_when_another_column_is_filtered():
    def edges(*filters):
        found = ask(
            groups=(Group("price", bins=10),), measures=(COUNT,), sort=("price",), filters=filters
        ).frame
        return dict(zip(found["price"], found["price" + HIGH], strict=True))

    every = edges()
    some = edges(Filter(column="shop", op="in", value=("a",)))
    assert some.items() <= every.items()
    cut = edges(Filter(column="price", op="between", value=(10.0, 20.0)))
    assert min(cut) == 10.0
    assert max(cut.values()) == pytest.approx(20.0)


def test_whiskers_reach_to_the_last_value_within_the_fences():
    measures = tuple(
        Measure(name, name, "price") for name in ("q1", "q3", "whisker_low", "whisker_high")
    )
    found = ask(measures=measures).frame.row(0, named=True)
    low, high = np.quantile(PRICES, [0.25, 0.75])
    assert (found["q1"], found["q3"]) == (pytest.approx(low), pytest.approx(high))
    reach = 1.5 * (high - low)
    assert found["whisker_low"] == PRICES[low - reach <= PRICES].min()
    within = PRICES[high + reach >= PRICES]
    assert found["whisker_high"] == within.max() < PRICES.max()


def test_what_is_not_among_the_top_is_folded_or_left_out_and_comes_last():
    total = Measure("total", "sum", "price")
    folded = ask(groups=(Group("shop"),), measures=(total,), top=3, sort=("-total",)).frame
    assert folded.height == 4
    assert folded["shop"][-1] == OTHER
    assert folded["total"].sum() == pytest.approx(PRICES.sum())
    kept = ask(
        groups=(Group("shop"),), measures=(total,), top=3, other=False, sort=("-total",)
    ).frame
    assert kept["shop"].to_list() == folded["shop"].to_list()[:3]
    least = ask(groups=(Group("shop"),), measures=(total,), top=1, other=False, bottom=True).frame
    every = ask(groups=(Group("shop"),), measures=(total,), sort=("total",)).frame
    assert least["shop"][0] == every["shop"][0]


def test_cells_hold_every_row_once():
    reduce = Reduce("bins", "age", "price", size=12, above=100)
    found = ask(columns=("price",), reduce=reduce)
    assert found.reduced == "bins"
    assert found.frame[ROWS].sum() == 400
    assert ask(columns=("price",), reduce=Reduce("bins", "age", "price", 12, 500)).reduced is None


def test_extremes_keep_peaks_ends_and_gaps():
    n = 100_000
    y = np.sin(np.arange(n) / 500)
    y[[12_345, 77_777]] = [50, -50]
    frame = pl.DataFrame({"x": np.arange(n), "y": y}).with_columns(
        pl.when(pl.col("x").is_between(40_000, 45_000)).then(None).otherwise(pl.col("y")).alias("y")
    )
    found = extremes(frame, Reduce("extremes", "x", "y", size=500, above=2_000))
    assert found.height <= 5 * 500
    assert (found["y"].max(), found["y"].min()) == (50, -50)
    assert (found["x"].min(), found["x"].max()) == (0, n - 1)
    assert found["x"].is_sorted()
    gap = found.filter(pl.col("x").is_between(40_000, 45_000))
    assert gap.height > 0
    assert gap["y"].null_count() == gap.height


def test_extremes_of_each_group():
    frame = pl.DataFrame({"x": [*range(1_000)] * 2, "y": [1.0] * 1_000 + [5.0] * 1_000})
    frame = frame.with_columns(pl.Series("by", ["low"] * 1_000 + ["high"] * 1_000))
    found = extremes(frame, Reduce("extremes", "x", "y", size=10, above=1, by="by"))
    assert set(found["by"]) == {"low", "high"}


def test_a_measure_of_the_grouped_column_reads_its_cells_not_its_keys():
    found = ask(
        groups=(Group("price", bins=1),), measures=(Measure("mean", "mean", "price"),)
    ).frame
    assert found["mean"][0] == pytest.approx(PRICES.mean())
    folded = ask(
        groups=(Group("shop"),), measures=(Measure("kinds", "distinct", "shop"),), top=1
    ).frame
    assert sorted(folded["kinds"]) == [1, 7]
