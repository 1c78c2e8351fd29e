"""In which order groups stand: by their size, by their names, dates in their own."""

from __future__ import annotations

from typing import Any

import polars as pl

from luminabi_dash.charts.options import Order, Ranked
from luminabi_dash.tables.query import OTHER, Group
from luminabi_dash.tables.schema import Column


def query_order(spec: Ranked, column: Column, group: Group) -> dict[str, Any]:
    """`sort`, `top`, `other` and `bottom` of a query; dates, parts and intervals are all kept."""
    if column.type.is_temporal or group.bins is not None or group.part is not None:
        return {"sort": (group.name,), "top": None}
    return {"sort": ("-value",), "top": spec.top, "other": spec.other, "bottom": spec.bottom}


def ordered(frame: pl.DataFrame, name: str, order: Order, column: Column, by: str) -> list[Any]:
    """The keys of a column in the order asked for; OTHER and the empty key last."""
    is_ordered = column.type.is_temporal or column.type.is_numeric
    if order == "auto":
        order = "a_to_z" if is_ordered else "largest"
    keys = frame[name].unique(maintain_order=True).to_list()
    if order in {"a_to_z", "z_to_a"}:
        return by_name(keys, column, is_falling=order == "z_to_a")
    totals: dict[Any, float] = dict.fromkeys(keys, 0.0)
    for key, value in zip(frame[name].to_list(), frame[by].to_list(), strict=True):
        if value is not None and value == value:
            totals[key] += float(value)
    falling = sorted(keys, key=lambda k: (totals[k], str(k)), reverse=order == "largest")
    return last(falling)


def by_name(keys: list[Any], column: Column, *, is_falling: bool) -> list[Any]:
    def rank(key: Any) -> Any:
        if isinstance(key, str) and column.type.is_numeric and key != OTHER:
            return float(key)
        return key.casefold() if isinstance(key, str) else key

    named = [key for key in keys if key is not None and key != OTHER]
    rest = [key for key in keys if key is None or key == OTHER]
    return [*sorted(named, key=rank, reverse=is_falling), *last(rest)]


def last(keys: list[Any]) -> list[Any]:
    """Both OTHER and the empty key stand at the end."""
    return sorted(keys, key=lambda key: (key == OTHER, key is None and OTHER in keys))


def arranged(frame: pl.DataFrame, name: str, keys: list[Any]) -> pl.DataFrame:
    """The lines of a frame in the order of their keys."""
    places = {key: place for place, key in enumerate(keys)}
    found = [places.get(key, -1) for key in frame[name].to_list()]
    order = sorted(range(len(found)), key=found.__getitem__)
    return frame[pl.Series(order, dtype=pl.UInt32)]
