"""/api/v1/dashboards: dashboards, tiles and shared filters."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, request
from pydantic import Field

from luminabi_dash.errors import Invalid
from luminabi_dash.services import dashboards, figures, lines, live, reports
from luminabi_dash.web.api.behind import rows_behind
from luminabi_dash.web.api.reading import Body, answer, listed, number, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_dashboards", __name__, url_prefix="/api/v1/dashboards")


class NewDashboard(Body):
    dataset_id: int
    name: str = ""


class Tab(Body):
    """A tab without an id is new."""

    id: int | None = None
    name: str = Field(max_length=200)


class Change(Body):
    version: int
    name: str | None = None
    description: str | None = None
    tabs: list[Tab] | None = Field(default=None, max_length=50)
    controls: list[dict[str, Any]] | None = Field(default=None, max_length=100)


class FilterSet(Body):
    filters: list[Any]
    seq: int | None = None


class ReportRequest(Body):
    filters: list[Any] | None = None


@blueprint.post("")
@policy(SIGNED_IN)
def create() -> Response:
    body = read(NewDashboard)
    view = dashboards.create(context(), user(), body.dataset_id, body.name)
    return answer(view, 201, {"Location": f"/api/v1/dashboards/{view.id}"})


@blueprint.post("/auto")
@policy(SIGNED_IN)
def create_auto() -> Response:
    body = read(NewDashboard)
    view = dashboards.create_auto(context(), user(), body.dataset_id, body.name)
    return answer(view, 201, {"Location": f"/api/v1/dashboards/{view.id}"})


@blueprint.get("")
@policy(SIGNED_IN)
def index() -> Response:
    return listed(dashboards.listed(context(), user()))


@blueprint.get("/<int:dashboard_id>")
@policy(SIGNED_IN)
def show(dashboard_id: int) -> Response:
    return answer(dashboards.get(context(), user(), dashboard_id))


@blueprint.patch("/<int:dashboard_id>")
@policy(SIGNED_IN)
def change(dashboard_id: int) -> Response:
    body = read(Change)
    view = dashboards.change(
        context(),
        user(),
        dashboard_id,
        version=body.version,
        name=body.name,
        description=body.description,
        tabs=None if body.tabs is None else [tab.model_dump() for tab in body.tabs],
        controls=body.controls,
    )
    return answer(view)


@blueprint.delete("/<int:dashboard_id>")
@policy(SIGNED_IN)
def delete(dashboard_id: int) -> Response:
    dashboards.delete(context(), user(), dashboard_id)
    return Response(status=204)


@blueprint.get("/<int:dashboard_id>/tiles/<int:tile_id>/figure")
@policy(SIGNED_IN)
def tile_figure(dashboard_id: int, tile_id: int) -> Response:
    drawn = figures.tile(context(), user(), dashboard_id, tile_id)
    return answer(drawn.figure, headers={"Figure-Hash": drawn.fingerprint})


@blueprint.get("/<int:dashboard_id>/tiles/<int:tile_id>/rows")
@policy(SIGNED_IN)
def tile_rows(dashboard_id: int, tile_id: int) -> Any:
    """The rows behind a tile, or behind its mark at `?trace&point`; `?format=csv` downloads all."""
    trace, point = number("trace"), number("point")
    place = None if trace is None or point is None else (trace, point)
    raw = request.args.get("filters")
    link = None if raw is None else parse_list(raw)
    way = request.args.get("drill")
    drill = None if way is None else parse_object(way)
    past = {"version": number("version", least=1, most=2**31 - 1)}
    found = lines.behind(context(), user(), dashboard_id, tile_id, place, link, drill, past)
    return rows_behind(found)


def parse_list(raw: str) -> list[Any]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, list):
        raise Invalid("filters is a JSON list.", details={"parameter": "filters"})
    return found


def parse_object(raw: str) -> dict[str, Any]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Invalid("drill is a JSON object.", details={"parameter": "drill"})
    return found


@blueprint.get("/<int:dashboard_id>/filters")
@policy(SIGNED_IN)
def filters(dashboard_id: int) -> Response:
    return answer(live.snapshot(context(), user(), dashboard_id))


@blueprint.put("/<int:dashboard_id>/filters")
@policy(SIGNED_IN)
def put_filters(dashboard_id: int) -> Response:
    body = read(FilterSet)
    return answer(live.put_filters(context(), user(), dashboard_id, body.filters, body.seq))


@blueprint.post("/<int:dashboard_id>/reports")
@policy(SIGNED_IN)
def report(dashboard_id: int) -> Response:
    body = read(ReportRequest)
    report_id, job_id = reports.request(context(), user(), dashboard_id, body.filters)
    return answer({"report_id": report_id, "job_id": job_id}, 202)
