"""What a person does with filters of a dashboard: look what there is, keep sets of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from luminabi_dash.context import Context
from luminabi_dash.dashboards.controls import (
    Control,
    checked,
    controls_of,
    defaults,
    with_control,
)
from luminabi_dash.dashboards.edits import SetControls
from luminabi_dash.db import dashboards as rows
from luminabi_dash.db.work import FilterSet
from luminabi_dash.errors import Conflict, Invalid
from luminabi_dash.services import board, dashboards, editing, live
from luminabi_dash.services.answering import answer, with_filters
from luminabi_dash.services.files import clean_name
from luminabi_dash.services.sources import Source
from luminabi_dash.tables.columns import Known
from luminabi_dash.tables.filters import Filter, parse_filters, sentence
from luminabi_dash.tables.query import HIGH, Group, Measure, Query
from luminabi_dash.tables.schema import Column
from luminabi_dash.tables.spans import unit_for
from luminabi_dash.views import UserView

VALUES = 200
BARS = 30
SETS = 50
COUNT = Measure("__rows", "count")


@dataclass(frozen=True, slots=True)
class FilterSetView:
    """Filters that somebody keeps; `words` say them."""

    id: int
    name: str
    filters: tuple[dict[str, Any], ...]
    words: str
    created_at: datetime


def known(
    ctx: Context, user: UserView, state: dict[str, Any], column: str, search: str | None = None
) -> tuple[Column, Known]:
    """The column and what it holds under all other filters; `search` is a part of its values."""
    view = board.shown(ctx, user, state)
    source = Source(view.dataset_id, view.data_version, view.schema)
    others = tuple(f for f in board.current(ctx, user, state) if f.column != column)
    return known_in(ctx, source, column, others, search)


def known_in(
    ctx: Context,
    source: Source,
    column: str,
    others: tuple[Filter, ...],
    search: str | None = None,
) -> tuple[Column, Known]:
    """The same of any version."""
    found = source.schema.column(column)
    if found.type.is_numeric or found.type.is_temporal:
        return found, spread(ctx, source, found, others)
    if search:
        others = (*others, Filter(column=column, op="contains", value=search[:1_000]))
    return found, values(ctx, source, column, others)


def values(ctx: Context, source: Source, column: str, others: tuple[Filter, ...]) -> Known:
    """The commonest values with their rows."""
    wanted = Query(
        groups=(Group(column),), measures=(COUNT,), sort=("-__rows", column), limit=VALUES
    )
    frame = answer(ctx, source, with_filters(wanted, others)).frame
    counted = Query(measures=(Measure("distinct", "distinct", column), COUNT))
    distinct = int(answer(ctx, source, with_filters(counted, others)).frame["distinct"][0])
    pairs = tuple(zip(frame[column].to_list(), frame["__rows"].to_list(), strict=True))
    empty = next((count for value, count in pairs if value is None), 0)
    return Known(pairs, distinct=distinct, empty=empty)


def spread(ctx: Context, source: Source, column: Column, others: tuple[Filter, ...]) -> Known:
    """Ends of the whole version, and how the rows that pass the other filters lie between them."""
    ends = Query(measures=(Measure("low", "min", column.name), Measure("high", "max", column.name)))
    frame = answer(ctx, source, ends).frame
    low, high = frame["low"][0], frame["high"][0]
    if low is None:
        return Known(low=None, high=None)
    group = Group(column.name, bins=BARS)
    if column.type.is_temporal:
        group = Group(column.name, unit=unit_for(high - low))
    wanted = Query(groups=(group,), measures=(COUNT,), sort=(column.name,))
    found = answer(ctx, source, with_filters(wanted, others)).frame
    empty = int(found.filter(pl.col(column.name).is_null())["__rows"].sum())
    filled = found.drop_nulls(column.name)
    starts = filled[column.name].to_list()
    stops = filled[column.name + HIGH].to_list() if group.bins else [*starts[1:], high]
    bars = tuple(zip(starts, stops, filled["__rows"].to_list(), strict=True))
    return Known(low=low, high=high, bars=bars, empty=empty)


def sets(ctx: Context, user: UserView, dashboard_id: int) -> list[FilterSetView]:
    """The filter sets that this person keeps for a dashboard, by name."""
    view = dashboards.get(ctx, user, dashboard_id)
    with ctx.sessions() as session:
        return [
            FilterSetView(
                row.id,
                row.name,
                tuple(row.filters),
                words_of(row, view.schema),
                row.created_at,
            )
            for row in rows.filter_sets(session, dashboard_id, user.id)
        ]


def listed(ctx: Context, user: UserView, dashboard_id: int) -> list[tuple[int, str, str]]:
    """Number, name and words of each set."""
    return [(one.id, one.name, one.words) for one in sets(ctx, user, dashboard_id)]


def kept(ctx: Context, user: UserView, state: dict[str, Any], name: str) -> str:
    """Keep a set; the sentence that says why it was not kept, or an empty text."""
    try:
        keep_set(ctx, user, state, name)
    except (Invalid, Conflict) as error:
        return str(error)
    return ""


def words_of(row: FilterSet, schema: Any) -> str:
    try:
        return sentence(parse_filters(row.filters, schema))
    except Invalid as error:
        return str(error)


def keep_set(ctx: Context, user: UserView, state: dict[str, Any], name: str) -> FilterSetView:
    """Keep the filters that the page shows; a set of the same name is replaced."""
    name = clean_name(name)
    if not name:
        raise Invalid("A filter set needs a name.", details={"field": "name"})
    filters = [item.model_dump(mode="json") for item in board.current(ctx, user, state)]
    dashboard_id = int(state["dashboard"])
    with ctx.sessions.begin() as session:
        rows.visible(session, dashboard_id, user.id)
        present = rows.filter_sets(session, dashboard_id, user.id)
        same = next((row for row in present if row.name == name), None)
        if same is None and len(present) >= SETS:
            raise Conflict(f"You keep {SETS} filter sets here already.", code="too_many")
        if same is None:
            same = FilterSet(
                dashboard_id=dashboard_id, owner_id=user.id, name=name, filters=filters
            )
            session.add(same)
        same.filters = filters
        session.flush()
        set_id = same.id
    return next(one for one in sets(ctx, user, dashboard_id) if one.id == set_id)


def delete_set(ctx: Context, user: UserView, dashboard_id: int, set_id: int) -> None:
    with ctx.sessions.begin() as session:
        rows.visible(session, dashboard_id, user.id)
        session.delete(rows.filter_set(session, dashboard_id, user.id, set_id))


def use_set(
    ctx: Context, user: UserView, state: dict[str, Any], set_id: int
) -> list[dict[str, Any]] | None:
    """Set exactly these filters: for everybody, or for this page alone when it has filters of
    its own (they are answered then).
    """
    dashboard_id = int(state["dashboard"])
    with ctx.sessions() as session:
        rows.visible(session, dashboard_id, user.id)
        filters = list(rows.filter_set(session, dashboard_id, user.id, set_id).filters)
    if board.own(ctx, user, state) is not None:
        return filters
    live.put_filters(ctx, user, dashboard_id, filters, None)
    return None


def reset(ctx: Context, user: UserView, state: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Go back to the filters that the dashboard starts from: for everybody, or for this page
    alone when it has filters of its own (they are answered then).
    """
    view = dashboards.get(ctx, user, int(state["dashboard"]))
    start = defaults(controls_of(view.controls), view.schema)
    made = [item.model_dump(mode="json") for item in start]
    if board.own(ctx, user, state) is not None:
        return made
    live.put_filters(ctx, user, view.id, made, None)
    return None


