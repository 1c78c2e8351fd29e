"""What queries are asked of: a version of a dataset with its columns, calculated ones included."""

from __future__ import annotations

from dataclasses import dataclass

from luminabi_dash.context import Context
from luminabi_dash.db.models import Dataset
from luminabi_dash.tables.schema import Column, Schema


@dataclass(frozen=True, slots=True)
class Source:
    """A version and its schema; equal sources give equal answers."""

    dataset_id: int
    number: int
    schema: Schema


def source(ctx: Context, dataset_id: int, number: int) -> Source:
    """The version's own columns, then those that are calculated from them."""
    own = ctx.store.schema(dataset_id, number)
    with ctx.sessions() as session:
        row = session.get_one(Dataset, dataset_id)
        stored = row.calculated or []
    added = tuple(column for column in calculated(stored) if column.name not in own)
    return Source(dataset_id, number, Schema((*own.columns, *added)))


def calculated(stored: list[dict[str, object]]) -> tuple[Column, ...]:
    return Schema.from_json(stored).columns
