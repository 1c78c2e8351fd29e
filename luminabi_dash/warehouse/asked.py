"""A query on its way to a database: what is asked of what, and its rows as a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.sql import FromClause

from luminabi_dash.tables.expressions.grammar import parse
from luminabi_dash.tables.expressions.polars import names_of, wanted
from luminabi_dash.tables.query import Query
from luminabi_dash.tables.schema import Schema, Type
from luminabi_dash.warehouse.expressions import Compiler
from luminabi_dash.warehouse.words import Words

Cell = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query on its way: the open connection, the table and its columns by name."""

    connection: Connection
    words: Words
    table: FromClause
    cells: Mapping[str, Cell]
    schema: Schema
    query: Query


def widened(asked: Asked) -> Asked:
    """With the calculated columns that the query needs as columns of a common table expression."""
    own = {column.name: column for column in asked.table.columns}
    found: dict[str, Cell] = dict(own)
    table: FromClause = asked.table
    for column in wanted(names_of(asked.query), asked.schema):
        value = Compiler(asked.words, asked.schema, found).compiled(parse(column.expression))
        if column.type is Type.NUMBER:
            value = asked.words.finite(asked.words.double(value))
        table = select(*found.values(), value.label(column.name)).select_from(table).cte()
        found = {name: table.columns[name] for name in [*found, column.name]}
    return Asked(asked.connection, asked.words, table, found, asked.schema, asked.query)


def counted(asked: Asked, where: Sequence[ColumnElement[bool]]) -> int:
    statement = select(func.count()).select_from(asked.table).where(*where)
    return int(asked.connection.execute(statement).scalar_one())


def fetched(asked: Asked, statement: Select[Any], kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return framed(asked.connection.execute(statement).all(), kinds)


def framed(rows: Sequence[Any], kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Rows as a frame of these types; Decimals become numbers."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    made = [
        pl.Series(name, [plainly(v, kind) for v in values], dtype=kind)
        for (name, kind), values in zip(kinds.items(), columns, strict=True)
    ]
    return pl.DataFrame(made)


def plainly(value: Any, kind: pl.DataType) -> Any:
    if value is None:
        return None
    if kind.is_integer():
        return int(value)
    return float(value) if kind.is_float() else value
