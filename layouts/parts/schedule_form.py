"""The form of a schedule: which dashboard, when, to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import choice, field, note, text_field

CUSTOM = "custom"
TIMES = {
    "daily": ("Every day", "* * *"),
    "workdays": ("Every workday, Monday to Friday", "* * 1-5"),
    "mondays": ("Every Monday", "* * 1"),
    "monthly": ("On the first of the month", "1 * *"),
}
ZONES = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)


@dataclass(frozen=True, slots=True)
class FieldIds:
    """The ids of the form's fields, given by the page that shows it."""

    dashboard: str
    when: str
    clock: str
    cron: str
    timezone: str
    recipients: str
    subject: str
    problem: str


def schedule_form(
    ids: FieldIds, dashboards: Sequence[tuple[int, str]], timezone: str, email: str
) -> list[Component]:
    """`dashboards` are pairs of id and name; `timezone` and `email` are where it starts from."""
    boards = [{"label": name, "value": id} for id, name in dashboards]
    first = dashboards[0][0] if dashboards else None
    whens = [{"label": words, "value": name} for name, (words, _) in TIMES.items()]
    whens.append({"label": "By a cron line", "value": CUSTOM})
    zones = sorted({*ZONES, timezone})
    return [
        field("Dashboard", choice(ids.dashboard, boards, first, placeholder="No dashboard yet")),
        pair(
            field("When", choice(ids.when, whens, "daily")),
            field("At", dbc.Input(id=ids.clock, type="time", value="08:00")),
        ),
        pair(
            field(
                "Cron line",
                text_field(ids.cron, placeholder="30 7 * * 1-5"),
                "With “By a cron line” only.",
            ),
            field(
                "Time zone", choice(ids.timezone, zone_options(zones), timezone, searchable=True)
            ),
        ),
        field("To", text_field(ids.recipients, email), "Addresses, separated by commas."),
        field(
            "Subject", text_field(ids.subject, placeholder="Name of the dashboard", maxlength=200)
        ),
        note(ids.problem),
    ]


def zone_options(zones: Sequence[str]) -> list[dict[str, Any]]:
    return [{"label": zone.replace("_", " "), "value": zone} for zone in zones]


def pair(left: Component, right: Component) -> Component:
    return html.Div([left, right], className="lb-pair")


def cron_for(when: str, clock: str, custom: str) -> str:
    """The cron line of a filled form; as typed for a line of one's own."""
    if when == CUSTOM or when not in TIMES:
        return custom.strip()
    hour, _, minute = (clock or "00:00").partition(":")
    return f"{int(minute[:2] or 0)} {int(hour or 0)} {TIMES[when][1]}"
