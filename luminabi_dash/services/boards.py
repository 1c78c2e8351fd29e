"""Dashboards as they were read, kept until something of them changes."""

from __future__ import annotations

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards as questions
from luminabi_dash.services import dashboards
from luminabi_dash.views import DashboardView, UserView

WEIGHT = 2_000
"""Bytes counted for a kept dashboard and each of its tiles."""


def kept(ctx: Context, user: UserView, dashboard_id: int) -> DashboardView:
    """As `dashboards.get`, with one question to the database when nothing has changed."""
    with ctx.sessions() as session:
        mark = questions.mark(session, dashboard_id, user.id)
    return ctx.cache.get(
        ("board", mark),
        lambda: dashboards.get(ctx, user, dashboard_id),
        lambda view: WEIGHT * (1 + len(view.tiles)),
    )
