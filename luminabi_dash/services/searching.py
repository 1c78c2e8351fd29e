"""Searching a dataset for insights: findings told as they come, kept, and checked anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db import insights as questions
from luminabi_dash.db.models import Dataset, DatasetStatus, Insight, now
from luminabi_dash.db.work import Dashboard
from luminabi_dash.errors import Conflict, NotFound
from luminabi_dash.insights.insight import Discovery
from luminabi_dash.insights.insight import Insight as Finding
from luminabi_dash.insights.recheck import checked
from luminabi_dash.live import topics
from luminabi_dash.plural import many
from luminabi_dash.ports import Work
from luminabi_dash.services import notices, watching
from luminabi_dash.views import UserView

NEWS = {"stronger", "weaker", "reversed", "gone"}
TOLD_APART = 3

Search = Callable[..., Discovery]
"""`insights.engine.discover`: handed in by the job, so that web processes never load SciPy."""


def request_search(ctx: Context, user: UserView, dataset_id: int) -> str:
    """Search the newest version again; the job's id."""
    with ctx.sessions.begin() as session:
        row = datasets.visible(session, dataset_id, user.id)
        if row.current_version is None:
            raise Conflict(f"{row.name!r} has no version yet.", code="not_ready")
        return enqueue(ctx, session, row, None)


def enqueue(ctx: Context, session: Session, row: Dataset, unique_key: str | None) -> str:
    return ctx.jobs.enqueue(
        session,
        "find_insights",
        owner_id=row.owner_id,
        subject=f"insights:{row.id}",
        unique_key=unique_key,
        dataset_id=row.id,
    )


def search(ctx: Context, work: Work, dataset_id: int, discover: Search) -> None:
    """Search the newest version; each finding is announced while the search runs."""
    with ctx.sessions.begin() as session:
        row = session.get(Dataset, dataset_id)
        if row is None or row.current_version is None:
            raise NotFound("The dataset was deleted meanwhile.", code="dataset_not_found")
        version = row.current_version
        ctx.events.publish(session, topics.insights(dataset_id), "insights.started", {"tested": 0})
    schema = ctx.store.schema(dataset_id, version)
    frame = ctx.store.scan(dataset_id, version).collect().to_pandas()
    result = discover(frame, schema, progress=work, found=announcer(ctx, dataset_id))
    keep(ctx, work, dataset_id, version, result)


def announcer(ctx: Context, dataset_id: int) -> Callable[[Finding], None]:
    """Tells open pages of a finding before the search is over (its rank is not final yet)."""

    def announce(finding: Finding) -> None:
        with ctx.sessions.begin() as session:
            if set(finding.columns) & set(questions.muted(session, dataset_id)):
                return
            data = {"insight": finding.as_json()}
            ctx.events.publish(session, topics.insights(dataset_id), "insight.found", data)

    return announce


def keep(ctx: Context, work: Work, dataset_id: int, version: int, result: Discovery) -> None:
    """Replace what an earlier search left; pins and dismissals stay with their statement."""
    with ctx.sessions.begin() as session:
        work.complete(session)
        dataset = session.get(Dataset, dataset_id)
        if dataset is None:
            raise NotFound("The dataset was deleted meanwhile.", code="dataset_not_found")
        dataset.tested, dataset.searched_at = result.tested, now()
        dataset.searched_version = version
        dataset.search_words = result.sentence or None
        fresh = merge(session, dataset_id, version, result)
        data = {"found": len(result.insights), "tested": result.tested}
        ctx.events.publish(session, topics.insights(dataset_id), "insights.completed", data)
        announce_on_dashboards(ctx, session, dataset_id, fresh)
        text = (
            f"{dataset.name}: {result.tested} tested, {many(len(result.insights), 'insight')} kept."
        )
        link = f"/datasets/{dataset_id}#insights"
        notices.tell(ctx, session, dataset.owner_id, "insights.completed", text, link)
        tell_followers(ctx, session, dataset, version)
        watching.enqueue(ctx, session, dataset, f"searched:{dataset.searched_at.isoformat()}")


