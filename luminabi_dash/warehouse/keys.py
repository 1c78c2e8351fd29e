"""Keys of groups as SQL expressions: values, calendar units, parts of a date, intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Double,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from luminabi_dash.tables.engines.keys import Intervals, spaced
from luminabi_dash.tables.query import Group
from luminabi_dash.tables.schema import Type
from luminabi_dash.tables.store import POLARS
from luminabi_dash.warehouse.asked import Asked

Cell = ColumnElement[Any]
PARTS = {
    "weekday": "weekday",
    "hour_of_day": "hour",
    "day_of_month": "day",
    "month_of_year": "month",
    "quarter_of_year": "quarter",
}


def with_keys(
    asked: Asked, where: Sequence[ColumnElement[bool]]
) -> tuple[CTE, dict[str, pl.DataType], dict[str, Intervals]]:
    """The rows that match with a column "__key N" for each group."""
    keys: list[Cell] = []
    kinds: dict[str, pl.DataType] = {}
    spans: dict[str, Intervals] = {}
    for place, group in enumerate(asked.query.groups):
        cell, kind, span = key_of(asked, group)
        keys.append(cell.label(f"__key{place}"))
        kinds[group.name] = kind
        if span is not None:
            spans[group.name] = span
    statement = select(*asked.cells.values(), *keys).select_from(asked.table).where(*where)
    return statement.cte(), kinds, spans


def key_of(asked: Asked, group: Group) -> tuple[Cell, pl.DataType, Intervals | None]:
    column = asked.schema.column(group.column)
    cell = asked.cells[group.column]
    if group.bins is not None:
        number = asked.words.double(cell)
        statement = select(func.min(number), func.max(number)).select_from(asked.table)
        low, high = asked.connection.execute(statement).one()
        span = spaced(low, high, column, group.bins, asked.query.filters)
        index = func.floor((number - span.low) * literal(span.scale, Double))
        bounded = func.least(func.greatest(index, 0.0), float(span.bins - 1))
        held = case((cell.is_(None), null()), else_=bounded)
        return held * literal(span.width, Double) + span.low, pl.Float64(), span
    if group.part is not None:
        taken = asked.words.part(PARTS[group.part], cell)
        return taken, pl.Int64(), None
    if group.unit is not None and column.type.is_temporal:
        is_day = column.type is Type.DATE and group.unit == "hour"
        unit = "day" if is_day else group.unit
        return asked.words.start(unit, cell, column.type), POLARS[column.type], None
    return cell, POLARS[column.type], None


def as_key(asked: Asked, key: Cell) -> Cell:
    """A key as Polars casts it to text."""
    kind = key_type(asked, asked.query.groups[0])
    if isinstance(kind, pl.Float64):
        whole = cast(cast(key, BigInteger), Text).concat(".0")
        return case((key == func.floor(key), whole), else_=cast(key, Text))
    return cast(key, Text)


def key_type(asked: Asked, group: Group) -> pl.DataType:
    return key_of(asked, group)[1]
