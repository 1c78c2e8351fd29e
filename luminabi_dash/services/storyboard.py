"""A live session as a document: one chapter for each moment, drawn under the filters of then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from luminabi_dash.context import Context
from luminabi_dash.dashboards import timeline as course
from luminabi_dash.dashboards.timeline import Moment
from luminabi_dash.db import dashboards
from luminabi_dash.db.models import User, now
from luminabi_dash.db.work import Report
from luminabi_dash.errors import Invalid, NotFound
from luminabi_dash.plural import many
from luminabi_dash.ports import Work
from luminabi_dash.reports.document import CHAPTER, ReportDocument, ReportTile
from luminabi_dash.reports.images import Renderer, find_chrome
from luminabi_dash.reports.pdf import build
from luminabi_dash.services import figures, sending, timeline
from luminabi_dash.services.accounts import view_of
from luminabi_dash.views import DrawnDashboard, UserView

ROWS = 12


def request(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    session_number: int | None = None,
    tab: int | None = None,
) -> tuple[int, str]:
    """A storyboard of one session (the newest) for the archive; ids of the report and its job.
    Invalid when nothing stood long enough to be told.
    """
    chosen = moments(ctx, user, dashboard_id, session_number)
    first, last = chosen[0].step.id, chosen[-1].step.id
    with ctx.sessions.begin() as session:
        board = dashboards.visible(session, dashboard_id, user.id)
        title = f"Storyboard of {board.name}"[:200]
        report = Report(owner_id=user.id, dashboard_id=dashboard_id, title=title)
        session.add(report)
        session.flush()
        job_id = ctx.jobs.enqueue(
            session,
            "draw_storyboard",
            owner_id=user.id,
            subject=f"report:{report.id}",
            unique_key=f"report:{report.id}",
            report_id=report.id,
            first=first,
            last=last,
            tab=tab,
        )
        return report.id, job_id


def moments(
    ctx: Context, user: UserView, dashboard_id: int, session_number: int | None
) -> list[Moment]:
    """Those of one session, the newest without a number, that are worth a chapter."""
    told = timeline.told(ctx, user, dashboard_id)
    if not told:
        raise Invalid("No filter was set here yet: there is nothing to tell.", code="no_timeline")
    number = told[-1].session if session_number is None else session_number
    mine = [moment for moment in told if moment.session == number]
    if not mine:
        raise NotFound("There is no such session.", code="session_not_found")
    return kept(ctx, dashboard_id, mine)


def kept(ctx: Context, dashboard_id: int, mine: Sequence[Moment]) -> list[Moment]:
    with ctx.sessions() as session:
        said = timeline.said_at(session, dashboard_id)
    until = min(now(), mine[-1].step.at + course.GAP)
    found = course.chapters(mine, until, said)
    if not found:
        words = "No filter stood for 5 seconds in this session: there is nothing to tell."
        raise Invalid(words, code="no_timeline")
    return found


def make(ctx: Context, work: Work, report_id: int, first: int, last: int, tab: int | None) -> None:
    """Draw it and file it; as any report it is drawn whole or not at all."""
    with ctx.sessions.begin() as session:
        row = session.get(Report, report_id)
        if row is None or row.dashboard_id is None:
            raise NotFound("The dashboard of this report was deleted.", code="dashboard_not_found")
        row.state = "drawing"
        owner, board_id = view_of(session.get_one(User, row.owner_id)), row.dashboard_id
        title = row.title
    work(0.05, f"{title}: collecting the moments…")
    told = timeline.told(ctx, owner, board_id)
    mine = [moment for moment in told if first <= moment.step.id <= last]
    chosen = course.evenly(kept(ctx, board_id, mine), course.CHAPTERS)
    drawn = [drawn_at(ctx, owner, board_id, moment, tab) for moment in chosen]
    document = document_of(ctx, owner, title, chosen, drawn)
    work(0.3, f"{title}: drawing {many(len(chosen), 'moment')}…")
    with Renderer(find_chrome(ctx.settings.chrome or None)) as renderer:
        built = build(document, renderer)
    work(0.9, f"{title}: filing the report…")
    sending.file(ctx, work, report_id, document, drawn[-1], built)


def fail(ctx: Context, reason: str, code: str, report_id: int, **_more: object) -> None:
    sending.fail(ctx, reason, code, report_id)


def drawn_at(
    ctx: Context, owner: UserView, board_id: int, moment: Moment, tab: int | None
) -> DrawnDashboard:
    filters = [item.model_dump(mode="json") for item in moment.filters]
    drawn = figures.dashboard(ctx, owner, board_id, filters, None, tab)
    sending.check_whole(drawn)
    return drawn


def document_of(
    ctx: Context,
    owner: UserView,
    title: str,
    chosen: Sequence[Moment],
    drawn: Sequence[DrawnDashboard],
) -> ReportDocument:
    whole = sending.document_of(ctx, owner, drawn[-1], [])
    tiles: list[ReportTile] = []
    for number, (moment, board) in enumerate(zip(chosen, drawn, strict=True), start=1):
        tiles.append(head_of(ctx, number, moment, board))
        tiles += map(short, sending.tiles_of(ctx, owner, board, number))
    span = span_of(ctx, chosen)
    return replace(
        whole, title=title, term="Session", filters=span, tiles=tuple(tiles), insights=()
    )


def short(tile: ReportTile) -> ReportTile:
    """Of a table of rows only the first: what a reader waits for is the next moment."""
    return replace(tile, most_rows=ROWS) if tile.kind == "table" else tile


def head_of(ctx: Context, number: int, moment: Moment, board: DrawnDashboard) -> ReportTile:
    facts = (
        ("When", f"{local(ctx, moment.step.at):%A %-d %B %Y, %H:%M:%S}"),
        ("Who", moment.step.by),
        ("Filters", moment.sentence),
        ("Rows", f"{board.matched:,} of {board.total:,}"),
    )
    title = f"{local(ctx, moment.step.at):%H:%M} · {course.line_of(moment)}"
    return ReportTile(title, "", CHAPTER, {}, "", 12, chapter=number, facts=facts)


def span_of(ctx: Context, chosen: Sequence[Moment]) -> str:
    first, last = local(ctx, chosen[0].step.at), local(ctx, chosen[-1].step.at)
    people = ", ".join(dict.fromkeys(moment.step.by for moment in chosen))
    ends = list(dict.fromkeys((f"{first:%-d %B %Y, %H:%M}", f"{last:%-d %B %Y, %H:%M}")))
    if first.date() == last.date():
        ends = [ends[0], *(f"{last:%H:%M}" for _ in ends[1:])]
    return f"{many(len(chosen), 'moment')}, {' to '.join(ends)}; filters by {people}"


def local(ctx: Context, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(ctx.settings.timezone))
