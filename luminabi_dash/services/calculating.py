"""What a user can do with calculated columns: look, type, keep, change, delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luminabi_dash.context import Context
from luminabi_dash.db import datasets as rows
from luminabi_dash.db.models import now
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.services import datasets
from luminabi_dash.services.files import clean_name
from luminabi_dash.services.sources import extended
from luminabi_dash.tables.expressions.check import calculated
from luminabi_dash.tables.expressions.grammar import parse
from luminabi_dash.tables.expressions.polars import columns_of
from luminabi_dash.tables.expressions.suggest import Typed, typed
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import UserView

MOST = 50


@dataclass(frozen=True, slots=True)
class CalculatedView:
    """A calculated column or measure; `problem` says why it gives nothing in this version."""

    name: str
    expression: str
    type: str | None
    is_measure: bool
    problem: str | None


def listed(ctx: Context, user: UserView, dataset_id: int) -> list[CalculatedView]:
    own = datasets.schema(ctx, user, dataset_id)
    found: list[CalculatedView] = []
    schema = own
    for item in stored(ctx, user, dataset_id):
        seen = typed(item["expression"], schema)
        if item["name"] in own:
            seen = Typed(None, False, "The file has a column of this name now.", None, ())
        found.append(
            CalculatedView(
                item["name"], item["expression"], seen.kind, seen.is_measure, seen.problem
            )
        )
        schema = extended(schema, [item])
    return found


def stored(ctx: Context, user: UserView, dataset_id: int) -> list[dict[str, str]]:
    with ctx.sessions() as session:
        return list(rows.visible(session, dataset_id, user.id).calculated or [])


def look_at(
    ctx: Context, user: UserView, dataset_id: int, text: str, name: str | None = None
) -> Typed:
    """What an expression means as far as it is typed; `name` is the column that is being changed,
    which may only use those before it.
    """
    return typed(text, schema_for(ctx, user, dataset_id, name))


def schema_for(ctx: Context, user: UserView, dataset_id: int, name: str | None) -> Schema:
    own = datasets.schema(ctx, user, dataset_id)
    before: list[dict[str, str]] = []
    for item in stored(ctx, user, dataset_id):
        if item["name"] == name:
            break
        before.append(item)
    return extended(own, before)


def keep(ctx: Context, user: UserView, dataset_id: int, name: str, text: str) -> CalculatedView:
    """Add a calculated column, or change the one of that name; Invalid (422) says what is wrong."""
    name = clean_name(name)
    if not name:
        raise Invalid("A calculated column needs a name.", details={"field": "name"})
    if name in datasets.schema(ctx, user, dataset_id):
        raise Invalid(f"The file has a column {name!r} already.", details={"field": "name"})
    column = calculated(name, text, schema_for(ctx, user, dataset_id, name))
    with ctx.sessions.begin() as session:
        row = rows.visible(session, dataset_id, user.id)
        present = list(row.calculated or [])
        item = {"name": name, "expression": text}
        place = next((i for i, one in enumerate(present) if one["name"] == name), None)
        if place is None and len(present) >= MOST:
            raise Conflict(f"A dataset has at most {MOST} calculated columns.", code="too_many")
        if place is None:
            row.calculated = [*present, item]
        else:
            row.calculated = [*present[:place], item, *present[place + 1 :]]
        row.changed_at = now()
    return CalculatedView(name, text, column.type.value, column.is_formula, None)


def delete(ctx: Context, user: UserView, dataset_id: int, name: str) -> None:
    """Delete a calculated column; Conflict when another one is made of it."""
    with ctx.sessions.begin() as session:
        row = rows.visible(session, dataset_id, user.id)
        present: list[Any] = list(row.calculated or [])
        if all(one["name"] != name for one in present):
            raise NotFound("There is no such calculated column.", code="column_not_found")
        users = [one["name"] for one in present if name in columns_of(parse(one["expression"]))]
        if users:
            raise Conflict(f"{users[0]!r} is made of {name!r}; change it first.", code="in_use")
        row.calculated = [one for one in present if one["name"] != name]
        row.changed_at = now()


def as_items(
    ctx: Context, user: UserView, dataset_id: int
) -> list[tuple[str, str, str | None, bool, str | None]]:
    """Name, expression, kind, whether it is a measure, and its problem."""
    return [
        (one.name, one.expression, one.type, one.is_measure, one.problem)
        for one in listed(ctx, user, dataset_id)
    ]


def taken(
    ctx: Context, user: UserView, dataset_id: int, text: str, name: str | None, place: int
) -> str:
    """The text with the suggestion at a place instead of what was typed of it."""
    found = look_at(ctx, user, dataset_id, text, name).suggestions
    if not 0 <= place < len(found):
        return text
    return text[: found[place].at] + found[place].text


def kept(ctx: Context, user: UserView, dataset_id: int, name: str, text: str) -> str:
    """`keep`; the sentence that says why it was not kept, or an empty text."""
    try:
        keep(ctx, user, dataset_id, name, text)
    except (Invalid, Conflict) as error:
        return str(error)
    return ""


def deleted(ctx: Context, user: UserView, dataset_id: int, place: int) -> str:
    """`delete` by the place in the list; the sentence that says why not, or an empty text."""
    found = stored(ctx, user, dataset_id)
    if not 0 <= place < len(found):
        return "It is gone already."
    try:
        delete(ctx, user, dataset_id, found[place]["name"])
    except Conflict as error:
        return str(error)
    return ""
