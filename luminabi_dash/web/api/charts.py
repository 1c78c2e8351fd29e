"""/api/v1/charts: what each kind of chart needs, and which kinds fit some columns."""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import Field

from luminabi_dash.charts.kind import KINDS
from luminabi_dash.services import suggesting
from luminabi_dash.web.api.reading import Body, answer, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_charts", __name__, url_prefix="/api/v1/charts")


class Chosen(Body):
    dataset_id: int
    columns: list[str] = Field(max_length=50)


@blueprint.get("")
@policy(SIGNED_IN)
def charts() -> Response:
    """Every kind with the JSON Schema of its spec, of which forms are made."""
    return answer(
        {
            "items": [
                {
                    "kind": kind.name,
                    "title": kind.title,
                    "description": kind.description,
                    "icon": kind.icon,
                    "needs_data": kind.needs_data,
                    "schema": kind.spec.model_json_schema(),
                }
                for kind in KINDS
            ]
        }
    )


@blueprint.post("/recommend")
@policy(SIGNED_IN)
def recommend() -> Response:
    """The three charts that fit these columns best, each with a sentence that says why."""
    chosen = read(Chosen)
    found = suggesting.charts(context(), user(), chosen.dataset_id, chosen.columns)
    return answer(
        {"items": [{"spec": one.spec.model_dump(mode="json"), "why": one.why} for one in found]}
    )
