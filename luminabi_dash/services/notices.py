"""What a user is told: a line in the bell, and an event to every open page of theirs."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Notification
from luminabi_dash.live import topics
from luminabi_dash.views import NotificationView, UserView

SHOWN = 30


def tell(
    ctx: Context, session: Session, user_id: int, type_: str, text: str, link: str | None
) -> None:
    """Write the line and announce it, in the caller's transaction."""
    row = Notification(user_id=user_id, type=type_, text=text[:400], link=link)
    session.add(row)
    session.flush()
    data = {"notification_id": row.id, "text": row.text, "link": link}
    ctx.events.publish(session, topics.notifications(user_id), type_, data)


def listed(ctx: Context, user: UserView) -> list[NotificationView]:
    with ctx.sessions() as session:
        rows = session.scalars(
            select(Notification)
            .where(Notification.user_id == user.id)
            .order_by(Notification.id.desc())
            .limit(SHOWN)
        )
        return [
            NotificationView(r.id, r.type, r.text, r.link, r.at, r.read_at is not None)
            for r in rows
        ]


def unread(ctx: Context, user: UserView) -> int:
    with ctx.sessions() as session:
        return (
            session.scalar(
                select(func.count()).where(
                    Notification.user_id == user.id, Notification.read_at.is_(None)
                )
            )
            or 0
        )


def mark_read(ctx: Context, user: UserView) -> None:
    with ctx.sessions.begin() as session:
        session.execute(
            update(Notification)
            .where(Notification.user_id == user.id, Notification.read_at.is_(None))
            .values(read_at=now())
        )
