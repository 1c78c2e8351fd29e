"""What a user can do with insights: have them searched, see them, pin and dismiss them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards, datasets
from luminabi_dash.db.models import Dataset, DatasetStatus, Insight, now
from luminabi_dash.db.work import Dashboard
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.insight_views import DiscoveryView, InsightView
from luminabi_dash.insights.insight import Discovery
from luminabi_dash.insights.insight import Insight as Finding
from luminabi_dash.insights.recheck import checked
from luminabi_dash.insights.significance import LEVEL
from luminabi_dash.live import topics
from luminabi_dash.plural import many
from luminabi_dash.ports import Work
from luminabi_dash.services import notices
from luminabi_dash.views import UserView

STATES = ("new", "pinned", "dismissed")

Search = Callable[..., Discovery]
"""`insights.engine.discover`: handed in by the job, so that web processes never load SciPy."""


def discovery(ctx: Context, user: UserView, dataset_id: int) -> DiscoveryView:
    """The newest search of a dataset and what it kept, strongest first."""
    with ctx.sessions() as session:
        return found_in(session, datasets.visible(session, dataset_id, user.id))


def of_dashboard(ctx: Context, user: UserView, dashboard_id: int) -> DiscoveryView:
    """What is known of a dashboard's dataset, for whoever may see the dashboard."""
    with ctx.sessions() as session:
        board = dashboards.visible(session, dashboard_id, user.id)
        return found_in(session, session.get_one(Dataset, board.dataset_id))


def found_in(session: Session, dataset: Dataset) -> DiscoveryView:
    rows = session.scalars(
        select(Insight)
        .where(Insight.dataset_id == dataset.id, Insight.state != "dismissed")
        .order_by(Insight.score.desc(), Insight.id)
    )
    found = tuple(view_of(row) for row in rows)
    words = dataset.search_words or ""
    return DiscoveryView(dataset.tested, LEVEL, dataset.searched_at, found, words)


def get(ctx: Context, user: UserView, insight_id: int) -> InsightView:
    with ctx.sessions() as session:
        return view_of(visible(session, insight_id, user.id))


def visible(session: Session, insight_id: int, user_id: int) -> Insight:
    row = session.get(Insight, insight_id)
    if row is None:
        raise NotFound("There is no such insight.", code="insight_not_found")
    try:
        datasets.visible(session, row.dataset_id, user_id)
    except NotFound:
        raise NotFound("There is no such insight.", code="insight_not_found") from None
    return row


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


def keep_pinned(ctx: Context, insight_id: int) -> None:
    """Mark an insight that has become a tile; whoever may edit the dashboard may pin."""
    with ctx.sessions.begin() as session:
        row = session.get(Insight, insight_id)
        if row is not None:
            row.state = "pinned"


def set_state(ctx: Context, user: UserView, insight_id: int, state: str) -> InsightView:
    if state not in STATES:
        raise Invalid(f"An insight is {', '.join(STATES)}.", details={"field": "state"})
    with ctx.sessions.begin() as session:
        row = visible(session, insight_id, user.id)
        row.state = state
        return view_of(row)


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
        for row in turned(session, dataset_id, version):
            verdict = (row.history or [{}])[-1]["verdict"]
            words = (
                f"{dataset.name} v{version}: a pinned insight is {verdict}: {row.body['sentence']}"
            )
            notices.tell(ctx, session, dataset.owner_id, "insight.turned", words, link)


def merge(session: Session, dataset_id: int, version: int, result: Discovery) -> list[Insight]:
    """Bring the rows in line with the result; the rows that are new. What was known before is
    checked against what it was, and what is gone stays when somebody pinned it.
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
    for gone in known.values():
        if gone.state != "pinned":
            session.delete(gone)
        elif gone.version != version:
            at = now().isoformat()
            gone.history = checked(gone.history or [], gone.body, None, version, at)
    session.flush()
    return fresh


def turned(session: Session, dataset_id: int, version: int) -> list[Insight]:
    """Pinned insights that the newest version made reversed or gone."""
    rows = session.scalars(
        select(Insight).where(Insight.dataset_id == dataset_id, Insight.state == "pinned")
    )
    last = ((row, row.history[-1]) for row in rows if row.history)
    return [
        row
        for row, check in last
        if check["version"] == version and check["verdict"] in {"reversed", "gone"}
    ]


def announce_on_dashboards(
    ctx: Context, session: Session, dataset_id: int, fresh: list[Insight]
) -> None:
    boards = list(session.scalars(select(Dashboard.id).where(Dashboard.dataset_id == dataset_id)))
    for board_id in boards:
        for row in fresh:
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
