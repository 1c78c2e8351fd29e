from datetime import UTC, datetime

import pytest

from luminabi_dash.errors import Invalid
from luminabi_dash.reports.slots import check, in_words, next_after


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(cron, zone, start, count):
    moments, moment = [], at(start)
    for _ in range(count):
        moment = next_after(cron, zone, moment)
        moments.append(moment.isoformat())
    return moments


def test_one_is_monday():
    assert next_after("0 9 * * 1", "UTC", at("2026-11-24T00:00")).strftime("%A") == "Monday"


def test_a_slot_that_spring_skips_comes_once_at_the_next_instant():
    found = due("30 2 * * *", "Europe/Paris", "2026-03-28T12:00", 2)

    assert found == ["2026-03-29T01:00:00+00:00", "2026-03-30T00:30:00+00:00"]


def test_a_slot_that_autumn_repeats_comes_the_first_time_only():
    found = due("30 2 * * *", "Europe/Paris", "2026-10-24T12:00", 2)

    assert found == ["2026-10-25T00:30:00+00:00", "2026-10-26T01:30:00+00:00"]


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 0 * * *", "Daily at 00:00"),
        ("30 7 * * 1-5", "Monday to Friday at 07:30"),
        ("0 8 1 * *", "Day 1 of the month at 08:00"),
        ("0 9 * * 1", "Mondays at 09:00"),
        ("0 9 * * 7", "Sundays at 09:00"),
        ("*/10 * * * *", "*/10 * * * *"),
    ],
)
def test_cron_lines_are_said_in_words(cron, words):
    assert in_words(cron) == words


@pytest.mark.parametrize(
    ("cron", "zone", "code"),
    [
        ("0 0 * *", "UTC", "wrong_cron"),
        ("61 0 * * *", "UTC", "wrong_cron"),
        ("0 0 30 2 *", "UTC", "wrong_cron"),
        ("* * * * *", "UTC", "wrong_cron"),
        ("@daily", "UTC", "wrong_cron"),
        ("0 0 * * *", "Mars/Phobos", "wrong_timezone"),
    ],
)
def test_lines_that_cannot_be_kept_to_are_refused(cron, zone, code):
    with pytest.raises(Invalid) as caught:
        check(cron, zone)

    assert caught.value.code == code
