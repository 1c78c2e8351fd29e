"""Answers aggregating queries over coded columns, several under the same filters in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.codes import Array, Coded, Codes
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.engines.coded_keys import Key, key_of
from luminabi_dash.tables.engines.dense import (
    CELLS,
    Axes,
    Axis,
    How,
    Need,
    Tables,
    cells,
    scan,
    union,
    unlike,
)
from luminabi_dash.tables.engines.selection import can_select, selection
from luminabi_dash.tables.engines.tally import Tally, constant, in_order, own_axis, with_rest
from luminabi_dash.tables.query import HIGH, Measure, Query, Rows
from luminabi_dash.tables.schema import Schema, Type

EXACT = 2**53
ANSWERED = {"count", "sum", "squares", "mean", "min", "max", "distinct"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query needs of a pass over the rows, and how its keys come from codes."""

    keys: tuple[Key, ...]
    axes: Axes
    needs: tuple[Need, ...]

    def coarse(self, column: str) -> Plan:
        """The plan with few cells: keys in place of codes, but for those of a column that must be
        told apart code by code.
        """
        used = Counter(key.axis.name for key in self.keys)
        if any(need.axes != self.axes for need in self.needs):
            return self
        keys = tuple(
            key if key.axis.name == column or used[key.axis.name] > 1 else key.coarse()
            for key in self.keys
        )
        axes = in_names(key.axis for key in keys)
        return Plan(keys, axes, tuple(replace(need, axes=axes) for need in self.needs))


def in_names(axes: Iterable[Axis]) -> Axes:
    return tuple(sorted(set(axes), key=lambda axis: axis.name))


Planned = tuple[Query, Plan]


def answer(codes: Codes, asked: Sequence[Planned], schema: Schema, cancel: Cancel) -> list[Rows]:
    """The rows of queries that all have the same filters."""
    chosen = selection(codes, asked[0][0].filters, schema)
    wanted = [need for _, plan in asked for need in plan.needs]
    tables, matched = scan(codes.columns, chosen, wanted, cancel)
    return [finished(codes, query, plan, tables, matched) for query, plan in asked]


def planned(codes: Codes, query: Query, schema: Schema) -> Plan | None:
    """None for what codes cannot answer."""
    if not can_answer(codes, query, schema):
        return None
    polars.check(query, schema)
    keys = []
    for group in query.groups:
        key = key_of(codes, group, schema, query.filters)
        if key is None:
            return None
        keys.append(key)
    axes = in_names(key.axis for key in keys)
    if not unlike(axes):
        return None
    needs = {Need(axes, "rows"): None}
    for measure in query.measures:
        needs |= dict.fromkeys(needs_of(measure, axes, codes))
    if max(cells(need.axes) for need in needs) > CELLS:
        return None
    return Plan(tuple(keys), axes, tuple(needs))


def can_answer(codes: Codes, query: Query, schema: Schema) -> bool:
    if not (query.groups or query.measures):
        return False
    names = [group.name for group in query.groups] + [m.alias for m in query.measures]
    highs = [group.name + HIGH for group in query.groups if group.bins]
    if len(set(names)) != len(names):
        return False
    if query.top is not None and not can_fold(query):
        return False
    if query.groups and not {name.removeprefix("-") for name in query.sort} <= {*names, *highs}:
        return False
    grouped = all(
        group.column in codes.columns and not schema.column(group.column).expression
        for group in query.groups
    )
    measured = all(can_measure(codes, measure, schema) for measure in query.measures)
    return grouped and measured and can_select(codes, query.filters, schema)


def can_fold(query: Query) -> bool:
    """Whether the first measure ranks keys that can be named."""
    has_rank = bool(query.measures) and query.measures[0].alias != "whole"
    return has_rank and not (query.groups and query.groups[0].bins)


def can_measure(codes: Codes, measure: Measure, schema: Schema) -> bool:
    if measure.aggregate not in ANSWERED:
        return False
    if measure.column is None:
        return True
    coded = codes.columns.get(measure.column)
    if coded is None or schema.column(measure.column).expression:
        return False
    if measure.aggregate in {"sum", "mean", "squares"}:
        kind = schema.column(measure.column).type
        is_float = kind is Type.NUMBER or measure.aggregate == "squares"
        return kind.is_numeric and (is_float or is_summable(coded, codes.rows))
    return coded.is_exact or measure.aggregate != "distinct"


def is_summable(coded: Coded, rows: int) -> bool:
    """Whether the sum of integers is exact as a float."""
    if coded.size == 0:
        return True
    return max(abs(int(coded.low[0])), abs(int(coded.high[-1]))) * rows < EXACT


def needs_of(measure: Measure, axes: Axes, codes: Codes) -> list[Need]:
    if measure.column is None:
        return []
    coded = codes.columns[measure.column]
    if measure.aggregate == "distinct":
        return [Need(union(axes, (own_axis(coded),)), "rows")]
    needs = [Need(axes, "known", coded.name)] if coded.has_nulls else []
    how: dict[str, How] = {
        "sum": "sum",
        "mean": "sum",
        "squares": "squares",
        "min": "low",
        "max": "high",
    }
    if measure.aggregate in how:
        needs.append(Need(axes, how[measure.aggregate], coded.name))
    return needs


def finished(codes: Codes, query: Query, plan: Plan, tables: Tables, matched: int) -> Rows:
    """The answer from tables: keys in place of codes, folded, sorted and cut as asked."""
    own = [m for m in query.measures if m.alias != "whole" or not query.groups]
    over_all = [m for m in query.measures if m.alias == "whole" and query.groups]
    tally = Tally(codes, plan.axes, tables)
    keys, is_folded = plan.keys, False
    if query.top is not None and keys:
        alone = tally.cells(keys[:1])
        is_folded = len(alone.groups) > query.top
        if is_folded:
            ranks = tally.measured(alone, own[0])
            keys = (with_rest(keys[0], ranks, alone, query), *keys[1:])
    cells = tally.cells(keys)
    columns = [*cells.columns(), *(tally.measured(cells, measure) for measure in own)]
    height = len(columns[0])
    columns += [constant(tally.measured(tally.cells(()), m), height) for m in over_all]
    columns += cells.highs()
    if query.groups:
        is_rest = is_folded and query.other
        columns = cut(columns, in_order(cells, columns, query.sort, is_folded=is_rest), query.limit)
    return polars.shortened(pl.DataFrame(columns), query, matched, codes.rows)


def cut(columns: list[pl.Series], order: Array | None, limit: int | None) -> list[pl.Series]:
    if order is not None:
        places = pl.Series(order[:limit].astype(np.uint32))
        return [column[places] for column in columns]
    return columns if limit is None else [column.head(limit) for column in columns]
