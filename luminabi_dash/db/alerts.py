"""Questions about alerts, their events and their mails; what a user asks takes the user."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from luminabi_dash.db import dashboards
from luminabi_dash.db.models import Dataset, Version
from luminabi_dash.db.watching import Alert, AlertEvent, AlertMail
from luminabi_dash.db.work import Dashboard
from luminabi_dash.errors import NotFound

Named = tuple[Alert, str, str | None]
"""An alert with the names of its dataset and of its dashboard."""


def alert(session: Session, alert_id: int, user_id: int) -> Alert:
    """The user's alert, or NotFound."""
    found = session.scalar(select(Alert).where(Alert.id == alert_id, Alert.owner_id == user_id))
    if found is None:
        raise NotFound("There is no such alert.", code="alert_not_found")
    return found


def alerts(session: Session, user_id: int, alert_id: int | None = None) -> list[Named]:
    """The user's alerts (or one of them), the newest first."""
    asked = (
        select(Alert, Dataset.name, Dashboard.name)
        .join(Dataset, Dataset.id == Alert.dataset_id)
        .outerjoin(Dashboard, Dashboard.id == Alert.dashboard_id)
        .where(Alert.owner_id == user_id)
        .order_by(Alert.id.desc())
    )
    if alert_id is not None:
        asked = asked.where(Alert.id == alert_id)
    return [(row[0], row[1], row[2]) for row in session.execute(asked)]


def counted(session: Session, user_id: int) -> int:
    return session.scalar(select(func.count()).where(Alert.owner_id == user_id)) or 0


def enabled(session: Session, dataset_id: int) -> list[int]:
    """Ids of the alerts of a dataset that are on, in their order."""
    asked = select(Alert.id).where(Alert.dataset_id == dataset_id, Alert.enabled)
    return list(session.scalars(asked.order_by(Alert.id)))


def watched_datasets(session: Session) -> list[int]:
    """Ids of the datasets with an alert that is on."""
    return list(session.scalars(select(Alert.dataset_id).where(Alert.enabled).distinct()))


def sees(session: Session, row: Alert) -> bool:
    """Whether the alert's owner still may see its dashboard, or owns its dataset."""
    owner_id = session.scalar(select(Dataset.owner_id).where(Dataset.id == row.dataset_id))
    if owner_id == row.owner_id:
        return True
    if row.dashboard_id is None:
        return False
    asked = select(Dashboard.id).where(
        Dashboard.id == row.dashboard_id,
        Dashboard.dataset_id == row.dataset_id,
        dashboards.seen_by(row.owner_id),
    )
    return session.scalar(asked) is not None


def cleaned_before(session: Session, dataset_id: int, number: int, count: int) -> list[int]:
    """Up to `count` numbers of cleaned versions before one, the newest first."""
    asked = (
        select(Version.number)
        .where(
            Version.dataset_id == dataset_id,
            Version.number < number,
            Version.kind == "cleaned",
        )
        .order_by(Version.number.desc())
        .limit(count)
    )
    return list(session.scalars(asked))


def last_told(session: Session, alert_id: int) -> str:
    """The state of which people were told last, "ok" when of none."""
    asked = (
        select(AlertEvent.state)
        .where(AlertEvent.alert_id == alert_id, AlertEvent.state != "unknown")
        .order_by(AlertEvent.id.desc())
        .limit(1)
    )
    return session.scalar(asked) or "ok"


def events(session: Session, alert_id: int, limit: int) -> list[AlertEvent]:
    asked = select(AlertEvent).where(AlertEvent.alert_id == alert_id)
    return list(session.scalars(asked.order_by(AlertEvent.id.desc()).limit(limit)))


def mails(session: Session, event_ids: list[int]) -> dict[int, list[AlertMail]]:
    found: dict[int, list[AlertMail]] = {event_id: [] for event_id in event_ids}
    asked = select(AlertMail).where(AlertMail.event_id.in_(event_ids)).order_by(AlertMail.id)
    for row in session.scalars(asked):
        found[row.event_id].append(row)
    return found


def on_dashboard(session: Session, dashboard_id: int) -> list[Alert]:
    return list(session.scalars(select(Alert).where(Alert.dashboard_id == dashboard_id)))


def on_dataset(session: Session, dataset_id: int) -> list[Alert]:
    return list(session.scalars(select(Alert).where(Alert.dataset_id == dataset_id)))
