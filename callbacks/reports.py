"""Reports: schedules, the archive and its deliveries."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import shell
from layouts.reports import Ids, cron_for, delivery_list, facts, reports, schedule_list
from luminabi_dash.errors import LuminaError
from luminabi_dash.services import dashboards, schedules
from luminabi_dash.services import reports as service
from luminabi_dash.web.current import context, user
from luminabi_dash.web.page import Page
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()


def show(dashboard: str | None = None, **_more: str) -> Component:
    """`?dashboard=7` opens the form of a new schedule for it."""
    chosen = int(dashboard) if dashboard and dashboard.isdecimal() and len(dashboard) < 16 else None
    return reports(
        schedules.listed(context(), user()),
        service.listed(context(), user()),
        None,
        dashboards.listed(context(), user()),
        context().settings.timezone,
        user().email,
        chosen,
    )


PAGE = Page("/reports", "Reports", show)
LISTS = (
    Output(Ids.FACTS, "children", allow_duplicate=True),
    Output(Ids.SCHEDULES, "children", allow_duplicate=True),
    Output(Ids.DELIVERIES, "children", allow_duplicate=True),
)


def lists() -> tuple[Component, Component, Component]:
    """The three parts of the page that change."""
    plans, archive = schedules.listed(context(), user()), service.listed(context(), user())
    return facts(plans, archive), schedule_list(plans), delivery_list(archive)


blueprint.clientside_callback(
    ClientsideFunction("notices", "lines"),
    Output(Ids.WORK, "children"),
    Input(shell.Ids.WORK, "data"),
)


@blueprint.callback(
    *LISTS, Input(shell.Ids.NEWS, "data"), prevent_initial_call=True, policy=SIGNED_IN
)
def refresh(news: dict[str, Any] | None) -> tuple[Component, Component, Component]:
    """A report was drawn, or a mail server has answered."""
    if not news:
        raise PreventUpdate
    return lists()


@blueprint.callback(
    Output(Ids.DIALOG, "is_open"),
    Input(Ids.NEW, "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def open_dialog(n_clicks: int | None) -> bool:
    if not n_clicks:
        raise PreventUpdate
    return True


@blueprint.callback(
    *LISTS,
    Output(Ids.DIALOG, "is_open", allow_duplicate=True),
    Output(Ids.PROBLEM, "children"),
    Input(Ids.CREATE, "n_clicks"),
    State(Ids.DASHBOARD, "value"),
    State(Ids.WHEN, "value"),
    State(Ids.CLOCK, "value"),
    State(Ids.CRON, "value"),
    State(Ids.TIMEZONE, "value"),
    State(Ids.RECIPIENTS, "value"),
    State(Ids.SUBJECT, "value"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def create(n_clicks: int | None, *fields: Any) -> tuple[Any, ...]:
    """The sentence under the form says what cannot be kept to."""
    if not n_clicks:
        raise PreventUpdate
    try:
        add(*fields)
    except LuminaError as error:
        return *lists(), True, str(error)
    return *lists(), False, None


def add(
    dashboard: Any, when: str, clock: str, cron: str, timezone: str, to: str, subject: str
) -> None:
    schedules.create(
        context(),
        user(),
        int(dashboard or 0),
        recipients=(to or "").replace(";", ",").replace("\n", ",").split(","),
        cron=cron_for(when, clock, cron),
        timezone=timezone,
        subject=subject or "",
        filters=schedules.present_filters(context(), user(), int(dashboard or 0)),
    )


@blueprint.callback(
    *LISTS,
    Input(Ids.enabled(ALL), "value"),
    Input(Ids.run(ALL), "n_clicks"),
    Input(Ids.delete(ALL), "n_clicks"),
    Input(Ids.resend(ALL), "n_clicks"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def act(*_pressed: Any) -> tuple[Component, Component, Component]:
    """Pause or go on, send now, delete, send again."""
    pressed, value = ctx.triggered_id, ctx.triggered[0]["value"] if ctx.triggered else None
    if not isinstance(pressed, dict) or value is None or len(ctx.triggered) > 1:
        raise PreventUpdate
    do(pressed, value)
    return lists()


def do(pressed: dict[str, Any], value: Any) -> None:
    acts = {
        Ids.resend(0)["type"]: service.resend,
        Ids.run(0)["type"]: schedules.run_now,
        Ids.delete(0)["type"]: schedules.delete,
    }
    number = int(pressed.get("delivery") or pressed["schedule"])
    if pressed["type"] in acts:
        acts[pressed["type"]](context(), user(), number)
    else:
        schedules.switch(context(), user(), number, is_on=bool(value))
