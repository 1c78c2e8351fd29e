"""What queries are asked of: a version of a dataset with its columns, calculated ones included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luminabi_dash.context import Context
from luminabi_dash.db.models import Dataset, User
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.expressions.check import calculated
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import UserView


@dataclass(frozen=True, slots=True)
class Source:
    """A version and its schema; equal sources give equal answers."""

    dataset_id: int
    number: int
    schema: Schema

    def __hash__(self) -> int:
        """Of the version alone: schemas of a version seldom differ, and are long."""
        return hash((self.dataset_id, self.number))


def reader(ctx: Context, dataset_id: int) -> UserView:
    """The owner of a dataset: in whose name a dashboard that is shared reads it. Whether somebody
    may see the dashboard is checked before.
    """
    with ctx.sessions() as session:
        owner = session.get_one(User, session.get_one(Dataset, dataset_id).owner_id)
        return UserView(owner.id, owner.email, owner.name, owner.role, owner.created_at)


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
