"""Questions about schedules, reports and deliveries; each takes the user who asks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.db.work import Dashboard, Delivery, Report, Schedule
from luminabi_dash.errors import NotFound


def schedule(session: Session, schedule_id: int, user_id: int) -> Schedule:
    found = session.scalar(
        select(Schedule).where(Schedule.id == schedule_id, Schedule.owner_id == user_id)
    )
    if found is None:
        raise NotFound("There is no such schedule.", code="schedule_not_found")
    return found


def schedules(session: Session, user_id: int) -> list[tuple[Schedule, Dashboard]]:
    rows = session.execute(
        select(Schedule, Dashboard)
        .join(Dashboard, Dashboard.id == Schedule.dashboard_id)
        .where(Schedule.owner_id == user_id)
        .order_by(Schedule.id)
    )
    return [(row[0], row[1]) for row in rows]


def due(session: Session, moment: datetime) -> list[Schedule]:
    """Enabled schedules whose next slot has come; locked against other schedulers."""
    return list(
        session.scalars(
            select(Schedule)
            .where(Schedule.enabled, Schedule.next_at <= moment)
            .order_by(Schedule.next_at)
            .with_for_update(skip_locked=True)
        )
    )


def report(session: Session, report_id: int, user_id: int) -> Report:
    found = session.scalar(select(Report).where(Report.id == report_id, Report.owner_id == user_id))
    if found is None:
        raise NotFound("There is no such report.", code="report_not_found")
    return found


def reports(
    session: Session, user_id: int, limit: int, schedule_id: int | None = None
) -> list[Report]:
    statement = select(Report).where(Report.owner_id == user_id)
    if schedule_id is not None:
        statement = statement.where(Report.schedule_id == schedule_id)
    return list(session.scalars(statement.order_by(Report.id.desc()).limit(limit)))


def deliveries(session: Session, report_ids: list[int]) -> dict[int, list[Delivery]]:
    found: dict[int, list[Delivery]] = {report_id: [] for report_id in report_ids}
    rows = session.scalars(
        select(Delivery).where(Delivery.report_id.in_(report_ids)).order_by(Delivery.id)
    )
    for row in rows:
        found[row.report_id].append(row)
    return found


def delivery(session: Session, delivery_id: int, user_id: int) -> Delivery:
    found = session.scalar(
        select(Delivery)
        .join(Report, Report.id == Delivery.report_id)
        .where(Delivery.id == delivery_id, Report.owner_id == user_id)
    )
    if found is None:
        raise NotFound("There is no such delivery.", code="delivery_not_found")
    return found
