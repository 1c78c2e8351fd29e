"""Pivot table: measures by columns downwards and one column to the right, with totals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from luminabi_dash.charts.axes import escape, limit_note, measure_of, named_measure, with_note
from luminabi_dash.charts.keys import group_of, word_of
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.looks import CellFormat, looks_of
from luminabi_dash.charts.numbers import said
from luminabi_dash.charts.options import Cut, Numbered, a_column, option, some_columns
from luminabi_dash.charts.points import of_group
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Aggregate, Group, Measure, Query, Rows
from luminabi_dash.tables.schema import Schema

LIMIT = 50_000
ACROSS, LINES = 40, 5_000
TOTAL = "Total"
TOTALLED = {"sum", "count", "min", "max", "mean"}


class PivotSpec(Numbered):
    kind: Literal["pivot"] = "pivot"
    rows: tuple[str, ...] = some_columns("Rows", "A line for each value", "any", 3, least=1)
    columns: str | None = a_column("Columns", "A column for each value", "any")
    cut: Cut = option("auto", "Groups of dates", "How dates become groups", "Data")
    values: tuple[str, ...] = some_columns("Measures", "Numbers; empty counts rows", "number", 8)
    aggregate: Aggregate = option("sum", "Summary", "How a group becomes one number", "Data")
    totals: bool = option(True, "Totals", "A last line and a last column", "Look")
    sort: Literal["names", "largest"] = option(
        "names", "Order", "Lines by name, or the largest first", "Data"
    )
    formats: tuple[CellFormat, ...] = option(
        (), "Marks", "Bars, colour scales and rules in cells", "Look", max_length=20
    )


def groups_of(spec: PivotSpec, schema: Schema) -> list[Group]:
    names = [*spec.rows, *([spec.columns] if spec.columns else [])]
    if len(set(names)) < len(names):
        raise Invalid("A column can stand in a pivot table only once.", code="wrong_spec")
    return [
        group_of(name, schema, cut_of(name, spec, schema), f"__k{at}")
        for at, name in enumerate(names)
    ]


def cut_of(name: str, spec: PivotSpec, schema: Schema) -> Cut:
    return spec.cut if schema.column(name).type.is_temporal else "value"


def ask(spec: PivotSpec, schema: Schema) -> Query:
    """For means also the sums and counts, so that totals are means of rows and not of groups."""
    groups = groups_of(spec, schema)
    measures: list[Measure] = []
    for at, name in enumerate(spec.values or (None,)):
        found = measure_of(name, spec.aggregate, schema, f"__v{at}")
        measures.append(found)
        if found.aggregate == "mean":
            measures.append(Measure(f"__v{at}s", "sum", name))
            measures.append(Measure(f"__v{at}n", "count", name))
    return Query(
        groups=tuple(groups),
        measures=tuple(measures),
        sort=tuple(group.name for group in groups),
        limit=LIMIT,
    )


@dataclass(frozen=True, slots=True)
class Cross:
    """What a pivot table shows: keys of its lines and columns, and the answer of each cell."""

    groups: list[Group]
    lines: list[tuple[Any, ...]]
    across: list[Any]
    places: dict[tuple[Any, ...], int]


def crossed(spec: PivotSpec, rows: Rows, schema: Schema) -> Cross:
    groups = groups_of(spec, schema)
    names = [group.name for group in groups]
    keys = list(rows.frame.select(names).iter_rows())
    down = len(spec.rows)
    lines = list(dict.fromkeys(key[:down] for key in keys))
    if spec.sort == "largest":
        sizes = rows.frame.select(*names[:down], pl.col("__v0").cast(pl.Float64).fill_nan(0))
        totals: dict[tuple[Any, ...], float] = {}
        for *key, value in sizes.iter_rows():
            totals[tuple(key)] = totals.get(tuple(key), 0.0) + (value or 0.0)
        lines.sort(key=lambda line: -totals[line])
    across = sorted_keys(rows.frame[names[down]]) if spec.columns else [None]
    return Cross(groups, lines[:LINES], across[:ACROSS], {key: at for at, key in enumerate(keys)})


def sorted_keys(series: pl.Series) -> list[Any]:
    return series.unique().sort(nulls_last=True).to_list()


def point(
    spec: PivotSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    """`place` is the column of the table and its line; a total has the rows of its side."""
    cross = crossed(spec, rows, schema)
    column_, line = place
    measures = len(spec.values) or 1
    at = (column_ - len(spec.rows)) // measures
    found: list[Filter] = []
    frame = rows.frame
    if line < len(cross.lines):
        for depth, name in enumerate(spec.rows):
            group = cross.groups[depth]
            found += filters_at(name, group, frame, cross.lines[line][depth], schema)
    elif not (spec.totals and line == len(cross.lines)):
        raise IndexError(line)
    if spec.columns and 0 <= at < len(cross.across):
        group = cross.groups[-1]
        found += filters_at(spec.columns, group, frame, cross.across[at], schema)
    return tuple(found)


def filters_at(
    name: str, group: Group, frame: pl.DataFrame, key: Any, schema: Schema
) -> tuple[Filter, ...]:
    where = frame[group.name].to_list().index(key)
    return of_group(schema.column(name), group, frame, where)


@chart_kind(
    "Pivot table",
    PivotSpec,
    ask=ask,
    point=point,
    description="Measures by columns downwards and to the right, with totals",
    icon="border-all",
    coloured=(),
    is_text=True,
)
def pivot(spec: PivotSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """A table whose first columns name its lines; totals where the summary allows them."""
    cross = crossed(spec, rows, schema)
    measures = list(spec.values or (None,))
    body = [
        (named_measure(name, spec.aggregate), key, cells(spec, rows.frame, cross, key, at))
        for key in cross.across
        for at, name in enumerate(measures)
    ]
    has_totals = spec.totals and totalled(spec, schema)
    if has_totals and spec.columns:
        body += [
            (named_measure(name, spec.aggregate), TOTAL, side_totals(spec, rows.frame, cross, at))
            for at, name in enumerate(measures)
        ]
    if has_totals:
        for place, (_, key, values) in enumerate(body):
            at = place % len(measures)
            values.append(total_of(spec, rows.frame, cross, key, at))
    heads = head_columns(spec, cross, has_total=has_totals)
    return figure_of(spec, rows, cross, heads, body, has_total=has_totals)


def totalled(spec: PivotSpec, schema: Schema) -> bool:
    names = spec.values or (None,)
    return spec.aggregate in TOTALLED and not any(
        name is not None and schema.column(name).is_formula for name in names
    )


def cells(spec: PivotSpec, frame: pl.DataFrame, cross: Cross, key: Any, at: int) -> list[Any]:
    values = frame[f"__v{at}"].to_list()
    tail = (key,) if spec.columns else ()
    places = (cross.places.get((*line, *tail)) for line in cross.lines)
    return [None if place is None else values[place] for place in places]


def side_totals(spec: PivotSpec, frame: pl.DataFrame, cross: Cross, at: int) -> list[Any]:
    names = [group.name for group in cross.groups[: len(spec.rows)]]
    found = frame.group_by(names).agg(summary(spec, frame, at))
    totals = {tuple(key): value for *key, value in found.iter_rows()}
    return [totals.get(line) for line in cross.lines]


def total_of(spec: PivotSpec, frame: pl.DataFrame, cross: Cross, key: Any, at: int) -> Any:
    if spec.columns and key != TOTAL:
        name = cross.groups[-1].name
        cell = pl.col(name)
        frame = frame.filter(
            cell.is_null() if key is None else (cell == key).fill_null(value=False)
        )
    return frame.select(summary(spec, frame, at)).item()


def summary(spec: PivotSpec, frame: pl.DataFrame, at: int) -> pl.Expr:
    """The total of groups; of means that of all their rows."""
    cell = pl.col(f"__v{at}")
    if f"__v{at}n" in frame.columns:
        rows = pl.col(f"__v{at}n").sum()
        return pl.when(rows > 0).then(pl.col(f"__v{at}s").sum() / rows).otherwise(None)
    if spec.aggregate in {"min", "max"} and spec.values:
        return cell.min() if spec.aggregate == "min" else cell.max()
    return pl.when(cell.count() > 0).then(cell.sum()).otherwise(None)


def head_columns(spec: PivotSpec, cross: Cross, *, has_total: bool) -> list[list[str]]:
    found = []
    for depth in range(len(spec.rows)):
        names = [word_of(cross.groups[depth], line[depth]) for line in cross.lines]
        found.append([*names, *([TOTAL if depth == 0 else ""] if has_total else [])])
    return found


def figure_of(
    spec: PivotSpec,
    rows: Rows,
    cross: Cross,
    heads: list[list[str]],
    body: Sequence[tuple[str, Any, list[Any]]],
    *,
    has_total: bool,
) -> Figure:
    names = [escape(name) for name in spec.rows] + [
        title_of(spec, cross, measure, key) for measure, key, _ in body
    ]
    numbers = [values for _, _, values in body]
    texts = [written(values, spec) for values in numbers]
    marks = [(measure, values[:-1] if has_total else values) for measure, _, values in body]
    looks = looks_of(spec.formats, [*[("", [])] * len(spec.rows), *marks])
    aligns = ["left"] * len(spec.rows) + ["right"] * len(body)
    meta: Figure = {"row_heads": len(spec.rows), "has_total": has_total}
    layout: Figure = {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
    layout["meta"] = meta | ({"looks": looks} if looks else {})
    trace = {
        "type": "table",
        "header": {"values": names, "align": aligns},
        "cells": {"values": [*heads, *texts], "align": aligns},
    }
    every = rows.frame.select([g.name for g in cross.groups[: len(spec.rows)]]).n_unique()
    note = f"showing {LINES:,} of {every:,} lines" if every > LINES else ""
    wide = f"showing the first {ACROSS} columns" if cut_across(spec, rows, cross) else ""
    return {"data": [trace], "layout": with_note(layout, note, wide, limit_note(rows, LIMIT))}


def cut_across(spec: PivotSpec, rows: Rows, cross: Cross) -> bool:
    return bool(spec.columns) and rows.frame[cross.groups[-1].name].n_unique() > ACROSS


def written(values: Sequence[Any], spec: PivotSpec) -> list[str]:
    """A column of numbers in full, all with as many decimals as the finest needs, at most two (or
    four below 1).
    """
    form = spec
    if spec.number == "auto":
        known = [abs(value) for value in values if value is not None]
        is_whole = all(float(value).is_integer() for value in known if math.isfinite(value))
        places = 0 if is_whole else 2 if max(known) >= 1 else 4
        update = {"number": "full", "decimals": places if spec.decimals is None else spec.decimals}
        form = spec.model_copy(update=update)
    return ["" if value is None else escape(said(value, form)) for value in values]


def title_of(spec: PivotSpec, cross: Cross, measure: str, key: Any) -> str:
    if not spec.columns:
        return escape(measure)
    name = TOTAL if key == TOTAL else word_of(cross.groups[-1], key)
    return name if len(spec.values) < 2 else f"{name} · {escape(measure)}"
