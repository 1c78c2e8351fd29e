"""What a mark shows, as sums over rows: the queries that ask for them and the cells they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from luminabi_dash.charts.axes import named_measure
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.errors import Invalid
from luminabi_dash.insights.explaining.cells import Cells, cells
from luminabi_dash.tables.expressions.check import calculated
from luminabi_dash.tables.expressions.ratio import Summed, summed, written
from luminabi_dash.tables.expressions.tree import Binary, Call, Name, Tree
from luminabi_dash.tables.query import Measure
from luminabi_dash.tables.schema import Column, Schema

X, SEGMENT, LAST = "__x", "__segment", "__last"
ROWS, TOP, SQUARES, BASE, CROSS, BASE_SQUARES = (
    "__rows", "__top", "__squares", "__base", "__cross", "__base_squares",
)  # fmt: skip
FIELDS = (ROWS, TOP, SQUARES, BASE, CROSS, BASE_SQUARES)
NOT_ADDED = "A {} does not add up over segments, so its change cannot be split into parts."


@dataclass(frozen=True, slots=True)
class Measured:
    """`measures` ask for the sums that `fields` name, of the columns of `schema` (the dataset's
    with those that only serve this). A field without a measure of its own is that of another.
    `apart` are measures that take longer and are wanted of the two sides only.
    """

    name: str
    schema: Schema
    measures: tuple[Measure, ...]
    fields: tuple[str, ...]
    is_ratio: bool
    unit: str = ""
    apart: tuple[Measure, ...] = ()

    @property
    def every(self) -> tuple[Measure, ...]:
        return (*self.measures, *self.apart)

    def cells(self, frame: pl.DataFrame, shape: tuple[int, ...], places: Any) -> Cells:
        """The sums of an answer, each line of it at its place in arrays of a shape; 0 for what was
        not asked.
        """
        arrays = []
        for field in self.fields:
            array = np.zeros(shape)
            if field in frame.columns:
                array[places] = np.nan_to_num(frame[field].cast(pl.Float64).to_numpy())
            arrays.append(array)
        return cells(*arrays)


def measured(spec: ChartSpec, schema: Schema, trace: int) -> Measured:
    """The measure behind a mark of trace `trace`; Invalid (422) for one that does not add up."""
    name, aggregate = drawn_by(spec, trace)
    if name is None:
        return counted(schema, None)
    column = schema.column(name)
    if column.is_formula:
        return of_formula(column, schema)
    if aggregate == "count":
        return counted(schema, name)
    if aggregate not in {"sum", "mean"}:
        words = {"distinct": "number of different values", "std": "standard deviation"}
        raise Invalid(
            NOT_ADDED.format(words.get(aggregate, aggregate)),
            code="not_additive",
            details={"aggregate": aggregate},
        )
    asked = [Measure(ROWS, "count"), Measure(TOP, "sum", name), Measure(SQUARES, "squares", name)]
    if aggregate == "sum":
        return Measured(
            name, schema, tuple(asked), (ROWS, TOP, SQUARES), is_ratio=False, unit=column.unit
        )
    return Measured(
        f"mean {name}",
        schema,
        (*asked, Measure(BASE, "count", name)),
        (ROWS, TOP, SQUARES, BASE, TOP, BASE),
        is_ratio=True,
        unit=column.unit,
    )


def drawn_by(spec: ChartSpec, trace: int) -> tuple[str | None, str]:
    """Column and aggregate of a trace: the first measure, a further one, or the second axis."""
    first, aggregate = getattr(spec, "y", None), str(getattr(spec, "aggregate", "sum"))
    more, second = getattr(spec, "more", ()), getattr(spec, "second", None)
    if trace == 0 or not (more or second):
        return first, aggregate
    if trace <= len(more):
        return more[trace - 1], aggregate
    return second, str(getattr(spec, "second_aggregate", "sum"))


def counted(schema: Schema, name: str | None) -> Measured:
    """How many rows there are, or cells of a column that are not empty."""
    if name is None:
        return Measured(
            "Rows", schema, (Measure(ROWS, "count"),), (ROWS, ROWS, ROWS), is_ratio=False
        )
    asked = (Measure(ROWS, "count"), Measure(TOP, "count", name))
    words = named_measure(name, "count")
    return Measured(words, schema, asked, (ROWS, TOP, TOP), is_ratio=False)


def of_formula(column: Column, schema: Schema) -> Measured:
    """A calculated measure that is a sum, or one sum over another."""
    found = summed(column.expression)
    if found is None:
        raise Invalid(
            f"{column.name!r} is neither a sum nor one sum over another, so its change cannot be "
            "split into parts.",
            code="not_additive",
            details={"column": column.name},
        )
    wide = with_rows_of(schema, found)
    asked = [Measure(ROWS, "count"), Measure(TOP, "sum", TOP), Measure(SQUARES, "squares", TOP)]
    if found.base is None:
        fields = (ROWS, TOP, SQUARES)
        return Measured(column.name, wide, tuple(asked), fields, is_ratio=False)
    top, base = plain(found.top) or TOP, plain(found.base) or BASE
    asked = [
        Measure(ROWS, "count"),
        Measure(TOP, "sum", top),
        Measure(SQUARES, "squares", top),
        Measure(BASE, "sum", base),
        Measure(BASE_SQUARES, "squares", base),
    ]
    product = (Measure(CROSS, "sum", CROSS),)
    return Measured(column.name, wide, tuple(asked), FIELDS, is_ratio=True, apart=product)


def plain(tree: Tree) -> str | None:
    """The column whose sum a tree is; None when it is more than that."""
    if isinstance(tree, Call) and tree.name == "coalesce" and isinstance(tree.inside[0], Name):
        return tree.inside[0].name
    return None


def with_rows_of(schema: Schema, found: Summed) -> Schema:
    """The schema with what a measure sums, row by row, as calculated columns."""
    wanted = {TOP: found.top}
    if found.base is not None:
        wanted |= {BASE: found.base, CROSS: Binary("*", found.top, found.base, 0)}
    columns = [calculated(name, written(tree), schema) for name, tree in wanted.items()]
    return replace(schema, columns=(*schema.columns, *columns))


def filled(
    found: Measured, frame: pl.DataFrame, lines: Sequence[Any], segments: Sequence[Any]
) -> Cells:
    """Cells [lines, segments] of an answer by X and SEGMENT; keys that are not listed are left
    out.
    """
    at_line = {key: at for at, key in enumerate(lines)}
    at_segment = {key: at for at, key in enumerate(segments)}
    kept = [key in at_line for key in frame[X].to_list()]
    part = frame.filter(pl.Series(kept, dtype=pl.Boolean))
    places = (
        [at_line[key] for key in part[X].to_list()],
        [at_segment[key] for key in part[SEGMENT].to_list()],
    )
    return found.cells(part, (len(lines), len(segments)), places)


def alone(found: Measured, frame: pl.DataFrame, segments: Sequence[Any]) -> Cells:
    """Cells [segments] of an answer by SEGMENT."""
    at_segment = {key: at for at, key in enumerate(segments)}
    places = [at_segment[key] for key in frame[SEGMENT].to_list()]
    return found.cells(frame, (len(segments),), places)


def per_key(found: Measured, frame: pl.DataFrame) -> Cells:
    """Cells of each line of an answer, in its order."""
    return found.cells(frame, (frame.height,), np.arange(frame.height))
