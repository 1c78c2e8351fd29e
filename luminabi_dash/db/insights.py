"""Questions about insights: those of a dataset, what people make of them, who follows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from luminabi_dash.db import dashboards
from luminabi_dash.db.models import Dataset, Insight
from luminabi_dash.db.once import put_once
from luminabi_dash.db.watching import Alert, Follower, InsightVote, MutedColumn
from luminabi_dash.db.work import Dashboard
from luminabi_dash.errors import Forbidden, NotFound
from luminabi_dash.insight_views import Thumbs


def of_dataset(session: Session, dataset_id: int) -> list[Insight]:
    """Every insight, dismissed ones too, the strongest first."""
    asked = select(Insight).where(Insight.dataset_id == dataset_id)
    return list(session.scalars(asked.order_by(Insight.score.desc(), Insight.id)))


def visible(session: Session, insight_id: int, user_id: int) -> Insight:
    """The insight, or NotFound: it is there for the owner of its dataset, and for whoever sees a
    dashboard of it.
    """
    row = session.get(Insight, insight_id)
    if row is None or not (is_owned(session, row, user_id) or is_shared(session, row, user_id)):
        raise NotFound("There is no such insight.", code="insight_not_found")
    return row


def owned(session: Session, insight_id: int, user_id: int) -> Insight:
    """The insight if its dataset is the user's own; Forbidden if they only see it."""
    row = visible(session, insight_id, user_id)
    if not is_owned(session, row, user_id):
        raise Forbidden("Only the owner of this dataset can do that.", code="not_owner")
    return row


def is_owned(session: Session, row: Insight, user_id: int) -> bool:
    return session.get_one(Dataset, row.dataset_id).owner_id == user_id


def is_shared(session: Session, row: Insight, user_id: int) -> bool:
    asked = select(Dashboard.id).where(Dashboard.dataset_id == row.dataset_id)
    return any(is_seen(session, board, user_id) for board in session.scalars(asked).all())


def is_seen(session: Session, dashboard_id: int, user_id: int) -> bool:
    try:
        dashboards.visible(session, dashboard_id, user_id)
    except NotFound:
        return False
    return True


def thumbs(session: Session, dataset_id: int, user_id: int | None) -> Mapping[str, Thumbs]:
    """By signature of the statement."""
    found: dict[str, Thumbs] = {}
    for vote in session.scalars(select(InsightVote).where(InsightVote.dataset_id == dataset_id)):
        before = found.get(vote.signature, Thumbs())
        mine = vote.value if vote.user_id == user_id else before.mine
        up, down = before.up + (vote.value > 0), before.down + (vote.value < 0)
        found[vote.signature] = replace(before, up=up, down=down, mine=mine)
    return found


def vote(session: Session, row: Insight, user_id: int, value: int) -> None:
    """Keep a thumb of a user for a statement; 0 takes it back."""
    mine = (
        InsightVote.dataset_id == row.dataset_id,
        InsightVote.user_id == user_id,
        InsightVote.signature == row.signature,
    )
    held = session.scalar(select(InsightVote).where(*mine))
    if value == 0:
        session.execute(delete(InsightVote).where(*mine))
    elif held is None:
        kept = InsightVote(dataset_id=row.dataset_id, user_id=user_id, signature=row.signature)
        kept.value = value
        put_once(session, kept)
    else:
        held.value = value


def muted(session: Session, dataset_id: int) -> tuple[str, ...]:
    asked = select(MutedColumn.column_name).where(MutedColumn.dataset_id == dataset_id)
    return tuple(session.scalars(asked.order_by(MutedColumn.column_name)))


def followed(session: Session, dataset_id: int, user_id: int) -> frozenset[int]:
    """Ids of the insights of a dataset that a user follows."""
    asked = (
        select(Follower.insight_id)
        .join(Insight, Insight.id == Follower.insight_id)
        .where(Insight.dataset_id == dataset_id, Follower.user_id == user_id)
    )
    return frozenset(session.scalars(asked))


def follow(session: Session, insight_id: int, user_id: int) -> None:
    mine = Follower.insight_id == insight_id, Follower.user_id == user_id
    if session.scalar(select(Follower.id).where(*mine)) is None:
        put_once(session, Follower(insight_id=insight_id, user_id=user_id))


def unfollow(session: Session, insight_id: int, user_id: int) -> None:
    session.execute(
        delete(Follower).where(Follower.insight_id == insight_id, Follower.user_id == user_id)
    )


def followers(session: Session, insight_ids: Iterable[int]) -> list[Follower]:
    asked = select(Follower).where(Follower.insight_id.in_(list(insight_ids)))
    return list(session.scalars(asked.order_by(Follower.user_id, Follower.insight_id)))


def awaited(session: Session, insight_ids: Sequence[int]) -> frozenset[int]:
    """Those that somebody follows or has an alert on."""
    followed = select(Follower.insight_id).where(Follower.insight_id.in_(insight_ids))
    watched = select(Alert.insight_id).where(Alert.insight_id.in_(insight_ids))
    return frozenset(number for number in session.scalars(followed.union(watched)) if number)


def warned(session: Session, insight_ids: Iterable[int]) -> frozenset[tuple[int | None, int]]:
    """Pairs of an insight and a user who has an alert on it that is on."""
    asked = select(Alert.insight_id, Alert.owner_id).where(
        Alert.insight_id.in_(list(insight_ids)), Alert.enabled
    )
    return frozenset((insight, user) for insight, user in session.execute(asked))
