"""What stands on the pages and in which order: the cover first, then charts and tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from reportlab.platypus import CondPageBreak, PageBreak
from reportlab.platypus.flowables import Flowable

from luminabi_dash.reports.contents import ContentsLine, Entry, draw_number
from luminabi_dash.reports.document import CHAPTER, ReportDocument, ReportTile
from luminabi_dash.reports.indicators import PER_ROW, Indicators
from luminabi_dash.reports.listing import Listing, grids_of
from luminabi_dash.reports.pages import (
    Fact,
    PageCanvas,
    Pages,
    Sentence,
    Sheet,
    draw_furniture,
)
from luminabi_dash.reports.pictures import PictureTile
from luminabi_dash.reports.plan import Part, Plan, Row, Strip
from luminabi_dash.reports.text import DATE, DISPLAY, HEADING, SMALL, Block, Gap, plain
from luminabi_dash.reports.tiles import ChartRow, Place
from luminabi_dash.reports.words import TileHead, words_of

PROMISE = (
    "Figures are the same as on the screen; below each stand the first eight digits of its SHA-256."
)


@dataclass(frozen=True, slots=True)
class Laid:
    """Pages with their text, and where everything came to stand on them."""

    data: bytes
    places: list[Place]
    entries: list[Entry]


def lay_out(document: ReportDocument, plan: Plan, sheet: Sheet) -> Laid:
    places: list[Place] = []
    entries: list[Entry] = []
    target = io.BytesIO()

    def late(canvas: Any, page: int, pages: int) -> None:
        draw_furniture(canvas, document, sheet, page, pages)
        found = first_pages(document, places)
        for entry in entries:
            if entry.page == page and entry.tile in found:
                draw_number(canvas, entry, found[entry.tile])

    story = [
        *cover(document, plan, places, entries),
        *(flowable for part in plan.parts for flowable in part_of(part, sheet, places)),
    ]
    canvas = partial(
        PageCanvas, late=late, title=plain(document.title), author=plain(document.author)
    )
    Pages(target, sheet).build(story, canvasmaker=canvas)
    return Laid(target.getvalue(), places, entries)


def cover(
    document: ReportDocument, plan: Plan, places: list[Place], entries: list[Entry]
) -> list[Flowable]:
    """Title, what the numbers rest on, the indicators, the insights and the contents."""
    story: list[Flowable] = [
        Gap(48),
        Block(document.title or "Untitled", DISPLAY, most=3),
        Gap(4),
        Block(document.made_long, DATE),
        Gap(24),
        Fact(document.term, document.filters or "None"),
        *([Fact("Rows", document.rows)] if document.rows else []),
        Fact("Data", f"{document.data}, {document.as_of}"),
    ]
    if document.link.startswith(("http://", "https://")):
        link = "The dashboard with these filters and this version"
        story.append(Fact("Open it", link, link=document.link))
    story.append(Gap(22))
    story += strips(plan.indicators, places)
    story += insights(document.insights)
    return story + contents(document, plan, entries)


def strips(tiles: Sequence[ReportTile], places: list[Place]) -> list[Flowable]:
    return [
        Indicators(tiles[start : start + PER_ROW], places.append)
        for start in range(0, len(tiles), PER_ROW)
    ]


def insights(sentences: Sequence[str]) -> list[Flowable]:
    if not sentences:
        return []
    return [
        CondPageBreak(70),
        Gap(26),
        Block("What the data says", HEADING),
        Gap(2),
        *map(Sentence, sentences),
    ]


def contents(document: ReportDocument, plan: Plan, entries: list[Entry]) -> list[Flowable]:
    tiles = [tile for part in plan.parts for tile in tiles_of(part)]
    if not tiles:
        return []
    if any(tile.kind == CHAPTER for tile in tiles):
        tiles = [tile for tile in tiles if tile.kind == CHAPTER]
    named = [tile for tile in tiles if tile.title.strip() or tile.kind not in {"text", "image"}]
    lines = [ContentsLine(tile.title, document.position(tile), entries) for tile in named]
    return [
        CondPageBreak(90),
        Gap(26),
        Block("Contents", HEADING),
        Gap(4),
        *lines,
        Gap(12),
        Block(PROMISE, SMALL),
        PageBreak(),
    ]


def tiles_of(part: Part) -> list[ReportTile]:
    if isinstance(part, Row):
        return [slot.tile for slot in part.slots]
    return [] if isinstance(part, Strip) else [part]


def part_of(part: Part, sheet: Sheet, places: list[Place]) -> list[Flowable]:
    if isinstance(part, Row):
        return [ChartRow(part, places.append)]
    if isinstance(part, Strip):
        return [*strips(part.tiles, places), Gap(18)]
    if part.kind == CHAPTER:
        return chapter(part, sheet, places)
    if part.kind == "text":
        return list(words_of(part, places.append))
    if part.kind == "image":
        return [PictureTile(part, places.append)]
    story: list[Flowable] = []
    for grid in grids_of(part, sheet.room):
        story += [CondPageBreak(110), Listing(grid, places.append)]
    return story


def chapter(tile: ReportTile, sheet: Sheet, places: list[Place]) -> list[Flowable]:
    """Its head, on a page of its own beginning, and what it rests on."""
    facts = [Fact(term, words) for term, words in tile.facts]
    return [CondPageBreak(sheet.body - 1), TileHead(tile, places.append), *facts, Gap(14)]


def first_pages(document: ReportDocument, places: Sequence[Place]) -> dict[int, int]:
    """The page on which each tile begins."""
    found: dict[int, int] = {}
    for spot in places:
        found.setdefault(document.position(spot.tile), spot.page)
    return found
