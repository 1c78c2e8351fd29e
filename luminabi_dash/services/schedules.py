"""What a user can do with schedules: make, change, pause, delete; and what comes due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards, reports
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Dashboard, Report, Schedule
from luminabi_dash.errors import Conflict, Invalid
from luminabi_dash.reports import slots
from luminabi_dash.services import live
from luminabi_dash.services.accounts import EMAIL
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.views import ScheduleView, UserView

RECIPIENTS = 50
MISSED = timedelta(hours=24)
LATE = timedelta(minutes=5)


def listed(ctx: Context, user: UserView) -> list[ScheduleView]:
    with ctx.sessions() as session:
        return [view_of(row, board) for row, board in reports.schedules(session, user.id)]


def get(ctx: Context, user: UserView, schedule_id: int) -> ScheduleView:
    with ctx.sessions() as session:
        row = reports.schedule(session, schedule_id, user.id)
        return view_of(row, session.get_one(Dashboard, row.dashboard_id))


def view_of(row: Schedule, board: Dashboard) -> ScheduleView:
    return ScheduleView(
        id=row.id,
        dashboard_id=row.dashboard_id,
        dashboard_name=board.name,
        cron=row.cron,
        words=slots.in_words(row.cron),
        timezone=row.timezone,
        recipients=tuple(row.recipients),
        subject=row.subject,
        enabled=row.enabled,
        next_at=row.next_at if row.enabled else None,
        filters=tuple(row.filters),
        version=row.version,
    )


def default_cron(ctx: Context) -> str:
    at = ctx.settings.reports_at
    return f"{at.minute} {at.hour} * * *"


def create(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    *,
    recipients: Sequence[str],
    cron: str | None = None,
    timezone: str | None = None,
    filters: Any = None,
    subject: str = "",
    enabled: bool = True,
) -> ScheduleView:
    """A report of this dashboard at each due time, mailed to the recipients."""
    cron, timezone = cron or default_cron(ctx), timezone or ctx.settings.timezone
    slots.check(cron, timezone)
    checked = check_filters(ctx, user, dashboard_id, filters or [])
    with ctx.sessions.begin() as session:
        dashboards.visible(session, dashboard_id, user.id)
        row = Schedule(
            owner_id=user.id,
            dashboard_id=dashboard_id,
            cron=cron,
            timezone=timezone,
            recipients=check_recipients(recipients),
            filters=checked,
            subject=check_subject(subject),
            enabled=enabled,
            next_at=slots.next_after(cron, timezone, now()),
        )
        session.add(row)
        session.flush()
        schedule_id = row.id
    return get(ctx, user, schedule_id)


def change(
    ctx: Context,
    user: UserView,
    schedule_id: int,
    changes: dict[str, Any],
    version: int | None = None,
) -> ScheduleView:
    """Change the given fields; due times that passed while it was off are not made up for."""
    with ctx.sessions() as session:
        row = reports.schedule(session, schedule_id, user.id)
        dashboard_id, cron, timezone = row.dashboard_id, row.cron, row.timezone
    cron, timezone = changes.get("cron", cron), changes.get("timezone", timezone)
    slots.check(cron, timezone)
    filters = changes.get("filters")
    checked = None if filters is None else check_filters(ctx, user, dashboard_id, filters)
    with ctx.sessions.begin() as session:
        row = reports.schedule(session, schedule_id, user.id)
        if version is not None and version != row.version:
            raise Conflict("Somebody else changed this schedule.", details={"version": row.version})
        row.cron, row.timezone = cron, timezone
        if checked is not None:
            row.filters = checked
        if "recipients" in changes:
            row.recipients = check_recipients(changes["recipients"])
        if "subject" in changes:
            row.subject = check_subject(changes["subject"])
        if "enabled" in changes:
            row.enabled = changes["enabled"]
        row.next_at = slots.next_after(cron, timezone, now())
        row.version += 1
    return get(ctx, user, schedule_id)


def switch(ctx: Context, user: UserView, schedule_id: int, *, is_on: bool) -> None:
    """Pause a schedule or let it go on."""
    if get(ctx, user, schedule_id).enabled != is_on:
        change(ctx, user, schedule_id, {"enabled": is_on})


def delete(ctx: Context, user: UserView, schedule_id: int) -> None:
    with ctx.sessions.begin() as session:
        session.delete(reports.schedule(session, schedule_id, user.id))


def enqueue_due(ctx: Context, moment: datetime | None = None) -> int:
    """Every slot that has come gets its one report row and job, however many schedulers ask.

    Missed by less than a day: runs once, marked late; older: recorded as missed.
    """
    moment = moment or now()
    count = 0
    with ctx.sessions.begin() as session:
        for row in reports.due(session, moment):
            slot = row.next_at
            while slot is not None and slot <= moment:
                following = slots.next_after(row.cron, row.timezone, slot)
                is_newest = following is None or following > moment
                add_slot(ctx, session, row, slot, moment, is_newest=is_newest)
                count += 1
                slot = following
            row.next_at = slot
    return count


def add_slot(
    ctx: Context,
    session: Session,
    row: Schedule,
    slot: datetime,
    moment: datetime,
    *,
    is_newest: bool,
) -> None:
    """One run row for a slot; only the newest missed one runs."""
    report = new_report(session, row, slot)
    report.is_late = moment - slot > LATE
    if not is_newest or moment - slot > MISSED:
        report.state = "missed"
        report.error = "Nothing was running at this time."
        return
    enqueue_report(ctx, session, report)


def new_report(session: Session, row: Schedule, slot: datetime | None) -> Report:
    board = session.get_one(Dashboard, row.dashboard_id)
    report = Report(
        owner_id=row.owner_id,
        dashboard_id=row.dashboard_id,
        schedule_id=row.id,
        slot_at=slot,
        title=board.name,
        filters=row.filters,
        recipients=row.recipients,
        subject=row.subject,
    )
    session.add(report)
    session.flush()
    return report


def enqueue_report(ctx: Context, session: Session, report: Report) -> str:
    return ctx.jobs.enqueue(
        session,
        "send_report",
        owner_id=report.owner_id,
        subject=f"report:{report.id}",
        unique_key=f"report:{report.id}",
        report_id=report.id,
    )


def run_now(ctx: Context, user: UserView, schedule_id: int) -> tuple[int, str]:
    """The schedule's report at once, mailed as always; ids of the report and of its job."""
    with ctx.sessions.begin() as session:
        row = reports.schedule(session, schedule_id, user.id)
        report = new_report(session, row, None)
        return report.id, enqueue_report(ctx, session, report)


