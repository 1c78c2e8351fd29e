"""Free exploration: the filters of a chart, and how many slices somebody has compared so far.

Whoever looks at enough parts of a table finds one that stands out, without any being different:
most findings that people draw from charts so are chance (Zgraggen et al., CHI 2018). The count
says how many would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import orjson
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import datasets as rows
from luminabi_dash.db.models import now
from luminabi_dash.db.once import put_once
from luminabi_dash.db.watching import SliceLook
from luminabi_dash.plural import many
from luminabi_dash.services.sources import Source
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Role, Schema
from luminabi_dash.views import UserView

CHANCE = 0.05
"""What people call remarkable happens by chance in one of 20 comparisons."""
KEPT = timedelta(days=7)
APART = (Role.DIMENSION, Role.IDENTIFIER, Role.TEXT)


@dataclass(frozen=True, slots=True)
class Compared:
    """How many slices of a dataset somebody has compared, and how many of them would stand out if
    all were alike.
    """

    slices: int

    @property
    def by_chance(self) -> int:
        return round(self.slices * CHANCE)

    @property
    def words(self) -> str:
        if not self.slices:
            return ""
        said = f"{many(self.slices, 'slice')} compared"
        if not self.by_chance:
            return f"{said}; 1 in {round(1 / CHANCE)} stands out by chance alone"
        return f"{said}; about {self.by_chance:,} would stand out by chance alone"


def look(ctx: Context, user: UserView, source: Source, asked: Query, shown: Rows) -> Compared:
    """Count what a chart shows side by side; the same comparison in another form counts once."""
    parts = apart(asked, source.schema, shown)
    count = slices(parts, shown, is_filtered=bool(asked.filters))
    with ctx.sessions.begin() as session:
        if count:
            add(session, user.id, source.dataset_id, key_of(source, parts, asked), count)
        return counted(session, user.id, source.dataset_id)


def apart(asked: Query, schema: Schema, shown: Rows) -> tuple[str, ...]:
    """The columns whose values stand side by side: categories, not times and not numbers."""
    return tuple(
        group.column
        for group in asked.groups
        if schema.column(group.column).role in APART and group.column in shown.frame.columns
    )


def slices(parts: Sequence[str], shown: Rows, *, is_filtered: bool) -> int:
    """A filter picks one part of the table; without one the whole table is no comparison."""
    if not parts:
        return 1 if is_filtered else 0
    return int(shown.frame.select(parts).n_unique())


def key_of(source: Source, parts: Sequence[str], asked: Query) -> str:
    filters = sorted(str(item) for item in asked.filters)
    named = [source.number, sorted(parts), sorted(map(str, asked.measures)), filters]
    return hashlib.sha256(orjson.dumps(named)).hexdigest()


def add(session: Session, user_id: int, dataset_id: int, key: str, count: int) -> None:
    held = session.scalar(
        select(SliceLook).where(
            SliceLook.user_id == user_id,
            SliceLook.dataset_id == dataset_id,
            SliceLook.key == key,
        )
    )
    if held is None:
        fresh = SliceLook(user_id=user_id, dataset_id=dataset_id, key=key, slices=count)
        put_once(session, fresh)
    else:
        held.slices, held.at = count, now()
        session.flush()


def counted(session: Session, user_id: int, dataset_id: int) -> Compared:
    asked = select(func.sum(SliceLook.slices)).where(
        SliceLook.user_id == user_id, SliceLook.dataset_id == dataset_id
    )
    return Compared(int(session.scalar(asked) or 0))


def compared(ctx: Context, user: UserView, dataset_id: int) -> Compared:
    with ctx.sessions() as session:
        rows.visible(session, dataset_id, user.id)
        return counted(session, user.id, dataset_id)


def start_over(ctx: Context, user: UserView, dataset_id: int) -> Compared:
    """Forget what was compared: another question begins."""
    with ctx.sessions.begin() as session:
        rows.visible(session, dataset_id, user.id)
        session.execute(
            delete(SliceLook).where(
                SliceLook.user_id == user.id, SliceLook.dataset_id == dataset_id
            )
        )
    return Compared(0)


def sweep(session: Session) -> None:
    """Forget what was compared long ago."""
    session.execute(delete(SliceLook).where(SliceLook.at < now() - KEPT))
