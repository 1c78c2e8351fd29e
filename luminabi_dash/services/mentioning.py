"""Who hears of a comment: people who are mentioned, and those who wrote in its thread before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import comments
from luminabi_dash.db.work import Comment, Dashboard
from luminabi_dash.errors import Invalid
from luminabi_dash.services import notices, sharing
from luminabi_dash.views import UserView

QUOTED = 120
MENTIONS = 50


def mentioned(session: Session, board: Dashboard, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The people of these numbers; Invalid (422) names the first who cannot open the dashboard."""
    known = {one.id: one.name for one in sharing.who(session, board)} if ids else {}
    wanted = list(dict.fromkeys(ids))
    for number in wanted:
        if number not in known:
            raise Invalid(
                "Somebody who is mentioned cannot open this dashboard.",
                code="wrong_mention",
                details={"field": "mentions", "id": number},
            )
    if len(wanted) > MENTIONS:
        raise Invalid(f"At most {MENTIONS} people are mentioned.", code="wrong_mention")
    return [{"id": number, "name": known[number]} for number in wanted]


def tell(ctx: Context, session: Session, user: UserView, board: Dashboard, row: Comment) -> None:
    """Those who are mentioned, then those who wrote in the thread before and still see it."""
    named = {one["id"] for one in row.mentions} - {user.id}
    for person in sorted(named):
        notify(ctx, session, user, board, row, person, is_mention=True)
    if row.thread_id is None:
        return
    before = [session.get_one(Comment, row.thread_id), *comments.replies(session, row.thread_id)]
    authors = {one.user_id for one in before if one.user_id is not None} - named - {user.id}
    present = {one.id for one in sharing.who(session, board)} if authors else set()
    for person in sorted(authors & present):
        notify(ctx, session, user, board, row, person, is_mention=False)


def notify(
    ctx: Context,
    session: Session,
    user: UserView,
    board: Dashboard,
    row: Comment,
    person: int,
    *,
    is_mention: bool,
) -> None:
    did = "mentioned you" if is_mention else "replied"
    words = " ".join(row.text.split())
    quoted = words if len(words) <= QUOTED else f"{words[:QUOTED]}…"
    said = f"{user.name or user.email} {did} on {board.name}: “{quoted}”"
    type_ = "comment.mentioned" if is_mention else "comment.replied"
    link = f"/dashboards/{board.id}?comment={row.id}"
    notices.tell(ctx, session, person, type_, said, link)
