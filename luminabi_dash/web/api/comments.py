"""/api/v1/dashboards/ID/comments and /api/v1/comments/ID: threads on dashboards."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from pydantic import Field

from luminabi_dash.services import commenting
from luminabi_dash.services.remembering import About
from luminabi_dash.web.api.reading import Body, answer, listed, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_comments", __name__, url_prefix="/api/v1")
LARGEST = 2**53
FILTERS = 200


class NewComment(Body):
    """A reply names its `thread`; whatever else there is belongs to a thread that begins."""

    text: str
    mentions: list[int] = Field(default_factory=list, max_length=500)
    thread: int | None = Field(default=None, ge=1, le=LARGEST)
    tile: int | None = Field(default=None, ge=1, le=LARGEST)
    point: dict[str, Any] | None = None
    filters: list[dict[str, Any]] | None = Field(default=None, max_length=FILTERS)
    tab: int | None = Field(default=None, ge=0, le=100_000)
    drill: dict[str, Any] | None = None
    data_version: int | None = Field(default=None, ge=0, le=2**31 - 1)


class Change(Body):
    text: str | None = None
    mentions: list[int] | None = Field(default=None, max_length=500)
    resolved: bool | None = None


@blueprint.get("/dashboards/<int:dashboard_id>/comments")
@policy(SIGNED_IN)
def threads(dashboard_id: int) -> Response:
    return listed(commenting.listed(context(), user(), dashboard_id))


@blueprint.post("/dashboards/<int:dashboard_id>/comments")
@policy(SIGNED_IN)
def add(dashboard_id: int) -> Response:
    body = read(NewComment)
    if body.thread is not None:
        made = commenting.reply(
            context(), user(), dashboard_id, body.thread, body.text, body.mentions
        )
        return answer(made, 201)
    about = About(body.tile, body.point, body.filters, body.tab, body.drill, body.data_version)
    made = commenting.begin(context(), user(), dashboard_id, body.text, about, body.mentions)
    return answer(made, 201)


@blueprint.patch("/comments/<int:comment_id>")
@policy(SIGNED_IN)
def change(comment_id: int) -> Response:
    body = read(Change)
    made = commenting.change(
        context(),
        user(),
        comment_id,
        text=body.text,
        mentions=body.mentions,
        resolved=body.resolved,
    )
    return answer(made)


@blueprint.delete("/comments/<int:comment_id>")
@policy(SIGNED_IN)
def delete(comment_id: int) -> Response:
    commenting.delete(context(), user(), comment_id)
    return Response(status=204)
