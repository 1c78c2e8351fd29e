"""Answers of queries: kept, computed once for all who ask, by whichever engine suits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from luminabi_dash.context import Context
from luminabi_dash.errors import LuminaError
from luminabi_dash.services.sources import Source
from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query, Rows


def answer(ctx: Context, source: Source, query: Query) -> Rows:
    """A query's rows, from the cache when somebody asked before (or is asking right now)."""
    found = answers(ctx, source, [query])[0]
    if isinstance(found, LuminaError):
        raise found
    return found


def answers(
    ctx: Context,
    source: Source,
    queries: Sequence[Query],
    cancel: Cancel | None = None,
    user_id: int | None = None,
    *,
    is_once: bool = False,
) -> list[Rows | LuminaError]:
    """The rows of several queries, in their order: what a dashboard asks in one refresh. A query
    that cannot be answered, or not in time, has its error in its place; Cancelled is raised.
    `is_once`: nobody brushes over these filters.
    """
    patience = cancel or Cancel(ctx.settings.query_seconds)

    def compute(missing: Sequence[int]) -> Sequence[Rows | LuminaError]:
        asked = [queries[place] for place in missing]
        with ctx.turns.turn(user_id, patience):
            return ctx.engine.answers(
                source.dataset_id, source.number, source.schema, asked, patience, is_once=is_once
            )

    keys = [(source, query) for query in queries]
    return ctx.cache.get_all(keys, compute, weight)


def weight(rows: Rows) -> int:
    return int(rows.frame.estimated_size()) + 1_000


def holds(ctx: Context, source: Source, query: Query) -> bool:
    """Whether the answer is kept."""
    return ctx.cache.holds((source, query))


def with_filters(query: Query, filters: Sequence[Filter]) -> Query:
    """The query under these filters instead of its own."""
    return replace(query, filters=tuple(hashable(item) for item in filters))


def hashable(item: Filter) -> Filter:
    """Lists become tuples, so that a query can be a cache key."""
    if isinstance(item.value, list):
        return item.model_copy(update={"value": tuple(item.value)})
    return item
