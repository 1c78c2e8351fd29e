"""Reports: what is sent when and to whom, and the ledger of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button, menu, menu_item
from layouts.parts.deliveries import delivery_table
from layouts.parts.dialog import dialog
from layouts.parts.schedule_form import FieldIds, cron_for, schedule_form
from layouts.parts.states import empty
from layouts.parts.table import Head, table
from layouts.parts.top import section, top_bar
from layouts.parts.words import NONE, many, moment
from luminabi_dash.tables.filters import Filter, sentence
from luminabi_dash.views import DashboardView, DeliveryView, ReportView, ScheduleView

__all__ = ["Ids", "cron_for", "delivery_list", "facts", "reports", "schedule_list"]

PERIOD = timedelta(days=30)
FEW_NAMES = 2
HEADS = (
    Head("Dashboard", extra="lb-name"),
    Head("When"),
    Head("To"),
    Head("Next", is_number=True),
    Head("", is_number=True, extra="lb-acts-cell"),
)


class Ids:
    WORK = "reports-work"
    FACTS = "reports-facts"
    SCHEDULES = "reports-schedules"
    DELIVERIES = "reports-deliveries"
    NEW = "reports-new"
    DIALOG = "reports-dialog"
    DASHBOARD = "reports-dashboard"
    WHEN = "reports-when"
    CLOCK = "reports-clock"
    CRON = "reports-cron"
    TIMEZONE = "reports-timezone"
    RECIPIENTS = "reports-recipients"
    SUBJECT = "reports-subject"
    PROBLEM = "reports-problem"
    CREATE = "reports-create"

    @staticmethod
    def enabled(schedule: Any) -> dict[str, Any]:
        return {"type": "reports-enabled", "schedule": schedule}

    @staticmethod
    def run(schedule: Any) -> dict[str, Any]:
        return {"type": "reports-run", "schedule": schedule}

    @staticmethod
    def delete(schedule: Any) -> dict[str, Any]:
        return {"type": "reports-delete", "schedule": schedule}

    @staticmethod
    def resend(delivery: Any) -> dict[str, Any]:
        return {"type": "reports-resend", "delivery": delivery}


def reports(
    schedules: Sequence[ScheduleView],
    reports: Sequence[ReportView],
    deliveries: Sequence[DeliveryView] | None = None,
    dashboards: Sequence[DashboardView] = (),
    timezone: str = "UTC",
    email: str = "",
    chosen: int | None = None,
) -> Component:
    """`deliveries` of None are taken from the reports.

    `dashboards` can be put on a schedule; `chosen` opens the form for one of them.
    """
    acts = [button("New schedule", Ids.NEW, kind="primary", symbol="plus-lg")]
    promise = "A report that cannot be drawn whole is not sent; you are told which tile failed."
    return html.Div(
        [
            top_bar("Reports", acts=acts),
            html.Div(
                [
                    html.Div(id=Ids.WORK, className="lb-works"),
                    html.Div(facts(schedules, reports, deliveries), id=Ids.FACTS),
                    section(
                        "Schedules",
                        "reports-h-schedules",
                        html.Div(schedule_list(schedules), id=Ids.SCHEDULES),
                        html.P(promise, className="lb-s lb-3 lb-below-s"),
                        number=len(schedules),
                    ),
                    section(
                        "Deliveries",
                        "reports-h-deliveries",
                        html.Div(delivery_list(reports, deliveries), id=Ids.DELIVERIES),
                    ),
                ],
                className="lb-page lb-stack",
            ),
            new_dialog(dashboards, timezone, email, chosen),
        ],
        className="lb-body",
    )


def facts(
    schedules: Sequence[ScheduleView],
    reports: Sequence[ReportView],
    deliveries: Sequence[DeliveryView] | None = None,
    now: datetime | None = None,
) -> Component:
    """Children of FACTS: next send, sent in 30 days, in doubt, waiting for you."""
    mails = [mail for _, mail in joined(reports, deliveries) if mail is not None]
    since = (now or datetime.now(UTC)) - PERIOD
    sent = [m for m in mails if m.delivered_at is not None and aware(m.delivered_at) >= since]
    doubt = sum(mail.state == "in_doubt" for mail in mails)
    failed = sum(mail.state == "failed" for mail in mails)
    held = sum(report.state in {"held", "failed"} for report in reports)
    return html.Div(
        [
            next_fact(schedules),
            fact("Sent in 30 days", f"{len(sent):,}", "one mail for each slot and person"),
            fact("In doubt", f"{doubt:,}", "no answer came after sending", doubt > 0),
            fact("Not sent", f"{failed + held:,}", "see the reason below", failed + held > 0),
        ],
        className="lb-facts",
    )


def next_fact(schedules: Sequence[ScheduleView]) -> Component:
    due = [item for item in schedules if item.enabled and item.next_at is not None]
    first = min(due, key=lambda item: aware(item.next_at or datetime.now(UTC)), default=None)
    if first is None:
        return fact("Next send", NONE, "no schedule is on")
    words = f"{first.dashboard_name}, to {many(len(first.recipients), 'person', 'people')}"
    return fact("Next send", moment(first.next_at), words)


def fact(words: str, value: Any, more: str, asks: bool = False) -> Component:
    return html.Div(
        [
            html.Div(words, className="lb-s lb-3"),
            html.Div(value, className=f"lb-fig-1 {'lb-warn' if asks else ''}".rstrip()),
            html.Div(more, className="lb-s lb-2 lb-cut"),
        ]
    )


def aware(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def schedule_list(schedules: Sequence[ScheduleView]) -> Component:
    """Children of SCHEDULES."""
    if not schedules:
        words = "A schedule mails a dashboard as a PDF, at a time you choose."
        return html.Div(empty("clock", "No schedule yet", words), className="lb-card")
    rows = [schedule_cells(item) for item in schedules]
    return html.Div(table(HEADS, rows, "Schedules"), className="lb-card lb-table-card")


def schedule_cells(item: ScheduleView) -> list[Any]:
    filters = sentence(Filter(**given) for given in item.filters)
    name = html.Span(
        [
            html.Span(item.dashboard_name, className="lb-b"),
            html.Span(f" {filters}", className="lb-3"),
        ],
        title=item.subject,
    )
    when = html.Span([item.words, html.Span(f" {item.timezone}", className="lb-s lb-3")])
    following = moment(item.next_at) if item.enabled else html.Span("paused", className="lb-3")
    return [name, when, people(item.recipients), following, schedule_acts(item)]


def people(recipients: Sequence[str]) -> Component:
    few = len(recipients) <= FEW_NAMES
    words = ", ".join(recipients) if few else many(len(recipients), "person", "people")
    return html.Span(words, title=", ".join(recipients))


def schedule_acts(item: ScheduleView) -> Component:
    switch = dbc.Switch(
        id=Ids.enabled(item.id),
        value=item.enabled,
        label=html.Span(f"{item.dashboard_name} is sent", className="visually-hidden"),
    )
    more = menu(
        f"More for {item.dashboard_name}",
        [
            menu_item("Send now", Ids.run(item.id), "send"),
            menu_item("Delete the schedule", Ids.delete(item.id), "trash", is_danger=True),
        ],
    )
    return html.Div([switch, more], className="lb-row is-end")


def delivery_list(
    reports: Sequence[ReportView], deliveries: Sequence[DeliveryView] | None = None
) -> Component:
    """Children of DELIVERIES."""
    rows = joined(reports, deliveries)
    if not rows:
        words = "Each report and each of its mails is listed here, with what the mail server said."
        return html.Div(empty("envelope", "Nothing sent yet", words), className="lb-card")
    return delivery_table(rows, Ids.resend)


def joined(
    reports: Sequence[ReportView], deliveries: Sequence[DeliveryView] | None
) -> list[tuple[ReportView, DeliveryView | None]]:
    """Each report with each of its mails; a report without mails once."""
    rows: list[tuple[ReportView, DeliveryView | None]] = []
    for report in reports:
        mails = report.deliveries
        if deliveries is not None:
            mails = tuple(mail for mail in deliveries if mail.report_id == report.id)
        rows += [(report, mail) for mail in mails] or [(report, None)]
    return rows


def new_dialog(
    dashboards: Sequence[DashboardView], timezone: str, email: str, chosen: int | None
) -> Component:
    ids = FieldIds(
        dashboard=Ids.DASHBOARD,
        when=Ids.WHEN,
        clock=Ids.CLOCK,
        cron=Ids.CRON,
        timezone=Ids.TIMEZONE,
        recipients=Ids.RECIPIENTS,
        subject=Ids.SUBJECT,
        problem=Ids.PROBLEM,
    )
    boards = sorted(
        ((item.id, item.name) for item in dashboards), key=lambda board: board[0] != chosen
    )
    acts = [button("Create the schedule", Ids.CREATE, kind="primary")]
    form = schedule_form(ids, boards, timezone, email)
    is_open = any(board == chosen for board, _ in boards)
    return dialog(Ids.DIALOG, "New schedule", form, acts, is_open=is_open)
