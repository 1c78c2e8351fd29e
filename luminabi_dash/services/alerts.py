"""What a user can do with alerts: make, try, change, pause and delete them, and look back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.alerts.condition import NumberCondition, parse_condition
from luminabi_dash.alerts.measure import form_of, indicator
from luminabi_dash.alerts.views import AlertEventView, AlertMailView, AlertView
from luminabi_dash.alerts.words import VERDICT_WORDS, condition_words, way_back
from luminabi_dash.charts.numbers import PLAIN, said
from luminabi_dash.context import Context
from luminabi_dash.dashboards.sentences import measured
from luminabi_dash.db import alerts
from luminabi_dash.db.models import Dataset, Insight
from luminabi_dash.db.watching import Alert, AlertEvent
from luminabi_dash.errors import Conflict, Invalid
from luminabi_dash.services import alert_mails, watching
from luminabi_dash.services.alert_making import NewAlert, made, put_number
from luminabi_dash.services.files import clean_name
from luminabi_dash.services.looking import InsightLook, Look, look
from luminabi_dash.services.schedules import check_recipients
from luminabi_dash.tables.filters import Filter, sentence
from luminabi_dash.views import UserView

MOST = 200
EVENTS = 100
LOOSE = ("recipients", "name")
"""What may change without another look."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an alert would do now: the sentence, and whether it would fire."""

    sentence: str
    fires: bool


def listed(ctx: Context, user: UserView) -> list[AlertView]:
    """The user's alerts: those that fire first, then the newest."""
    with ctx.sessions() as session:
        views = [view_of(session, *found) for found in alerts.alerts(session, user.id)]
    return sorted(views, key=lambda view: not (view.enabled and view.state == "firing"))


def get(ctx: Context, user: UserView, alert_id: int) -> AlertView:
    with ctx.sessions() as session:
        alerts.alert(session, alert_id, user.id)
        return view_of(session, *alerts.alerts(session, user.id, alert_id)[0])


def view_of(session: Session, row: Alert, dataset: str, board: str | None) -> AlertView:
    condition = parse_condition(row.kind, row.condition)
    form = PLAIN if row.spec is None else form_of(indicator(row.spec))
    is_seen, is_number = alerts.sees(session, row), row.kind == "number"
    insight = session.get(Insight, row.insight_id or 0) if is_seen else None
    return AlertView(
        id=row.id,
        name=row.name,
        kind=row.kind,
        dataset_id=row.dataset_id,
        dataset_name=dataset if is_seen else "",
        dashboard_id=row.dashboard_id,
        dashboard_name=board if is_seen else None,
        tile_id=row.tile_id,
        insight_id=row.insight_id,
        spec=row.spec,
        filters=tuple(row.filters),
        condition=row.condition,
        recipients=tuple(row.recipients),
        enabled=row.enabled,
        state=row.state,
        since=row.since,
        value=row.value,
        value_text=said(row.value, form) if is_number else verdict_of(insight),
        data_version=row.data_version,
        checked_at=row.checked_at,
        error=row.error,
        subject=measured(row.spec or {}) if is_number else statement_of(insight),
        words=condition_words(condition, form),
        rows=sentence(Filter(**one) for one in row.filters) if is_number else "",
        link=alert_mails.opened(row)[0],
        version=row.version,
        created_at=row.created_at,
    )


def statement_of(insight: Insight | None) -> str:
    return "" if insight is None else str(insight.body["sentence"])


def verdict_of(insight: Insight | None) -> str:
    if insight is None:
        return ""
    last = insight.history[-1] if insight.history else None
    return VERDICT_WORDS[last["verdict"]] if last else "not measured again yet"


def create(ctx: Context, user: UserView, wanted: NewAlert) -> AlertView:
    """Make an alert and look at it at once."""
    row = made(ctx, user, wanted)
    row.recipients = check_to(user, wanted.recipients)
    with ctx.sessions.begin() as session:
        if alerts.counted(session, user.id) >= MOST:
            raise Conflict(f"You have {MOST} alerts already; delete one first.", code="too_many")
        session.add(row)
        session.flush()
        alert_id = row.id
    watching.check(ctx, alert_id)
    return get(ctx, user, alert_id)


def check_to(user: UserView, recipients: Any) -> list[str]:
    """One's own address where nothing is said; an empty list leaves it to the bell."""
    if recipients is None:
        return [user.email]
    if isinstance(recipients, list | tuple) and not recipients:
        return []
    return check_recipients(recipients, "An alert")


