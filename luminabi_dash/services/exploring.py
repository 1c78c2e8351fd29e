"""Exploring a dataset: a chart step by step, what it shows in words, and charts that suit it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from luminabi_dash.charts.axes import cell_text
from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.render import ask, needs_data
from luminabi_dash.context import Context
from luminabi_dash.dashboards.forms import filled
from luminabi_dash.dashboards.picking import assigned, toggled, used
from luminabi_dash.dashboards.sentences import Words, measured, words_of
from luminabi_dash.dashboards.starters import retitled, starter, titled
from luminabi_dash.errors import Conflict, LuminaError
from luminabi_dash.services import (
    dashboards,
    datasets,
    figures,
    filtering,
    slicing,
    suggesting,
    tiles,
)
from luminabi_dash.services.answering import answer, with_filters
from luminabi_dash.services.preview import id_of
from luminabi_dash.services.slicing import Compared
from luminabi_dash.services.sources import Source, source
from luminabi_dash.tables.columns import Known
from luminabi_dash.tables.filters import Filter, parse_filters
from luminabi_dash.tables.schema import Column, Role, Schema
from luminabi_dash.views import DashboardView, DatasetView, UserView

ROWS = 200
STEPS = 50
LINK_LENGTH = 8_000
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """The page: datasets to choose from, and the chosen one with its first chart."""

    datasets: list[DatasetView]
    view: DatasetView | None = None
    schema: Schema = field(default_factory=lambda: Schema(()))
    spec: Spec = field(default_factory=dict)
    boards: list[DashboardView] = field(default_factory=list)
    filters: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with its result; `problem` says in one sentence why there is none."""

    spec: Spec
    words: Words
    figure: dict[str, Any] | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    found: int = 0
    matched: int = 0
    milliseconds: int = 0
    problem: str | None = None
    compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class Advised:
    """Another chart of the same columns, why it fits, and what it looks like."""

    spec: Spec
    why: str
    figure: dict[str, Any]


def opened(ctx: Context, user: UserView, link: Mapping[str, str]) -> Opened:
    """What a link asks for: `dataset`, and its `spec` and `filters` as JSON."""
    dataset, spec, filters = (link.get(name) for name in ("dataset", "spec", "filters"))
    ready = [one for one in datasets.listed(ctx, user) if one.version is not None]
    chosen = None if dataset is None else datasets.get(ctx, user, id_of(dataset))
    if chosen is None and len(ready) == 1:
        chosen = ready[0]
    if chosen is None or chosen.version is None:
        return Opened(ready)
    schema = source_of(ctx, user, chosen.id).schema
    boards = [b for b in dashboards.listed(ctx, user) if b.dataset_id == chosen.id]
    shown = linked(spec, schema) or first(schema)
    return Opened(ready, chosen, schema, shown, boards, linked_filters(filters, schema))


def source_of(ctx: Context, user: UserView, dataset_id: int) -> Source:
    version = datasets.located(ctx, user, dataset_id, None)
    return source(ctx, dataset_id, version.number)


def first(schema: Schema) -> Spec:
    """What a dataset is likely to be asked first: its first measure over time, or by group."""
    kind = "line" if schema.with_role(Role.TEMPORAL) else "bar"
    spec = starter(kind, schema)
    if "x" not in spec:
        spec = starter("table", schema)
    return {**spec, "title": titled(spec)}


def linked(raw: str | None, schema: Schema) -> Spec | None:
    """The spec of a link; one that cannot be drawn is left out."""
    if not raw or len(raw) > LINK_LENGTH:
        return None
    try:
        spec = orjson.loads(raw)
        ask(parse_spec(spec), schema)
    except (orjson.JSONDecodeError, LuminaError):
        return None
    return dict(spec)


def linked_filters(raw: str | None, schema: Schema) -> list[dict[str, Any]]:
    """The filters of a link; those that make no sense are left out together."""
    if not raw or len(raw) > LINK_LENGTH:
        return []
    try:
        return [one.model_dump(mode="json") for one in parse_filters(orjson.loads(raw), schema)]
    except (orjson.JSONDecodeError, LuminaError):
        return []


def draw(ctx: Context, user: UserView, dataset_id: int, spec: Spec, filters: Any = ()) -> Drawn:
    """The figure and the rows it was drawn from; what cannot be drawn says why."""
    asked = source_of(ctx, user, dataset_id)
    words = words_of(spec, asked.schema)
    try:
        checked = parse_spec(spec)
        chosen = parse_filters(list(filters or ()), asked.schema)
        started = time.perf_counter()
        figure = figures.drawn(ctx, asked, checked, chosen)
        spent = round(1_000 * (time.perf_counter() - started))
        made = Drawn(spec, words, figure, milliseconds=spent)
        if not needs_data(checked):
            return made
        query = with_filters(ask(checked, asked.schema), chosen)
        rows = answer(ctx, asked, query)
        compared = slicing.look(ctx, user, asked, query, rows)
    except LuminaError as error:
        return Drawn(spec, words, problem=str(error))
    frame = rows.frame.head(ROWS)
    shown = [name for name in frame.columns if not name.startswith("__")]
    lines = tuple(tuple(cell_text(value) for value in line) for line in frame.select(shown).rows())
    found = rows.frame.height
    heads = tuple(measured(spec) if name == "value" else name for name in shown)
    return replace(
        made, columns=heads, rows=lines, found=found, matched=rows.matched, compared=compared
    )


