"""What is in each column: counts, ends, and a little distribution."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from luminabi_dash.tables.columns import ColumnView
from luminabi_dash.tables.schema import HIDDEN, Column, Schema

BARS = 24
LABEL = 60


def profile(frame: pd.DataFrame | pl.DataFrame, schema: Schema) -> list[ColumnView]:
    """One view a column, in the order of the schema."""
    table = frame if isinstance(frame, pl.DataFrame) else to_polars(frame)
    return [describe(table[column.name], column) for column in schema.columns]


def to_polars(frame: pd.DataFrame) -> pl.DataFrame:
    return pl.from_pandas(frame[[name for name in frame.columns if name not in HIDDEN]])


def describe(values: pl.Series, column: Column) -> ColumnView:
    known = values.drop_nulls()
    labels, counts = distribution(known, column)
    top = max(counts, default=0)
    mean = known.mean() if column.type.is_numeric and len(known) else None
    return ColumnView(
        name=column.name,
        type=column.type.value,
        role=column.role.value,
        filled=len(known),
        empty=len(values) - len(known),
        distinct=known.n_unique(),
        smallest=said(known.min()) if len(known) else None,
        largest=said(known.max()) if len(known) else None,
        mean=float(mean) if isinstance(mean, int | float) and math.isfinite(mean) else None,
        bars=tuple(round(count / top, 4) for count in counts) if top else (),
        labels=tuple(labels),
        counts=tuple(counts),
    )


def distribution(known: pl.Series, column: Column) -> tuple[list[str], list[int]]:
    """Labels and counts of up to BARS equal intervals, or of the commonest values."""
    if len(known) == 0:
        return [], []
    if column.type.is_numeric:
        numbers = known.cast(pl.Float64).to_numpy()
        return intervals(numbers[np.isfinite(numbers)], lambda x: f"{x:,.6g}")
    if column.type.is_temporal:
        moments = known.cast(pl.Datetime("us")).cast(pl.Int64).to_numpy().astype(float)
        return intervals(moments, lambda x: str(np.datetime64(int(x), "us"))[:10])
    common = known.cast(pl.String).value_counts(sort=True).head(BARS)
    return [said(v) or "" for v in common[known.name].to_list()], common["count"].to_list()


def intervals(numbers: Any, say: Any) -> tuple[list[str], list[int]]:
    if numbers.size == 0:
        return [], []
    low, high = float(numbers.min()), float(numbers.max())
    bins = (
        1 if low == high or not math.isfinite(high - low) else min(BARS, len(set(numbers[:5000])))
    )
    counts, edges = np.histogram(numbers / 1.0, bins=max(bins, 1), range=(low, high))
    pairs = pairwise(edges)
    return [f"{say(a)} to {say(b)}" for a, b in pairs], [int(count) for count in counts]


def said(value: Any) -> str | None:
    if value is None:
        return None
    text = f"{value:,.10g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LABEL else f"{text[: LABEL - 1]}…"
