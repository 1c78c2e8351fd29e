"""/api/v1/dashboards/ID/export and /tiles/TILE/export: what can be taken away."""

from __future__ import annotations

import io
from typing import Any

import orjson
from flask import Blueprint, request, send_file

from luminabi_dash.errors import Invalid
from luminabi_dash.services import exporting
from luminabi_dash.services.exporting import Exported
from luminabi_dash.web.api.reading import number
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_exports", __name__, url_prefix="/api/v1/dashboards/<int:dashboard_id>")
LENGTH = 20_000


def parameter(name: str, kind: type) -> Any:
    """A JSON value of the query string, None when it is not there; Invalid (422) when wrong."""
    raw = request.args.get(name)
    if raw is None:
        return None
    try:
        found = orjson.loads(raw) if len(raw) <= LENGTH else None
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, kind):
        noun = "list" if kind is list else "object"
        raise Invalid(f"{name} is a JSON {noun}.", details={"parameter": name})
    return found


def asked_past() -> dict[str, Any]:
    """The version of the data that is asked for; none is the present one."""
    return {"version": number("version", least=1, most=2**31 - 1)}


def sent(found: Exported) -> Any:
    return send_file(
        io.BytesIO(found.data),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.file_name,
        max_age=0,
    )


@blueprint.get("/tiles/<int:tile_id>/export")
@policy(SIGNED_IN)
def tile(dashboard_id: int, tile_id: int) -> Any:
    """`?format=csv, xlsx, png, svg, pdf` under the shared filters, or under `?filters`; from an
    older version of the data with `?version`.
    """
    link, drill, past = parameter("filters", list), parameter("drill", dict), asked_past()
    form = request.args.get("format", "csv")
    return sent(exporting.tile(context(), user(), dashboard_id, tile_id, form, link, drill, past))


@blueprint.get("/export")
@policy(SIGNED_IN)
def dashboard(dashboard_id: int) -> Any:
    """`?format=html, pdf`: the whole dashboard; HTML is one file that works offline."""
    form = request.args.get("format", "html")
    link = parameter("filters", list)
    return sent(exporting.dashboard(context(), user(), dashboard_id, form, link, asked_past()))
