"""What somebody saw when they said something: filters, tab, way down and version, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from luminabi_dash.context import Context
from luminabi_dash.errors import Invalid
from luminabi_dash.services import drilling, past
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.views import DashboardView

SEEN_BYTES = 60_000


@dataclass(frozen=True, slots=True)
class About:
    """What a thread is begun on, and what its author saw: filters, tab, way down, data version."""

    tile: int | None = None
    point: Any = None
    filters: Any = None
    tab: int | None = None
    drill: Any = None
    data_version: int | None = None


def checked_seen(ctx: Context, view: DashboardView, about: About) -> tuple[dict[str, Any], int]:
    """Filters, tab and way down as they are stored, and the data version; Invalid (422) says what
    is wrong. Without filters those that everybody shares now.
    """
    at = past.seen_at(ctx, view, {"version": about.data_version})
    if about.data_version is not None and at.data_version != about.data_version:
        raise Invalid(
            f"There is no version {about.data_version} of the data.",
            code="wrong_version",
            details={"field": "data_version"},
        )
    filters = view.filters if about.filters is None else parse_filters(about.filters, at.schema)
    drill = checked_drill(at, about.drill)
    seen = {
        "filters": [item.model_dump(mode="json") for item in filters],
        "tab": about.tab,
        "drill": drill or None,
    }
    if len(orjson.dumps(seen)) > SEEN_BYTES:
        raise Invalid("The filters are too long to be kept.", code="too_long")
    return seen, at.data_version


def checked_drill(view: DashboardView, drill: Any) -> dict[str, Any]:
    """The ways down in tiles that are there."""
    if drill is not None and not isinstance(drill, dict):
        raise Invalid("The way down cannot be read.", code="wrong_drill")
    ways = drill or {}
    known = [tile for tile in view.tiles if str(tile.id) in ways]
    for tile in known:
        drilling.shown(tile, ways, view.schema)
    return {str(tile.id): ways[str(tile.id)] for tile in known}
