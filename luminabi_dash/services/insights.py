"""What a user can do with insights: see them, pin and dismiss them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards, datasets
from luminabi_dash.db import insights as questions
from luminabi_dash.db.models import Dataset, Insight
from luminabi_dash.errors import Invalid
from luminabi_dash.insight_views import DiscoveryView, InsightView, Thumbs
from luminabi_dash.insights.significance import LEVEL
from luminabi_dash.views import UserView

STATES = ("new", "pinned", "dismissed")


def discovery(
    ctx: Context, user: UserView, dataset_id: int, *, everything: bool = False
) -> DiscoveryView:
    """The newest search of a dataset and what it kept, strongest first; with `everything` also
    what was dismissed.
    """
    with ctx.sessions() as session:
        dataset = datasets.visible(session, dataset_id, user.id)
        return found_in(session, dataset, user.id, everything=everything)


def of_dashboard(ctx: Context, user: UserView, dashboard_id: int) -> DiscoveryView:
    """What is known of a dashboard's dataset, for whoever may see the dashboard."""
    with ctx.sessions() as session:
        board = dashboards.visible(session, dashboard_id, user.id)
        return found_in(session, session.get_one(Dataset, board.dataset_id), user.id)


def found_in(
    session: Session, dataset: Dataset, user_id: int, *, everything: bool = False
) -> DiscoveryView:
    """What more people find useless than useful comes last; what concerns a muted column is hidden,
    unless it is pinned.
    """
    rows = questions.of_dataset(session, dataset.id)
    kept = [row for row in rows if everything or row.state != "dismissed"]
    muted = questions.muted(session, dataset.id)
    silent = set(muted)
    shown = [row for row in kept if row.state == "pinned" or silent.isdisjoint(row.body["columns"])]
    thumbs = questions.thumbs(session, dataset.id, user_id)
    followed = questions.followed(session, dataset.id, user_id)
    views = [seen_by(row, thumbs, followed) for row in shown]
    return DiscoveryView(
        tested=dataset.tested,
        level=LEVEL,
        at=dataset.searched_at,
        insights=tuple(sorted(views, key=lambda view: view.thumbs.is_disliked)),
        words=dataset.search_words or "",
        muted=muted,
        hidden=len(kept) - len(shown),
        dismissed=sum(row.state == "dismissed" for row in rows),
    )


def seen_by(row: Insight, thumbs: Mapping[str, Thumbs], followed: Set[int]) -> InsightView:
    held = thumbs.get(row.signature, Thumbs())
    return replace(view_of(row), thumbs=held, is_followed=row.id in followed)


def get(ctx: Context, user: UserView, insight_id: int) -> InsightView:
    """One insight, for whoever sees its dataset or a dashboard of it."""
    with ctx.sessions() as session:
        return viewed(session, questions.visible(session, insight_id, user.id), user.id)


def viewed(session: Session, row: Insight, user_id: int) -> InsightView:
    thumbs = questions.thumbs(session, row.dataset_id, user_id)
    return seen_by(row, thumbs, questions.followed(session, row.dataset_id, user_id))


def view_of(row: Insight) -> InsightView:
    view = as_view(row.id, row.dataset_id, row.version, row.state, row.body)
    return replace(view, history=tuple(row.history or ()))


def provisional(dataset_id: int, version: int, place: int, body: dict[str, Any]) -> InsightView:
    """A finding that a running search has told of; it has no id yet."""
    return as_view(place, dataset_id, version, "new", body)


def as_view(
    id_: int, dataset_id: int, version: int, state: str, body: dict[str, Any]
) -> InsightView:
    interval = body["interval"]
    return InsightView(
        id=id_,
        dataset_id=dataset_id,
        version=version,
        state=state,
        kind=body["kind"],
        columns=tuple(body["columns"]),
        sentence=body["sentence"],
        effect=body["effect"],
        effect_name=body["effect_name"],
        interval=None if interval is None else (interval[0], interval[1]),
        n=body["n"],
        p_value=body["p_value"],
        q_value=body["q_value"],
        score=body["score"],
        chart=body["chart"],
        filters=tuple(body["filters"]),
        caveats=tuple(body["caveats"]),
        segment=body["segment"],
        direction=body.get("direction"),
        period=body.get("period"),
        at=tuple(body.get("at") or ()),
        rows=tuple(body.get("rows") or ()),
    )


def keep_pinned(ctx: Context, user: UserView, insight_id: int) -> None:
    """Mark an insight that has become a tile; whoever may edit the dashboard may pin, and hears
    from then on what becomes of it.
    """
    with ctx.sessions.begin() as session:
        row = session.get(Insight, insight_id)
        if row is not None:
            row.state = "pinned"
            questions.follow(session, row.id, user.id)


def set_state(ctx: Context, user: UserView, insight_id: int, state: str) -> InsightView:
    if state not in STATES:
        raise Invalid(f"An insight is {', '.join(STATES)}.", details={"field": "state"})
    with ctx.sessions.begin() as session:
        row = questions.owned(session, insight_id, user.id)
        row.state = state
        if state == "pinned":
            questions.follow(session, row.id, user.id)
        elif state == "dismissed":
            questions.unfollow(session, row.id, user.id)
        session.flush()
        return viewed(session, row, user.id)
