"""Pictures of a dashboard on paper: made small and safe before they are placed."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader
from reportlab.platypus.flowables import Flowable

from luminabi_dash.reports.document import ReportTile
from luminabi_dash.reports.text import SMALL, TINY, draw_lines, wrap
from luminabi_dash.reports.tiles import Found, Place, draw_heading, heading_height

MOST_PIXELS, MOST_SIDE = 50_000_000, 2_000
TALLEST, BELOW = 240.0, 12.0
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


class PictureTile(Flowable):  # type: ignore[misc]
    """Title, picture and what it shows; a picture that cannot be read is its description."""

    def __init__(self, tile: ReportTile, found: Found) -> None:
        super().__init__()
        self.tile, self.found = tile, found
        self.picture = readable(tile.picture)

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.room = room
        has_words = bool(self.tile.title.strip() or self.tile.subtitle.strip())
        self.head = heading_height(self.tile, room) + 4 if has_words else 0.0
        alt = str(self.tile.meta.get("alt") or "")
        self.lines = wrap(alt, room, TINY if self.picture else SMALL, 4) if alt else []
        self.size = fitted(self.picture, room) if self.picture is not None else (0.0, 0.0)
        self.height = self.head + self.size[1] + len(self.lines) * SMALL.leading + BELOW
        return room, self.height

    def draw(self) -> None:
        _, above = self.canv.absolutePosition(0, self.height)
        self.found(Place(self.tile, self.canv.getPageNumber() - 1, above))
        top = self.height
        if self.head:
            draw_heading(self.canv, self.tile, 0, top, self.room)
            top -= self.head
        if self.picture is not None:
            width, height = self.size
            reader = ImageReader(self.picture)
            self.canv.drawImage(reader, 0, top - height, width, height, mask="auto")
            top -= height + 3
        draw_lines(self.canv, 0, top, self.lines, TINY if self.picture else SMALL)


def readable(data: bytes | None) -> Image.Image | None:
    """The picture with at most MOST_SIDE pixels a side; None for what is none or too large."""
    if data is None:
        return None
    try:
        opened = Image.open(io.BytesIO(data), formats=FORMATS)
        if opened.width * opened.height > MOST_PIXELS:
            return None
        image: Image.Image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    image.thumbnail((MOST_SIDE, MOST_SIDE))
    return image


def fitted(image: Image.Image, room: float) -> tuple[float, float]:
    """Points: as wide as the page or as tall as TALLEST, never larger than 1 px a point."""
    scale = min(room / image.width, TALLEST / image.height, 1.0)
    return image.width * scale, image.height * scale
