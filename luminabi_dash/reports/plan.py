"""From a dashboard's tiles to the order and the sizes they have on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luminabi_dash.charts.packing import unpacked
from luminabi_dash.reports.document import CHAPTER, ReportDocument, ReportTile
from luminabi_dash.reports.images import Picture

PT_PER_PX = 0.75
MM = 72 / 25.4
GUTTER = 22.0
WIDE, NARROW, WHOLE = 7, 5, 12
HEIGHT_ALONE, HEIGHT_BESIDE = 68 * MM, 60 * MM
BAR_PITCH, TALLEST = 14.0, 560.0
FLOWING = frozenset({"table", "pivot", "text", "image", CHAPTER})
"""Kinds that run over the pages by themselves."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One tile of a row: where it starts and how large its figure is, in points."""

    tile: ReportTile
    x: float
    width: float
    height: float

    @property
    def needs_drawing(self) -> bool:
        return self.tile.empty_sentence is None

    def picture(self) -> Picture:
        return Picture(
            self.tile.figure, round(self.width / PT_PER_PX), round(self.height / PT_PER_PX)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """Charts that stand side by side and fill the page's width together."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The indicators of one chapter."""

    tiles: tuple[ReportTile, ...]


Part = Row | Strip | ReportTile


@dataclass(frozen=True, slots=True)
class Plan:
    """Indicators go to the cover, or to the head of their chapter; charts, tables, words and
    pictures follow in the order of the dashboard.
    """

    indicators: tuple[ReportTile, ...]
    parts: tuple[Part, ...]

    def rows(self) -> list[Row]:
        return [part for part in self.parts if isinstance(part, Row)]


def planned(document: ReportDocument, width: float) -> Plan:
    """Rows of charts and, as tiles, what flows between them, for a page `width` points wide."""
    indicators = [tile for tile in document.tiles if tile.kind == "indicator"]
    parts: list[Part] = []
    waiting: list[ReportTile] = []
    for tile in document.tiles:
        if tile.kind == "indicator":
            continue
        if tile.kind in FLOWING and tile.empty_sentence is None:
            parts.extend(rows_of(waiting, width))
            parts.append(tile)
            waiting = []
            if tile.kind == CHAPTER:
                parts.extend(strip_of(indicators, tile.chapter))
        else:
            waiting.append(tile)
    parts.extend(rows_of(waiting, width))
    return Plan(tuple(tile for tile in indicators if not tile.chapter), tuple(parts))


def strip_of(indicators: Sequence[ReportTile], chapter: int) -> list[Strip]:
    found = tuple(tile for tile in indicators if tile.chapter == chapter)
    return [Strip(found)] if found else []


def span(tile: ReportTile) -> int:
    """Columns on paper: what is wider than 8 stands alone, nothing is narrower than 5."""
    return WHOLE if tile.width > WIDE + 1 else min(max(tile.width, NARROW), WIDE)


def rows_of(tiles: Sequence[ReportTile], width: float) -> list[Row]:
    """At most two side by side, in their order; a row always fills the page."""
    rows: list[list[ReportTile]] = []
    for tile in tiles:
        last = rows[-1] if rows else []
        if len(last) == 1 and span(last[0]) + span(tile) <= WHOLE:
            last.append(tile)
        else:
            rows.append([tile])
    return [row_of(row, width) for row in rows]


def row_of(tiles: Sequence[ReportTile], width: float) -> Row:
    room = width - GUTTER * (len(tiles) - 1)
    whole = sum(span(tile) for tile in tiles)
    height = max(height_of(tile, beside=len(tiles) > 1) for tile in tiles)
    slots, x = [], 0.0
    for tile in tiles:
        share = room * span(tile) / whole
        slots.append(Slot(tile, x, share, height))
        x += share + GUTTER
    return Row(tuple(slots))


def height_of(tile: ReportTile, *, beside: bool) -> float:
    """A usual height; more for many horizontal bars, whose labels need a line each."""
    usual = HEIGHT_BESIDE if beside else HEIGHT_ALONE
    if tile.empty_sentence is not None:
        return usual / 2
    bars = [t for t in tile.figure["data"] if t.get("orientation") == "h"]
    labels = max((len(unpacked(bar.get("y"))) for bar in bars), default=0)
    return min(max(usual, 30 + BAR_PITCH * labels), TALLEST)