def advice(
    ctx: Context, user: UserView, dataset_id: int, spec: Spec, filters: Any = ()
) -> list[Advised]:
    """Up to three other charts of the same columns, the best first, drawn."""
    asked = source_of(ctx, user, dataset_id)
    chosen = used(spec, asked.schema)
    found = []
    for fitting in suggesting.charts(ctx, user, dataset_id, chosen) if chosen else []:
        if fitting.spec.kind == spec["kind"]:
            continue
        try:
            chosen_filters = parse_filters(list(filters or ()), asked.schema)
            figure = figures.drawn(ctx, asked, fitting.spec, chosen_filters)
        except LuminaError:
            continue
        found.append(Advised(fitting.spec.model_dump(mode="json"), fitting.why, figure))
    return found


def changed(spec: Spec, fields: dict[str, Any]) -> Spec:
    """The spec as the form says it."""
    return retitled(filled(str(spec["kind"]), fields, spec), spec)


def is_same(mine: Spec, theirs: Spec) -> bool:
    """Whether two specs ask for the same; one that cannot be read equals none."""
    try:
        return parse_spec(mine) == parse_spec(theirs)
    except LuminaError:
        return mine == theirs


def chosen(
    ctx: Context, user: UserView, state: dict[str, Any], pressed: tuple[str, Any]
) -> dict[str, Any]:
    """The page's state after a button: another kind, a column, advice, undo or redo."""
    verb, about = pressed
    if verb in {"undo", "redo"}:
        return turned(state, verb)
    schema = schema_of(ctx, user, state["dataset"])
    spec = state["spec"]
    if verb == "kind":
        return stepped(state, as_kind(schema, spec, str(about)))
    if verb == "column":
        return stepped(state, with_column(schema, spec, schema.columns[about].name))
    found = advice(ctx, user, state["dataset"], spec, state.get("filters"))
    return stepped(state, found[about].spec)


def as_kind(schema: Schema, spec: Spec, kind: str) -> Spec:
    """The same columns as another kind of chart, as far as they fit."""
    placed = assigned(kind, used(spec, schema), schema)
    made = starter(kind, schema, {**spec, **(placed or {})})
    return retitled({**made, "title": spec.get("title", "")}, spec)


def with_column(schema: Schema, spec: Spec, column: str) -> Spec:
    """A column put in or taken out."""
    schema.column(column)
    return retitled(toggled(spec, column, schema), spec)


def schema_of(ctx: Context, user: UserView, dataset_id: int) -> Schema:
    return source_of(ctx, user, dataset_id).schema


def keep(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    spec: Spec,
    board: int | None,
    name: str,
    filters: Any = (),
) -> int:
    """Add the chart to a dashboard of the dataset, or to a new one; the dashboard's id."""
    if board is None:
        made = dashboards.create(ctx, user, dataset_id, name)
        tiles.add_tile(ctx, user, made.id, spec, filters=list(filters or ()))
        return made.id
    if dashboards.get(ctx, user, board).dataset_id != dataset_id:
        raise Conflict("That dashboard shows another dataset.", code="other_dataset")
    tiles.add_tile(ctx, user, board, spec, filters=list(filters or ()))
    return board


def stepped(state: dict[str, Any], spec: Spec) -> dict[str, Any]:
    """The page's state with another spec; what was before can be undone."""
    past = [*state.get("past", []), state["spec"]][-STEPS:]
    return {**state, "past": past, "spec": spec, "future": []}


def turned(state: dict[str, Any], way: str) -> dict[str, Any]:
    """The state one step back or forward; the same at the end."""
    taken, given = ("past", "future") if way == "undo" else ("future", "past")
    if not state.get(taken):
        return state
    *left, spec = state[taken]
    return {**state, taken: left, given: [*state.get(given, []), state["spec"]], "spec": spec}


def filters_of(ctx: Context, user: UserView, state: dict[str, Any]) -> tuple[Filter, ...]:
    """The filters that the page shows."""
    schema = schema_of(ctx, user, state["dataset"])
    return parse_filters(list(state.get("filters") or ()), schema)


def known(
    ctx: Context, user: UserView, state: dict[str, Any], column: str, search: str | None = None
) -> tuple[Column, Known, Filter | None]:
    """A column, what it holds under the other filters, and its own filter; `search` is a part of
    its values.
    """
    asked = source_of(ctx, user, state["dataset"])
    filters = parse_filters(list(state.get("filters") or ()), asked.schema)
    others = tuple(item for item in filters if item.column != column)
    found, held = filtering.known_in(ctx, asked, column, others, search)
    return found, held, next((item for item in filters if item.column == column), None)
