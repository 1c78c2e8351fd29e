"""Tiles of text on paper: headings, paragraphs and lists, as plain words."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import CondPageBreak
from reportlab.platypus.flowables import Flowable

from luminabi_dash.charts.markdown import Block as Part
from luminabi_dash.charts.markdown import blocks
from luminabi_dash.reports.document import ReportTile
from luminabi_dash.reports.text import BODY, HEADING, Block, Gap, Ink
from luminabi_dash.reports.tiles import Found, Place, draw_heading, heading_height

BIG = Ink(13, 17, "Medium")
LINES = 400
INDENT = 12.0


class TileHead(Flowable):  # type: ignore[misc]
    """Title and subtitle of a tile; tells `found` where it begins."""

    def __init__(self, tile: ReportTile, found: Found) -> None:
        super().__init__()
        self.tile, self.found = tile, found

    @property
    def has_words(self) -> bool:
        return bool(self.tile.title.strip() or self.tile.subtitle.strip())

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.room = room
        self.height = heading_height(self.tile, room) + 4 if self.has_words else 1.0
        return room, self.height

    def draw(self) -> None:
        _, above = self.canv.absolutePosition(0, self.height)
        self.found(Place(self.tile, self.canv.getPageNumber() - 1, above))
        if self.has_words:
            draw_heading(self.canv, self.tile, 0, self.height, self.room)


class Item(Block):
    """A line of a list, set in."""

    def __init__(self, text: str, level: int) -> None:
        super().__init__(text, BODY, most=LINES)
        self.left = INDENT * (1 + min(level, 4))

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        _, used = super().wrap(room - self.left, height)
        return room, used

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.translate(self.left, 0)
        super().draw()
        self.canv.restoreState()


def words_of(tile: ReportTile, found: Found) -> Iterator[Flowable]:
    """The whole tile; a paragraph is torn only between its blocks."""
    yield CondPageBreak(60)
    yield TileHead(tile, found)
    for part in blocks(str(tile.meta.get("text") or "")):
        yield from set_(part)
    yield Gap(14)


def set_(part: Part) -> Iterator[Flowable]:
    if part.kind == "heading":
        yield CondPageBreak(40)
        yield Gap(6)
        yield Block(part.text, BIG if part.level == 1 else HEADING, most=LINES)
        yield Gap(2)
    elif part.kind == "item":
        yield Item(part.text, part.level)
        yield Gap(2)
    else:
        yield Block(part.text, BODY, most=LINES)
        yield Gap(5)
