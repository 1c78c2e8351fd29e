"""Fewer marks than rows without a lie: cells that count, and the extremes of each pixel."""

from __future__ import annotations

import polars as pl

from luminabi_dash.tables.query import Reduce

ROWS = "rows"


def cells(frame: pl.LazyFrame, how: Reduce) -> pl.DataFrame:
    """Counts of rows in `size` by `size` cells of x and y; each at its middle, empty ones left out.

    The answer has the columns x, y (Float64) and ROWS.
    """
    x, y = pl.col(how.x).cast(pl.Float64), pl.col(how.y).cast(pl.Float64)
    known = frame.filter(pl.col(how.x).is_not_null() & pl.col(how.y).is_not_null())
    ends = known.select(
        x.min().alias("x0"), x.max().alias("x1"), y.min().alias("y0"), y.max().alias("y1")
    ).collect()
    if ends["x0"][0] is None:
        return pl.DataFrame(schema={how.x: pl.Float64, how.y: pl.Float64, ROWS: pl.UInt32})
    middle = [
        middles(cell, ends[low][0], ends[high][0], how.size).alias(name)
        for cell, low, high, name in ((x, "x0", "x1", how.x), (y, "y0", "y1", how.y))
    ]
    return (
        known.select(middle)
        .group_by([how.x, how.y])
        .agg(pl.len().alias(ROWS))
        .sort([how.x, how.y])
        .collect()
    )


def middles(cell: pl.Expr, low: float, high: float, size: int) -> pl.Expr:
    width = high / size - low / size
    if not width > 0:
        return pl.lit(float(low))
    index = ((cell - low) * (1.0 / width)).floor().clip(0, size - 1)
    return (index + 0.5) * width + low


def extremes(frame: pl.DataFrame, how: Reduce) -> pl.DataFrame:
    """The rows that draw the same line at `size` pixels: of each pixel and group the first, the
    least, the greatest and the last y, and one row without y where a gap was; in order of x.

    Jugel, Jerzak, Hackenbroich and Markl, M4 (VLDB 2014), section 4.
    """
    place = pl.col(how.x).to_physical().cast(pl.Float64)
    ends = frame.select(place.min().alias("low"), place.max().alias("high"))
    low, high = ends["low"][0], ends["high"][0]
    if low is None or not low < high:
        return frame
    pixel = ((place - low) / (high - low) * how.size).floor().clip(0, how.size - 1)
    numbered = frame.sort(how.x, nulls_last=True, maintain_order=True).with_row_index("__at")
    numbered = numbered.with_columns(pixel.alias("__pixel"))
    keys = ["__pixel", *([how.by] if how.by is not None else [])]
    at, y = pl.col("__at"), pl.col(how.y)
    known = at.filter(y.is_not_null())
    kept = numbered.group_by(keys).agg(
        known.first().alias("first"),
        known.last().alias("last"),
        at.sort_by(y, nulls_last=True).first().alias("least"),
        at.sort_by(y, descending=True, nulls_last=True).first().alias("most"),
        at.filter(y.is_null()).first().alias("gap"),
    )
    chosen = kept.select(pl.concat_list(["first", "last", "least", "most", "gap"]).explode())
    rows = chosen.to_series().drop_nulls().unique()
    return numbered.filter(at.is_in(rows.implode())).drop("__at", "__pixel")
