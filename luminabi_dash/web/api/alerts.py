"""/api/v1/alerts: conditions on numbers and insights, and what they said."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from luminabi_dash.services import alerts
from luminabi_dash.services.alert_making import NewAlert
from luminabi_dash.web.api.reading import Body, answer, listed, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_alerts", __name__, url_prefix="/api/v1")


class Wanted(Body):
    condition: dict[str, Any]
    kind: str = "number"
    dataset_id: int | None = None
    dashboard_id: int | None = None
    tile_id: int | None = None
    insight_id: int | None = None
    spec: dict[str, Any] | None = None
    filters: list[Any] | None = None
    name: str = ""
    recipients: list[str] | None = None
    enabled: bool = True


class Change(Body):
    version: int | None = None
    name: str | None = None
    spec: dict[str, Any] | None = None
    filters: list[Any] | None = None
    condition: dict[str, Any] | None = None
    recipients: list[str] | None = None
    enabled: bool | None = None


@blueprint.get("/alerts")
@policy(SIGNED_IN)
def index() -> Response:
    return listed(alerts.listed(context(), user()))


@blueprint.post("/alerts")
@policy(SIGNED_IN)
def create() -> Response:
    view = alerts.create(context(), user(), NewAlert(**read(Wanted).model_dump()))
    return answer(view, 201, {"Location": f"/api/v1/alerts/{view.id}"})


@blueprint.post("/alerts/preview")
@policy(SIGNED_IN)
def preview() -> Response:
    return answer(alerts.preview(context(), user(), NewAlert(**read(Wanted).model_dump())))


@blueprint.get("/alerts/<int:alert_id>")
@policy(SIGNED_IN)
def show(alert_id: int) -> Response:
    return answer(alerts.get(context(), user(), alert_id))


@blueprint.patch("/alerts/<int:alert_id>")
@policy(SIGNED_IN)
def change(alert_id: int) -> Response:
    body = read(Change)
    given = body.model_dump(exclude_none=True, exclude={"version"})
    return answer(alerts.change(context(), user(), alert_id, given, body.version))


@blueprint.delete("/alerts/<int:alert_id>")
@policy(SIGNED_IN)
def delete(alert_id: int) -> Response:
    alerts.delete(context(), user(), alert_id)
    return Response(status=204)


@blueprint.get("/alerts/<int:alert_id>/history")
@policy(SIGNED_IN)
def history(alert_id: int) -> Response:
    return listed(alerts.history(context(), user(), alert_id))


@blueprint.post("/alerts/<int:alert_id>/check")
@policy(SIGNED_IN)
def check(alert_id: int) -> Response:
    return answer(alerts.check_now(context(), user(), alert_id))
