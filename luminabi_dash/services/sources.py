"""What queries are asked of: a version of a dataset with its columns, calculated ones included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luminabi_dash.context import Context
from luminabi_dash.db.models import Dataset
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.expressions.check import calculated
from luminabi_dash.tables.schema import Schema


@dataclass(frozen=True, slots=True)
class Source:
    """A version and its schema; equal sources give equal answers."""

    dataset_id: int
    number: int
    schema: Schema

    def __hash__(self) -> int:
        """Of the version alone: schemas of a version seldom differ, and are long."""
        return hash((self.dataset_id, self.number))


def source(ctx: Context, dataset_id: int, number: int) -> Source:
    """The version's own columns, then those that are calculated from them."""
    own = ctx.store.schema(dataset_id, number)
    with ctx.sessions() as session:
        stored = session.get_one(Dataset, dataset_id).calculated or []
    return Source(dataset_id, number, extended(own, stored))


def extended(own: Schema, stored: Sequence[Mapping[str, str]]) -> Schema:
    """The schema with the calculated columns that make sense in it: one whose column is gone with
    a new version is left out until it is mended.
    """
    schema = own
    for item in stored:
        if item["name"] in schema:
            continue
        try:
            column = calculated(item["name"], item["expression"], schema)
        except Invalid:
            continue
        schema = Schema((*schema.columns, column))
    return schema
