"""What a user can do with comments on a dashboard: read, add, reply, edit, resolve, delete.

Whoever may see a dashboard may comment on it; only authors change their text; authors and the
owner of the dashboard delete.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.dashboards.comments import (
    REPLIES,
    THREADS,
    CommentView,
    ThreadView,
    checked_point,
    checked_text,
)
from luminabi_dash.db import comments, dashboards
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Comment, Dashboard, Tile
from luminabi_dash.errors import Forbidden, Invalid
from luminabi_dash.live import topics
from luminabi_dash.services import dashboards as boards
from luminabi_dash.services import mentioning
from luminabi_dash.services.remembering import About, checked_seen
from luminabi_dash.views import PersonView, UserView


def listed(ctx: Context, user: UserView, dashboard_id: int) -> list[ThreadView]:
    """Every thread of a dashboard, the oldest first."""
    with ctx.sessions() as session:
        board = dashboards.visible(session, dashboard_id, user.id)
        rows = comments.of_dashboard(session, board.id)
        tiles = comments.tiles(session, [row.tile_id for row in rows if row.tile_id is not None])
        replies: dict[int, list[Comment]] = {}
        for row in rows:
            if row.thread_id is not None:
                replies.setdefault(row.thread_id, []).append(row)
        first = [row for row in rows if row.thread_id is None]
        return [
            thread_view([row, *replies.get(row.id, [])], number, tiles, board, user)
            for number, row in enumerate(first, start=1)
        ]


def thread(ctx: Context, user: UserView, dashboard_id: int, comment_id: int) -> ThreadView:
    """The thread of a comment, by any of its comments."""
    with ctx.sessions() as session:
        board = dashboards.visible(session, dashboard_id, user.id)
        row = comments.beginning(session, board.id, comment_id)
        rows = [row, *comments.replies(session, row.id)]
        tiles = comments.tiles(session, [] if row.tile_id is None else [row.tile_id])
        return thread_view(rows, comments.number_of(session, row), tiles, board, user)


def thread_view(
    rows: Sequence[Comment], number: int, tiles: dict[int, Tile], board: Dashboard, user: UserView
) -> ThreadView:
    row = rows[0]
    tile = tiles.get(row.tile_id or 0)
    is_removed = row.tile_id is not None and (tile is None or tile.tab < 0)
    title = None if tile is None else str(tile.spec.get("title") or tile.spec["kind"].capitalize())
    return ThreadView(
        id=row.id,
        number=number,
        dashboard_id=row.dashboard_id,
        tile_id=row.tile_id,
        tile_title=None if is_removed else title,
        is_removed=is_removed,
        tab=None if tile is None or is_removed else tile.tab,
        point=row.point,
        seen=row.seen,
        data_version=row.data_version,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        comments=tuple(view_of(one, board, user) for one in rows),
    )


def view_of(row: Comment, board: Dashboard, user: UserView) -> CommentView:
    is_own = row.user_id == user.id
    return CommentView(
        id=row.id,
        thread_id=row.thread_id,
        user_id=row.user_id,
        by=row.by_user,
        text=row.text,
        mentions=tuple(PersonView(one["id"], one["name"]) for one in row.mentions),
        created_at=row.created_at,
        edited_at=row.edited_at,
        may_edit=is_own,
        may_delete=is_own or board.owner_id == user.id,
    )


def begin(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    text: str,
    about: About,
    mentions: Sequence[int] = (),
) -> CommentView:
    """Begin a thread on a tile, a point of it or the whole dashboard."""
    view = boards.get(ctx, user, dashboard_id)
    words, point = checked_text(text), checked_point(about.point)
    seen, version = checked_seen(ctx, view, about)
    if point is not None and about.tile is None:
        raise Invalid("A point belongs to a tile.", code="wrong_point", details={"field": "point"})
    with ctx.sessions.begin() as session:
        board = dashboards.visible(session, dashboard_id, user.id)
        if about.tile is not None:
            dashboards.tile(session, board.id, about.tile)
        if comments.count_threads(session, board.id) >= THREADS:
            raise full(f"A dashboard has at most {THREADS} threads; delete some that are resolved.")
        row = Comment(
            tile_id=about.tile, point=point, seen=seen, data_version=version, dashboard_id=board.id
        )
        return add(ctx, session, user, board, row, words, mentions)


def reply(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    thread_id: int,
    text: str,
    mentions: Sequence[int] = (),
) -> CommentView:
    """Answer in a thread; one that was resolved is open again then."""
    with ctx.sessions.begin() as session:
        board = dashboards.visible(session, dashboard_id, user.id)
        words = checked_text(text)
        first = comments.beginning(session, board.id, thread_id)
        if len(comments.replies(session, first.id)) >= REPLIES:
            raise full(f"A thread has at most {REPLIES} replies; begin another.")
        first.resolved_at = first.resolved_by = None
        row = Comment(
            thread_id=first.id,
            tile_id=first.tile_id,
            seen={},
            data_version=first.data_version,
            dashboard_id=board.id,
        )
        return add(ctx, session, user, board, row, words, mentions)


def full(words: str) -> Invalid:
    return Invalid(words, code="too_many_comments")


def add(
    ctx: Context,
    session: Session,
    user: UserView,
    board: Dashboard,
    row: Comment,
    text: str,
    mentions: Sequence[int],
) -> CommentView:
    row.user_id, row.by_user, row.text = user.id, user.name or user.email, text
    row.mentions = mentioning.mentioned(session, board, mentions)
    session.add(row)
    session.flush()
    announce(ctx, session, row, "comment.added", user)
    mentioning.tell(ctx, session, user, board, row)
    return view_of(row, board, user)


def change(
    ctx: Context,
    user: UserView,
    comment_id: int,
    *,
    text: str | None = None,
    mentions: Sequence[int] | None = None,
    resolved: bool | None = None,
) -> CommentView:
    """Change one's own text; resolve a thread or open it again."""
    with ctx.sessions.begin() as session:
        row = comments.visible(session, comment_id, user.id)
        board = dashboards.visible(session, row.dashboard_id, user.id)
        if text is not None or mentions is not None:
            reword(ctx, session, user, board, row, text, mentions)
        if resolved is not None:
            resolve(row, user, resolved=resolved)
        announce(ctx, session, row, "comment.changed", user)
        return view_of(row, board, user)