def check_filters(ctx: Context, user: UserView, dashboard_id: int, filters: Any) -> list[Any]:
    schema = live.schema_of(ctx, user, dashboard_id)
    return [item.model_dump(mode="json") for item in parse_filters(filters, schema)]


def present_filters(ctx: Context, user: UserView, dashboard_id: int) -> list[dict[str, Any]]:
    """The dashboard's filters as they stand: a schedule made from its page keeps them."""
    shared = live.snapshot(ctx, user, dashboard_id)["filters"]
    return [{key: item[key] for key in ("column", "op", "value")} for item in shared]


def check_recipients(recipients: Any, what: str = "A schedule") -> list[str]:
    if isinstance(recipients, str) or not all(isinstance(r, str) for r in recipients):
        raise Invalid("Recipients are a list of addresses.", details={"field": "recipients"})
    cleaned = list(dict.fromkeys(r.strip() for r in recipients if r.strip()))
    for address in cleaned:
        if EMAIL.fullmatch(address) is None or not address.isprintable():
            raise Invalid(
                f"{address!r} is not an email address.",
                code="wrong_recipient",
                details={"field": "recipients"},
            )
    if not 1 <= len(cleaned) <= RECIPIENTS:
        raise Invalid(f"{what} has 1 to {RECIPIENTS} recipients.", details={"field": "recipients"})
    return cleaned


def check_subject(subject: Any) -> str:
    if not isinstance(subject, str) or len(subject) > 200 or not subject.isprintable():
        raise Invalid("A subject is one line of at most 200.", details={"field": "subject"})
    return subject.strip()
