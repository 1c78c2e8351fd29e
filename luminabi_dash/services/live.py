"""What a user can do in a live dashboard: see its state, set and clear shared filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards, datasets
from luminabi_dash.db.models import Dataset, now
from luminabi_dash.db.work import Dashboard, LiveEdit, SharedFilter
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.live import topics
from luminabi_dash.live.topics import Topic
from luminabi_dash.services import notices, progress
from luminabi_dash.services.sources import source
from luminabi_dash.tables.filters import Filter, parse_filter, parse_filters
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import UserView


@dataclass(frozen=True, slots=True)
class Sent:
    """Which client sent an edit, and its own name for it: the same sent twice is one edit."""

    client: str
    ref: str


def authorise(ctx: Context, user: UserView, topic: Topic) -> None:
    """NotFound unless the user may follow the topic."""
    with ctx.sessions() as session:
        if topic.kind == "upload":
            datasets.upload(session, topic.id, user.id)
        elif topic.kind in {"data-cleaning", "insights"}:
            datasets.visible(session, int(topic.id), user.id)
        elif topic.kind == "dashboard":
            dashboards.visible(session, int(topic.id), user.id)
        elif topic.id != str(user.id):
            raise NotFound("There is nothing here.")


def snapshot(ctx: Context, user: UserView, dashboard_id: int) -> dict[str, Any]:
    """The state that somebody who joins starts from."""
    with ctx.sessions() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        dataset = session.get_one(Dataset, row.dataset_id)
        return {
            "filters": [as_json(f) for f in dashboards.shared_filters(session, dashboard_id)],
            "seq": row.seq,
            "presenter": row.presenter,
            "version": row.version,
            "data_version": dataset.current_version or 0,
        }


def standing(ctx: Context, user: UserView, topic: Topic) -> dict[str, Any]:
    """What somebody who joins a topic other than a dashboard's starts from."""
    if topic.kind == "notifications":
        return {"unread": notices.unread(ctx, user), "work": progress.drawing(ctx, user)}
    with ctx.sessions() as session:
        if topic.kind == "upload":
            row = datasets.upload(session, topic.id, user.id)
            return progress.of_upload(row)
        found = datasets.visible(session, int(topic.id), user.id)
        if topic.kind == "data-cleaning":
            work = progress.of(session, f"dataset:{found.id}")
            return {"status": found.status, "version": found.current_version, "work": work}
        at = found.searched_at
        work = progress.of(session, f"insights:{found.id}")
        return {"searched_at": None if at is None else at.isoformat(), "work": work}


def as_json(row: SharedFilter) -> dict[str, Any]:
    return {
        "column": row.column_name,
        "op": row.op,
        "value": row.value["value"],
        "by": row.by_user,
        "seq": row.seq,
    }


def set_filter(
    ctx: Context, user: UserView, dashboard_id: int, data: Any, sent: Sent | None = None
) -> int:
    """Set one column's filter for everybody; the edit's number."""
    item = parse_filter(data, schema_of(ctx, user, dashboard_id))
    with ctx.sessions.begin() as session:
        board = opened(session, user, dashboard_id)
        before = done(session, board, sent)
        if before is None:
            put(ctx, session, board, item, user, sent)
        return board.seq if before is None else before.seq


def clear_filter(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    column: str | None,
    sent: Sent | None = None,
) -> int:
    """Clear one column's filter, or all of them; the edit's number."""
    if column is not None and not isinstance(column, str):
        raise Invalid("A column is a text.", details={"field": "column"})
    with ctx.sessions.begin() as session:
        board = opened(session, user, dashboard_id)
        before = done(session, board, sent)
        if before is None:
            clear(ctx, session, board, column, user, sent)
        return board.seq if before is None else before.seq


