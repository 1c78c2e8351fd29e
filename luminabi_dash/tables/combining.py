"""Several conditions on a column as one: what a mark or a brush stands for, as a shared filter."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from luminabi_dash.tables.filters import Filter, parse_moment
from luminabi_dash.tables.schema import Column, Schema, Type

LOWER, UPPER = {"ge", "gt"}, {"le", "lt"}


def combined(filters: Iterable[Filter], schema: Schema) -> tuple[Filter, ...]:
    """At most one filter a column, in the order in which columns come first; the rows that pass
    are the same where a lower and an upper bound, or two lists, stand for one column.
    """
    by_column: dict[str, list[Filter]] = {}
    for item in filters:
        by_column.setdefault(item.column, []).append(item)
    return tuple(together(schema.column(name), items) for name, items in by_column.items())


def together(column: Column, items: Sequence[Filter]) -> Filter:
    if len(items) == 1:
        return items[0]
    if all(item.op == "in" for item in items):
        kept = [value for value in items[0].value if all(value in one.value for one in items)]
        return Filter(column=column.name, op="in", value=kept)
    lower = next((item for item in items if item.op in LOWER), None)
    upper = next((item for item in items if item.op in UPPER), None)
    if lower is None or upper is None:
        return items[-1]
    low = lower.value if lower.op == "ge" else moved(column, lower.value, up=True)
    high = upper.value if upper.op == "le" else moved(column, upper.value, up=False)
    return Filter(column=column.name, op="between", value=[low, high])


def moved(column: Column, value: Any, *, up: bool) -> Any:
    """The next value of the column's type above or below."""
    if column.type.is_temporal:
        moment = parse_moment(column, "between", value)
        if column.type is Type.DATE:
            return (moment + timedelta(days=1 if up else -1)).isoformat()[:10]
        step = timedelta(microseconds=1 if up else -1)
        start = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
        return (start + step).isoformat()
    if column.type is Type.INTEGER:
        return math.floor(value) + 1 if up else math.ceil(value) - 1
    return math.nextafter(float(value), math.inf if up else -math.inf)
