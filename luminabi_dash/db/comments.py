"""Questions about comments: the threads of a dashboard, one comment, how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from luminabi_dash.db import dashboards
from luminabi_dash.db.work import Comment, Tile
from luminabi_dash.errors import NotFound


def of_dashboard(session: Session, dashboard_id: int) -> list[Comment]:
    """Every comment, in the order in which they were made."""
    return list(
        session.scalars(
            select(Comment).where(Comment.dashboard_id == dashboard_id).order_by(Comment.id)
        )
    )


def visible(session: Session, comment_id: int, user_id: int) -> Comment:
    """The comment, or NotFound: it is there for whoever sees its dashboard."""
    row = session.get(Comment, comment_id)
    if row is not None:
        try:
            dashboards.visible(session, row.dashboard_id, user_id)
        except NotFound:
            row = None
    if row is None:
        raise missing()
    return row


def beginning(session: Session, dashboard_id: int, comment_id: int) -> Comment:
    """The comment that begins a thread of the dashboard; a reply leads to its thread."""
    row = session.get(Comment, comment_id)
    if row is not None and row.thread_id is not None:
        row = session.get(Comment, row.thread_id)
    if row is None or row.dashboard_id != dashboard_id:
        raise missing()
    return row


def missing() -> NotFound:
    return NotFound("There is no such comment.", code="comment_not_found")


def replies(session: Session, thread_id: int) -> list[Comment]:
    return list(
        session.scalars(select(Comment).where(Comment.thread_id == thread_id).order_by(Comment.id))
    )


def count_threads(session: Session, dashboard_id: int) -> int:
    asked = select(func.count()).where(
        Comment.dashboard_id == dashboard_id, Comment.thread_id.is_(None)
    )
    return session.scalar(asked) or 0


def number_of(session: Session, row: Comment) -> int:
    """Its place among the threads of its dashboard, counted from 1."""
    asked = select(func.count()).where(
        Comment.dashboard_id == row.dashboard_id,
        Comment.thread_id.is_(None),
        Comment.id <= row.id,
    )
    return session.scalar(asked) or 1


def tiles(session: Session, ids: Sequence[int]) -> dict[int, Tile]:
    """Tiles by their number, those that were removed among them."""
    return {row.id: row for row in session.scalars(select(Tile).where(Tile.id.in_(ids)))}
