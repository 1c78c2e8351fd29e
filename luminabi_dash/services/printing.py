"""One report from the command line, with the rights of the dashboard's owner."""

from __future__ import annotations

from luminabi_dash.context import Context
from luminabi_dash.db.models import User
from luminabi_dash.db.work import Dashboard, Report
from luminabi_dash.errors import NotFound
from luminabi_dash.services import reports
from luminabi_dash.services.accounts import view_of


def request_as_owner(ctx: Context, dashboard_id: int) -> int:
    """The id of a new report of this dashboard, drawn when its job runs."""
    with ctx.sessions() as session:
        board = session.get(Dashboard, dashboard_id)
        if board is None:
            raise NotFound(f"There is no dashboard {dashboard_id}.", code="dashboard_not_found")
        owner = view_of(session.get_one(User, board.owner_id))
    return reports.request(ctx, owner, dashboard_id)[0]


def archived(ctx: Context, report_id: int) -> bytes:
    """The PDF; NotFound with the reason when it could not be drawn."""
    with ctx.sessions() as session:
        row = session.get_one(Report, report_id)
        if row.sha256 is None:
            raise NotFound(row.error or "The report was not drawn.", code="report_not_ready")
        sha256 = row.sha256
    with ctx.blobs.open(sha256) as file:
        return file.read()