def change(
    ctx: Context,
    user: UserView,
    alert_id: int,
    changes: dict[str, Any],
    version: int | None = None,
) -> AlertView:
    """Change the given fields (name, spec, filters, condition, recipients, enabled) and look anew;
    a stale version is a Conflict with the present state.
    """
    with ctx.sessions() as session:
        seen = alerts.alert(session, alert_id, user.id)
        is_seen, number = alerts.sees(session, seen), current(session, seen)
    asks = changes.keys() & {"spec", "filters", "condition"}
    if not is_seen and (changes.get("enabled") or asks):
        raise Conflict(watching.NOT_SEEN, code="not_seen")
    checked = Alert(
        dataset_id=seen.dataset_id, spec=seen.spec, filters=seen.filters, condition=seen.condition
    )
    if asks:
        put(ctx, seen, checked, changes, number)
    with ctx.sessions.begin() as session:
        row = alerts.alert(session, alert_id, user.id)
        if version not in {None, row.version} or row.version != seen.version:
            raise Conflict("This alert was changed meanwhile.", details=present(row))
        row.spec, row.filters, row.condition = checked.spec, checked.filters, checked.condition
        row.name = clean_name(changes.get("name") or "") or row.name
        if "recipients" in changes:
            row.recipients = check_to(user, changes["recipients"])
        row.enabled = changes.get("enabled", row.enabled)
        row.version += 1
        if changes.keys() - set(LOOSE):
            row.state, row.since, row.error = "unknown", None, None
    watching.check(ctx, alert_id)
    return get(ctx, user, alert_id)


def present(row: Alert) -> dict[str, Any]:
    """What can be changed, as it stands."""
    fields = ("version", "name", "spec", "filters", "condition", "recipients", "enabled")
    return {name: getattr(row, name) for name in fields}


def current(session: Session, row: Alert) -> int:
    return session.get_one(Dataset, row.dataset_id).current_version or 0


def put(ctx: Context, seen: Alert, checked: Alert, changes: dict[str, Any], number: int) -> None:
    """The changed spec, filters and condition into `checked`."""
    condition = parse_condition(seen.kind, changes.get("condition", seen.condition))
    checked.condition = condition.model_dump(mode="json", exclude_none=True)
    if seen.kind == "insight":
        if wrong := changes.keys() & {"spec", "filters"}:
            raise Invalid("An alert on an insight has neither.", details={"field": min(wrong)})
        return
    spec, filters = changes.get("spec", seen.spec), changes.get("filters", seen.filters)
    put_number(ctx, checked, number, spec, filters, condition)


def switch(ctx: Context, user: UserView, alert_id: int, *, is_on: bool) -> None:
    """Pause an alert or let it go on."""
    if get(ctx, user, alert_id).enabled != is_on:
        change(ctx, user, alert_id, {"enabled": is_on})


def delete(ctx: Context, user: UserView, alert_id: int) -> None:
    with ctx.sessions.begin() as session:
        session.delete(alerts.alert(session, alert_id, user.id))


def check_now(ctx: Context, user: UserView, alert_id: int) -> AlertView:
    """Look at it at once."""
    if not get(ctx, user, alert_id).enabled:
        raise Conflict("This alert is paused; switch it on first.", code="paused")
    watching.check(ctx, alert_id)
    return get(ctx, user, alert_id)


def history(ctx: Context, user: UserView, alert_id: int) -> list[AlertEventView]:
    """What the alert said, the newest first, with its mails."""
    with ctx.sessions() as session:
        alerts.alert(session, alert_id, user.id)
        rows = alerts.events(session, alert_id, EVENTS)
        mails = alerts.mails(session, [row.id for row in rows])
        return [event_view(row, mails[row.id]) for row in rows]


def event_view(row: AlertEvent, mails: Sequence[Any]) -> AlertEventView:
    shown = tuple(
        AlertMailView(
            mail.recipient,
            mail.state,
            mail.attempts,
            mail.answer,
            mail.next_try_at,
            mail.delivered_at,
        )
        for mail in mails
    )
    return AlertEventView(
        row.id, row.state, row.value, row.data_version, row.sentence, row.at, shown
    )


def preview(ctx: Context, user: UserView, wanted: NewAlert) -> Preview:
    """What the alert would do if it were made now; nothing is stored."""
    row = made(ctx, user, wanted)
    with ctx.sessions() as session:
        number = current(session, row)
    return previewed(row, look(ctx, row, number))


def previewed(row: Alert, found: Look) -> Preview:
    try:
        fires = found.fires(is_firing=False)
    except Invalid as problem:
        return Preview(f"Now it cannot be told: {problem}.", fires=False)
    does = "would fire" if fires else "would not fire"
    if isinstance(found, InsightLook):
        now_ = VERDICT_WORDS[found.verdict] if found.verdict else "is not measured again yet"
        return Preview(f"Now the insight {now_}: {does}.", fires=fires)
    form = form_of(indicator(row.spec))
    sentences = [f"Now {said(found.value, form)}: {does}."]
    condition = parse_condition("number", row.condition)
    if isinstance(condition, NumberCondition) and (until := way_back(condition, form)):
        sentences.append(f"Once firing it goes on {until}.")
    return Preview(" ".join(sentences), fires=fires)
