"""Pages of a report: paper, margins, header, footer with "Page 2 of 3", and the cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.flowables import Flowable

from luminabi_dash.reports.document import ReportDocument
from luminabi_dash.reports.fonts import roboto, width
from luminabi_dash.reports.plan import MM
from luminabi_dash.reports.text import (
    ACCENT,
    BODY,
    FURNITURE,
    LABEL,
    LINE,
    LINE_2,
    SMALL,
    TEXT,
    Ink,
    clipped,
    draw,
    draw_lines,
    draw_right,
    plain,
    wrap,
)

SIDE, TOP, BOTTOM = 16 * MM, 14 * MM, 12 * MM
HEADER, FOOTER = 30.0, 34.0
TERM = 84.0
SUN = "#FFC64D"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper in points, and the room between its margins."""

    width: float
    height: float

    @property
    def room(self) -> float:
        return self.width - 2 * SIDE

    @property
    def body(self) -> float:
        return self.height - TOP - BOTTOM - HEADER - FOOTER


def sheet_of(document: ReportDocument) -> Sheet:
    return Sheet(*(LETTER if document.paper == "Letter" else A4))


Late = Callable[[Any, int, int], None]


class PageCanvas(Canvas):  # type: ignore[misc]
    """Keeps its pages until the last, so that each can say how many there are."""

    def __init__(self, *args: Any, late: Late, title: str, author: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.setTitle(title)
        self.setAuthor(author)
        self._late = late
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._kept):
            self.__dict__.update(page)
            self._late(self, number, len(self._kept))
            super().showPage()
        super().save()


class Pages(BaseDocTemplate):  # type: ignore[misc]
    """One frame a page between header and footer."""

    def __init__(self, target: Any, sheet: Sheet) -> None:
        super().__init__(
            target,
            pagesize=(sheet.width, sheet.height),
            initialFontName=roboto("Regular"),
            lang="en",
            invariant=1,
        )
        frame = Frame(
            SIDE, BOTTOM + FOOTER, sheet.room, sheet.body,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        self.addPageTemplates([PageTemplate(frames=[frame])])


def draw_furniture(
    canvas: Any, document: ReportDocument, sheet: Sheet, page: int, pages: int
) -> None:
    """Header and footer of one page; `page` counts from 0."""
    right, top = sheet.width - SIDE, sheet.height - TOP
    if page == 0:
        draw_brand(canvas, document, SIDE, top, right)
    else:
        draw_header(canvas, document, SIDE, top, right)
    rule(canvas, SIDE, BOTTOM + 16, right, LINE_2)
    where = f"Page {page + 1} of {pages}"
    dark = FURNITURE.in_(TEXT)
    draw_right(canvas, right, BOTTOM + 3, where, dark)
    room = right - SIDE - width(where, dark.size) - 12
    words = f"Data: {document.data}, {document.as_of}   ·   made {document.made_short}"
    draw(canvas, SIDE, BOTTOM + 3, clipped(plain(words), room, FURNITURE), FURNITURE)


def draw_brand(canvas: Any, document: ReportDocument, x: float, top: float, right: float) -> None:
    draw_logo(canvas, x, top - 15, 15)
    draw(canvas, x + 21, top - 11, "LuminaBI", Ink(9, 12.5, "Medium"))
    if document.author:
        author = clipped(plain(f"Report by {document.author}"), (right - x) / 2, SMALL)
        draw_right(canvas, right, top - 11, author, SMALL)


def draw_header(canvas: Any, document: ReportDocument, x: float, top: float, right: float) -> None:
    name = Ink(7.5, 10, "Medium")
    draw_right(canvas, right, top - 8, document.made_short, FURNITURE)
    room = right - x - width(document.made_short, FURNITURE.size) - 24
    title = clipped(plain(document.title), room * 0.45, name)
    end = draw(canvas, x, top - 8, title, name) + 12
    filters = clipped(plain(document.filters), x + room - end, FURNITURE)
    draw(canvas, end, top - 8, filters, FURNITURE)
    rule(canvas, x, top - 16, right, LINE_2)


def draw_logo(canvas: Any, x: float, y: float, size: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / 20, size / 20)
    canvas.setFillColor(ACCENT)
    canvas.roundRect(0, 0, 20, 20, 5, stroke=0, fill=1)
    canvas.setStrokeColor("#FFFFFF")
    canvas.setLineWidth(2.2)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    path.moveTo(6, 15.4)
    path.lineTo(6, 6)
    path.lineTo(14.6, 6)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.setFillColor(SUN)
    canvas.circle(12.4, 12.2, 2.1, stroke=0, fill=1)
    canvas.restoreState()


def rule(canvas: Any, x: float, y: float, to_x: float, colour: Any, thickness: float = 0.5) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(thickness)
    canvas.line(x, y, to_x, y)


class Fact(Flowable):  # type: ignore[misc]
    """A term and what it says, as on the cover: "Filters   Country is Germany"."""

    def __init__(self, term: str, words: str, *, link: str = "", ruled: bool = False) -> None:
        super().__init__()
        self.term, self.words, self.link, self.ruled = term, words, link, ruled

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.width = room
        self.lines = wrap(self.words, room - TERM, BODY, 12)
        return room, len(self.lines) * BODY.leading + 6

    def draw(self) -> None:
        top = len(self.lines) * BODY.leading + 6
        draw_lines(self.canv, 0, top, [self.term], LABEL)
        ink = BODY.in_(ACCENT) if self.link else BODY
        draw_lines(self.canv, TERM, top, self.lines, ink)
        if self.link:
            end = TERM + width(self.lines[0], BODY.size)
            self.canv.linkURL(self.link, (TERM, 6, end, top), relative=1)
            rule(self.canv, TERM, top - BODY.leading + 1.5, end, ACCENT)


class Sentence(Flowable):  # type: ignore[misc]
    """One insight between hairlines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.width = room
        self.lines = wrap(self.text, room, BODY, 6)
        return room, len(self.lines) * BODY.leading + 10

    def draw(self) -> None:
        rule(self.canv, 0, 0, self.width, LINE)
        draw_lines(self.canv, 0, len(self.lines) * BODY.leading + 5, self.lines, BODY)
