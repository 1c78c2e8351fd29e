"""Which codes of a column pass a filter: asked of its dictionary, never of its rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from luminabi_dash.tables.codes import Array, Coded
from luminabi_dash.tables.engines.conditions import (
    choices,
    condition,
    literal,
    newest_moments,
)
from luminabi_dash.tables.filters import RELATIVE, Filter
from luminabi_dash.tables.schema import Column, Schema, Type

NULLS = {"is_null", "not_null"}
LISTS = {"in", "not_in"}
EPOCH = date(1970, 1, 1)


def passes(coded: Coded, item: Filter, column: Column) -> Array:
    """Whether each code passes, null last; codes must be exact unless only null is asked about."""
    found = np.zeros(coded.size + 1, np.bool_)
    if item.op in NULLS:
        found[:-1] = item.op == "not_null"
        found[-1] = item.op == "is_null"
        return found
    if item.op in RELATIVE or item.op == "contains":
        return asked(coded, item, column)
    if item.op in LISTS or item.op in {"eq", "ne"}:
        given = item.value if item.op in LISTS else (item.value,)
        found[codes_of(coded, column, given)] = True
        found[-1] = None in given and item.op in LISTS
        return ~found if item.op in {"not_in", "ne"} else found
    if column.type is Type.TEXT:
        return asked(coded, item, column)
    first, last = bounds(coded, item, column)
    found[first:last] = True
    return found


def asked(coded: Coded, item: Filter, column: Column) -> Array:
    """The filter as Polars answers it, kept: its text is looked for in each key."""
    table = coded.dictionary
    newest = newest_moments(table.lazy(), [item], Schema((column,)))
    found = table.select(condition(item, column, newest).alias("passes"))["passes"]
    return np.array(found.to_numpy(), np.bool_)


def codes_of(coded: Coded, column: Column, values: Any) -> list[int]:
    """The codes of those values that occur."""
    known = [value for value in values if value is not None]
    if column.type.is_numeric and not isinstance(values, list):
        known = choices(column, known)
    if not column.type.is_temporal:
        return [coded.places[value] for value in known if value in coded.places]
    moments = [physical(literal(column, value)) for value in known]
    return [coded.places[moment] for moment in moments if moment in coded.places]


def bounds(coded: Coded, item: Filter, column: Column) -> tuple[int, int]:
    """The first code that passes a range, and the one after the last."""
    low = high = item.value
    if item.op == "between":
        low, high = item.value
    first, last = 0, coded.size
    if item.op in {"between", "ge", "gt"} and low is not None:
        cell = physical(literal(column, low, is_end=item.op == "gt"))
        first = int(np.searchsorted(coded.plain, cell, "right" if item.op == "gt" else "left"))
    if item.op in {"between", "le", "lt"} and high is not None:
        cell = physical(literal(column, high, is_end=item.op != "lt"))
        last = int(np.searchsorted(coded.plain, cell, "left" if item.op == "lt" else "right"))
    return first, max(first, last)


def physical(cell: Any) -> Any:
    """A literal as the dictionary stores it: days or microseconds since 1970, or itself."""
    if isinstance(cell, datetime):
        return int(pl.Series([cell], dtype=pl.Datetime("us")).to_physical()[0])
    if isinstance(cell, date):
        return (cell - EPOCH).days
    return cell
