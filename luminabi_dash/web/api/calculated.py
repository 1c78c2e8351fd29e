"""/api/v1/datasets/ID/calculated: calculated columns; /api/v1/expressions: their language."""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import Field

from luminabi_dash.services import calculating
from luminabi_dash.tables.expressions.functions import ALL
from luminabi_dash.tables.expressions.grammar import LENGTH
from luminabi_dash.web.api.reading import Body, answer, listed, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_calculated", __name__, url_prefix="/api/v1")


class Wanted(Body):
    expression: str = Field(max_length=LENGTH)


class Typing(Body):
    expression: str = Field(max_length=LENGTH)
    name: str | None = None


@blueprint.get("/expressions")
@policy(SIGNED_IN)
def functions() -> Response:
    """Every function: what it takes and gives, with an example."""
    return listed(ALL)


@blueprint.get("/datasets/<int:dataset_id>/calculated")
@policy(SIGNED_IN)
def index(dataset_id: int) -> Response:
    return listed(calculating.listed(context(), user(), dataset_id))


@blueprint.put("/datasets/<int:dataset_id>/calculated/<name>")
@policy(SIGNED_IN)
def keep(dataset_id: int, name: str) -> Response:
    """Add a calculated column or measure, or change it."""
    return answer(calculating.keep(context(), user(), dataset_id, name, read(Wanted).expression))


@blueprint.delete("/datasets/<int:dataset_id>/calculated/<name>")
@policy(SIGNED_IN)
def delete(dataset_id: int, name: str) -> Response:
    calculating.delete(context(), user(), dataset_id, name)
    return Response(status=204)


@blueprint.post("/datasets/<int:dataset_id>/calculated/check")
@policy(SIGNED_IN)
def check(dataset_id: int) -> Response:
    """Kind or problem of an expression as far as it is typed, and what may come next."""
    body = read(Typing)
    return answer(calculating.look_at(context(), user(), dataset_id, body.expression, body.name))
