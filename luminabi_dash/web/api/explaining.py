"""/api/v1/explain and /api/v1/dashboards/ID/tiles/TILE/explain: which segments carry a change."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import Field

from luminabi_dash.services import explaining
from luminabi_dash.services.weighing import Place
from luminabi_dash.web.api.reading import Body, answer, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_explaining", __name__, url_prefix="/api/v1")
Point = Annotated[
    list[Annotated[int, Field(ge=0, le=2**31 - 1)]], Field(min_length=2, max_length=2)
]
"""Trace and number of a mark in the figure."""


class Mark(Body):
    """A mark of a tile; an indicator has none. Without `filters` the shared ones are in effect."""

    point: Point | None = None
    against: Point | None = None
    filters: list[Any] | None = None
    drill: dict[str, Any] | None = None
    column: str | None = Field(default=None, max_length=500)
    version: int | None = Field(default=None, ge=1, le=2**31 - 1)


class Drawn(Body):
    """A mark of any chart."""

    dataset_id: int
    spec: dict[str, Any]
    point: Point | None = None
    against: Point | None = None
    filters: list[Any] | None = None
    column: str | None = Field(default=None, max_length=500)
    version: int | None = None


@blueprint.post("/dashboards/<int:dashboard_id>/tiles/<int:tile_id>/explain")
@policy(SIGNED_IN)
def tile(dashboard_id: int, tile_id: int) -> Response:
    body = read(Mark)
    found = explaining.of_tile(
        context(),
        user(),
        dashboard_id,
        tile_id,
        place(body.point),
        place(body.against),
        body.column,
        link=body.filters,
        drill=body.drill,
        past=None if body.version is None else {"version": body.version},
    )
    return answer(found)


@blueprint.post("/explain")
@policy(SIGNED_IN)
def chart() -> Response:
    body = read(Drawn)
    found = explaining.of_spec(
        context(),
        user(),
        body.dataset_id,
        body.spec,
        body.filters,
        place(body.point),
        place(body.against),
        body.column,
        body.version,
    )
    return answer(found)


def place(point: list[int] | None) -> Place | None:
    return None if point is None else (point[0], point[1])
