"""/api/v1/reports, /schedules, /deliveries, /jobs: documents, when they go, and what works."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, send_file

from luminabi_dash.services import progress, reports, schedules
from luminabi_dash.web.api.reading import Body, answer, listed, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_reports", __name__, url_prefix="/api/v1")


class NewSchedule(Body):
    dashboard_id: int
    recipients: list[str]
    cron: str | None = None
    timezone: str | None = None
    filters: list[Any] | None = None
    subject: str = ""
    enabled: bool = True


class ScheduleChange(Body):
    version: int | None = None
    cron: str | None = None
    timezone: str | None = None
    recipients: list[str] | None = None
    filters: list[Any] | None = None
    subject: str | None = None
    enabled: bool | None = None


@blueprint.get("/reports")
@policy(SIGNED_IN)
def index() -> Response:
    return listed(reports.listed(context(), user()))


@blueprint.get("/reports/<int:report_id>")
@policy(SIGNED_IN)
def show(report_id: int) -> Response:
    return answer(reports.get(context(), user(), report_id))


@blueprint.get("/reports/<int:report_id>/pdf")
@policy(SIGNED_IN)
def pdf(report_id: int) -> Any:
    file, name = reports.pdf(context(), user(), report_id)
    return send_file(file, mimetype="application/pdf", download_name=name, max_age=0)


@blueprint.get("/reports/<int:report_id>/deliveries")
@policy(SIGNED_IN)
def deliveries(report_id: int) -> Response:
    return listed(reports.get(context(), user(), report_id).deliveries)


@blueprint.post("/deliveries/<int:delivery_id>/resend")
@policy(SIGNED_IN)
def resend(delivery_id: int) -> Response:
    return answer({"job_id": reports.resend(context(), user(), delivery_id)}, 202)


@blueprint.get("/schedules")
@policy(SIGNED_IN)
def list_schedules() -> Response:
    return listed(schedules.listed(context(), user()))


@blueprint.post("/schedules")
@policy(SIGNED_IN)
def create_schedule() -> Response:
    fields = read(NewSchedule).model_dump()
    view = schedules.create(context(), user(), fields.pop("dashboard_id"), **fields)
    return answer(view, 201, {"Location": f"/api/v1/schedules/{view.id}"})


@blueprint.get("/schedules/<int:schedule_id>")
@policy(SIGNED_IN)
def show_schedule(schedule_id: int) -> Response:
    return answer(schedules.get(context(), user(), schedule_id))


@blueprint.patch("/schedules/<int:schedule_id>")
@policy(SIGNED_IN)
def change_schedule(schedule_id: int) -> Response:
    body = read(ScheduleChange)
    given = body.model_dump(exclude_none=True, exclude={"version"})
    return answer(schedules.change(context(), user(), schedule_id, given, body.version))


@blueprint.delete("/schedules/<int:schedule_id>")
@policy(SIGNED_IN)
def delete_schedule(schedule_id: int) -> Response:
    schedules.delete(context(), user(), schedule_id)
    return Response(status=204)


@blueprint.post("/schedules/<int:schedule_id>/run")
@policy(SIGNED_IN)
def run(schedule_id: int) -> Response:
    report_id, job_id = schedules.run_now(context(), user(), schedule_id)
    return answer({"report_id": report_id, "job_id": job_id}, 202)


@blueprint.get("/schedules/<int:schedule_id>/runs")
@policy(SIGNED_IN)
def runs(schedule_id: int) -> Response:
    return listed(reports.listed(context(), user(), schedule_id))


@blueprint.get("/jobs/<int:job_id>")
@policy(SIGNED_IN)
def job(job_id: int) -> Response:
    return answer(progress.get(context(), user(), job_id))


@blueprint.post("/jobs/<int:job_id>/cancel")
@policy(SIGNED_IN)
def cancel(job_id: int) -> Response:
    return answer(progress.cancel(context(), user(), job_id))
