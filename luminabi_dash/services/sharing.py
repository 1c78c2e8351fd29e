"""Who else may see a dashboard or change it: shared by its owner with people and with roles."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards, users
from luminabi_dash.db.models import Dataset, User, now
from luminabi_dash.db.work import Dashboard, Share
from luminabi_dash.errors import Invalid, NotFound
from luminabi_dash.live import topics
from luminabi_dash.services import notices, watching
from luminabi_dash.views import PersonView, ShareView, UserView

ROLES = ("administrator", "analyst", "reader")
PERMISSIONS = (dashboards.VIEW, dashboards.EDIT)
WORDS = {dashboards.VIEW: "look at", dashboards.EDIT: "edit"}


def listed(ctx: Context, user: UserView, dashboard_id: int) -> list[ShareView]:
    """Everybody a dashboard is shared with, people first; for its owner."""
    with ctx.sessions() as session:
        dashboards.owned(session, dashboard_id, user.id)
        return [view_of(session, row) for row in rows_of(session, dashboard_id)]


def rows_of(session: Session, dashboard_id: int) -> list[Share]:
    return list(
        session.scalars(
            select(Share)
            .where(Share.dashboard_id == dashboard_id)
            .order_by(Share.role.is_not(None), Share.id)
        )
    )


def view_of(session: Session, row: Share) -> ShareView:
    person = None if row.user_id is None else session.get_one(User, row.user_id)
    return ShareView(
        id=row.id,
        email=None if person is None else person.email,
        name=None if person is None else person.name,
        role=row.role,
        permission=row.permission,
        created_at=row.created_at,
    )


def share(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    *,
    email: str | None = None,
    role: str | None = None,
    permission: str = dashboards.VIEW,
) -> ShareView:
    """Share with one person or with everybody of a role; a second share changes the first."""
    with ctx.sessions.begin() as session:
        board = dashboards.owned(session, dashboard_id, user.id)
        check(email, role, permission)
        person = None if email is None else found(session, email, user)
        row = present(session, board, person, role)
        is_new = row.id is None
        row.permission = permission
        session.flush()
        changed(ctx, session, board)
        if person is not None and is_new:
            words = f"{user.name} shared the dashboard {board.name} with you."
            notices.tell(
                ctx, session, person.id, "dashboard.shared", words, f"/dashboards/{board.id}"
            )
        return view_of(session, row)


def shared(
    ctx: Context, user: UserView, dashboard_id: int, whom: str, email: str, permission: str
) -> str:
    """`share` by a form, with "person" and an address or with a role; the sentence that says why
    it was not shared, or an empty text.
    """
    address = email.strip() if whom == "person" else None
    role = None if whom == "person" else whom
    try:
        share(ctx, user, dashboard_id, email=address, role=role, permission=permission)
    except (Invalid, NotFound) as error:
        return str(error)
    return ""


def check(email: str | None, role: str | None, permission: str) -> None:
    if (email is None) == (role is None):
        raise Invalid("Share with an email or with a role.", details={"field": "email"})
    if role is not None and role not in ROLES:
        raise Invalid(f"A role is {', '.join(ROLES)}.", details={"field": "role"})
    if permission not in PERMISSIONS:
        raise Invalid("A permission is view or edit.", details={"field": "permission"})


def found(session: Session, email: str, user: UserView) -> User:
    person = users.by_email(session, email.strip().lower())
    if person is None or not person.is_active:
        raise NotFound(f"Nobody here has the address {email[:254]}.", code="user_not_found")
    if person.id == user.id:
        raise Invalid("The dashboard is yours already.", details={"field": "email"})
    return person


def present(session: Session, board: Dashboard, person: User | None, role: str | None) -> Share:
    """The share with that person or role, or a new one."""
    wanted = Share.role == role if person is None else Share.user_id == person.id
    row = session.scalar(select(Share).where(Share.dashboard_id == board.id, wanted))
    if row is None:
        row = Share(dashboard_id=board.id, user_id=None if person is None else person.id, role=role)
        session.add(row)
    return row


def revoke(ctx: Context, user: UserView, dashboard_id: int, share_id: int) -> None:
    """Take a share back; open sockets of those it was for end at once, their alerts go off."""
    with ctx.sessions.begin() as session:
        board = dashboards.owned(session, dashboard_id, user.id)
        row = session.get(Share, share_id)
        if row is None or row.dashboard_id != board.id:
            raise NotFound("There is no such share.", code="share_not_found")
        session.delete(row)
        changed(ctx, session, board)
        dataset = session.get_one(Dataset, board.dataset_id)
        watching.enqueue(ctx, session, dataset, f"rights:{share_id}")


def changed(ctx: Context, session: Session, board: Dashboard) -> None:
    board.changed_at = now()
    ctx.events.publish(session, topics.dashboard(board.id), topics.RIGHTS_CHANGED, {})


def people(ctx: Context, user: UserView, dashboard_id: int) -> list[PersonView]:
    """Everybody who can open the dashboard by name, its owner first: whom one can mention."""
    with ctx.sessions() as session:
        return who(session, dashboards.visible(session, dashboard_id, user.id))


def who(session: Session, board: Dashboard) -> list[PersonView]:
    """Its owner, the people it is shared with, and everybody of the roles it is shared with."""
    shared = rows_of(session, board.id)
    ids = [row.user_id for row in shared if row.user_id is not None]
    roles = [row.role for row in shared if row.role is not None]
    rows = session.scalars(
        select(User)
        .where(User.is_active, User.id.in_([board.owner_id, *ids]) | User.role.in_(roles))
        .order_by(User.id != board.owner_id, User.name, User.id)
        .limit(500)
    )
    return [PersonView(row.id, row.name or row.email) for row in rows]
