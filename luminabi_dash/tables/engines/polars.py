"""Answers a query with Polars lazy expressions over the version's Parquet file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from luminabi_dash.tables.filters import LAST, Filter, parse_moment
from luminabi_dash.tables.query import HIGH, OTHER, Group, Measure, Query, Rows
from luminabi_dash.tables.schema import HIDDEN, Column, Schema, Type

TRUNCATE = {"hour": "1h", "day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


def answer(scan: pl.LazyFrame, query: Query, schema: Schema) -> Rows:
    """Rows in the order that `query.sort` asks for; without a sort, in the order of the file."""
    frame = scan
    latest = latest_moments(scan, query.filters, schema)
    conditions = [condition(item, schema.column(item.column), latest) for item in query.filters]
    total = int(scan.select(pl.len()).collect().item())
    if conditions:
        frame = frame.filter(pl.all_horizontal(conditions))
        matched = int(frame.select(pl.len()).collect().item())
    else:
        matched = total
    if query.groups or query.measures:
        return Rows(grouped(frame, query, schema), matched, total)
    return Rows(plain(frame, query, matched), matched, total)


def condition(item: Filter, column: Column, latest: dict[str, datetime]) -> pl.Expr:
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
        found = cell.is_in([literal(column, v) for v in value if v is not None])
        if None in value:
            found = found | cell.is_null()
        found = found.fill_null(value=False)
        return ~found if item.op == "not_in" else found
    if item.op == "contains":
        return cell.str.to_lowercase().str.contains(value.lower(), literal=True).fill_null(False)
    if item.op == "last":
        return (cell > pl.lit(latest[item.column])).fill_null(value=False)
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


def latest_moments(
    scan: pl.LazyFrame, filters: tuple[Filter, ...], schema: Schema
) -> dict[str, datetime]:
    """For each `last` filter the moment after which a row passes, counted from the newest row."""
    found: dict[str, datetime] = {}
    for item in filters:
        if item.op != "last":
            continue
        schema.column(item.column)
        newest = scan.select(pl.col(item.column).cast(pl.Datetime("us")).max()).collect().item()
        match = LAST.fullmatch(item.value)
        if match is None or newest is None:
            found[item.column] = datetime.max  # noqa: DTZ901  stored times carry no zone
            continue
        found[item.column] = newest - timedelta(days=int(match[1]) * DAYS[match[2]])
    return found


def plain(frame: pl.LazyFrame, query: Query, matched: int) -> pl.DataFrame:
    names = query.columns or tuple(
        name for name in frame.collect_schema().names() if name not in HIDDEN
    )
    if query.sort:
        frame = sort(frame, query.sort)
    if query.sample is not None and matched > query.sample:
        frame = frame.select(names).gather_every(-(-matched // query.sample))
        return frame.collect()
    frame = frame.select(names)
    if query.limit is not None or query.offset:
        frame = frame.slice(query.offset, query.limit)
    return frame.collect()


def grouped(frame: pl.LazyFrame, query: Query, schema: Schema) -> pl.DataFrame:
    for measure in query.measures:
        if measure.column is not None:
            schema.column(measure.column)
    own = [m for m in query.measures if m.alias != "whole"]
    whole = [m for m in query.measures if m.alias == "whole"]
    if not query.groups:
        return frame.select([aggregate(m) for m in query.measures]).collect()
    keyed, keys, extra = with_keys(frame, query.groups, schema)
    result = keyed.group_by(keys, maintain_order=False).agg([aggregate(m) for m in own]).collect()
    if query.top is not None and result.height > query.top:
        result = fold(keyed, keys, own, result, query.top)
    if whole:
        values = frame.select([aggregate(m) for m in whole]).collect()
        result = result.with_columns(pl.lit(values[m.alias][0]).alias(m.alias) for m in whole)
    for column in extra:
        result = result.with_columns(column)
    if query.sort:
        result = sort(result.lazy(), query.sort).collect()
    return result.head(query.limit) if query.limit is not None else result


def with_keys(
    frame: pl.LazyFrame, groups: tuple[Group, ...], schema: Schema
) -> tuple[pl.LazyFrame, list[str], list[pl.Expr]]:
    """The frame with its keys computed, their names, and what to add after the aggregation."""
    extra: list[pl.Expr] = []
    for group in groups:
        column = schema.column(group.column)
        if group.bins is not None:
            frame, high = binned(frame, group)
            extra.append(high)
        elif group.unit is not None and column.type.is_temporal:
            frame = frame.with_columns(pl.col(group.column).dt.truncate(TRUNCATE[group.unit]))
    return frame, [group.column for group in groups], extra


def binned(frame: pl.LazyFrame, group: Group) -> tuple[pl.LazyFrame, pl.Expr]:
    """The key becomes the lower end of its interval; column name + HIGH gets the upper end."""
    ends = frame.select(
        pl.col(group.column).min().alias("low"), pl.col(group.column).max().alias("high")
    ).collect()
    low, high = ends["low"][0], ends["high"][0]
    bins = group.bins or 1
    if low is None or high == low:
        width = 1.0
        low = float(low or 0)
        bins = 1
    else:
        width = (high - low) / bins
    index = ((pl.col(group.column) - low) / width).floor().clip(0, bins - 1)
    frame = frame.with_columns((index * width + low).cast(pl.Float64).alias(group.column))
    return frame, (pl.col(group.column) + width).alias(group.column + HIGH)


def fold(
    keyed: pl.LazyFrame, keys: list[str], measures: list[Measure], result: pl.DataFrame, top: int
) -> pl.DataFrame:
    """Keep the first key's largest values by the first measure; the rest becomes OTHER."""
    first, by = keys[0], measures[0].alias
    sizes = result.group_by(first).agg(pl.col(by).sum()).sort(by, descending=True, nulls_last=True)
    if sizes.height <= top:
        return result
    kept = sizes[first].head(top).to_list()
    is_kept = pl.col(first).is_in([k for k in kept if k is not None])
    if None in kept:
        is_kept = is_kept | pl.col(first).is_null()
    text = pl.col(first).cast(pl.String)
    folded = pl.when(is_kept.fill_null(value=False)).then(text).otherwise(pl.lit(OTHER))
    return (
        keyed.with_columns(folded.alias(first))
        .group_by(keys)
        .agg([aggregate(m) for m in measures])
        .collect()
    )


