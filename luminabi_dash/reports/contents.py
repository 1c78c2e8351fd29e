"""The list of contents on the cover: one line a tile, its page number known only at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportlab.platypus.flowables import Flowable

from luminabi_dash.reports.fonts import width
from luminabi_dash.reports.text import BODY, LINE_2, clipped, draw, draw_right, plain

LINE_HEIGHT = BODY.leading + 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: which tile it names and where it stands on the paper."""

    tile: int
    page: int
    left: float
    right: float
    y: float


class ContentsLine(Flowable):  # type: ignore[misc]
    """Title and dots; notes where the page number belongs."""

    def __init__(self, title: str, tile: int, entries: list[Entry]) -> None:
        super().__init__()
        self.title, self.tile, self.entries = title, tile, entries

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.width = room
        return room, LINE_HEIGHT

    def draw(self) -> None:
        title = clipped(plain(self.title or "Untitled"), self.width - 60, BODY)
        end = draw(self.canv, 0, 5, title, BODY)
        self.canv.saveState()
        self.canv.setStrokeColor(LINE_2)
        self.canv.setLineWidth(0.5)
        self.canv.setDash(0.5, 1.5)
        self.canv.line(end + 6, 5, self.width - 16, 5)
        self.canv.restoreState()
        x, y = self.canv.absolutePosition(0, 0)
        page = self.canv.getPageNumber() - 1
        self.entries.append(Entry(self.tile, page, x, x + self.width, y))


def draw_number(canvas: Any, entry: Entry, page: int) -> None:
    """Write the page number of a line, now that it is known."""
    number = str(page + 1)
    canvas.setFillColor("#FFFFFF")
    canvas.rect(entry.right - width(number, BODY.size) - 4, entry.y + 3, 30, 9, stroke=0, fill=1)
    draw_right(canvas, entry.right, entry.y + 5, number, BODY)
