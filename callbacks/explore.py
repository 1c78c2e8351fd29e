"""Exploring a dataset: every choice makes another chart; the chart goes to a dashboard."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import calculated, shell, slices
from layouts.explore import (
    Ids,
    advised,
    column_list,
    explore,
    facts,
    form,
    nothing_chosen,
    result,
    sentence,
    text_figure,
    title_of,
)
from luminabi_dash.charts.kind import is_text
from luminabi_dash.dashboards.picking import used
from luminabi_dash.errors import LuminaError
from luminabi_dash.services import exploring
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()
SHOWN = ("dataset", "spec", "filters")
AWAY = {True: ("is-text", "lb-graph is-away"), False: ("is-away", "lb-graph")}


def show(**query: str) -> Component:
    seen = exploring.opened(context(), user(), query)
    if seen.view is None:
        return nothing_chosen(seen.datasets)
    return explore(seen.view, seen.schema, seen.spec, seen.datasets, seen.boards, seen.filters)


PAGE = Page("/explore", "Explore", show)

blueprint.clientside_callback(
    ClientsideFunction("look", "themed"),
    Output(Ids.CHART, "figure"),
    Input(Ids.FIGURE, "data"),
    Input(shell.Ids.THEME, "data"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("look", "placed"),
    Output(Ids.advised_figure(ALL), "figure"),
    Input(Ids.ADVICE_FIGURES, "data"),
    Input(shell.Ids.THEME, "data"),
)
blueprint.clientside_callback(
    ClientsideFunction("explore", "linked"),
    Output(Ids.LINK, "data"),
    Input(Ids.STATE, "data"),
)
blueprint.clientside_callback(
    ClientsideFunction("explore", "copied"),
    Output(shell.Ids.TOAST, "children", allow_duplicate=True),
    Input(Ids.COPY, "n_clicks"),
    prevent_initial_call=True,
)


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.DATASET, "value"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def choose_dataset(dataset: int | None, state: dict[str, Any] | None) -> str:
    if dataset is None or (state and state["dataset"] == dataset):
        raise PreventUpdate
    return f"/explore?dataset={int(dataset)}"


@blueprint.callback(
    Output(Ids.STATE, "data"),
    Input(Ids.field(ALL), "value"),
    State(Ids.field(ALL), "id"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def fill(values: list[Any], ids: list[Any], state: dict[str, Any]) -> Any:
    """The chart as the form says it."""
    fields = {one["name"]: value for one, value in zip(ids, values, strict=True)}
    spec = exploring.changed(state["spec"], fields)
    if exploring.is_same(spec, state["spec"]):
        raise PreventUpdate
    return exploring.stepped(state, spec)


@blueprint.callback(
    Output(Ids.STATE, "data", allow_duplicate=True),
    Output(Ids.FORM, "children"),
    Input(Ids.kind(ALL), "n_clicks"),
    Input(Ids.column(ALL), "n_clicks"),
    Input(Ids.advice(ALL), "n_clicks"),
    Input(Ids.UNDO, "n_clicks"),
    Input(Ids.REDO, "n_clicks"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def choose(*values: Any) -> tuple[dict[str, Any], Any]:
    """Another kind, a column in or out, a chart that was advised, a step back or forward."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    state: dict[str, Any] = values[-1]
    schema = exploring.schema_of(context(), user(), state["dataset"])
    after = exploring.chosen(context(), user(), state, named(ctx.triggered_id))
    return after, form(schema, after["spec"])


def named(pressed: Any) -> tuple[str, Any]:
    """What was pressed: a verb and what it is about."""
    if isinstance(pressed, str):
        return ("undo" if pressed == Ids.UNDO else "redo"), None
    verbs = {Ids.kind(0)["type"]: "kind", Ids.column(0)["type"]: "column"}
    return verbs.get(pressed["type"], "advice"), pressed.get("name", pressed.get("place"))


@blueprint.callback(
    Output(Ids.FIGURE, "data"),
    Output(Ids.BODY, "children"),
    Output(Ids.BODY, "className"),
    Output(Ids.CHART, "className"),
    Output(Ids.TABLE, "children"),
    Output(Ids.SENTENCE, "children"),
    Output(Ids.FACTS, "children"),
    Output(Ids.TITLE, "children"),
    Output(Ids.PROBLEM, "children"),
    Output(slices.Ids.COUNT, "children"),
    Input(Ids.STATE, "data"),
    policy=SIGNED_IN,
)
def draw(state: dict[str, Any]) -> tuple[Any, ...]:
    """The chart and its result; what cannot be drawn says why and leaves what was there."""
    drawn = exploring.draw(context(), user(), *(state[key] for key in SHOWN))
    counted = drawn.compared.words if drawn.compared else ""
    said = sentence(drawn.words), no_update, title_of(drawn.spec), drawn.problem, counted
    if drawn.figure is None:
        return (*[no_update] * 5, *said)
    away = AWAY[is_text(drawn.spec["kind"])]
    shown = drawn.figure, text_figure(drawn.spec, drawn.figure), *away
    rows = result(drawn.columns, drawn.rows, drawn.found)
    return (*shown, rows, said[0], facts(drawn.found, drawn.matched, drawn.milliseconds), *said[2:])


@blueprint.callback(
    Output(Ids.COLUMNS, "children"),
    Output(Ids.ADVICE, "children"),
    Output(Ids.ADVICE_FIGURES, "data"),
    Input(Ids.STATE, "data"),
    Input(Ids.FIND, "value"),
    Input(calculated.Ids.CHANGED, "data"),
    policy=SIGNED_IN,
)
def advise(state: dict[str, Any], find: str | None, _changed: int) -> tuple[Any, ...]:
    """The columns with those of the chart marked, and what else shows them well."""
    schema = exploring.schema_of(context(), user(), state["dataset"])
    lines = column_list(schema, used(state["spec"], schema), find or "")
    if ctx.triggered_id in {Ids.FIND, calculated.Ids.CHANGED}:
        return lines, no_update, no_update
    found = exploring.advice(
        context(), user(), state["dataset"], state["spec"], state.get("filters")
    )
    figures = {str(place): one.figure for place, one in enumerate(found)}
    return lines, advised([(one.spec, one.why) for one in found]), figures


@blueprint.callback(
    Output(Ids.KEEP_DIALOG, "is_open"),
    Input(Ids.KEEP, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_keep(n_clicks: int | None) -> bool:
    return bool(n_clicks)


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Output(Ids.KEEP_PROBLEM, "children"),
    Input(Ids.KEEP_APPLY, "n_clicks"),
    State(Ids.BOARD, "value"),
    State(Ids.NAME, "value"),
    State(Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def keep(n: int | None, board: int | None, name: str | None, state: dict[str, Any]) -> Any:
    if not n:
        raise PreventUpdate
    dataset, spec = state["dataset"], state["spec"]
    try:
        made = exploring.keep(
            context(), user(), dataset, spec, board or None, name or "", state.get("filters")
        )
    except LuminaError as error:
        return no_update, str(error)
    return f"/dashboards/{made}?edit=1", None
