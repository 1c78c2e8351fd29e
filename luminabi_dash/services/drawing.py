"""From a spec to its figure: rows, stable colours, the period before; kept for who asks again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import orjson
import polars as pl

from luminabi_dash.charts.colours import Palette, ranking_query, ranks_of
from luminabi_dash.charts.kind import Scene, coloured_columns, compared_column
from luminabi_dash.charts.periods import as_moment, relative_on, resolved
from luminabi_dash.charts.render import ask, compare, fingerprint, needs_data, render
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.context import Context
from luminabi_dash.errors import LuminaError, TooLarge
from luminabi_dash.services.answering import answer, with_filters
from luminabi_dash.services.sources import Source
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Measure, Query, Rows

CELLS = 100_000
NO_ROWS = Rows(pl.DataFrame(), 0, 0)
Found = Mapping[Query, Rows | LuminaError]
"""Answers by what was asked."""


def drawn(ctx: Context, source: Source, spec: ChartSpec, filters: tuple[Filter, ...]) -> Figure:
    """The only way from a spec to a figure in the product; the figure is shared: read only."""
    return finished(ctx, source, spec, filters)[0]


def finished(
    ctx: Context,
    source: Source,
    spec: ChartSpec,
    filters: tuple[Filter, ...],
    found: Found = MappingProxyType({}),
) -> tuple[Figure, str, bytes]:
    """The figure, its fingerprint and its JSON. What a refresh has asked already is in `found`."""
    if not needs_data(spec):
        figure = render(spec, NO_ROWS, source.schema)
        return figure, fingerprint(figure), b""
    query = with_filters(ask(spec, source.schema), filters)

    def compute() -> tuple[Figure, str, bytes]:
        rows = fitting(known(ctx, source, query, found))
        scene = Scene(palette(ctx, source, spec), before(ctx, source, spec, rows, filters))
        figure = render(spec, rows, source.schema, scene)
        encoded = orjson.dumps(figure, option=orjson.OPT_SERIALIZE_NUMPY)
        return figure, fingerprint(figure), encoded

    return ctx.cache.get(("figure", source, spec, query), compute, lambda made: 4 * len(made[2]))


def fitting(rows: Rows) -> Rows:
    """The rows, or TooLarge when they are more than a page can take."""
    count = rows.frame.height * rows.frame.width
    if count > CELLS:
        raise TooLarge(
            f"The answer has {count:,} cells, and a page takes at most {CELLS:,}; ask for fewer "
            "rows or columns.",
            code="too_many_cells",
        )
    return rows


def known(ctx: Context, source: Source, query: Query, found: Found) -> Rows:
    rows = found.get(query)
    if isinstance(rows, LuminaError):
        raise rows
    return answer(ctx, source, query) if rows is None else rows


def palette(ctx: Context, source: Source, spec: ChartSpec) -> Palette:
    """Colours by how common values are in all rows: no filter changes them."""
    ranks = {}
    for name in coloured_columns(spec, source.schema):
        frame = answer(ctx, source, ranking_query(name)).frame
        ranks[name] = ranks_of(frame[name].to_list())
    return Palette(ranks)


def before(
    ctx: Context, source: Source, spec: ChartSpec, rows: Rows, filters: tuple[Filter, ...]
) -> Rows | None:
    """The rows of the period before, for a spec that compares with it."""
    name = compared_column(spec)
    if name is None or name not in source.schema:
        return None
    if relative_on(filters, name) is not None:
        newest = answer(ctx, source, Query(measures=(Measure("value", "max", name),)))
        if (moment := newest.frame["value"][0]) is not None:
            filters = resolved(filters, name, as_moment(moment))
    query = compare(spec, rows, source.schema, filters)
    return None if query is None else answer(ctx, source, with_filters(query, query.filters))
