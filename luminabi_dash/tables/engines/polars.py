"""Answers a query with Polars lazy expressions over the version's Parquet file."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.cancel import collected
from luminabi_dash.tables.engines.conditions import conditions
from luminabi_dash.tables.engines.keys import KEY, with_keys
from luminabi_dash.tables.expressions.polars import formula, widened
from luminabi_dash.tables.query import OTHER, Measure, Query, Rows
from luminabi_dash.tables.reduce import cells, extremes
from luminabi_dash.tables.schema import HIDDEN, Schema

WHISKER = 1.5


def answer(scan: pl.LazyFrame, query: Query, schema: Schema) -> Rows:
    """Rows in the order that `query.sort` asks for; without a sort, in the order of the file."""
    check(query, schema)
    scan = widened(scan, query, schema)
    total = int(collected(scan.select(pl.len())).item())
    passing = conditions(scan, query.filters, schema)
    frame = scan.filter(pl.all_horizontal(passing)) if passing else scan
    matched = int(collected(frame.select(pl.len())).item()) if passing else total
    if query.groups or query.measures:
        return shortened(grouped(frame, scan, query, schema), query, matched, total)
    if query.reduce is not None and query.reduce.how == "bins" and matched > query.reduce.above:
        return Rows(cells(frame, query.reduce), matched, total, "bins")
    return shortened(plain(frame, query, matched), query, matched, total)


def check(query: Query, schema: Schema) -> None:
    """Invalid that names the first column which the schema does not have."""
    for measure in query.measures:
        if measure.column is not None:
            column = schema.column(measure.column)
            if (measure.aggregate == "formula") is not column.is_formula:
                raise Invalid(f"{column.name!r} cannot be used so.", code="wrong_spec")
    for group in query.groups:
        schema.column(group.column)


def shortened(frame: pl.DataFrame, query: Query, matched: int, total: int) -> Rows:
    how = query.reduce
    if how is None or how.how != "extremes" or frame.height <= how.above:
        return Rows(frame, matched, total)
    return Rows(extremes(frame, how), matched, total, "extremes")


def plain(frame: pl.LazyFrame, query: Query, matched: int) -> pl.DataFrame:
    names = query.columns or tuple(
        name for name in frame.collect_schema().names() if name not in HIDDEN
    )
    if query.sort:
        frame = sort(frame, query.sort)
    if query.sample is not None and matched > query.sample:
        frame = frame.select(names).gather_every(-(-matched // query.sample))
        return collected(frame)
    frame = frame.select(names)
    if query.limit is not None or query.offset:
        frame = frame.slice(query.offset, query.limit)
    return collected(frame)


def grouped(frame: pl.LazyFrame, whole: pl.LazyFrame, query: Query, schema: Schema) -> pl.DataFrame:
    """Aggregated rows, OTHER last; a measure called "whole" is that of all matching rows, on every
    row.
    """
    own = [m for m in query.measures if m.alias != "whole"]
    over_all = [m for m in query.measures if m.alias == "whole"]
    if not query.groups:
        return collected(frame.select([aggregate(m, schema) for m in query.measures]))
    keyed, extra = with_keys(frame, whole, query.groups, schema, query.filters)
    keys = [f"{KEY}{place}" for place, _ in enumerate(query.groups)]
    values = [aggregate(m, schema) for m in own]
    result = collected(keyed.group_by(keys, maintain_order=False).agg(values))
    is_folded = query.top is not None and result[keys[0]].n_unique() > query.top
    if is_folded:
        result = folded(keyed, keys, values, query)
    result = named(result, query)
    if over_all:
        alone = collected(frame.select([aggregate(m, schema) for m in over_all]))
        result = result.with_columns(pl.lit(alone[m.alias][0]).alias(m.alias) for m in over_all)
    for column in extra:
        result = result.with_columns(column)
    return finished(result, query, is_folded=is_folded)


def named(result: pl.DataFrame, query: Query) -> pl.DataFrame:
    """Keys under the names that the query gives them; Invalid when a measure has the same."""
    names = {f"{KEY}{place}": group.name for place, group in enumerate(query.groups)}
    every = [*names.values(), *(measure.alias for measure in query.measures)]
    if len(set(every)) != len(every):
        raise Invalid("Two columns of the answer would have one name.", code="wrong_spec")
    return result.rename(names)


def finished(result: pl.DataFrame, query: Query, *, is_folded: bool) -> pl.DataFrame:
    """Sorted, OTHER last, and cut."""
    if query.sort:
        columns, descending = ordering(result.schema, query.sort)
        result = result.sort(columns, descending=descending, nulls_last=True, maintain_order=True)
    if is_folded and query.other:
        is_rest = (result[query.groups[0].name] == OTHER).fill_null(value=False)
        result = result[pl.concat([(~is_rest).arg_true(), is_rest.arg_true()])]
    return result.head(query.limit) if query.limit is not None else result


def folded(
    keyed: pl.LazyFrame, keys: list[str], values: Sequence[pl.Expr], query: Query
) -> pl.DataFrame:
    """Keep the first key's largest (or smallest) values by the first measure; the rest becomes
    OTHER, or is left out.
    """
    first, by = keys[0], query.measures[0].alias
    ranked = collected(keyed.group_by(first).agg(values[0])).sort(
        [by, first], descending=[not query.bottom, False], nulls_last=True
    )
    kept = ranked[first].head(query.top or 1).to_list()
    is_kept = pl.col(first).is_in([k for k in kept if k is not None])
    if None in kept:
        is_kept = is_kept | pl.col(first).is_null()
    is_kept = is_kept.fill_null(value=False)
    if query.other:
        text = pl.col(first).cast(pl.String)
        keyed = keyed.with_columns(
            pl.when(is_kept).then(text).otherwise(pl.lit(OTHER)).alias(first)
        )
    else:
        keyed = keyed.filter(is_kept)
    return collected(keyed.group_by(keys).agg(values))


def aggregate(measure: Measure, schema: Schema) -> pl.Expr:
    if measure.column is None:
        return pl.len().alias(measure.alias)
    if measure.aggregate == "formula":
        return formula(schema.column(measure.column), schema).alias(measure.alias)
    cell = pl.col(measure.column)
    return value_of(measure, cell).alias(measure.alias)


def value_of(measure: Measure, cell: pl.Expr) -> pl.Expr:
    how = measure.aggregate
    if how == "sum":  # the sum of nothing is no number, not 0
        return pl.when(cell.count() > 0).then(cell.sum()).otherwise(None)
    if how == "squares":
        return pl.when(cell.count() > 0).then(cell.cast(pl.Float64).pow(2).sum()).otherwise(None)
    if how in {"q1", "q3"}:
        return cell.quantile(0.25 if how == "q1" else 0.75, "linear")
    if how in {"whisker_low", "whisker_high"}:
        return whisker(cell, is_low=how == "whisker_low")
    return {
        "mean": cell.mean,
        "median": cell.median,
        "min": cell.min,
        "max": cell.max,
        "std": cell.std,
        "count": cell.count,
        "distinct": cell.drop_nulls().n_unique,
    }[how]()


def whisker(cell: pl.Expr, *, is_low: bool) -> pl.Expr:
    low, high = cell.quantile(0.25, "linear"), cell.quantile(0.75, "linear")
    reach = WHISKER * (high - low)
    return (
        cell.filter(cell >= low - reach).min()
        if is_low
        else cell.filter(cell <= high + reach).max()
    )


def sort(frame: pl.LazyFrame, names: tuple[str, ...]) -> pl.LazyFrame:
    """Sorted by `names`, "-" first for falling; ties keep a fixed order."""
    columns, descending = ordering(frame.collect_schema(), names)
    return frame.sort(columns, descending=descending, nulls_last=True, maintain_order=True)


def ordering(known: pl.Schema, names: tuple[str, ...]) -> tuple[list[str], list[bool]]:
    """All columns to sort by, and whether falling."""
    columns = [name.removeprefix("-") for name in names]
    descending = [name.startswith("-") for name in names]
    rest = [name for name in known.names() if name not in columns and name in HIDDEN[:1]]
    tie = [
        name
        for name in known.names()
        if name not in columns and known[name] == pl.String and not rest
    ][:1]
    return [*columns, *rest, *tie], [*descending, *[False] * (len(rest) + len(tie))]
