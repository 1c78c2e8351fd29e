"""In which order groups stand: by their size, by their names, dates in their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luminabi_dash.charts.columns import Columns, amount
from luminabi_dash.charts.options import Order, Ranked
from luminabi_dash.tables.query import OTHER, Group
from luminabi_dash.tables.schema import Column


def query_order(spec: Ranked, column: Column, group: Group) -> dict[str, Any]:
    """`sort`, `top`, `other` and `bottom` of a query; dates, parts and intervals are all kept."""
    if column.type.is_temporal or group.bins is not None or group.part is not None:
        return {"sort": (group.name,), "top": None}
    return {"sort": ("-value",), "top": spec.top, "other": spec.other, "bottom": spec.bottom}


def ordered(lines: Columns, name: str, order: Order, column: Column, by: str) -> list[Any]:
    """The keys of a column in the order asked for; OTHER and the empty key last."""
    if order == "auto":
        is_ordered = column.type.is_temporal or column.type.is_numeric
        order = "a_to_z" if is_ordered else "largest"
    if order in {"a_to_z", "z_to_a"}:
        return by_name(list(dict.fromkeys(lines[name])), column, is_falling=order == "z_to_a")
    sizes: dict[Any, float] = {}
    for key, value in lines.rows(name, by):
        sizes[key] = sizes.get(key, 0.0) + amount(value)
    falling = sorted(sizes, key=lambda key: (sizes[key], str(key)), reverse=order == "largest")
    return last(falling)


def by_name(keys: Sequence[Any], column: Column, *, is_falling: bool) -> list[Any]:
    def rank(key: Any) -> Any:
        if isinstance(key, str) and column.type.is_numeric:
            return float(key)
        return key.casefold() if isinstance(key, str) else key

    named = [key for key in keys if key is not None and key != OTHER]
    rest = [key for key in keys if key is None or key == OTHER]
    return [*sorted(named, key=rank, reverse=is_falling), *last(rest)]


def last(keys: Sequence[Any]) -> list[Any]:
    """OTHER stands at the end, before it the empty key where both are there."""
    has_other = OTHER in keys
    return sorted(keys, key=lambda key: (key == OTHER, key is None and has_other))


def arranged(lines: Columns, name: str, keys: Sequence[Any]) -> Columns:
    """The lines in the order of their keys."""
    places = {key: at for at, key in enumerate(keys)}
    values = lines[name]
    return lines.take(sorted(range(lines.height), key=lambda at: places[values[at]]))