def control(ctx: Context, user: UserView, state: dict[str, Any], column: str) -> Control:
    """How the column's filter works on the dashboard."""
    view = dashboards.get(ctx, user, int(state["dashboard"]))
    found = (one for one in controls_of(view.controls) if one.column == column)
    return next(found, Control(column=column))


def keep_control(
    ctx: Context,
    user: UserView,
    state: dict[str, Any],
    column: str,
    *,
    required: bool,
    starts_here: bool,
    tiles: list[int] | None,
) -> str:
    """Change how a column's filter works; the sentence that says why not, or an empty text.

    `starts_here`: a reset goes back to the filter that is set on the column now.
    """
    view = dashboards.get(ctx, user, int(state["dashboard"]))
    present = board.filter_on(ctx, user, state, column)
    if starts_here and present is None:
        return f"Set a filter on {column!r} first, then make it the start."
    default = None
    if starts_here and present is not None:
        default = {"op": present.op, "value": present.model_dump(mode="json")["value"]}
    wanted = Control(column=column, default=default, required=required, tiles=tiles or None)
    try:
        made = checked(
            (c.model_dump() for c in with_control(controls_of(view.controls), wanted)), view.schema
        )
        change = SetControls(tuple(one.model_dump(mode="json") for one in made))
        editing.edit(ctx, user, view.id, change, version=view.version)
    except (Invalid, Conflict) as error:
        return str(error)
    return ""


def tiles_of(ctx: Context, user: UserView, state: dict[str, Any]) -> list[tuple[int, str]]:
    """The tiles that filters can reach, by number and title."""
    view = dashboards.get(ctx, user, int(state["dashboard"]))
    return [(one.id, one.title or one.kind) for one in view.tiles]
