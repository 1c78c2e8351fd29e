"""The groups of a chart split by a colour column: commonest first, the rest as Other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from luminabi_dash.charts.axes import key_words
from luminabi_dash.charts.colours import COLOURS, Palette
from luminabi_dash.charts.points import of_key, of_others
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import OTHER
from luminabi_dash.tables.schema import Schema

MOST = len(COLOURS)


@dataclass(frozen=True, slots=True)
class Part:
    """The groups of one colour, as they are drawn; `name` is None when there is only one."""

    name: str | None
    colour: str
    frame: pl.DataFrame
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    parts: tuple[Part, ...]
    note: str = ""


def split(
    frame: pl.DataFrame,
    color: str | None,
    schema: Schema,
    palette: Palette,
    *,
    by: str = "value",
    adds_up: bool = True,
) -> Split:
    """A part for each of the largest MOST values of `color` by the column `by`; the others are
    added up where their measure can be, and left out with a note where it cannot.
    """
    if color is None:
        return Split((Part(None, COLOURS[0], frame),))
    keys = ranked(frame, color, by)
    column = schema.column(color)
    kept = [key for key in keys if key != OTHER][:MOST]
    left = keys[len(kept) :] if OTHER not in keys else [k for k in keys if k not in kept]
    shades = palette.colours(color, kept)
    found = [
        Part(key_words(key), shade, of_value(frame, color, key), of_key(column, key, None))
        for key, shade in zip(kept, shades, strict=True)
    ]
    if not left:
        return Split(tuple(found))
    if not adds_up and left != [OTHER]:
        return Split(tuple(found), f"showing {len(kept):,} of {len(keys):,} values of {color}")
    rest = added(frame.filter(~is_one_of(color, kept)), color, by)
    other = Part(OTHER, palette.colours("", [OTHER])[0], rest, of_others(column, kept))
    return Split((*found, other))


def ranked(frame: pl.DataFrame, color: str, by: str) -> list[Any]:
    """The values of a column, largest first by what their groups amount to."""
    size = pl.col(by).cast(pl.Float64).abs().fill_nan(0).sum()
    totals = frame.group_by(color, maintain_order=True).agg(size.alias("__size"))
    return totals.sort("__size", color, descending=[True, False], nulls_last=True)[color].to_list()


def of_value(frame: pl.DataFrame, column: str, key: Any) -> pl.DataFrame:
    cell = pl.col(column)
    return frame.filter(cell.is_null() if key is None else (cell == key).fill_null(value=False))


def is_one_of(column: str, keys: list[Any]) -> pl.Expr:
    known = [key for key in keys if key is not None]
    found = pl.col(column).is_in(known).fill_null(value=False)
    return found | pl.col(column).is_null() if None in keys else found


def added(frame: pl.DataFrame, color: str, by: str) -> pl.DataFrame:
    """Groups of several colours as one, in the order of the frame."""
    keys = [name for name in frame.columns if name not in {color, by} and name[:2] != "__"]
    if frame[color].n_unique() < 2:
        return frame
    sums = [pl.when(pl.col(by).count() > 0).then(pl.col(by).sum()).otherwise(None).alias(by)]
    if not keys:
        return frame.select(sums)
    return frame.group_by(keys, maintain_order=True).agg(sums)
