"""What a user sees first: previews of dashboards, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from luminabi_dash.context import Context
from luminabi_dash.services import dashboards, figures, schedules
from luminabi_dash.views import DashboardView, UserView

PREVIEWED = 6
KINDS = ("line", "bar", "histogram")


def previews(
    ctx: Context, user: UserView, boards: Sequence[DashboardView]
) -> dict[int, dict[str, Any]]:
    """A small figure for each of the first dashboards: its first chart, under its filters."""
    found: dict[int, dict[str, Any]] = {}
    for board in boards[:PREVIEWED]:
        full = dashboards.get(ctx, user, board.id)
        chart = next((t for kind in KINDS for t in full.tiles if t.kind == kind), None)
        if chart is not None and full.data_version:
            found[board.id] = figures.draw_tile(ctx, full, chart, full.filters).figure
    return found


def nexts(ctx: Context, user: UserView) -> list[tuple[str, str]]:
    """Pairs of a time of day and what happens then, soonest first."""
    zone = ZoneInfo(ctx.settings.timezone)
    moment = datetime.now(UTC)
    lines = [
        (following(moment, ctx.settings.cleaning_every), "Look for pending datasets"),
        (following(moment, ctx.settings.insights_every), "Search new versions for insights"),
    ]
    lines += [
        (item.next_at, f"{item.dashboard_name}, PDF to {people(len(item.recipients))}")
        for item in schedules.listed(ctx, user)
        if item.next_at is not None
    ]
    return [(f"{at.astimezone(zone):%H:%M}", what) for at, what in sorted(lines)[:5]]


def following(moment: datetime, every: timedelta) -> datetime:
    seconds = int(every.total_seconds())
    return datetime.fromtimestamp((int(moment.timestamp()) // seconds + 1) * seconds, UTC)


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