def merge(session: Session, dataset_id: int, version: int, result: Discovery) -> list[Insight]:
    """Bring the rows in line with the result; the rows that are new. What was known before is
    checked against what it was; what is gone stays when it is pinned, followed or has an alert.
    """
    known = {
        row.signature: row
        for row in session.scalars(select(Insight).where(Insight.dataset_id == dataset_id))
    }
    fresh = []
    for finding in result.insights:
        row = known.pop(finding.signature(), None)
        body = finding.as_json()
        if row is None:
            row = Insight(dataset_id=dataset_id, signature=finding.signature(), state="new")
            session.add(row)
            fresh.append(row)
        elif row.version != version:
            row.history = checked(row.history or [], row.body, body, version, now().isoformat())
        row.version, row.score, row.body = version, finding.score, body
    awaited = questions.awaited(session, [row.id for row in known.values()])
    for gone in known.values():
        if gone.state != "pinned" and gone.id not in awaited:
            session.delete(gone)
        elif gone.version != version:
            at = now().isoformat()
            gone.history = checked(gone.history or [], gone.body, None, version, at)
    session.flush()
    return fresh


def tell_followers(ctx: Context, session: Session, dataset: Dataset, version: int) -> None:
    """Who follows an insight that the version changed hears of it, of many in one line; who has an
    alert on it hears from that.
    """
    changed = {row.id: row for row in turned(session, dataset.id, version)}
    by_user: dict[int, list[Insight]] = defaultdict(list)
    warned = questions.warned(session, changed)
    for follower in questions.followers(session, changed):
        if (follower.insight_id, follower.user_id) in warned:
            continue
        by_user[follower.user_id].append(changed[follower.insight_id])
    place = f"{dataset.name} v{version}"
    for user_id, rows in by_user.items():
        link = followed_at(session, dataset, user_id)
        lines = [f"{place}, {verdict_of(row)}: {row.body['sentence']}" for row in rows]
        if len(lines) > TOLD_APART:
            ends = ", ".join(sorted({verdict_of(row) for row in rows}))
            lines = [f"{place}: {many(len(rows), 'insight')} that you follow changed ({ends})."]
        for words in lines:
            notices.tell(ctx, session, user_id, "insight.turned", words, link)


def followed_at(session: Session, dataset: Dataset, user_id: int) -> str:
    """Where a follower sees the insight: on the dataset's page, or on a dashboard of it."""
    if dataset.owner_id != user_id:
        asked = select(Dashboard.id).where(Dashboard.dataset_id == dataset.id)
        for board in session.scalars(asked.order_by(Dashboard.id.desc())):
            if questions.is_seen(session, board, user_id):
                return f"/dashboards/{board}"
    return f"/datasets/{dataset.id}#insights"


def verdict_of(row: Insight) -> str:
    return str((row.history or [{}])[-1].get("verdict", "new"))


def turned(session: Session, dataset_id: int, version: int) -> list[Insight]:
    """Insights that the version made stronger, weaker, reversed or gone."""
    rows = session.scalars(select(Insight).where(Insight.dataset_id == dataset_id))
    return [
        row
        for row in rows
        if row.history and row.history[-1]["version"] == version and verdict_of(row) in NEWS
    ]


def announce_on_dashboards(
    ctx: Context, session: Session, dataset_id: int, fresh: list[Insight]
) -> None:
    silent = set(questions.muted(session, dataset_id))
    boards = list(session.scalars(select(Dashboard.id).where(Dashboard.dataset_id == dataset_id)))
    for board_id in boards:
        for row in fresh:
            if silent & set(row.body["columns"]):
                continue
            data = {"insight": {**row.body, "id": row.id}}
            ctx.events.publish(session, topics.dashboard(board_id), "insight.found", data)


def enqueue_stale(ctx: Context, slot: str) -> int:
    """The two-hourly sweep: ready datasets whose newest version was not searched yet."""
    with ctx.sessions.begin() as session:
        rows = session.scalars(
            select(Dataset).where(
                Dataset.status == DatasetStatus.READY,
                Dataset.current_version.is_not(None),
                Dataset.searched_version.is_distinct_from(Dataset.current_version),
            )
        ).all()
        for row in rows:
            enqueue(ctx, session, row, f"insights:{row.id}:{slot}")
        return len(rows)


def fail(ctx: Context, sentence: str, _code: str, dataset_id: int) -> None:
    with ctx.sessions.begin() as session:
        data = {"message": sentence}
        ctx.events.publish(session, topics.insights(dataset_id), "insights.failed", data)
