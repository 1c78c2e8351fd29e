"""Charts on paper: title, subtitle, a slot left free for the vectors, the fingerprint below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab.platypus.flowables import Flowable

from luminabi_dash.reports.document import ReportTile
from luminabi_dash.reports.plan import Row, Slot
from luminabi_dash.reports.text import HEADING, SMALL, TINY, clipped, draw, draw_lines, plain, wrap

FINGERPRINT_LENGTH = 8
ABOVE_FIGURE, BELOW_FIGURE, BELOW_ROW = 4.0, 3.0, 14.0
TITLE_LINES, SUBTITLE_LINES = 2, 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile came to stand: page from 0, its top, and its figure's lower left corner."""

    tile: ReportTile
    page: int
    top: float
    x: float = 0.0
    y: float = 0.0
    is_slot: bool = False


Found = Callable[[Place], None]


def heading_of(tile: ReportTile, width: float) -> tuple[list[str], list[str]]:
    """Lines of the title and of the subtitle."""
    title = wrap(tile.title or "Untitled", width, HEADING, TITLE_LINES)
    subtitle = wrap(tile.subtitle, width, SMALL, SUBTITLE_LINES) if tile.subtitle.strip() else []
    return title, subtitle


def heading_height(tile: ReportTile, width: float) -> float:
    title, subtitle = heading_of(tile, width)
    return len(title) * HEADING.leading + len(subtitle) * SMALL.leading


def draw_heading(canvas: Any, tile: ReportTile, x: float, top: float, width: float) -> float:
    title, subtitle = heading_of(tile, width)
    return draw_lines(canvas, x, draw_lines(canvas, x, top, title, HEADING), subtitle, SMALL)


def imprint(tile: ReportTile, width: float) -> str:
    """The first digits of the figure's SHA-256, and what a reader must know about the data."""
    parts = (tile.fingerprint[:FINGERPRINT_LENGTH], tile.remark)
    return clipped(plain(" · ".join(part for part in parts if part)), width, TINY)


class ChartRow(Flowable):  # type: ignore[misc]
    """One row of charts, never torn apart; tells `found` where each figure belongs."""

    def __init__(self, row: Row, found: Found) -> None:
        super().__init__()
        self.row, self.found = row, found

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.heading = max(heading_height(slot.tile, slot.width) for slot in self.row.slots)
        figure = max(slot.height for slot in self.row.slots)
        below = BELOW_FIGURE + TINY.leading + BELOW_ROW
        return room, self.heading + ABOVE_FIGURE + figure + below

    def draw(self) -> None:
        top = self.heading + ABOVE_FIGURE + self.row.slots[0].height
        top += BELOW_FIGURE + TINY.leading + BELOW_ROW
        for slot in self.row.slots:
            self.draw_slot(slot, top)

    def draw_slot(self, slot: Slot, top: float) -> None:
        draw_heading(self.canv, slot.tile, slot.x, top, slot.width)
        bottom = BELOW_ROW + TINY.leading + BELOW_FIGURE
        draw(self.canv, slot.x, BELOW_ROW + 2, imprint(slot.tile, slot.width), TINY)
        x, y = self.canv.absolutePosition(slot.x, bottom)
        _, above = self.canv.absolutePosition(0, top)
        page = self.canv.getPageNumber() - 1
        self.found(Place(slot.tile, page, above, x, y, is_slot=slot.needs_drawing))
        if slot.tile.empty_sentence is not None:
            self.draw_sentence(slot, bottom + slot.height / 2)

    def draw_sentence(self, slot: Slot, middle: float) -> None:
        lines = wrap(slot.tile.empty_sentence, slot.width, SMALL, 4)
        draw_lines(self.canv, slot.x, middle + len(lines) * SMALL.leading / 2, lines, SMALL)