def put_filters(
    ctx: Context, user: UserView, dashboard_id: int, data: Any, seq: int | None
) -> dict[str, Any]:
    """Replace all filters; with `seq`, only if nobody was faster."""
    items = parse_filters(data, schema_of(ctx, user, dashboard_id))
    if len({item.column for item in items}) != len(items):
        raise Invalid("A column has at most one shared filter.", code="wrong_filter")
    with ctx.sessions.begin() as session:
        board = opened(session, user, dashboard_id)
        if seq is not None and seq != board.seq:
            raise Conflict("Somebody else set a filter meanwhile.", details={"seq": board.seq})
        wanted = {item.column for item in items}
        for row in dashboards.shared_filters(session, dashboard_id):
            if row.column_name not in wanted:
                clear(ctx, session, board, row.column_name, user)
        for item in items:
            put(ctx, session, board, item, user)
    return snapshot(ctx, user, dashboard_id)


def opened(session: Session, user: UserView, dashboard_id: int) -> Dashboard:
    """The dashboard, locked against other editors; the rights are looked up anew."""
    dashboards.editable(session, dashboard_id, user.id)
    dashboards.locked(session, dashboard_id)
    board = dashboards.editable(session, dashboard_id, user.id)
    session.refresh(board)
    return board


def done(session: Session, board: Dashboard, sent: Sent | None) -> LiveEdit | None:
    """The edit that this client has sent before, in a transaction that has the dashboard locked."""
    if sent is None:
        return None
    return session.scalar(
        select(LiveEdit).where(
            LiveEdit.dashboard_id == board.id,
            LiveEdit.client == sent.client,
            LiveEdit.ref == sent.ref,
        )
    )


def put(
    ctx: Context,
    session: Session,
    board: Dashboard,
    item: Filter,
    user: UserView,
    sent: Sent | None = None,
) -> None:
    board.seq += 1
    row = session.scalar(
        select(SharedFilter).where(
            SharedFilter.dashboard_id == board.id, SharedFilter.column_name == item.column
        )
    )
    if row is None:
        row = SharedFilter(dashboard_id=board.id, column_name=item.column)
        session.add(row)
    value = {"value": item.value}
    row.op, row.value, row.seq, row.by_user = item.op, value, board.seq, user.name
    record(
        session, board, user, "filter.set", sent, column_name=item.column, op=item.op, value=value
    )
    data = {**as_json(row), **who(user, sent)}
    ctx.events.publish(session, topics.dashboard(board.id), "filter.changed", data)


def clear(
    ctx: Context,
    session: Session,
    board: Dashboard,
    column: str | None,
    user: UserView,
    sent: Sent | None = None,
) -> None:
    board.seq += 1
    board.changed_at = now()
    statement = delete(SharedFilter).where(SharedFilter.dashboard_id == board.id)
    if column is not None:
        statement = statement.where(SharedFilter.column_name == column)
    session.execute(statement)
    record(session, board, user, "filter.clear", sent, column_name=column)
    data = {"seq": board.seq, "column": column, "by": user.name, **who(user, sent)}
    ctx.events.publish(session, topics.dashboard(board.id), "filter.cleared", data)


def who(user: UserView, sent: Sent | None) -> dict[str, Any]:
    """What others see of the author beside the name: a colour, initials, and which edit it was."""
    mark = {"color": user.color, "initials": user.initials}
    return mark if sent is None else {**mark, "client": sent.client, "ref": sent.ref}


def record(
    session: Session,
    board: Dashboard,
    user: UserView,
    kind: str,
    sent: Sent | None = None,
    **more: Any,
) -> None:
    """Keep a step of the live session for its timeline, in the caller's transaction."""
    dataset = session.get_one(Dataset, board.dataset_id)
    step = LiveEdit(
        dashboard_id=board.id,
        seq=board.seq,
        kind=kind,
        user_id=user.id,
        by_user=user.name,
        client=None if sent is None else sent.client,
        ref=None if sent is None else sent.ref,
        data_version=dataset.current_version or 0,
        **more,
    )
    session.add(step)
    session.flush()


def schema_of(ctx: Context, user: UserView, dashboard_id: int) -> Schema:
    with ctx.sessions() as session:
        row = dashboards.visible(session, dashboard_id, user.id)
        dataset = session.get_one(Dataset, row.dataset_id)
        if dataset.current_version is None:
            raise Conflict("The dataset of this dashboard is not ready.", code="not_ready")
        number = dataset.current_version
    return source(ctx, dataset.id, number).schema