def aggregate(measure: Measure) -> pl.Expr:
    if measure.column is None:
        return pl.len().alias(measure.alias)
    cell = pl.col(measure.column)
    if measure.aggregate == "sum":  # the sum of nothing is no number, not 0
        value = pl.when(cell.count() > 0).then(cell.sum()).otherwise(None)
    else:
        value = {
            "mean": cell.mean,
            "median": cell.median,
            "min": cell.min,
            "max": cell.max,
            "count": cell.count,
            "distinct": cell.drop_nulls().n_unique,
        }[measure.aggregate]()
    return value.alias(measure.alias)


def sort(frame: pl.LazyFrame, names: tuple[str, ...]) -> pl.LazyFrame:
    """Sorted by `names`, "-" first for falling; OTHER stays last; ties keep a fixed order."""
    columns = [name.removeprefix("-") for name in names]
    descending = [name.startswith("-") for name in names]
    every = frame.collect_schema().names()
    rest = [name for name in every if name not in columns and name in HIDDEN[:1]]
    known = frame.collect_schema()
    tie = [name for name in every if name not in columns and known[name] == pl.String and not rest][
        :1
    ]
    return frame.sort(
        [*columns, *rest, *tie],
        descending=[*descending, *[False] * (len(rest) + len(tie))],
        nulls_last=True,
        maintain_order=True,
    )
