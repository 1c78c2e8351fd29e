"""Watching: alerts are looked at, and whoever is to know hears that one fires or is over.

An alert may be looked at by several at once, and again and again: its state changes under a lock,
and only a change is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from luminabi_dash.alerts import words
from luminabi_dash.context import Context
from luminabi_dash.db import alerts
from luminabi_dash.db.models import Dataset, User, now
from luminabi_dash.db.watching import Alert, AlertEvent
from luminabi_dash.errors import Invalid
from luminabi_dash.live import topics
from luminabi_dash.plural import many
from luminabi_dash.ports import Work
from luminabi_dash.services import alert_mails, notices
from luminabi_dash.services.looking import Look, look

NOT_SEEN = "You no longer see the data of this alert, so it is off."
UNKNOWN = "unknown"
Before = tuple[str, float | None, int | None, str | None]
"""State, value, data version and error of an alert before a look."""


def check_dataset(ctx: Context, work: Work, dataset_id: int) -> None:
    """Look at every alert of a dataset that is on."""
    with ctx.sessions() as session:
        ids = alerts.enabled(session, dataset_id)
    for done, alert_id in enumerate(ids):
        work(done / len(ids), f"Checking {many(len(ids), 'alert')}…")
        check(ctx, alert_id)


def enqueue(ctx: Context, session: Session, dataset: Dataset, cause: str) -> None:
    """Have a dataset's alerts, if it has any, looked at once for each cause (a version, a slot)."""
    if not alerts.enabled(session, dataset.id):
        return
    ctx.jobs.enqueue(
        session,
        "check_alerts",
        owner_id=dataset.owner_id,
        subject=f"alerts:{dataset.id}",
        unique_key=f"alerts:{dataset.id}:{cause}",
        dataset_id=dataset.id,
    )


def enqueue_all(ctx: Context, slot: str) -> None:
    """The hourly look: rights that were lost, and what a crash left out."""
    with ctx.sessions.begin() as session:
        for dataset_id in alerts.watched_datasets(session):
            enqueue(ctx, session, session.get_one(Dataset, dataset_id), slot)


def check(ctx: Context, alert_id: int) -> None:
    """Look at one alert and tell what has changed; nothing for one that is off or gone."""
    with ctx.sessions() as session:
        row = session.get(Alert, alert_id)
        if row is None or not row.enabled or not session.get_one(User, row.owner_id).is_active:
            return
        dataset = session.get_one(Dataset, row.dataset_id)
        is_seen, number = alerts.sees(session, row), dataset.current_version
    if not is_seen:
        switch_off(ctx, row.id, row.version)
        return
    if number is None:
        return
    found = look(ctx, row, number)
    with ctx.sessions.begin() as session:
        present = session.get(Alert, alert_id, with_for_update=True)
        if present is None or not present.enabled or present.version != row.version:
            return
        if (present.data_version or 0) <= found.number:
            become(ctx, session, present, dataset.name, found)


def become(ctx: Context, session: Session, row: Alert, place: str, found: Look) -> None:
    """The alert is now what the look has found; a change of its state is told."""
    before = (row.state, row.value, row.data_version, row.error)
    try:
        state = "firing" if found.fires(is_firing=row.state == "firing") else "ok"
        error = None
    except Invalid as problem:
        state, error = UNKNOWN, sentence_of(str(problem))
    row.value, row.data_version, row.checked_at = found.value, found.number, now()
    row.error = error
    if state != row.state:
        row.state, row.since = state, now()
        tell(ctx, session, row, place, found, before)
    if before != (row.state, row.value, row.data_version, row.error):
        data = {"alert_id": row.id, "state": row.state}
        ctx.events.publish(session, topics.notifications(row.owner_id), "alert.checked", data)


def tell(
    ctx: Context, session: Session, row: Alert, place: str, found: Look, before: Before
) -> None:
    """That it fires once, until it is over; that it cannot be checked once, when it could."""
    was, value, _, error = before
    told = alerts.last_told(session, row.id)
    if row.state == UNKNOWN:
        sentence = words.unknown(row.name, place, row.error or "")
        add(ctx, session, row, sentence, "alert.failed" if was != UNKNOWN else None)
    elif row.state == "firing":
        sentence = found.fired(row.name, place, value)
        add(ctx, session, row, sentence, "alert.fired" if told == "ok" else None)
    elif told == "firing":
        add(ctx, session, row, found.over(row.name, place), "alert.over")
    elif error is not None:
        add(ctx, session, row, words.again(row.name, place), None)


def add(ctx: Context, session: Session, row: Alert, sentence: str, kind: str | None) -> None:
    """A line of the alert's history; with a `kind` its owner is told, and by mail its recipients
    of what fires and is over.
    """
    event = AlertEvent(
        alert_id=row.id,
        state=row.state,
        value=row.value,
        data_version=row.data_version or 0,
        sentence=sentence,
        at=now(),
    )
    session.add(event)
    session.flush()
    if kind is None:
        return
    about = {"alert_id": row.id, "state": row.state}
    notices.tell(ctx, session, row.owner_id, kind, sentence, alert_mails.opened(row)[0], about)
    if kind != "alert.failed":
        alert_mails.add(ctx, session, event, row)


def sentence_of(reason: str) -> str:
    """A reason that stands alone."""
    reason = reason.strip()
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."


def switch_off(ctx: Context, alert_id: int, version: int) -> None:
    """Its owner no longer sees what it watches: it is off, and they are told."""
    with ctx.sessions.begin() as session:
        row = session.get(Alert, alert_id, with_for_update=True)
        if row is None or not row.enabled or row.version != version:
            return
        row.enabled, row.state, row.since = False, UNKNOWN, now()
        row.value, row.error = None, NOT_SEEN
        row.version += 1
        text = f"The alert {row.name} is off: you no longer see its data."
        notices.tell(
            ctx, session, row.owner_id, "alert.failed", text, "/alerts", {"alert_id": row.id}
        )


def let_go(ctx: Context, session: Session, rows: Sequence[Alert], user_id: int, gone: str) -> None:
    """What these alerts watch is about to be deleted by this user. Those on a dashboard of a
    dataset that is their owner's own stay with the dataset; owners of the others are told.
    """
    for row in rows:
        owner_id = session.get_one(Dataset, row.dataset_id).owner_id
        if row.owner_id == owner_id:
            row.dashboard_id = row.tile_id = None
        elif row.owner_id != user_id:
            text = f"The alert {row.name} is gone: {gone} was deleted."
            notices.tell(ctx, session, row.owner_id, "alert.failed", text, "/alerts")
    session.flush()
