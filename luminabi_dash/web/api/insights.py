"""/api/v1/insights, /query, /figure: findings and any chart without a dashboard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from luminabi_dash.services import figures, insights
from luminabi_dash.web.api.reading import Body, answer, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_insights", __name__, url_prefix="/api/v1")


class State(Body):
    state: str


class Ask(Body):
    dataset_id: int
    version: int | None = None
    spec: dict[str, Any]
    filters: list[Any] | None = None


@blueprint.patch("/insights/<int:insight_id>")
@policy(SIGNED_IN)
def change(insight_id: int) -> Response:
    return answer(insights.set_state(context(), user(), insight_id, read(State).state))


@blueprint.post("/query")
@policy(SIGNED_IN)
def query() -> Response:
    body = read(Ask)
    return answer(
        figures.query(context(), user(), body.dataset_id, body.spec, body.filters, body.version)
    )


@blueprint.post("/figure")
@policy(SIGNED_IN)
def figure() -> Response:
    body = read(Ask)
    return answer(
        figures.figure(context(), user(), body.dataset_id, body.spec, body.filters, body.version)
    )
