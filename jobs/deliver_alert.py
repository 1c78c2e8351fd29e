"""Hand one mail of an alert to the mail server."""

from __future__ import annotations

from jobs.job import job
from luminabi_dash.context import Context
from luminabi_dash.ports import Work
from luminabi_dash.services import alert_mails


@job("deliver_alert", minutes=5, failed=alert_mails.fail_delivery)
def deliver_alert(ctx: Context, work: Work, *, mail_id: int) -> None:
    alert_mails.deliver(ctx, work, mail_id)
