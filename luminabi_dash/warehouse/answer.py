"""Answers a query in the database that holds the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Double,
    Text,
    func,
    literal,
    select,
)
from sqlalchemy.engine import Engine
from sqlalchemy.sql import FromClause

from luminabi_dash.tables.engines.polars import check
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.reduce import ROWS, extremes
from luminabi_dash.tables.schema import HIDDEN, ROW, Schema
from luminabi_dash.tables.store import POLARS
from luminabi_dash.warehouse.asked import Asked, counted, fetched, framed, widened
from luminabi_dash.warehouse.conditions import conditions
from luminabi_dash.warehouse.groups import grouped
from luminabi_dash.warehouse.words import words_of

Cell = ColumnElement[Any]


def answer(engine: Engine, table: FromClause, query: Query, schema: Schema) -> Rows:
    """The rows that Polars would give for the same table; `table` has the schema's own columns
    and, for an order of rows that no sort decides, ROW.
    """
    check(query, schema)
    with engine.connect() as connection:
        return answered(Asked(connection, words_of(engine), table, {}, schema, query))


def answered(asked: Asked) -> Rows:
    asked = widened(asked)
    total = counted(asked, [])
    where = conditions(
        asked.connection, asked.table, asked.cells, asked.query.filters, asked.schema
    )
    matched = counted(asked, where) if where else total
    query = asked.query
    if query.groups or query.measures:
        frame = grouped(asked, where)
    elif query.reduce is not None and query.reduce.how == "bins" and matched > query.reduce.above:
        return Rows(cells(asked, where), matched, total, "bins")
    else:
        frame = plain(asked, where, matched)
    how = query.reduce
    if how is None or how.how != "extremes" or frame.height <= how.above:
        return Rows(frame, matched, total)
    return Rows(extremes(frame, how), matched, total, "extremes")


def plain(asked: Asked, where: Sequence[ColumnElement[bool]], matched: int) -> pl.DataFrame:
    query = asked.query
    names = query.columns or tuple(name for name in asked.cells if name not in HIDDEN)
    statement = (
        select(*(asked.cells[name] for name in names)).select_from(asked.table).where(*where)
    )
    order = [*order_of(asked, query.sort, asked.cells), *row_order(asked)]
    if query.sample is not None and matched > query.sample:
        return sampled(asked, where, names, order, -(-matched // query.sample))
    statement = statement.order_by(*order).offset(query.offset or None).limit(query.limit)
    return fetched(asked, statement, {name: kind_of(asked, name) for name in names})


def sampled(
    asked: Asked,
    where: Sequence[ColumnElement[bool]],
    names: Sequence[str],
    order: Sequence[Cell],
    step: int,
) -> pl.DataFrame:
    at = (func.row_number().over(order_by=list(order)) - 1).label("__at")
    inner = (
        select(*(asked.cells[name] for name in names), at)
        .select_from(asked.table)
        .where(*where)
        .cte()
    )
    statement = (
        select(*(inner.columns[name] for name in names))
        .where(inner.columns["__at"] % step == 0)
        .order_by(inner.columns["__at"])
    )
    return fetched(asked, statement, {name: kind_of(asked, name) for name in names})


def row_order(asked: Asked) -> list[Cell]:
    return [asked.cells[ROW]] if ROW in asked.cells else []


def kind_of(asked: Asked, name: str) -> pl.DataType:
    return pl.Int64() if name in HIDDEN else POLARS[asked.schema.column(name).type]


def order_of(asked: Asked, names: Sequence[str], cells_: Mapping[str, Cell]) -> list[Cell]:
    """Texts by code point, empty cells last."""
    found: list[Cell] = []
    for name in names:
        cell = cells_[name.removeprefix("-")]
        if isinstance(cell.type, Text) or cell.type.python_type is str:
            cell = asked.words.ordered(cell)
        found.append((cell.desc() if name.startswith("-") else cell.asc()).nulls_last())
    return found


def cells(asked: Asked, where: Sequence[ColumnElement[bool]]) -> pl.DataFrame:
    """Counts of rows in cells of two numbers, each at its middle."""
    how = asked.query.reduce
    if how is None:
        raise ValueError("nothing to reduce")
    x, y = (asked.words.double(asked.cells[name]) for name in (how.x, how.y))
    known = (
        select(x.label("x"), y.label("y"))
        .select_from(asked.table)
        .where(*where, x.is_not(None), y.is_not(None))
        .cte()
    )
    a, b = known.columns["x"], known.columns["y"]
    ends = asked.connection.execute(
        select(func.min(a), func.max(a), func.min(b), func.max(b))
    ).one()
    kinds = {how.x: pl.Float64(), how.y: pl.Float64(), ROWS: pl.UInt32()}
    if ends[0] is None:
        return framed([], kinds)
    middles = [middle(a, ends[0], ends[1], how.size), middle(b, ends[2], ends[3], how.size)]
    statement = select(*middles, func.count()).group_by(*middles).order_by(*middles)
    return framed(asked.connection.execute(statement).all(), kinds)


def middle(cell: Cell, low: float, high: float, size: int) -> Cell:
    width = high / size - low / size
    if not width > 0:
        return literal(float(low), Double)
    index = func.least(
        func.greatest(func.floor((cell - low) * (1.0 / width)), 0.0), float(size - 1)
    )
    return (index + 0.5) * width + low
