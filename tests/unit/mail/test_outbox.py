"""When a mail is tried again, and what it is called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from luminabi_dash.mail.outbox import message_id, next_try

START = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (20, 60), (10_000, 60)]
)
def test_waits_longer_each_time_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert next_try(attempts, START, START) == START + timedelta(minutes=minutes)


def test_gives_up_after_a_day() -> None:
    now, attempts = START, 0
    while (then := next_try(attempts := attempts + 1, START, now)) is not None:
        assert then > now
        now = then
    assert START + timedelta(hours=22) < now <= START + timedelta(hours=24)
    assert 25 < attempts < 35


def test_message_id_is_stable_and_one_for_each_report_and_recipient() -> None:
    first = message_id(7, "Ann@Example.org", "bi.example.org")
    assert first == message_id(7, " ann@example.org", "bi.example.org")
    others = {
        message_id(8, "ann@example.org", "bi.example.org"),
        message_id(7, "bob@example.org", "bi.example.org"),
    }
    assert first not in others
    assert first.startswith("<")
    assert first.endswith("@bi.example.org>")
    assert message_id(7, "a@b", "evil>\r\nX: y").endswith("@evilXy>")
