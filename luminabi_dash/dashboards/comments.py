"""Comments as pages and programs see them: threads, the point they are about, what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from luminabi_dash.errors import Invalid
from luminabi_dash.views import PersonView

LONGEST = 5_000
THREADS = 500
REPLIES = 200
KEPT = frozenset("\n\t")

Coordinate = Annotated[str, Field(max_length=500)] | int | float | None


class Point(BaseModel):
    """A point of a figure in the figure's own data: where it lies on its axes (none for a chart
    without axes), the trace that has it, and what it is in words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    x: Coordinate = None
    y: Coordinate = None
    curve: int | None = Field(default=None, ge=0, le=10_000)
    name: str | None = Field(default=None, max_length=500)
    words: str = Field(default="", max_length=500)


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment; `thread_id` is None for the one that began its thread."""

    id: int
    thread_id: int | None
    user_id: int | None
    by: str
    text: str
    mentions: tuple[PersonView, ...]
    created_at: datetime
    edited_at: datetime | None
    may_edit: bool
    may_delete: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread with what its author saw; `number` is its place among those of the dashboard.

    `seen` is {"filters": [...], "tab": n or None, "drill": {...}}; `tile_title` is None for a
    comment on the whole dashboard, and for a tile that was removed (`is_removed`); `tab` is the one
    on which the tile lies now.
    """

    id: int
    number: int
    dashboard_id: int
    tile_id: int | None
    tile_title: str | None
    is_removed: bool
    tab: int | None
    point: dict[str, Any] | None
    seen: dict[str, Any]
    data_version: int
    resolved_at: datetime | None
    resolved_by: str | None
    comments: tuple[CommentView, ...]

    @property
    def first(self) -> CommentView:
        return self.comments[0]

    @property
    def words(self) -> str:
        """What it is about: the point, else the tile, else the dashboard."""
        about = str((self.point or {}).get("words") or "")
        if self.is_removed:
            return " · ".join(part for part in (about, "a tile that was removed") if part)
        return " · ".join(part for part in (about, self.tile_title or "") if part) or "Dashboard"


def checked_text(raw: str) -> str:
    """The text without characters that nobody sees; Invalid when it is empty or too long."""
    kept = "".join(c for c in raw if c.isprintable() or c in KEPT).strip()
    if not 1 <= len(kept) <= LONGEST:
        raise Invalid(
            f"A comment has 1 to {LONGEST:,} characters.",
            code="wrong_text",
            details={"field": "text"},
        )
    return kept


def checked_point(raw: Any) -> dict[str, Any] | None:
    """The point as it is stored; Invalid when it is none."""
    if raw is None:
        return None
    try:
        return Point.model_validate(raw).model_dump(exclude_none=True)
    except ValidationError:
        raise Invalid(
            "A point has x, y, curve, name and words.",
            code="wrong_point",
            details={"field": "point"},
        ) from None


def coordinates(mark: Mapping[str, Any]) -> dict[str, Any]:
    """What Plotly's click data say of where a mark lies; empty for charts without axes."""
    found = {key: mark[key] for key in ("x", "y") if isinstance(mark.get(key), str | int | float)}
    place = {"curve": mark["curveNumber"]} if isinstance(mark.get("curveNumber"), int) else {}
    return {**found, **place} if len(found) == 2 else place
