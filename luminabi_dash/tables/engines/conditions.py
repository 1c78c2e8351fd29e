"""Filters as Polars expressions, for every engine that reads Parquet files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from luminabi_dash.tables.filters import LAST, RELATIVE, Filter, parse_moment
from luminabi_dash.tables.relative import unit_around
from luminabi_dash.tables.schema import Column, Schema, Type

NEVER = datetime.max  # noqa: DTZ901  stored times carry no zone
DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


def conditions(scan: pl.LazyFrame, filters: Sequence[Filter], schema: Schema) -> list[pl.Expr]:
    """One expression a filter; none is ever null."""
    newest = newest_moments(scan, filters, schema)
    return [condition(item, schema.column(item.column), newest) for item in filters]


def condition(item: Filter, column: Column, newest: dict[str, datetime]) -> pl.Expr:
    """A filter as an expression that is never null: an empty cell only passes `is_null`,
    `in` with null and the negations.
    """
    cell = pl.col(item.column)
    value = item.value
    if item.op == "is_null":
        return cell.is_null()
    if item.op == "not_null":
        return cell.is_not_null()
    if item.op in {"in", "not_in"}:
        found = cell.is_in(choices(column, value))
        if None in value:
            found = found | cell.is_null()
        found = found.fill_null(value=False)
        return ~found if item.op == "not_in" else found
    if item.op == "contains":
        return cell.str.to_lowercase().str.contains(value.lower(), literal=True).fill_null(False)
    if item.op == "last":
        return (cell > pl.lit(after(newest[item.column], value))).fill_null(value=False)
    if item.op == "within":
        start, end = around(newest[item.column], value)
        return ((cell >= pl.lit(start)) & (cell < pl.lit(end))).fill_null(value=False)
    if item.op == "between":
        low, high = value
        parts = [pl.lit(value=True)]
        if low is not None:
            parts.append(cell >= pl.lit(literal(column, low)))
        if high is not None:
            parts.append(cell <= pl.lit(literal(column, high, is_end=True)))
        return pl.all_horizontal(parts).fill_null(value=False)
    if item.op == "ne":
        return cell.ne_missing(pl.lit(literal(column, value)))
    compare = {"eq": cell.eq, "lt": cell.lt, "le": cell.le, "gt": cell.gt, "ge": cell.ge}[item.op]
    is_end = item.op in {"le", "gt"}
    return compare(pl.lit(literal(column, value, is_end=is_end))).fill_null(value=False)


def choices(column: Column, values: Sequence[Any]) -> list[Any]:
    """The values of a list as the column's type; parts of numbers are no integers."""
    known = [literal(column, value) for value in values if value is not None]
    if column.type is Type.NUMBER:
        return [float(value) for value in known]
    if column.type is Type.INTEGER:
        return [int(value) for value in known if value == int(value)]
    return known


def literal(column: Column, value: Any, *, is_end: bool = False) -> Any:
    """The value as the column's type; a bare date as an end means the end of that day."""
    if not column.type.is_temporal:
        return value
    moment = parse_moment(column, "eq", value)
    if column.type is Type.DATE:
        return moment.date() if isinstance(moment, datetime) else moment
    if is_end and isinstance(value, str) and len(value) == len("2026-11-23"):
        return moment + timedelta(days=1) - timedelta(microseconds=1)
    return moment


def newest_moments(
    scan: pl.LazyFrame, filters: Sequence[Filter], schema: Schema
) -> dict[str, datetime]:
    """The newest moment of each column with a relative filter: what such filters count from."""
    names = {item.column for item in filters if item.op in RELATIVE}
    found: dict[str, datetime] = {}
    for name in sorted(names):
        schema.column(name)
        newest = scan.select(pl.col(name).cast(pl.Datetime("us")).max()).collect().item()
        found[name] = NEVER if newest is None else newest
    return found


def after(newest: datetime, span: str) -> datetime:
    """The moment after which a row lies in the last "30 days"; nothing does in an empty column."""
    match = LAST.fullmatch(span)
    if match is None or newest == NEVER:
        return NEVER
    return newest - timedelta(days=int(match[1]) * DAYS[match[2]])


def around(newest: datetime, words: str) -> tuple[datetime, datetime]:
    """The unit around the newest moment; nothing lies in that of a column without values."""
    return (NEVER, NEVER) if newest == NEVER else unit_around(newest, words)
