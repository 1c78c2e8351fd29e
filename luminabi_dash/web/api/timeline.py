"""/api/v1/dashboards/ID/timeline and /storyboard: the course of live sessions, and as a PDF."""

from __future__ import annotations

from flask import Blueprint, Response

from luminabi_dash.services import storyboard, timeline
from luminabi_dash.web.api.reading import Body, answer, number, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_timeline", __name__, url_prefix="/api/v1/dashboards/<int:dashboard_id>")
MOST = 1_000


class Story(Body):
    session: int | None = None
    tab: int | None = None


@blueprint.get("/timeline")
@policy(SIGNED_IN)
def steps(dashboard_id: int) -> Response:
    limit = number("limit", timeline.PAGE, least=1, most=MOST)
    items, following = timeline.page(context(), user(), dashboard_id, number("cursor"), limit)
    return answer({"items": items, "next": None if following is None else str(following)})


@blueprint.post("/storyboard")
@policy(SIGNED_IN)
def tell(dashboard_id: int) -> Response:
    body = read(Story)
    report_id, job_id = storyboard.request(context(), user(), dashboard_id, body.session, body.tab)
    return answer({"report_id": report_id, "job_id": job_id}, 202)
