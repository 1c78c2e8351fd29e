"""/api/v1/insights, /query, /figure: findings and any chart without a dashboard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from pydantic import Field

from luminabi_dash.services import figures, insights, judging, proving, searching, telling
from luminabi_dash.web.api.behind import rows_behind
from luminabi_dash.web.api.reading import Body, answer, is_set, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_insights", __name__, url_prefix="/api/v1")


class Change(Body):
    """What is given is changed, in this order."""

    state: str | None = None
    thumb: int | None = None
    followed: bool | None = None


class Muted(Body):
    columns: list[str] = Field(max_length=1_000)


class Ask(Body):
    dataset_id: int
    version: int | None = None
    spec: dict[str, Any]
    filters: list[Any] | None = None


@blueprint.get("/datasets/<int:dataset_id>/insights")
@policy(SIGNED_IN)
def show(dataset_id: int) -> Response:
    everything = is_set("all")
    return answer(insights.discovery(context(), user(), dataset_id, everything=everything))


@blueprint.post("/datasets/<int:dataset_id>/insights")
@policy(SIGNED_IN)
def search(dataset_id: int) -> Response:
    return answer({"job_id": searching.request_search(context(), user(), dataset_id)}, 202)


@blueprint.get("/datasets/<int:dataset_id>/insights/muted")
@policy(SIGNED_IN)
def show_muted(dataset_id: int) -> Response:
    return answer({"columns": judging.muted(context(), user(), dataset_id)})


@blueprint.put("/datasets/<int:dataset_id>/insights/muted")
@policy(SIGNED_IN)
def mute(dataset_id: int) -> Response:
    columns = read(Muted).columns
    return answer({"columns": judging.silence(context(), user(), dataset_id, columns)})


@blueprint.get("/datasets/<int:dataset_id>/story")
@policy(SIGNED_IN)
def show_story(dataset_id: int) -> Response:
    return answer(telling.story(context(), user(), dataset_id))


@blueprint.get("/insights/<int:insight_id>")
@policy(SIGNED_IN)
def show_one(insight_id: int) -> Response:
    return answer(insights.get(context(), user(), insight_id))


@blueprint.get("/insights/<int:insight_id>/rows")
@policy(SIGNED_IN)
def show_rows(insight_id: int) -> Any:
    """The rows that it is about; `?format=csv` downloads all."""
    return rows_behind(proving.behind(context(), user(), insight_id))


@blueprint.patch("/insights/<int:insight_id>")
@policy(SIGNED_IN)
def change(insight_id: int) -> Response:
    """The state is the dataset owner's; a thumb and following are for whoever sees the insight."""
    body = read(Change)
    return answer(
        judging.change(
            context(), user(), insight_id, body.state, thumb=body.thumb, followed=body.followed
        )
    )


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