def reword(
    ctx: Context,
    session: Session,
    user: UserView,
    board: Dashboard,
    row: Comment,
    text: str | None,
    mentions: Sequence[int] | None,
) -> None:
    if row.user_id != user.id:
        raise Forbidden("Only who wrote a comment can change it.", code="not_author")
    told = {one["id"] for one in row.mentions}
    row.text, row.edited_at = checked_text(row.text if text is None else text), now()
    if mentions is not None:
        row.mentions = mentioning.mentioned(session, board, mentions)
    for person in row.mentions:
        if person["id"] not in told | {user.id}:
            mentioning.notify(ctx, session, user, board, row, person["id"], is_mention=True)


def resolve(row: Comment, user: UserView, *, resolved: bool) -> None:
    if row.thread_id is not None:
        raise Invalid("A thread is resolved as a whole.", details={"field": "resolved"})
    if (row.resolved_at is not None) is not resolved:
        row.resolved_at = now() if resolved else None
        row.resolved_by = (user.name or user.email) if resolved else None


def delete(ctx: Context, user: UserView, comment_id: int) -> None:
    """Take a comment away; the first of a thread takes the thread with it."""
    with ctx.sessions.begin() as session:
        row = comments.visible(session, comment_id, user.id)
        board = dashboards.visible(session, row.dashboard_id, user.id)
        if user.id not in {row.user_id, board.owner_id}:
            raise Forbidden(
                "Only who wrote a comment and the owner of the dashboard can delete it.",
                code="not_author",
            )
        announce(ctx, session, row, "comment.removed", user)
        session.delete(row)


def announce(ctx: Context, session: Session, row: Comment, type_: str, user: UserView) -> None:
    data = {
        "comment": row.id,
        "thread": row.thread_id or row.id,
        "tile": row.tile_id,
        "by": user.name or user.email,
    }
    ctx.events.publish(session, topics.dashboard(row.dashboard_id), type_, data)
