"""/api/v1/dashboards: tiles, places, tabs' tiles, history and pictures of a dashboard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, send_file
from pydantic import Field

from luminabi_dash.dashboards.board import tile_json
from luminabi_dash.errors import TooLarge
from luminabi_dash.services import dashboards, history, pictures, tiles
from luminabi_dash.services.editing import Kept
from luminabi_dash.web.api.reading import Body, answer, listed, number, posted_file, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_editing", __name__, url_prefix="/api/v1/dashboards/<int:dashboard_id>")


class PlaceBody(Body):
    x: int | None = None
    y: int | None = None
    w: int | None = None
    h: int | None = None
    tab: int | None = None


class NewTile(Body):
    spec: dict[str, Any]
    filters: list[Any] = Field(default_factory=list)
    options: dict[str, Any] | None = None
    place: PlaceBody | None = None
    tab: int = 0


class TileChange(Body):
    version: int
    spec: dict[str, Any] | None = None
    filters: list[Any] | None = None
    options: dict[str, Any] | None = None
    place: PlaceBody | None = None


class MovedTile(PlaceBody):
    id: int


class Layout(Body):
    version: int | None = None
    tiles: list[MovedTile] = Field(min_length=1, max_length=60)


class Named(Body):
    name: str = Field(default="", max_length=200)


class Restored(Body):
    version: int


@blueprint.post("/duplicate")
@policy(SIGNED_IN)
def duplicate(dashboard_id: int) -> Response:
    view = dashboards.duplicate(context(), user(), dashboard_id, read(Named).name)
    return answer(view, 201, {"Location": f"/api/v1/dashboards/{view.id}"})


@blueprint.post("/tiles")
@policy(SIGNED_IN)
def add_tile(dashboard_id: int) -> Response:
    body = read(NewTile)
    tile = tiles.add_tile(
        context(),
        user(),
        dashboard_id,
        body.spec,
        place=given(body.place),
        filters=body.filters,
        options=body.options,
        tab=body.tab,
    )
    return answer(tile, 201)


@blueprint.patch("/tiles/<int:tile_id>")
@policy(SIGNED_IN)
def change_tile(dashboard_id: int, tile_id: int) -> Response:
    body = read(TileChange)
    tile = tiles.change_tile(
        context(),
        user(),
        dashboard_id,
        tile_id,
        version=body.version,
        spec=body.spec,
        place=given(body.place),
        filters=body.filters,
        options=body.options,
    )
    return answer(tile)


def given(place: PlaceBody | None) -> dict[str, int] | None:
    return None if place is None else place.model_dump(exclude_none=True)


@blueprint.delete("/tiles/<int:tile_id>")
@policy(SIGNED_IN)
def delete_tile(dashboard_id: int, tile_id: int) -> Response:
    tiles.delete_tile(context(), user(), dashboard_id, tile_id, version=number("version"))
    return Response(status=204)


@blueprint.post("/tiles/<int:tile_id>/duplicate")
@policy(SIGNED_IN)
def duplicate_tile(dashboard_id: int, tile_id: int) -> Response:
    return answer(tiles.duplicate_tile(context(), user(), dashboard_id, tile_id), 201)


@blueprint.patch("/layout")
@policy(SIGNED_IN)
def layout(dashboard_id: int) -> Response:
    body = read(Layout)
    places = [item.model_dump(exclude_none=True) for item in body.tiles]
    kept = tiles.arrange_tiles(context(), user(), dashboard_id, places, version=body.version)
    return answer(kept_json(kept))


def kept_json(kept: Kept) -> dict[str, Any]:
    return {"version": kept.version, "tiles": [tile_json(tile) for tile in kept.board.tiles]}


@blueprint.get("/history")
@policy(SIGNED_IN)
def versions(dashboard_id: int) -> Response:
    return listed(history.listed(context(), user(), dashboard_id))


@blueprint.get("/history/<int:version>")
@policy(SIGNED_IN)
def version_(dashboard_id: int, version: int) -> Response:
    past = history.seen(context(), user(), dashboard_id, version)
    shown = {"version": past.version, "name": past.name, "by": past.by, "at": past.at}
    board = past.board
    return answer(
        {
            **shown,
            "dashboard": {
                "name": board.name,
                "description": board.description,
                "tabs": list(board.tabs),
                "tiles": [tile_json(tile) for tile in board.tiles],
            },
        }
    )


@blueprint.post("/history")
@policy(SIGNED_IN)
def name_version(dashboard_id: int) -> Response:
    """Name the present version."""
    body = read(Named)
    return answer(history.name_present(context(), user(), dashboard_id, body.name), 201)


@blueprint.post("/restore")
@policy(SIGNED_IN)
def restore(dashboard_id: int) -> Response:
    history.restore(context(), user(), dashboard_id, read(Restored).version)
    return answer(dashboards.get(context(), user(), dashboard_id))


@blueprint.post("/undo")
@policy(SIGNED_IN)
def undo(dashboard_id: int) -> Response:
    history.undo(context(), user(), dashboard_id)
    return answer(dashboards.get(context(), user(), dashboard_id))


@blueprint.post("/redo")
@policy(SIGNED_IN)
def redo(dashboard_id: int) -> Response:
    history.redo(context(), user(), dashboard_id)
    return answer(dashboards.get(context(), user(), dashboard_id))


@blueprint.post("/pictures")
@policy(SIGNED_IN)
def add_picture(dashboard_id: int) -> Response:
    """Multipart `file`; a dashboard that is not there is told before a missing file."""
    dashboards.get(context(), user(), dashboard_id)
    with posted_file() as (path, name):
        if path.stat().st_size > pictures.MOST_BYTES:
            raise TooLarge("The picture is larger than 5 MB, the limit here.")
        found = pictures.add(context(), user(), dashboard_id, path.read_bytes(), name)
    return answer(found, 201, {"Location": found.url})


@blueprint.get("/pictures/<int:picture_id>")
@policy(SIGNED_IN)
def picture(dashboard_id: int, picture_id: int) -> Any:
    found, data = pictures.opened_picture(context(), user(), dashboard_id, picture_id)
    sent = send_file(data, mimetype=found.media_type, max_age=3_600, etag=False)
    sent.headers["Cache-Control"] = "private, max-age=3600"
    sent.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return sent
