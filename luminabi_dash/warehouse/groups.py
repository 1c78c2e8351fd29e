"""Aggregated rows of groups, by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import (
    CTE,
    ColumnElement,
    Text,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql import FromClause

from luminabi_dash.tables.engines.polars import WHISKER, finished
from luminabi_dash.tables.expressions.grammar import parse
from luminabi_dash.tables.query import HIGH, OTHER, Measure
from luminabi_dash.tables.store import POLARS
from luminabi_dash.warehouse.asked import Asked, framed
from luminabi_dash.warehouse.expressions import Compiler
from luminabi_dash.warehouse.keys import as_key, key_type, with_keys

Cell = ColumnElement[Any]


def grouped(asked: Asked, where: Sequence[ColumnElement[bool]]) -> pl.DataFrame:
    """Aggregated rows, as Polars gives them; the measure "whole" is that of all matching rows."""
    query = asked.query
    own = [m for m in query.measures if m.alias != "whole"]
    keyed, kinds, spans = with_keys(asked, where)
    if not query.groups:
        return aggregated(asked, keyed, [], query.measures, {})
    keys = [group.name for group in query.groups]
    frame = aggregated(asked, keyed, keys, own, kinds)
    is_folded = query.top is not None and frame[keys[0]].n_unique() > query.top
    if is_folded:
        keyed = folded(asked, keyed, keys[0])
        if query.other:
            kinds = {**kinds, keys[0]: pl.String()}
        frame = aggregated(asked, keyed, keys, own, kinds)
    for measure in query.measures:
        if measure.alias == "whole":
            value = aggregated(asked, keyed, [], [measure], {})[measure.alias][0]
            frame = frame.with_columns(pl.lit(value).alias(measure.alias))
    for name, span in spans.items():
        frame = frame.with_columns((pl.col(name) + span.width).alias(name + HIGH))
    return finished(frame, query, is_folded=is_folded)


def folded(asked: Asked, keyed: CTE, first: str) -> CTE:
    """The rows with what is not among the top as OTHER, or without it."""
    query = asked.query
    ranked = aggregated(
        asked, keyed, [first], query.measures[:1], {first: key_type(asked, query.groups[0])}
    ).sort([query.measures[0].alias, first], descending=[not query.bottom, False], nulls_last=True)
    kept = ranked[first].head(query.top or 1).to_list()
    key = keyed.columns["__key0"]
    known = key.in_([one for one in kept if one is not None])
    is_kept: ColumnElement[bool] = func.coalesce(known, literal(value=False))
    if None in kept:
        is_kept = or_(is_kept, key.is_(None))
    rest = [column for column in keyed.columns if column.name != "__key0"]
    if not query.other:
        return select(*rest, key).where(is_kept).cte()
    text = case((is_kept, as_key(asked, key)), else_=literal(OTHER, Text))
    return select(*rest, text.label("__key0")).cte()


def aggregated(
    asked: Asked,
    keyed: CTE,
    keys: Sequence[str],
    measures: Sequence[Measure],
    kinds: Mapping[str, pl.DataType],
) -> pl.DataFrame:
    """One row a group; without keys one row in all."""
    places = [keyed.columns[f"__key{i}"].label(f"__out{i}") for i, _ in enumerate(keys)]
    cells_ = {name: keyed.columns[name] for name in asked.cells}
    fenced = fences(asked, keyed, measures, len(keys))
    values = [
        value_of(asked, one, cells_, fenced).label(f"__m{i}") for i, one in enumerate(measures)
    ]
    source: FromClause = keyed
    for fence in fenced.values():
        on = [
            fence.columns[f"__key{i}"].is_not_distinct_from(keyed.columns[f"__key{i}"])
            for i, _ in enumerate(keys)
        ]
        source = source.join(fence, and_(*on) if on else literal(value=True))
    statement = select(*places, *values).select_from(source)
    if places:
        statement = statement.group_by(*(keyed.columns[f"__key{i}"] for i, _ in enumerate(keys)))
    types = [kinds[name] for name in keys] + [type_of(asked, m) for m in measures]
    rows = asked.connection.execute(statement).all()
    names = [*keys, *(m.alias for m in measures)]
    return framed(rows, dict(zip(names, types, strict=True)))


def fences(asked: Asked, keyed: CTE, measures: Sequence[Measure], count: int) -> dict[str, CTE]:
    """For each column with whiskers the values between which they may lie, a row a group."""
    names = {m.column for m in measures if m.aggregate in {"whisker_low", "whisker_high"}}
    found = {}
    keys = [keyed.columns[f"__key{i}"] for i in range(count)]
    for name in sorted(str(one) for one in names):
        low = asked.words.quantile(0.25, keyed.columns[name])
        high = asked.words.quantile(0.75, keyed.columns[name])
        reach = literal(WHISKER) * (high - low)
        statement = select(*keys, (low - reach).label("__low"), (high + reach).label("__high"))
        found[name] = statement.group_by(*keys).cte() if keys else statement.cte()
    return found


def value_of(
    asked: Asked, measure: Measure, cells_: Mapping[str, Cell], fenced: Mapping[str, CTE]
) -> Cell:
    if measure.column is None:
        return func.count()
    if measure.aggregate == "formula":
        tree = parse(asked.schema.column(measure.column).expression)
        return asked.words.finite(
            asked.words.double(Compiler(asked.words, asked.schema, cells_).compiled(tree))
        )
    cell, how = cells_[measure.column], measure.aggregate
    if how in {"median", "q1", "q3"}:
        return asked.words.quantile({"median": 0.5, "q1": 0.25, "q3": 0.75}[how], cell)
    if how == "whisker_low":
        return func.min(cell).filter(cell >= fenced[measure.column].columns["__low"])
    if how == "whisker_high":
        return func.max(cell).filter(cell <= fenced[measure.column].columns["__high"])
    simple: dict[str, Cell] = {
        "sum": func.sum(cell),
        "mean": func.avg(asked.words.double(cell)) if how == "mean" else cell,
        "min": func.min(cell),
        "max": func.max(cell),
        "std": func.stddev_samp(asked.words.double(cell)) if how == "std" else cell,
        "squares": func.sum(func.power(asked.words.double(cell), 2)) if how == "squares" else cell,
        "count": func.count(cell),
        "distinct": func.count(cell.distinct()),
    }
    return simple[how]


def type_of(asked: Asked, measure: Measure) -> pl.DataType:
    if measure.column is None or measure.aggregate in {"count", "distinct"}:
        return pl.UInt32()
    if measure.aggregate in {"sum", "min", "max", "whisker_low", "whisker_high"}:
        return POLARS[asked.schema.column(measure.column).type]
    return pl.Float64()
