"""What people make of insights: thumbs, columns they do not want to hear of, and following."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db import insights as questions
from luminabi_dash.db.once import put_once
from luminabi_dash.db.watching import MutedColumn
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.insight_views import InsightView
from luminabi_dash.services import insights
from luminabi_dash.views import UserView

THUMBS = (-1, 0, 1)


def vote(ctx: Context, user: UserView, insight_id: int, value: int) -> InsightView:
    """A thumb up (1) or down (−1), 0 takes it back; kept for the statement over all versions."""
    if value not in THUMBS:
        raise Invalid("A thumb is 1, −1, or 0 to take it back.", details={"field": "thumb"})
    with ctx.sessions.begin() as session:
        row = questions.visible(session, insight_id, user.id)
        questions.vote(session, row, user.id, value)
        session.flush()
        return insights.viewed(session, row, user.id)


def change(
    ctx: Context,
    user: UserView,
    insight_id: int,
    state: str | None = None,
    *,
    thumb: int | None = None,
    followed: bool | None = None,
) -> InsightView:
    """Change what is given."""
    view = insights.get(ctx, user, insight_id)
    if state is not None:
        view = insights.set_state(ctx, user, insight_id, state)
    if thumb is not None:
        view = vote(ctx, user, insight_id, thumb)
    if followed is not None:
        view = follow(ctx, user, insight_id, is_on=followed)
    return view


def press(ctx: Context, user: UserView, insight_id: int, value: int) -> InsightView:
    """As a button does it: pressed a second time, a thumb is taken back."""
    mine = insights.get(ctx, user, insight_id).thumbs.mine
    return vote(ctx, user, insight_id, 0 if mine == value else value)


def follow(ctx: Context, user: UserView, insight_id: int, *, is_on: bool) -> InsightView:
    """Hear, or not any more, when a new version changes the insight."""
    with ctx.sessions.begin() as session:
        row = questions.visible(session, insight_id, user.id)
        change = questions.follow if is_on else questions.unfollow
        change(session, row.id, user.id)
        session.flush()
        return insights.viewed(session, row, user.id)


def mute(ctx: Context, user: UserView, dataset_id: int, column: str) -> tuple[str, ...]:
    """Never show insights of this column again; the columns that are muted now."""
    with ctx.sessions.begin() as session:
        dataset = datasets.visible(session, dataset_id, user.id)
        if dataset.current_version is None:
            raise Conflict(f"{dataset.name!r} has no version yet.", code="not_ready")
        if column not in ctx.store.schema(dataset_id, dataset.current_version):
            raise NotFound(f"There is no column {column[:80]!r}.", code="column_not_found")
        if column not in questions.muted(session, dataset_id):
            kept = MutedColumn(dataset_id=dataset_id, column_name=column)
            kept.by_user = user.name or user.email
            put_once(session, kept)
        return questions.muted(session, dataset_id)


def silence(
    ctx: Context, user: UserView, dataset_id: int, columns: Sequence[str]
) -> tuple[str, ...]:
    """Exactly these columns are muted; the columns that are muted now."""
    for column in set(muted(ctx, user, dataset_id)) - set(columns):
        unmute(ctx, user, dataset_id, column)
    for column in dict.fromkeys(columns):
        mute(ctx, user, dataset_id, column)
    return muted(ctx, user, dataset_id)


def unmute(ctx: Context, user: UserView, dataset_id: int, column: str) -> tuple[str, ...]:
    with ctx.sessions.begin() as session:
        datasets.visible(session, dataset_id, user.id)
        session.execute(
            delete(MutedColumn).where(
                MutedColumn.dataset_id == dataset_id, MutedColumn.column_name == column
            )
        )
        return questions.muted(session, dataset_id)


def muted(ctx: Context, user: UserView, dataset_id: int) -> tuple[str, ...]:
    with ctx.sessions() as session:
        datasets.visible(session, dataset_id, user.id)
        return questions.muted(session, dataset_id)
