"""Alerts as rows, and what one said as a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import icon_button, menu, menu_item
from layouts.parts.marks import state
from layouts.parts.table import Head, table
from layouts.parts.words import NONE, ago, moment
from luminabi_dash.alerts.views import AlertEventView, AlertMailView, AlertView

HEADS = (
    Head("Alert", extra="lb-name"),
    Head("State"),
    Head("Now", is_number=True),
    Head("Since"),
    Head("Last look"),
    Head("", is_number=True, extra="lb-acts-cell"),
)
STATES = {
    "firing": ("warn", "Firing"),
    "ok": ("ok", "OK"),
    "unknown": ("bad", "Cannot be checked"),
}
MAIL_STATES = {
    "waiting": ("off", "waiting"),
    "sending": ("acc", "sending"),
    "delivered": ("ok", "delivered"),
    "in_doubt": ("warn", "in doubt"),
    "failed": ("bad", "failed"),
}
AlertId = Callable[[int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ActIds:
    """The ids of what can be done with an alert, given by the page that shows it."""

    enabled: AlertId
    check: AlertId
    edit: AlertId
    look: AlertId
    delete: AlertId


def alert_table(items: Sequence[AlertView], ids: ActIds) -> Component:
    rows = [cells(item, ids) for item in items]
    return html.Div(table(HEADS, rows, "Alerts"), className="lb-card lb-table-card")


def cells(item: AlertView, ids: ActIds) -> list[Any]:
    return [
        named(item, ids),
        state_mark(item),
        html.Span(item.value_text or NONE, className="lb-num"),
        ago(item.since) if item.enabled else NONE,
        ago(item.checked_at),
        acts(item, ids),
    ]


def named(item: AlertView, ids: ActIds) -> Component:
    place = item.dashboard_name or item.dataset_name
    about = item.words if item.kind == "insight" else f"{item.words} · {item.rows}"
    more = f"{place} · {about}" if place else about
    return html.Div(
        [
            html.Button(
                item.name,
                id=ids.look(item.id),
                type="button",
                title=f"What {item.name} said",
                className="btn btn-text lb-cut",
            ),
            html.Div(more, className="lb-s lb-3 lb-cut", title=more),
        ],
        className="lb-alert-name",
    )


def state_mark(item: AlertView) -> Component:
    if not item.enabled:
        return reasoned("off", "Paused", item.error)
    if item.state == "unknown" and item.checked_at is None:
        return state("off", "Not looked at yet")
    kind, words = STATES.get(item.state, ("off", item.state))
    if item.state == "unknown":
        return reasoned(kind, words, item.error)
    return html.Span(state(kind, words), title=item.words)


def reasoned(kind: str, words: str, reason: str | None) -> Component:
    """A state with its reason under it."""
    more = html.Div(reason, className="lb-s lb-2 lb-alert-why") if reason else None
    return html.Div([part for part in (state(kind, words), more) if part])


def acts(item: AlertView, ids: ActIds) -> Component:
    switch = dbc.Switch(
        id=ids.enabled(item.id),
        value=item.enabled,
        label=html.Span(f"{item.name} is on", className="visually-hidden"),
    )
    more = menu(
        f"More for {item.name}",
        [
            menu_item("Look now", ids.check(item.id), "arrow-repeat"),
            menu_item("Delete", ids.delete(item.id), "trash", is_danger=True),
        ],
    )
    edit = icon_button("pencil", f"Change {item.name}", ids.edit(item.id))
    return html.Div([switch, edit, more], className="lb-row is-end")


def event_list(events: Sequence[AlertEventView]) -> list[Component]:
    """What an alert said, the newest first, with its mails."""
    if not events:
        return [html.P("It has not said anything yet.", className="lb-2")]
    return [event_line(event) for event in events]


def event_line(event: AlertEventView) -> Component:
    kind, words = STATES.get(event.state, ("off", event.state))
    head = html.Div(
        [state(kind, "Over" if event.state == "ok" else words), moment(event.at)],
        className="lb-row lb-s lb-3",
    )
    said = html.P(event.sentence, className="lb-alert-said")
    mails = [mail_line(mail) for mail in event.mails]
    return html.Div([head, said, *mails], className="lb-alert-event")


def mail_line(mail: AlertMailView) -> Component:
    kind, words = MAIL_STATES.get(mail.state, ("off", mail.state))
    tries = f", {mail.attempts} tries" if mail.attempts > 1 else ""
    reason = f": {mail.answer}" if mail.answer and mail.state != "delivered" else ""
    return html.Div(
        state(kind, html.Span(f"Mail to {mail.recipient} {words}{tries}{reason}")),
        className="lb-s",
    )
