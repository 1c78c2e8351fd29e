"""From a report row to its PDF and its mails: drawn whole or held, each mail at most once."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db.models import User, now
from luminabi_dash.db.work import Delivery, Report
from luminabi_dash.errors import NotFound
from luminabi_dash.live import topics
from luminabi_dash.mail import outbox
from luminabi_dash.plural import many
from luminabi_dash.ports import Work
from luminabi_dash.reports import message
from luminabi_dash.reports.document import ReportDocument, ReportTile
from luminabi_dash.reports.images import FigureFailed, Renderer, find_chrome
from luminabi_dash.reports.pdf import BuiltPdf, build
from luminabi_dash.services import datasets, figures, insights, notices, pictures, posting
from luminabi_dash.services.accounts import view_of
from luminabi_dash.services.posting import Post
from luminabi_dash.services.reports import enqueue_delivery
from luminabi_dash.services.sources import reader
from luminabi_dash.tables.filters import parse_filters, sentence
from luminabi_dash.views import DrawnDashboard, UserView

INSIGHTS = 5


def make(ctx: Context, work: Work, report_id: int) -> None:
    """Draw the report and enqueue its mails; one that cannot be drawn whole is held."""
    with ctx.sessions.begin() as session:
        row = session.get(Report, report_id)
        if row is None or row.dashboard_id is None:
            raise NotFound("The dashboard of this report was deleted.", code="dashboard_not_found")
        row.state = "drawing"
        owner = view_of(session.get_one(User, row.owner_id))
        dashboard_id, filters, title = row.dashboard_id, row.filters, row.title
    work(0.1, f"{title}: collecting the data…")
    drawn = figures.dashboard(ctx, owner, dashboard_id, filters)
    check_whole(drawn)
    document = document_of(ctx, owner, drawn, filters)
    work(0.3, f"{title}: drawing the figures…")
    with Renderer(find_chrome(ctx.settings.chrome or None)) as renderer:
        built = build(document, renderer)
    work(0.9, f"{title}: filing the report…")
    file(ctx, work, report_id, document, drawn, built)


def check_whole(drawn: DrawnDashboard) -> None:
    """FigureFailed for a dashboard that cannot be drawn whole."""
    for tile in drawn.tiles:
        if tile.error is not None:
            raise FigureFailed(0, f"the tile “{tile.tile.title}” has no figure: {tile.error}")


def document_of(
    ctx: Context, owner: UserView, drawn: DrawnDashboard, filters: list[Any]
) -> ReportDocument:
    board = drawn.dashboard
    chosen = parse_filters(list(filters), board.schema)
    found = insights.of_dashboard(ctx, owner, board.id).insights[:INSIGHTS]
    known = reader(ctx, board.dataset_id)
    version = datasets.located(ctx, known, board.dataset_id, board.data_version)
    return ReportDocument(
        title=board.name,
        author=owner.name,
        filters=sentence(chosen),
        data=f"{board.dataset_name} v{board.data_version}",
        data_as_of=version.created_at,
        made_at=now(),
        timezone=ctx.settings.timezone,
        tiles=tiles_of(ctx, owner, drawn),
        insights=tuple(insight.sentence for insight in found),
        link=link_of(ctx, board.id, filters, board.data_version),
    )


def tiles_of(
    ctx: Context, owner: UserView, drawn: DrawnDashboard, chapter: int = 0
) -> tuple[ReportTile, ...]:
    return tuple(
        ReportTile(
            title=tile.tile.title,
            subtitle=tile.tile.subtitle,
            kind=tile.tile.kind,
            figure=tile.figure,
            fingerprint=tile.fingerprint,
            width=tile.tile.w,
            note=str(tile.figure.get("layout", {}).get("meta", {}).get("note", "")),
            picture=picture_of(ctx, owner, drawn.dashboard.id, tile.figure),
            chapter=chapter,
        )
        for tile in drawn.tiles
    )


def picture_of(
    ctx: Context, owner: UserView, dashboard_id: int, figure: dict[str, Any]
) -> bytes | None:
    """The bytes of the picture that a tile shows; None when it shows none or it was removed."""
    number = (figure.get("layout", {}).get("meta") or {}).get("picture")
    if number is None:
        return None
    try:
        _, file = pictures.opened_picture(ctx, owner, dashboard_id, int(number))
    except NotFound:
        return None
    with file:
        return file.read()


def link_of(ctx: Context, dashboard_id: int, filters: list[Any], version: int) -> str:
    """Opens the dashboard; says which filters and which data version the report shows."""
    query = f"?version={version}"
    if filters:
        query += f"&filters={quote(orjson.dumps(filters).decode())}"
    return f"{ctx.settings.base_url.rstrip('/')}/dashboards/{dashboard_id}{query}"


def file(
    ctx: Context,
    work: Work,
    report_id: int,
    document: ReportDocument,
    drawn: DrawnDashboard,
    built: BuiltPdf,
) -> None:
    """The bytes are kept, the mails are due and the owner hears of it: in one transaction."""
    sha256 = ctx.blobs.put_bytes(built.data)
    with ctx.sessions.begin() as session:
        work.complete(session)
        row = session.get_one(Report, report_id)
        row.state, row.error = "ready", None
        row.pages, row.size_bytes, row.sha256 = built.pages, len(built.data), sha256
        row.filters_text, row.data_version = document.filters, drawn.dashboard.data_version
        row.fingerprints = {str(tile.tile.id): tile.fingerprint for tile in drawn.tiles}
        add_deliveries(ctx, session, row)
        board_topic = topics.dashboard(drawn.dashboard.id)
        data = {"report_id": report_id}
        ctx.events.publish(session, board_topic, "report.generated", data)
        text = f"Report generated: {row.title}, {many(built.pages, 'page')}."
        link = f"/reports?report={report_id}"
        notices.tell(ctx, session, row.owner_id, "report.generated", text, link, data)
        ended(ctx, session, row)


def ended(ctx: Context, session: Session, row: Report) -> None:
    """Also an owner who does not want to be told sees on open pages that it is over."""
    data = {"report_id": row.id, "state": row.state}
    ctx.events.publish(session, topics.notifications(row.owner_id), "report.ended", data)


def add_deliveries(ctx: Context, session: Session, row: Report) -> None:
    known = set(session.scalars(select(Delivery.recipient).where(Delivery.report_id == row.id)))
    host = urlsplit(ctx.settings.base_url).hostname or "localhost"
    for recipient in row.recipients:
        if recipient in known:
            continue
        delivery = Delivery(
            report_id=row.id,
            recipient=recipient,
            message_id=outbox.message_id(row.id, recipient, host),
        )
        session.add(delivery)
        session.flush()
        enqueue_delivery(ctx, session, delivery, row.owner_id)


def fail(ctx: Context, reason: str, code: str, report_id: int) -> None:
    """The report is held (a tile failed) or failed; nothing is mailed and the owner is told."""
    with ctx.sessions.begin() as session:
        row = session.get(Report, report_id)
        if row is None:
            return
        row.state = "held" if code == FigureFailed.code else "failed"
        row.error = reason
        text = f"{row.title} was not sent: {reason}"
        link = f"/reports?report={report_id}"
        about = {"report_id": report_id}
        notices.tell(ctx, session, row.owner_id, "report.failed", text, link, about)
        ended(ctx, session, row)


def deliver(ctx: Context, work: Work, delivery_id: int) -> None:
    """Try one mail of a report."""
    posting.deliver(ctx, work, DELIVERIES, delivery_id)


def compose(ctx: Context, delivery_id: int) -> EmailMessage:
    with ctx.sessions() as session:
        row = session.get_one(Delivery, delivery_id)
        report = session.get_one(Report, row.report_id)
    pages = many(report.pages, "page")
    with ctx.blobs.open(report.sha256 or "") as file_:
        data = file_.read()
    base = ctx.settings.base_url.rstrip("/")
    sender = parseaddr(ctx.settings.mail_from)[1]
    return message.compose(
        sender=ctx.settings.mail_from,
        recipient=row.recipient,
        subject=report.subject or f"{report.title}, {report.created_at:%d %b %Y}",
        document_title=report.title,
        summary_lines=(report.filters_text, f"Data version {report.data_version}, {pages}"),
        link=link_of(ctx, report.dashboard_id or 0, report.filters, report.data_version)
        if report.dashboard_id
        else base,
        unsubscribe=f"mailto:{sender}?subject=unsubscribe%20{report.schedule_id or report.id}",
        pdf=data,
        file_name=f"{report.title} {report.created_at:%Y-%m-%d}.pdf",
        message_id=row.message_id,
        date=report.created_at,
    )


def enqueue_again(ctx: Context, session: Session, row: Delivery) -> None:
    owner_id = session.get_one(Report, row.report_id).owner_id
    enqueue_delivery(ctx, session, row, owner_id)


def mail_ended(ctx: Context, session: Session, row: Delivery) -> None:
    """Open pages hear of a delivered mail; of any other its owner is told."""
    report = session.get_one(Report, row.report_id)
    if row.state == "delivered":
        data = {"delivery_id": row.id, "report_id": report.id, "state": row.state}
        topic = topics.notifications(report.owner_id)
        ctx.events.publish(session, topic, "delivery.changed", data)
        return
    text = f"{report.title} to {row.recipient}: {row.answer}"
    notices.tell(
        ctx, session, report.owner_id, "report.failed", text, f"/reports?report={report.id}"
    )


DELIVERIES = Post(Delivery, compose, enqueue_again, mail_ended)


def fail_delivery(ctx: Context, reason: str, _code: str, delivery_id: int) -> None:
    posting.fail(ctx, DELIVERIES, reason, delivery_id)
