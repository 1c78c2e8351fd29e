"""What a user is told: a line in the bell, and an event to every open page of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db.models import User, now
from luminabi_dash.db.work import Notification
from luminabi_dash.errors import Invalid
from luminabi_dash.live import topics
from luminabi_dash.notice_kinds import NOTICES
from luminabi_dash.views import NotificationView, UserView

SHOWN = 30
IDS = 1_000
KEPT = timedelta(days=90)


def tell(
    ctx: Context,
    session: Session,
    user_id: int,
    type_: str,
    text: str,
    link: str | None,
    about: dict[str, Any] | None = None,
) -> None:
    """Write the line and announce it, in the caller's transaction; nothing for a kind that the
    user does not want. `type_` is one of `notice_kinds`, `about` what else its event says.
    """
    kind = NOTICES.get(type_)
    person = session.get(User, user_id)
    if person is None or (kind.may_be_quiet and type_ in (person.quiet or [])):
        return
    row = Notification(user_id=user_id, type=type_, text=text[:400], link=link)
    session.add(row)
    session.flush()
    data = {
        **(about or {}),
        "notification_id": row.id,
        "text": row.text,
        "link": link,
        "unread": counted(session, user_id),
    }
    ctx.events.publish(session, topics.notifications(user_id), type_, data)


def page(
    ctx: Context, user: UserView, before: int | None = None, limit: int = SHOWN
) -> tuple[list[NotificationView], int | None]:
    """The newest first, those older than `before`; what to ask for next, None at the end."""
    with ctx.sessions() as session:
        asked = select(Notification).where(Notification.user_id == user.id)
        if before is not None:
            asked = asked.where(Notification.id < before)
        rows = session.scalars(asked.order_by(Notification.id.desc()).limit(limit + 1)).all()
        items = [
            NotificationView(r.id, r.type, r.text, r.link, r.at, r.read_at is not None)
            for r in rows[:limit]
        ]
        return items, items[-1].id if len(rows) > limit else None


def listed(ctx: Context, user: UserView) -> list[NotificationView]:
    return page(ctx, user)[0]


def unread(ctx: Context, user: UserView) -> int:
    with ctx.sessions() as session:
        return counted(session, user.id)


def counted(session: Session, user_id: int) -> int:
    asked = select(func.count()).where(
        Notification.user_id == user_id, Notification.read_at.is_(None)
    )
    return session.scalar(asked) or 0


def mark_read(ctx: Context, user: UserView, ids: Sequence[int] | None = None) -> int:
    """Mark these as read, or all; how many are still unread. Every open page of theirs hears it."""
    if ids is not None and len(ids) > IDS:
        raise Invalid(f"At most {IDS:,} ids at once.", details={"field": "ids"})
    with ctx.sessions.begin() as session:
        mine = [Notification.user_id == user.id, Notification.read_at.is_(None)]
        if ids is not None:
            mine.append(Notification.id.in_(ids))
        found = list(session.scalars(select(Notification.id).where(*mine)))
        if found:
            session.execute(update(Notification).where(*mine).values(read_at=now()))
        left = counted(session, user.id)
        if found:
            data = {"ids": found if ids is not None else None, "unread": left}
            topic = topics.notifications(user.id)
            ctx.events.publish(session, topic, "notifications.read", data)
        return left


def quiet(ctx: Context, user: UserView) -> frozenset[str]:
    """The kinds that the user does not want."""
    with ctx.sessions() as session:
        return frozenset(session.get_one(User, user.id).quiet or [])


def silence(ctx: Context, user: UserView, kinds: Sequence[str]) -> frozenset[str]:
    """Be told of everything but these; Invalid for one that is unknown or cannot be silenced."""
    for name in kinds:
        if name not in NOTICES:
            raise Invalid(f"There is no notification {name[:40]!r}.", details={"field": "quiet"})
        if not NOTICES.get(name).may_be_quiet:
            words = f"{NOTICES.get(name).title} concerns your account and is always told."
            raise Invalid(words, code="always_told", details={"field": "quiet"})
    with ctx.sessions.begin() as session:
        session.get_one(User, user.id).quiet = sorted(set(kinds))
        return frozenset(kinds)


def want(ctx: Context, user: UserView, kinds: Sequence[str]) -> frozenset[str]:
    """Be told of these kinds only, beside those that are always told."""
    quiet = [k.name for k in NOTICES if k.may_be_quiet and k.name not in kinds]
    return silence(ctx, user, quiet)


def sweep(session: Session) -> None:
    """Forget what is older than a reader looks back."""
    session.execute(delete(Notification).where(Notification.at < now() - KEPT))
