"""The page of reports: schedules, the ledger of deliveries, the form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from layouts import reports
from luminabi_dash.views import DeliveryView, ReportView, ScheduleView

AT = datetime(2026, 11, 23, tzinfo=UTC)


def report(state: str, *mails: DeliveryView, error: str | None = None) -> ReportView:
    return ReportView(
        1, 1, "Shop overview", 1, AT, state, error, 3, 240_000, "9f" * 32, "All rows", 4, AT, mails
    )


def mail(state: str, answer: str | None = None, attempts: int = 1) -> DeliveryView:
    at = AT if state == "delivered" else None
    return DeliveryView(5, 1, "jt@shop.example", state, attempts, answer, AT, at)


def schedule(enabled: bool = True) -> ScheduleView:
    people = ("a@x.example", "b@x.example", "c@x.example")
    return ScheduleView(
        2, 1, "Shop overview", "0 0 * * *", "Daily at 00:00", "UTC", people, "S", enabled, AT
    )


def test_nothing_yet(text_of):
    words = text_of(reports.reports([], []))
    assert "No schedule yet" in words
    assert "Nothing sent yet" in words
    assert "no schedule is on" in words


def test_a_schedule_can_be_switched_run_and_deleted(board, text_of, ids_of):
    page = reports.reports([schedule(), schedule(False)], [], None, [board], "Asia/Tokyo", "a@x.y")
    assert "3 people" in text_of(page)
    assert "paused" in text_of(page)
    for id_of in (reports.Ids.enabled, reports.Ids.run, reports.Ids.delete):
        assert id_of(2) in ids_of(page)


@pytest.mark.parametrize(
    ("view", "words", "can_resend"),
    [
        (report("ready", mail("delivered", attempts=3)), "3rd try", True),
        (report("ready", mail("in_doubt")), "In doubt: no answer after sending", True),
        (report("ready", mail("failed", "550 no mailbox")), "Failed: 550 no mailbox", True),
        (report("ready", mail("sending", attempts=4)), "Sending, 4th try", False),
        (report("ready", mail("waiting", "refused")), "Not sent yet: refused", False),
        (report("ready"), "Ready", False),
        (report("held", mail("waiting"), error="A tile failed."), "Held: A tile failed.", False),
        (report("drawing"), "Being drawn", False),
    ],
)
def test_each_delivery_says_what_became_of_it(view, words, can_resend, text_of, ids_of):
    listed = reports.delivery_list([view])
    assert words in text_of(listed)
    assert (reports.Ids.resend(5) in ids_of(listed)) is can_resend


def test_facts_count_what_was_sent(text_of):
    views = [report("ready", mail("delivered"), mail("in_doubt")), report("failed")]
    facts = text_of(reports.facts([schedule()], views, now=AT + timedelta(days=1)))
    assert "Shop overview, to 3 people" in facts
    late = text_of(reports.facts([], views, now=AT + timedelta(days=60)))
    assert "Sent in 30 days 0" in late


@pytest.mark.parametrize(
    ("when", "clock", "custom", "cron"),
    [
        ("daily", "08:05", "", "5 8 * * *"),
        ("workdays", "07:30", "", "30 7 * * 1-5"),
        ("monthly", "", "", "0 0 1 * *"),
        ("custom", "08:00", " */30 * * * * ", "*/30 * * * *"),
    ],
)
def test_the_form_becomes_a_cron_line(when, clock, custom, cron):
    assert reports.cron_for(when, clock, custom) == cron
