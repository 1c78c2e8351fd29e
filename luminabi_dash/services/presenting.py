"""Who presents a dashboard: one person at one page, whom the others follow until they step out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards
from luminabi_dash.db.models import User, now
from luminabi_dash.db.work import Dashboard
from luminabi_dash.errors import Conflict, Forbidden
from luminabi_dash.live import topics
from luminabi_dash.services.accounts import view_of
from luminabi_dash.services.live import Sent, done, opened, record
from luminabi_dash.views import UserView


def take(
    ctx: Context, user: UserView, dashboard_id: int, client: str, sent: Sent | None = None
) -> int:
    """Present from this page, in place of whoever did; the dashboard's number of edits."""
    with ctx.sessions.begin() as session:
        board = opened(session, user, dashboard_id)
        if done(session, board, sent) is None:
            change(ctx, session, board, user, seat(user, client), "presenter.take", sent)
        return board.seq


def release(ctx: Context, user: UserView, dashboard_id: int, sent: Sent | None = None) -> int:
    """Present no longer; also the owner of the dashboard may end somebody's presenting."""
    with ctx.sessions.begin() as session:
        board = opened(session, user, dashboard_id)
        if done(session, board, sent) is not None:
            return board.seq
        check_presents(board, user)
        change(ctx, session, board, user, None, "presenter.release", sent)
        return board.seq


def hand_over(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    to: tuple[int, str],
    sent: Sent | None = None,
) -> int:
    """Make another page, of a user, the presenter; Forbidden if they may only look."""
    user_id, client = to
    with ctx.sessions.begin() as session:
        board = opened(session, user, dashboard_id)
        if done(session, board, sent) is not None:
            return board.seq
        check_presents(board, user)
        person = view_of(session.get_one(User, user_id))
        dashboards.visible(session, dashboard_id, person.id)
        if dashboards.permission(session, board, person.id) == dashboards.VIEW:
            words = f"{person.name} can only look at this dashboard; share it for editing first."
            raise Forbidden(words, code="view_only")
        change(ctx, session, board, user, seat(person, client), "presenter.pass", sent)
        return board.seq


def vacate(ctx: Context, dashboard_id: int, client: str) -> bool:
    """Nobody presents any more if this page still does: it has been gone for too long."""
    with ctx.sessions.begin() as session:
        board = session.get(Dashboard, dashboard_id)
        if board is None:
            return False
        dashboards.locked(session, dashboard_id)
        session.refresh(board)
        if not board.presenter or board.presenter["client"] != client:
            return False
        person = view_of(session.get_one(User, board.presenter["user_id"]))
        change(ctx, session, board, person, None, "presenter.release")
        return True


def presenters(ctx: Context) -> list[tuple[int, str]]:
    """Every dashboard that somebody presents, with the page they do it from."""
    with ctx.sessions() as session:
        rows = session.scalars(select(Dashboard).where(Dashboard.presenter.is_not(None)))
        return [(row.id, row.presenter["client"]) for row in rows if row.presenter]


def seat(user: UserView, client: str) -> dict[str, Any]:
    """The presenter as every page sees it."""
    return {
        "user": user.name,
        "user_id": user.id,
        "initials": user.initials,
        "color": user.color,
        "client": client,
        "since": now().isoformat(timespec="seconds"),
    }


def check_presents(board: Dashboard, user: UserView) -> None:
    if not board.presenter:
        raise Conflict("Nobody presents here.", code="not_presenting")
    if user.id not in {board.presenter["user_id"], board.owner_id}:
        words = f"{board.presenter['user']} presents; only they can end it or hand it over."
        raise Forbidden(words, code="not_presenting")


def change(
    ctx: Context,
    session: Session,
    board: Dashboard,
    user: UserView,
    presenter: dict[str, Any] | None,
    kind: str,
    sent: Sent | None = None,
) -> None:
    board.presenter = presenter
    to = None if presenter is None else {"value": presenter["user"]}
    record(session, board, user, kind, sent, value=to)
    data = {
        "presenter": presenter,
        "user": None if presenter is None else presenter["user"],
        "by": user.name,
        "seq": board.seq,
    }
    ctx.events.publish(session, topics.dashboard(board.id), "presenter.changed", data)
