"""One mail on its way, whatever it carries: waiting, sending, delivered, in doubt or failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db.models import now
from luminabi_dash.errors import LeaseLost, LuminaError
from luminabi_dash.mail import outbox
from luminabi_dash.mail.smtp import InDoubt, Refused
from luminabi_dash.ports import Work

NO_SERVER = "No mail server is set; set LUMINABI_SMTP_URL."
ENDS = frozenset({"delivered", "failed", "in_doubt"})


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of mail. `row` is its table, with the columns of `Delivery`; `compose` writes the
    message of a row's id, `enqueue` has a row tried (again) when it is due, `ended` tells whoever
    is to know that a row has reached one of ENDS.
    """

    row: type[Any]
    compose: Callable[[Context, int], EmailMessage]
    enqueue: Callable[[Context, Session, Any], object]
    ended: Callable[[Context, Session, Any], None]


def deliver(ctx: Context, work: Work, post: Post, mail_id: int) -> None:
    """Try one mail; what a crash leaves between the message and its answer is in doubt."""
    with ctx.sessions.begin() as session:
        row = session.get(post.row, mail_id)
        if row is None or row.state in ENDS:
            return
        if row.state == "sending":
            words = "The sender died before the server answered."
            settle(ctx, session, post, row, "in_doubt", words)
            work.complete(session)
            return
        row.attempts += 1
        row.next_try_at = None
        row.first_try_at = row.first_try_at or now()
        recipient = row.recipient
    mail = post.compose(ctx, mail_id)
    if ctx.mailer is None:
        end(ctx, work, post, mail_id, Refused(NO_SERVER, temporary=False))
        return
    try:
        answer = ctx.mailer.send(mail, recipient, before_data=sending(ctx, post, mail_id))
    except (Refused, InDoubt) as problem:
        end(ctx, work, post, mail_id, problem)
    else:
        with ctx.sessions.begin() as session:
            work.complete(session)
            row = session.get_one(post.row, mail_id)
            row.delivered_at = now()
            settle(ctx, session, post, row, "delivered", answer)


def sending(ctx: Context, post: Post, mail_id: int) -> Callable[[], None]:
    """Committed right before the message goes out: a crash after it is seen, and of two that try
    the same mail at once only one goes on.
    """

    def mark() -> None:
        with ctx.sessions.begin() as session:
            row = session.get_one(post.row, mail_id, with_for_update=True)
            if row.state != "waiting":
                raise LeaseLost("Another worker is sending this mail.")
            row.state = "sending"

    return mark


def end(ctx: Context, work: Work, post: Post, mail_id: int, problem: LuminaError) -> None:
    """In doubt, tried again later, or failed: as the server's answer says."""
    with ctx.sessions.begin() as session:
        work.complete(session)
        row = session.get_one(post.row, mail_id)
        if isinstance(problem, InDoubt):
            settle(ctx, session, post, row, "in_doubt", str(problem))
            return
        later: datetime | None = None
        if isinstance(problem, Refused) and problem.temporary:
            later = outbox.next_try(row.attempts, row.first_try_at or now(), now())
        row.next_try_at = later
        if later is None:
            settle(ctx, session, post, row, "failed", str(problem))
            return
        row.state, row.answer = "waiting", str(problem)
        post.enqueue(ctx, session, row)


def settle(ctx: Context, session: Session, post: Post, row: Any, state: str, answer: str) -> None:
    row.state, row.answer = state, answer
    row.next_try_at = None
    post.ended(ctx, session, row)


def fail(ctx: Context, post: Post, reason: str, mail_id: int) -> None:
    """The job itself ended badly: the mail is in doubt if it was going out, else failed."""
    with ctx.sessions.begin() as session:
        row = session.get(post.row, mail_id)
        if row is None or row.state not in {"waiting", "sending"}:
            return
        state = "in_doubt" if row.state == "sending" else "failed"
        settle(ctx, session, post, row, state, reason)
