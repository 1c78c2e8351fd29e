"""Filters as SQL conditions that are never null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, and_, cast, false, func, not_, or_, select, true
from sqlalchemy.engine import Connection
from sqlalchemy.sql import FromClause

from luminabi_dash.tables.engines.conditions import NEVER, after, around, literal
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.schema import Column, Schema

Cell = ColumnElement[Any]


def conditions(
    connection: Connection,
    table: FromClause,
    cells: Mapping[str, Cell],
    filters: Sequence[Filter],
    schema: Schema,
) -> list[ColumnElement[bool]]:
    """One condition a filter; `last` counts from the newest row of the table."""
    found = []
    for item in filters:
        cell = cells[item.column]
        if item.op == "last":
            found.append(is_true(cell > after(newest_of(connection, table, cell), item.value)))
        elif item.op == "within":
            start, end = around(newest_of(connection, table, cell), item.value)
            found.append(is_true(and_(cell >= start, cell < end)))
        else:
            found.append(condition(item, schema.column(item.column), cell))
    return found


def newest_of(connection: Connection, table: FromClause, cell: Cell) -> datetime:
    statement = select(func.max(cast(cell, DateTime))).select_from(table)
    found: datetime | None = connection.execute(statement).scalar_one()
    return NEVER if found is None else found


def is_true(what: ColumnElement[bool]) -> ColumnElement[bool]:
    return func.coalesce(what, false())


def condition(item: Filter, column: Column, cell: Cell) -> ColumnElement[bool]:
    value = item.value
    if item.op == "is_null":
        return cell.is_(None)
    if item.op == "not_null":
        return cell.is_not(None)
    if item.op in {"in", "not_in"}:
        found = is_true(cell.in_([literal(column, one) for one in value if one is not None]))
        if None in value:
            found = or_(found, cell.is_(None))
        return not_(found) if item.op == "not_in" else found
    if item.op == "contains":
        return is_true(func.strpos(func.lower(cell), value.lower()) > 0)
    if item.op == "between":
        return is_true(between(column, cell, value))
    if item.op == "ne":
        return cell.is_distinct_from(literal(column, value))
    bound = literal(column, value, is_end=item.op in {"le", "gt"})
    if item.op == "eq":
        return cell.is_not_distinct_from(bound)
    compared = {
        "lt": cell < bound,
        "le": cell <= bound,
        "gt": cell > bound,
        "ge": cell >= bound,
    }
    return is_true(compared[item.op])


def between(column: Column, cell: Cell, value: Sequence[Any]) -> ColumnElement[bool]:
    low, high = value
    parts: list[ColumnElement[bool]] = [true(), cell.is_not(None)]
    if low is not None:
        parts.append(cell >= literal(column, low))
    if high is not None:
        parts.append(cell <= literal(column, high, is_end=True))
    return and_(*parts)
