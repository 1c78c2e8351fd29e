"""Alerts: the list, the form with what it would do now, what each said."""

from __future__ import annotations

import secrets
from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import shell
from layouts.alerts import FIELDS, Ids, alert_list, alerts, field_id
from luminabi_dash.services import alert_drafts as drafts
from luminabi_dash.services import alerts as service
from luminabi_dash.services.preview import id_of
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()
HOME = "/alerts"
OPENED = {Ids.edit(0)["type"]: "edit", Ids.look(0)["type"]: "alert"}


def show(**query: str) -> Component:
    """`?dashboard=7&tile=3`, `?insight=9`, `?dataset=2` and `?edit=5` open the form, `?alert=5`
    what that alert said.
    """
    items = service.listed(context(), user())
    if "alert" in query:
        number = id_of(query["alert"])
        seen = service.get(context(), user(), number)
        return alerts(items, None, seen, service.history(context(), user(), number))
    return alerts(items, drafts.opened(context(), user(), query))


PAGE = Page(HOME, "Alerts", show)


def opening(what: str, number: int) -> str:
    """An address that opens a dialog, also when the page is at that dialog's already."""
    return f"{HOME}?{what}={number}&at={secrets.token_hex(3)}"


def listed() -> Component:
    return alert_list(service.listed(context(), user()))


@blueprint.callback(
    Output(Ids.LIST, "children"),
    Input(shell.Ids.NEWS, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def refresh(news: dict[str, Any] | None) -> Component:
    """An alert fired, is over, was looked at, or its mail went out."""
    if not news or not str(news.get("type", "")).startswith("alert."):
        raise PreventUpdate
    return listed()


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.NEW, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def begin(n_clicks: int | None) -> str:
    if not n_clicks:
        raise PreventUpdate
    return opening("new", 1)


@blueprint.callback(
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.DATASET, "value"),
    State(Ids.ABOUT, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def choose_dataset(dataset: int | None, about: dict[str, Any]) -> str:
    """Another dataset has other columns: the form begins anew."""
    if dataset is None or dataset == about.get("dataset"):
        raise PreventUpdate
    return f"{HOME}?dataset={int(dataset)}"


@blueprint.callback(
    Output(Ids.VALUES, "options"),
    Output(Ids.VALUES, "value"),
    Input(Ids.COLUMN, "value"),
    State(Ids.DATASET, "value"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def list_values(column: str | None, dataset: int | None) -> tuple[Any, Any]:
    if not column or dataset is None:
        return [], []
    return drafts.values(context(), user(), int(dataset), column), []


@blueprint.callback(
    Output(Ids.PREVIEW, "children"),
    Output(Ids.PREVIEW, "className"),
    Output(Ids.FORM, "className"),
    Input(Ids.DIALOG, "is_open"),
    *[Input(field_id(name), "value") for name in FIELDS[1:-2]],
    State(Ids.ABOUT, "data"),
    policy=SIGNED_IN,
)
def preview(is_open: bool, *given: Any) -> tuple[str, str, str]:
    """What the alert would do now; the form shows the fields that belong to its condition."""
    if not is_open:
        raise PreventUpdate
    *values, about = given
    fields = dict(zip(FIELDS[1:-2], values, strict=True))
    seen = drafts.preview(context(), user(), about or {}, fields)
    tone = "is-firing" if seen.fires else ""
    kind = f"lb-alert is-{fields['op']} by-{fields['against']}"
    return seen.sentence, f"lb-alert-now {tone}".rstrip(), kind


@blueprint.callback(
    Output(Ids.PROBLEM, "children"),
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.KEEP, "n_clicks"),
    *[State(field_id(name), "value") for name in FIELDS],
    State(Ids.ABOUT, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def keep(n_clicks: int | None, *given: Any) -> tuple[str, Any]:
    """The sentence under the form says why the alert cannot be kept."""
    if not n_clicks:
        raise PreventUpdate
    fields = dict(zip(FIELDS, given[:-1], strict=True))
    problem = drafts.keep(context(), user(), given[-1] or {}, fields)
    return problem, HOME if not problem else no_update


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Output(Ids.DOOMED, "data"),
    Output(Ids.DELETE_DIALOG, "is_open"),
    Output(shell.Ids.LOCATION, "href", allow_duplicate=True),
    Input(Ids.enabled(ALL), "value"),
    Input(Ids.check(ALL), "n_clicks"),
    Input(Ids.edit(ALL), "n_clicks"),
    Input(Ids.look(ALL), "n_clicks"),
    Input(Ids.delete(ALL), "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def act(*_pressed: Any) -> tuple[Any, Any, Any, Any]:
    """Pause or go on, look now, change, look back, ask before deleting."""
    pressed, value = ctx.triggered_id, ctx.triggered[0]["value"] if ctx.triggered else None
    if not isinstance(pressed, dict) or value is None or len(ctx.triggered) > 1:
        raise PreventUpdate
    return done(pressed["type"], int(pressed["alert"]), value)


def done(act: str, number: int, value: Any) -> tuple[Any, Any, Any, Any]:
    if act in OPENED:
        return no_update, no_update, no_update, opening(OPENED[act], number)
    if act == Ids.delete(0)["type"]:
        return no_update, number, True, no_update
    if act == Ids.check(0)["type"]:
        service.check_now(context(), user(), number)
    else:
        service.switch(context(), user(), number, is_on=bool(value))
    return listed(), no_update, no_update, no_update


@blueprint.callback(
    Output(Ids.LIST, "children", allow_duplicate=True),
    Output(Ids.DELETE_DIALOG, "is_open", allow_duplicate=True),
    Input(Ids.DELETE_APPLY, "n_clicks"),
    State(Ids.DOOMED, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def delete(n_clicks: int | None, number: int | None) -> tuple[Component, bool]:
    if not n_clicks or number is None:
        raise PreventUpdate
    service.delete(context(), user(), number)
    return listed(), False
