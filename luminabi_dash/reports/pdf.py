"""A report document to PDF: laid out by ReportLab, figures put in as vectors by pypdf."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import Fit

from luminabi_dash.reports.contents import LINE_HEIGHT
from luminabi_dash.reports.document import CHAPTER, ReportDocument, ReportTile
from luminabi_dash.reports.images import FigureFailed, Picture
from luminabi_dash.reports.pages import sheet_of
from luminabi_dash.reports.placing import place
from luminabi_dash.reports.plan import Plan, planned
from luminabi_dash.reports.story import Laid, lay_out
from luminabi_dash.reports.text import plain
from luminabi_dash.reports.tiles import Place


class Draws(Protocol):
    """What `build` needs of `images.Renderer`."""

    def draw(self, figures: Sequence[Picture]) -> list[bytes]: ...


@dataclass(frozen=True, slots=True)
class BuiltPdf:
    data: bytes
    pages: int
    sha256: str


def build(document: ReportDocument, renderer: Draws) -> BuiltPdf:
    """The whole report, or FigureFailed with the tile that could not be drawn."""
    sheet = sheet_of(document)
    plan = planned(document, sheet.room)
    figures = drawn(document, plan, renderer)
    laid = lay_out(document, plan, sheet)
    data, pages = assembled(document, laid, figures)
    return BuiltPdf(data, pages, hashlib.sha256(data).hexdigest())


def drawn(document: ReportDocument, plan: Plan, renderer: Draws) -> list[bytes]:
    """One PDF a chart, in the order of the pages."""
    slots = [slot for row in plan.rows() for slot in row.slots if slot.needs_drawing]
    try:
        return renderer.draw([slot.picture() for slot in slots])
    except FigureFailed as failed:
        tile = slots[failed.index].tile
        raise FigureFailed(document.position(tile), failed.reason, tile.title) from None


def assembled(document: ReportDocument, laid: Laid, figures: Sequence[bytes]) -> tuple[bytes, int]:
    """Put each figure into its slot and add bookmarks, links and metadata."""
    writer = PdfWriter(clone_from=io.BytesIO(laid.data))
    slots = [spot for spot in laid.places if spot.is_slot]
    for number, (slot, figure) in enumerate(zip(slots, figures, strict=True), 1):
        place(writer, writer.pages[slot.page], f"Figure{number}", figure, slot.x, slot.y)
    add_bookmarks(writer, document, laid)
    add_metadata(writer, document)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue(), len(writer.pages)


def add_bookmarks(writer: PdfWriter, document: ReportDocument, laid: Laid) -> None:
    writer.add_outline_item(title=plain(document.title, 200) or "Report", page_number=0)
    tops: dict[int, Place] = {}
    for spot in laid.places:
        tops.setdefault(document.position(spot.tile), spot)
    heads: dict[int, Any] = {}
    for spot in sorted(tops.values(), key=lambda spot: (spot.page, is_later(spot.tile))):
        if spot.tile.kind in {"text", "image"} and not spot.tile.title.strip():
            continue
        title = plain(spot.tile.title, 200) or "Untitled"
        fit = Fit.xyz(top=spot.top)
        above = heads.get(spot.tile.chapter)
        item = writer.add_outline_item(title=title, page_number=spot.page, parent=above, fit=fit)
        if spot.tile.kind == CHAPTER:
            heads[spot.tile.chapter] = item
    for entry in laid.entries:
        if entry.tile in tops:
            there = tops[entry.tile]
            link = Link(
                rect=(entry.left, entry.y, entry.right, entry.y + LINE_HEIGHT),
                target_page_index=there.page,
                fit=Fit.xyz(top=there.top),
            )
            writer.add_annotation(entry.page, link)


def is_later(tile: ReportTile) -> bool:
    """On the page where a chapter begins its head is the first."""
    return tile.kind != CHAPTER


def add_metadata(writer: PdfWriter, document: ReportDocument) -> None:
    made = f"D:{document.made_at:%Y%m%d%H%M%S}+00'00'"
    writer.add_metadata(
        {
            "/Title": plain(document.title, 300),
            "/Author": plain(document.author, 300),
            "/Subject": plain(f"{document.data}, {document.as_of}; {document.filters}", 600),
            "/Creator": "LuminaBI",
            "/Producer": "LuminaBI",
            "/CreationDate": made,
            "/ModDate": made,
        }
    )
