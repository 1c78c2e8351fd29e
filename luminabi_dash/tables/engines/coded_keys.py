"""Keys of groups over coded columns: which key each code belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from luminabi_dash.tables.codes import Array, Coded, Codes
from luminabi_dash.tables.engines.dense import Axis
from luminabi_dash.tables.engines.keys import KEY, intervals, with_keys
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import HIGH, Group
from luminabi_dash.tables.schema import Schema

BINS = 10_000


@dataclass(frozen=True, slots=True)
class Key:
    """`fold` gives for each code of `axis` the place of its key in `values`, which are sorted, null
    last; `highs` are the upper ends of intervals.
    """

    name: str
    axis: Axis
    fold: Array
    values: pl.Series
    highs: pl.Series | None = None
    label: str = ""

    def coarse(self) -> Key:
        """The key on an axis of its own values, when these are far fewer than the codes."""
        size = len(self.values)
        if self.axis.kind or 4 * size > self.axis.size:
            return self
        fold = self.fold.astype(np.uint16)
        return replace(
            self, axis=Axis(self.axis.name, size, self.label, fold=fold), fold=np.arange(size)
        )


def key_of(codes: Codes, group: Group, schema: Schema, filters: Sequence[Filter]) -> Key | None:
    """None when the codes of the column are too coarse for the group."""
    own = tuple(item for item in filters if item.column == group.column and group.bins)
    return codes.remembered(
        (group, own), lambda: labelled(codes.columns[group.column], group, schema, own)
    )


def labelled(coded: Coded, group: Group, schema: Schema, own: Sequence[Filter]) -> Key | None:
    key = made(coded, group, schema, own)
    return None if key is None else replace(key, label=f"{group!r} {own!r}")


def made(coded: Coded, group: Group, schema: Schema, own: Sequence[Filter]) -> Key | None:
    axis = Axis(coded.name, coded.size + 1)
    is_plain = group.bins is None and group.part is None and group.unit is None
    if is_plain:
        values = coded.dictionary[coded.name].alias(group.name)
        return Key(group.name, axis, np.arange(axis.size), values) if coded.is_exact else None
    low, after = keyed(coded, coded.dictionary, group, schema, own)
    if not coded.is_exact and not low.equals(
        keyed(coded, coded.highs, group, schema, own)[0], null_equal=True
    ):
        return between_codes(coded, group, schema, own) if group.bins else None
    fold, values = folded(low)
    return Key(group.name, axis, fold, values, beside(values, after))


def beside(values: pl.Series, after: Sequence[pl.Expr]) -> pl.Series | None:
    """What the answer has beside each key."""
    return values.to_frame().select(after).to_series() if after else None


def keyed(
    coded: Coded, table: pl.DataFrame, group: Group, schema: Schema, own: Sequence[Filter]
) -> tuple[pl.Series, tuple[pl.Expr, ...]]:
    frame, after = with_keys(table.lazy(), coded.ends, [group], schema, own)
    keys = frame.select(pl.col(f"{KEY}0").alias(group.name)).collect()
    return keys[group.name], tuple(after)


def folded(keys: pl.Series) -> tuple[Array, pl.Series]:
    """Different keys in their order, null last, and the place of each."""
    values = keys.unique().sort(nulls_last=True)
    if keys.dtype == pl.String:
        table = values.to_frame().with_row_index("at")
        joined = keys.to_frame().join(
            table, on=keys.name, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined["at"].to_numpy().astype(np.intp), values
    some = values.drop_nulls().to_physical()
    if len(some) == 0:
        return np.zeros(len(keys), np.intp), values
    if some.dtype == pl.Boolean:
        some = some.cast(pl.UInt8)
    plain = keys.to_physical().cast(some.dtype)
    found = np.searchsorted(some.to_numpy(), plain.fill_null(some[0]).to_numpy())
    return np.where(keys.is_null().to_numpy(), len(some), found), values


def between_codes(coded: Coded, group: Group, schema: Schema, own: Sequence[Filter]) -> Key | None:
    """Intervals whose ends lie within codes: their places are made from the cells."""
    if group.bins is None or group.bins > BINS:
        return None
    column = schema.column(group.column)
    spaced = intervals(coded.ends, column, group.bins, own)

    def placed(cells: Array) -> Array:
        number = np.floor((cells - spaced.low) * spaced.scale)
        return number.clip(0, spaced.bins - 1).astype(np.uint16)

    index = pl.Series(np.arange(spaced.bins, dtype=np.float64))
    values = (index * spaced.width + spaced.low).extend_constant(None, 1).alias(group.name)
    kind = f"{spaced.low!r} {spaced.width!r} {spaced.bins}"
    axis = Axis(coded.name, spaced.bins + 1, kind, placed)
    after = (pl.col(group.name) + spaced.width).alias(group.name + HIGH)
    return Key(group.name, axis, np.arange(axis.size), values, beside(values, [after]))
