"""Due times of a schedule: cron lines with a time zone, the same for everybody who asks.

A slot that a clock change skips comes at the next valid instant, once; one that a clock change
repeats comes the first time only. `0 9 * * 1` is Monday (as in crontab(5)).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from luminabi_dash.errors import Invalid

WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
LEAST_MINUTES = 5


def check(cron: str, timezone: str) -> None:
    """Invalid (422) unless the line and the zone can be kept to."""
    if timezone not in available_timezones():
        raise Invalid(
            f"There is no time zone {timezone!r}; one is Europe/Berlin.",
            code="wrong_timezone",
            details={"field": "timezone"},
        )
    if len(cron.split()) != 5 or len(cron) > 100:
        raise Invalid(
            "A cron line has five fields: minute, hour, day, month, weekday.",
            code="wrong_cron",
            details={"field": "cron"},
        )
    first = next_after(cron, timezone, datetime.now(UTC))
    if first is None:
        raise Invalid(
            f"The cron line {cron!r} never comes due.", code="wrong_cron", details={"field": "cron"}
        )
    second = next_after(cron, timezone, first)
    if second is not None and second - first < timedelta(minutes=LEAST_MINUTES):
        raise Invalid(
            f"A report is sent at most every {LEAST_MINUTES} minutes.",
            code="wrong_cron",
            details={"field": "cron"},
        )


def next_after(cron: str, timezone: str, moment: datetime) -> datetime | None:
    """The first due time after a moment, in UTC; None when there is none."""
    zone = ZoneInfo(timezone)
    try:
        due = next(CronSim(cron, moment.astimezone(zone)))
    except CronSimError:
        raise Invalid(
            f"The cron line {cron!r} cannot be read.", code="wrong_cron", details={"field": "cron"}
        ) from None
    except StopIteration:
        return None
    return due.astimezone(UTC)


def in_words(cron: str) -> str:
    """A cron line as a person says it; the line itself when there is no simple way to."""
    minute, hour, day, month, weekday = cron.split()
    if not (minute.isdecimal() and hour.isdecimal()) or month != "*":
        return cron
    at = f"at {int(hour):02}:{int(minute):02}"
    if day == "*" and weekday == "*":
        return f"Daily {at}"
    if day == "*" and weekday in {"1-5", "MON-FRI", "mon-fri"}:
        return f"Monday to Friday {at}"
    if day == "*" and weekday.isdecimal() and int(weekday) <= 7:
        return f"{WEEKDAYS[int(weekday) % 7]}s {at}"
    if weekday == "*" and day.isdecimal():
        return f"Day {int(day)} of the month {at}"
    if weekday == "*" and day == "L":
        return f"Last day of the month {at}"
    return cron
