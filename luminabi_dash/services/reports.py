"""What a user can do with reports: ask for one, look into the archive, download, send again."""

from __future__ import annotations

from typing import BinaryIO

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards, reports
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Delivery, Report
from luminabi_dash.errors import Conflict, NotFound
from luminabi_dash.services import live
from luminabi_dash.services.schedules import enqueue_report
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.views import DeliveryView, ReportView, UserView

SHOWN = 200


def request(
    ctx: Context, user: UserView, dashboard_id: int, filters: list[object] | None = None
) -> tuple[int, str]:
    """A report of the dashboard as it stands, for the archive; ids of the report and its job."""
    if filters is None:
        shared = live.snapshot(ctx, user, dashboard_id)["filters"]
        filters = [{k: f[k] for k in ("column", "op", "value")} for f in shared]
    checked = parse_filters(filters, live.schema_of(ctx, user, dashboard_id))
    with ctx.sessions.begin() as session:
        board = dashboards.visible(session, dashboard_id, user.id)
        report = Report(
            owner_id=user.id,
            dashboard_id=dashboard_id,
            title=board.name,
            filters=[item.model_dump(mode="json") for item in checked],
        )
        session.add(report)
        session.flush()
        return report.id, enqueue_report(ctx, session, report)


def listed(ctx: Context, user: UserView, schedule_id: int | None = None) -> list[ReportView]:
    with ctx.sessions() as session:
        if schedule_id is not None:
            reports.schedule(session, schedule_id, user.id)
        return views_of(session, reports.reports(session, user.id, SHOWN, schedule_id))


def get(ctx: Context, user: UserView, report_id: int) -> ReportView:
    with ctx.sessions() as session:
        return views_of(session, [reports.report(session, report_id, user.id)])[0]


def views_of(session: Session, rows: list[Report]) -> list[ReportView]:
    mails = reports.deliveries(session, [row.id for row in rows])
    return [
        ReportView(
            id=row.id,
            dashboard_id=row.dashboard_id or 0,
            dashboard_name=row.title,
            schedule_id=row.schedule_id,
            slot_at=row.slot_at,
            state=row.state,
            error=row.error,
            pages=row.pages,
            size_bytes=row.size_bytes,
            sha256=row.sha256,
            filters=row.filters_text,
            data_version=row.data_version,
            created_at=row.created_at,
            deliveries=tuple(delivery_view(mail) for mail in mails[row.id]),
        )
        for row in rows
    ]


def delivery_view(row: Delivery) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        report_id=row.report_id,
        recipient=row.recipient,
        state=row.state,
        attempts=row.attempts,
        answer=row.answer,
        next_try_at=row.next_try_at,
        delivered_at=row.delivered_at,
    )


def pdf(ctx: Context, user: UserView, report_id: int) -> tuple[BinaryIO, str]:
    """The archived bytes and the file name of a report."""
    with ctx.sessions() as session:
        row = reports.report(session, report_id, user.id)
        if row.sha256 is None:
            raise NotFound(row.error or "This report is not drawn yet.", code="report_not_ready")
        name = f"{row.title} {row.created_at:%Y-%m-%d}.pdf"
        return ctx.blobs.open(row.sha256), name


def resend(ctx: Context, user: UserView, delivery_id: int) -> str:
    """Send the original bytes to this recipient again; the job's id."""
    with ctx.sessions.begin() as session:
        row = reports.delivery(session, delivery_id, user.id)
        if row.state in {"waiting", "sending"}:
            raise Conflict("This mail is on its way already.", code="busy")
        row.state, row.answer = "waiting", None
        row.first_try_at = row.next_try_at = None
        row.attempts = 0
        return enqueue_delivery(ctx, session, row, user.id)


def enqueue_delivery(ctx: Context, session: Session, row: Delivery, owner_id: int) -> str:
    return ctx.jobs.enqueue(
        session,
        "deliver_report",
        owner_id=owner_id,
        subject=f"delivery:{row.id}",
        not_before=row.next_try_at or now(),
        delivery_id=row.id,
    )
