"""A report as a value: what the PDF shows, complete before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

CHAPTER = "chapter"
Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class ReportTile:
    """One tile with its figure (Plotly JSON without template); `width` in 12 grid columns,
    `picture` the bytes of a tile that shows one. A tile of the kind "chapter" begins a page with
    its title and `facts`; `chapter` is the number of the one that a tile belongs to, 0 for none; a
    table shows at most `most_rows`, all without.
    """

    title: str
    subtitle: str
    kind: str
    figure: dict[str, Any]
    fingerprint: str
    width: int
    note: str = ""
    picture: bytes | None = None
    chapter: int = 0
    most_rows: int | None = None
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def empty_sentence(self) -> str | None:
        """Why there is nothing to draw, or None."""
        meta = self.meta
        if "empty" in meta:
            return str(meta["empty"])
        if "text" in meta or "picture" in meta or self.kind == CHAPTER:
            return None
        return None if self.figure.get("data") else "There is nothing to show."

    @property
    def remark(self) -> str:
        """The tile's note and the figure's own ("showing 200 of 4,310 rows")."""
        parts = (self.note, str(self.meta.get("note") or ""))
        return " · ".join(dict.fromkeys(part for part in parts if part))

    @property
    def meta(self) -> dict[str, Any]:
        meta = (self.figure.get("layout") or {}).get("meta")
        return meta if isinstance(meta, dict) else {}


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Times are UTC-aware and shown in `timezone`; `filters` and `data` are words for a reader."""

    title: str
    author: str
    filters: str
    data: str
    data_as_of: datetime
    made_at: datetime
    timezone: str
    tiles: tuple[ReportTile, ...]
    insights: tuple[str, ...] = ()
    link: str = ""
    paper: Paper = "A4"
    rows: str = ""  # "3,698 of 47,804"
    term: str = "Filters"  # what `filters` are called on the cover

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.timezone))

    def position(self, tile: ReportTile) -> int:
        """The place of a tile, by identity, among the tiles."""
        return next(index for index, other in enumerate(self.tiles) if other is tile)

    @property
    def made_long(self) -> str:
        """`Monday 23 November 2026, 18:47`."""
        made = self.local(self.made_at)
        return f"{made:%A} {made.day} {made:%B %Y, %H:%M}"

    @property
    def made_short(self) -> str:
        made = self.local(self.made_at)
        return f"{made.day} {made:%b %Y, %H:%M}"

    @property
    def as_of(self) -> str:
        """`as of 22 November 2026 23:59 (Europe/Berlin)`."""
        moment = self.local(self.data_as_of)
        return f"as of {moment.day} {moment:%B %Y %H:%M} ({self.timezone})"
