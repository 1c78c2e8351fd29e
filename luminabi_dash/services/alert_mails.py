"""Mails of alerts: one for each event and recipient, by the same rules as those of reports."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from luminabi_dash.alerts.condition import NumberCondition, parse_condition
from luminabi_dash.alerts.measure import form_of, indicator
from luminabi_dash.alerts.words import condition_words, way_back
from luminabi_dash.charts.numbers import PLAIN
from luminabi_dash.context import Context
from luminabi_dash.db.models import Dataset, now
from luminabi_dash.db.watching import Alert, AlertEvent, AlertMail
from luminabi_dash.live import topics
from luminabi_dash.mail import outbox
from luminabi_dash.ports import Work
from luminabi_dash.reports.letter import Letter, set_boundaries, written
from luminabi_dash.services import notices, posting
from luminabi_dash.services.posting import Post
from luminabi_dash.tables.filters import Filter, sentence

SUBJECT = 150


def add(ctx: Context, session: Session, event: AlertEvent, row: Alert) -> None:
    """The mails of an event are due, in the transaction that writes it; none without a server."""
    if ctx.mailer is None:
        return
    host = urlsplit(ctx.settings.base_url).hostname or "localhost"
    for recipient in row.recipients:
        mail = AlertMail(
            event_id=event.id,
            recipient=recipient,
            message_id=outbox.message_id(event.id, recipient, host, "alert"),
        )
        session.add(mail)
        session.flush()
        enqueue(ctx, session, mail)


def enqueue(ctx: Context, session: Session, mail: AlertMail) -> str:
    event = session.get_one(AlertEvent, mail.event_id)
    return ctx.jobs.enqueue(
        session,
        "deliver_alert",
        owner_id=session.get_one(Alert, event.alert_id).owner_id,
        subject=f"alert-mail:{mail.id}",
        not_before=mail.next_try_at or now(),
        mail_id=mail.id,
    )


def compose(ctx: Context, mail_id: int) -> EmailMessage:
    """The same event gives the same bytes at each attempt."""
    with ctx.sessions() as session:
        mail = session.get_one(AlertMail, mail_id)
        event = session.get_one(AlertEvent, mail.event_id)
        row = session.get_one(Alert, event.alert_id)
        place = session.get_one(Dataset, row.dataset_id).name
    base = ctx.settings.base_url.rstrip("/")
    sender = parseaddr(ctx.settings.mail_from)[1]
    link, link_words = opened(row)
    title = f"{event.sentence.rstrip('.')}."
    message = written(
        Letter(
            sender=ctx.settings.mail_from,
            recipient=mail.recipient,
            subject=event.sentence[:SUBJECT],
            title=title,
            lines=(
                f"{row.name}: {condition_of(row)}",
                "" if row.kind == "insight" else rows_of(row),
                f"Data version {event.data_version} of {place}, {event.at:%d %b %Y %H:%M} UTC",
            ),
            link=f"{base}{link}",
            link_words=link_words,
            note=note_of(row, event),
            list_name="alert's",
            unsubscribe=f"mailto:{sender}?subject=unsubscribe%20alert%20{row.id}",
            message_id=mail.message_id,
            date=event.at,
        )
    )
    set_boundaries(message, mail.message_id)
    return message


def condition_of(row: Alert) -> str:
    condition = parse_condition(row.kind, row.condition)
    form = PLAIN if row.spec is None else form_of(indicator(row.spec))
    return condition_words(condition, form)


def rows_of(row: Alert) -> str:
    return sentence(Filter(**one) for one in row.filters)


def opened(row: Alert) -> tuple[str, str]:
    """Where what is watched can be seen, and how a button to there is called."""
    if row.dashboard_id is not None:
        return f"/dashboards/{row.dashboard_id}", "Open the dashboard"
    if row.insight_id is not None:
        return f"/datasets/{row.dataset_id}#insights", "Open the insight"
    return f"/alerts?alert={row.id}", "Open the alert"


def note_of(row: Alert, event: AlertEvent) -> str:
    """What comes next: one more mail when it is over, or when it fires again."""
    if event.state != "firing":
        return "The next mail comes when it fires again."
    condition = parse_condition(row.kind, row.condition)
    until = ""
    if isinstance(condition, NumberCondition):
        until = way_back(condition, form_of(indicator(row.spec)))
    return (
        f"It goes on {until}; one more mail says that it is over."
        if until
        else ("One more mail says when it is over.")
    )


def ended(ctx: Context, session: Session, mail: AlertMail) -> None:
    """Open pages hear of a delivered mail; of any other the alert's owner is told."""
    event = session.get_one(AlertEvent, mail.event_id)
    row = session.get_one(Alert, event.alert_id)
    if mail.state == "delivered":
        data = {"alert_id": row.id, "state": mail.state}
        ctx.events.publish(session, topics.notifications(row.owner_id), "alert.mailed", data)
        return
    text = f"The mail of the alert {row.name} to {mail.recipient}: {mail.answer}"
    link = f"/alerts?alert={row.id}"
    notices.tell(ctx, session, row.owner_id, "alert.failed", text, link, {"alert_id": row.id})


MAILS = Post(AlertMail, compose, enqueue, ended)


def deliver(ctx: Context, work: Work, mail_id: int) -> None:
    """Try one mail of an alert."""
    posting.deliver(ctx, work, MAILS, mail_id)


def fail_delivery(ctx: Context, reason: str, _code: str, mail_id: int) -> None:
    posting.fail(ctx, MAILS, reason, mail_id)
