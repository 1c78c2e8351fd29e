"""Alerts: what is watched, how it stands, and what each said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button, link_button
from layouts.parts.alert_form import alert_form
from layouts.parts.alert_rows import ActIds, alert_table, event_list
from layouts.parts.dialog import confirm, dialog
from layouts.parts.states import empty
from layouts.parts.top import top_bar
from luminabi_dash.alerts.draft import Draft
from luminabi_dash.alerts.views import AlertEventView, AlertView

FIELDS = (
    "dataset",
    "measure",
    "summary",
    "column",
    "values",
    "op",
    "value",
    "high",
    "against",
    "unit",
    "back",
    "versions",
    "verdicts",
    "recipients",
    "name",
)
"""What the form asks, in the order in which callbacks get it."""


class Ids:
    LIST = "alerts-list"
    NEW = "alerts-new"
    DIALOG = "alerts-dialog"
    FORM = "alerts-form"
    ABOUT = "alerts-about"
    KEEP = "alerts-keep"
    HISTORY = "alerts-history"
    DOOMED = "alerts-doomed"
    DELETE_DIALOG = "alerts-delete-dialog"
    DELETE_APPLY = "alerts-delete-apply"
    DATASET = "alerts-dataset"
    MEASURE = "alerts-measure"
    SUMMARY = "alerts-summary"
    COLUMN = "alerts-column"
    VALUES = "alerts-values"
    OP = "alerts-op"
    VALUE = "alerts-value"
    HIGH = "alerts-high"
    AGAINST = "alerts-against"
    UNIT = "alerts-unit"
    BACK = "alerts-back"
    VERSIONS = "alerts-versions"
    VERDICTS = "alerts-verdicts"
    RECIPIENTS = "alerts-recipients"
    NAME = "alerts-name"
    PREVIEW = "alerts-preview"
    PROBLEM = "alerts-problem"

    @staticmethod
    def enabled(alert: Any) -> dict[str, Any]:
        return {"type": "alerts-enabled", "alert": alert}

    @staticmethod
    def check(alert: Any) -> dict[str, Any]:
        return {"type": "alerts-check", "alert": alert}

    @staticmethod
    def edit(alert: Any) -> dict[str, Any]:
        return {"type": "alerts-edit", "alert": alert}

    @staticmethod
    def look(alert: Any) -> dict[str, Any]:
        return {"type": "alerts-look", "alert": alert}

    @staticmethod
    def delete(alert: Any) -> dict[str, Any]:
        return {"type": "alerts-delete", "alert": alert}


def field_id(name: str) -> str:
    """The id of a field of the form."""
    return f"alerts-{name}"


def alerts(
    items: Sequence[AlertView],
    draft: Draft | None = None,
    looked_at: AlertView | None = None,
    events: Sequence[AlertEventView] = (),
) -> Component:
    """The page; with a `draft` its form is open, with `looked_at` what that alert said."""
    acts = [button("New alert", Ids.NEW, kind="primary", symbol="plus-lg")]
    return html.Div(
        [
            top_bar("Alerts", acts=acts),
            html.Div(html.Div(alert_list(items), id=Ids.LIST), className="lb-page lb-stack"),
            form_dialog(draft),
            history_dialog(looked_at, events),
            dcc.Store(id=Ids.DOOMED),
            confirm(
                Ids.DELETE_DIALOG,
                Ids.DELETE_APPLY,
                "Delete this alert?",
                "It goes with everything that it said. The data stays.",
            ),
        ],
        className="lb-body",
    )


def alert_list(items: Sequence[AlertView]) -> Component:
    """Children of LIST."""
    if items:
        ids = ActIds(Ids.enabled, Ids.check, Ids.edit, Ids.look, Ids.delete)
        return alert_table(items, ids)
    words = (
        "An alert watches a number or an insight and says once when it passes a limit, and once "
        "when that is over. Begin with a tile of a dashboard: press the alarm in its tools."
    )
    act = link_button("Dashboards", "/dashboards")
    return html.Div(empty("alarm", "No alert yet", words, act), className="lb-card")


def form_dialog(draft: Draft | None) -> Component:
    shown = draft or Draft({})
    is_new = "alert" not in shown.about
    words = "Create the alert" if is_new else "Save"
    inside: list[Component] = [
        dcc.Store(id=Ids.ABOUT, data=shown.about),
        html.Div(alert_form(shown, field_id), id=Ids.FORM, className="lb-alert"),
    ]
    acts = [button(words, Ids.KEEP, kind="primary")]
    made: Component = dialog(Ids.DIALOG, shown.title, inside, acts, is_open=draft is not None)
    return made


def history_dialog(item: AlertView | None, events: Sequence[AlertEventView]) -> Component:
    title = item.name if item else "History"
    inside: list[Component] = []
    if item is not None:
        about = item.words if item.kind == "insight" else f"{item.words} · {item.rows}"
        inside = [html.P(about, className="lb-2"), *event_list(events)]
    acts = [link_button("Open what is watched", item.link)] if item and item.dataset_name else []
    made: Component = dialog(Ids.HISTORY, title, inside, acts, is_open=item is not None)
    return made
