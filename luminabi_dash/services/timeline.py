"""What a user can do with the course of a live session: look at every step of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.dashboards import timeline
from luminabi_dash.dashboards.timeline import Moment, Step
from luminabi_dash.db import dashboards
from luminabi_dash.db.models import User
from luminabi_dash.db.work import Comment, Dashboard, LiveEdit
from luminabi_dash.services.accounts import view_of
from luminabi_dash.services.live import schema_of
from luminabi_dash.views import UserView

KEPT = 2_000
PAGE = 200


def page(
    ctx: Context, user: UserView, dashboard_id: int, before: int | None = None, limit: int = PAGE
) -> tuple[list[dict[str, Any]], int | None]:
    """Steps as every page shows them, the newest first; what to ask for next, None at the end."""
    moments = told(ctx, user, dashboard_id)
    rest = [m for m in reversed(moments) if before is None or m.step.id < before]
    with ctx.sessions() as session:
        people = people_of(session, rest[:limit])
    items = [as_json(moment, people) for moment in rest[:limit]]
    return items, rest[limit - 1].step.id if len(rest) > limit else None


def told(ctx: Context, user: UserView, dashboard_id: int) -> list[Moment]:
    """Everything that is kept, in its order; NotFound for who may not see the dashboard."""
    with ctx.sessions() as session:
        dashboards.visible(session, dashboard_id, user.id)
        steps = [step_of(row) for row in rows_of(session, dashboard_id)]
        known = {(step.column, step.seq) for step in steps}
        base = {  # set before the first step that is kept
            row.column_name: dashboards.as_filter(row)
            for row in dashboards.shared_filters(session, dashboard_id)
            if (row.column_name, row.seq) not in known
        }
    if not steps:
        return []
    return timeline.told(steps, base, schema_of(ctx, user, dashboard_id))


def rows_of(session: Session, dashboard_id: int) -> list[LiveEdit]:
    """The newest KEPT + 500 (what a sweep keeps beside them), in their order."""
    asked = select(LiveEdit).where(LiveEdit.dashboard_id == dashboard_id)
    newest = session.scalars(asked.order_by(LiveEdit.id.desc()).limit(KEPT + 500)).all()
    return list(reversed(newest))


def step_of(row: LiveEdit) -> Step:
    return Step(
        id=row.id,
        seq=row.seq,
        kind=row.kind,
        column=row.column_name,
        op=row.op,
        value=(row.value or {}).get("value"),
        by=row.by_user,
        user_id=row.user_id,
        data_version=row.data_version,
        at=row.at,
    )


def people_of(session: Session, moments: list[Moment]) -> dict[int, UserView]:
    ids = {moment.step.user_id for moment in moments if moment.step.user_id is not None}
    return {row.id: view_of(row) for row in session.scalars(select(User).where(User.id.in_(ids)))}


def as_json(moment: Moment, people: dict[int, UserView]) -> dict[str, Any]:
    step = moment.step
    person = None if step.user_id is None else people.get(step.user_id)
    return {
        "id": step.id,
        "session": moment.session,
        "seq": step.seq,
        "kind": step.kind,
        "column": step.column,
        "op": step.op,
        "value": step.value,
        "by": step.by,
        "initials": initials_of(step.by),
        "color": 1 if person is None else person.color,
        "at": step.at,
        "data_version": step.data_version,
        "words": timeline.line_of(moment),
        "filters": [item.model_dump(mode="json") for item in moment.filters],
        "sentence": moment.sentence,
    }


def initials_of(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper() or "?"


def said_at(session: Session, dashboard_id: int) -> list[Any]:
    """When somebody commented on the dashboard."""
    asked = select(Comment.created_at).where(Comment.dashboard_id == dashboard_id)
    return list(session.scalars(asked.order_by(Comment.id)))


def sweep(session: Session) -> None:
    """Keep the newest KEPT steps of each dashboard, and what their filters still rest on."""
    for dashboard_id in session.scalars(select(Dashboard.id)):
        asked = select(LiveEdit).where(LiveEdit.dashboard_id == dashboard_id)
        old = session.scalars(asked.order_by(LiveEdit.id.desc()).offset(KEPT)).all()
        if not old:
            continue
        steps = [step_of(row) for row in reversed(old)]
        needed = timeline.still_needed(steps)
        gone = [step.id for step in steps if step.id not in needed]
        session.execute(delete(LiveEdit).where(LiveEdit.id.in_(gone)))
