"""Tables on paper: every row, the header again on each page, columns fitted to the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable

from luminabi_dash.reports.document import ReportTile
from luminabi_dash.reports.fonts import width as width_of
from luminabi_dash.reports.text import (
    ACCENT,
    BAD,
    FURNITURE,
    GOOD,
    LINE,
    SMALL,
    TEXT,
    TEXT_3,
    TINY,
    Ink,
    draw_lines,
    draw_right,
    plain,
    wrap,
)
from luminabi_dash.reports.tiles import Found, Place, draw_heading, heading_height, imprint

HEAD = FURNITURE
CELL = Ink(7.5, 9.5, colour=TEXT)
PADDING, SIDE, LEAST, LONGEST_CELL, CELL_LINES = 3.0, 6.0, 45.0, 400, 6
SAMPLE, FEWEST_ROWS = 1_000, 2
TONES = {"good": GOOD, "poor": BAD, "warn": HexColor("#7A5200"), "accent": ACCENT}
BELOW = 16.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns of a table that fit on one page, with their widths and every row as text."""

    tile: ReportTile
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    right: tuple[bool, ...]
    widths: tuple[float, ...]
    caption: str = ""
    tones: tuple[Sequence[str | None], ...] = ()

    def inks(self, row: int) -> list[Ink]:
        """How each cell of a line is written: in the colour of its rule, the total stronger."""
        is_total = bool(self.tile.meta.get("has_total")) and row == len(self.rows) - 1
        plain_ink = replace(CELL, weight="Medium") if is_total else CELL
        inks = [plain_ink] * len(self.head)
        for at, tones in enumerate(self.tones):
            tone = tones[row] if row < len(tones) else None
            if tone in TONES:
                inks[at] = CELL.in_(TONES[tone])
        return inks


def grids_of(tile: ReportTile, room: float) -> list[Grid]:
    """The table, cut into several of neighbouring columns when there are too many for a page."""
    head, columns, right = cells_of(tile)
    most = max(int(room // LEAST), 1)
    grids = []
    for start in range(0, len(head), most):
        part = slice(start, start + most)
        rows = list(zip(*columns[part], strict=True))[: tile.most_rows]
        caption = ""
        if len(head) > most:
            caption = f"Columns {start + 1} to {min(start + most, len(head))} of {len(head)}"
        tones = tones_of(tile, len(head))[part]
        grid = Grid(tile, head[part], rows, right[part], (), caption, tones)
        grids.append(replace(grid, widths=fitted(grid, room)))
    return grids


def cells_of(
    tile: ReportTile,
) -> tuple[tuple[str, ...], list[list[str]], tuple[bool, ...]]:
    trace = tile.figure["data"][0]
    head = tuple(plain(unescape(str(name)), LONGEST_CELL) for name in trace["header"]["values"])
    columns = [
        [plain("" if cell is None else unescape(str(cell)), LONGEST_CELL) for cell in column]
        for column in trace["cells"]["values"]
    ]
    align = trace["cells"].get("align") or "left"
    aligns = [align] * len(head) if isinstance(align, str) else list(align)
    return head, columns, tuple(side == "right" for side in aligns)


def tones_of(tile: ReportTile, columns: int) -> tuple[Sequence[str | None], ...]:
    """For each column the colours that rules give its cells; none for most."""
    looks = tile.meta.get("looks") or {}
    return tuple((looks.get(str(at)) or {}).get("tones") or () for at in range(columns))


def fitted(grid: Grid, room: float) -> tuple[float, ...]:
    """Natural widths if they fit, the rest shared out; else the wide columns give way."""
    natural = [
        max(
            [
                width_of(name, HEAD.size),
                *(width_of(row[i], CELL.size) for row in grid.rows[:SAMPLE]),
            ]
        )
        + 2 * SIDE
        for i, name in enumerate(grid.head)
    ]
    if sum(natural) <= room:
        spare = (room - sum(natural)) / len(natural)
        return tuple(width + spare for width in natural)
    return tuple(squeezed(natural, room))


def squeezed(natural: list[float], room: float) -> list[float]:
    """No column wider than a common limit, so that together they fill the room."""
    low, high = 0.0, room
    for _ in range(40):
        limit = (low + high) / 2
        if sum(min(width, limit) for width in natural) > room:
            high = limit
        else:
            low = limit
    return [min(width, low) for width in natural]


class Listing(Flowable):  # type: ignore[misc]
    """Rows `start` and after; what does not fit on the page goes on to the next one."""

    def __init__(self, grid: Grid, found: Found, start: int = 0) -> None:
        super().__init__()
        self.grid, self.found, self.start = grid, found, start
        self.stop = len(grid.rows)
        self.lines: dict[int, list[list[str]]] = {}

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.width = room
        used = self.top_height() + self.tail
        row = self.start
        while row < self.stop:
            used += self.row_height(row)
            if used > height:
                return room, height + 1
            row += 1
        return room, used

    def split(self, room: float, height: float) -> list[Flowable]:
        self.width = room
        used, row = self.top_height(), self.start
        while row < self.stop and used + self.row_height(row) <= height:
            used += self.row_height(row)
            row += 1
        if row == self.stop:
            row -= 1  # the imprint below the last row did not fit
        if row - self.start < FEWEST_ROWS:
            return []
        first = Listing(self.grid, self.found, self.start)
        first.stop, first.lines = row, self.lines
        return [first, Listing(self.grid, self.found, row)]

    @property
    def is_last(self) -> bool:
        return self.stop == len(self.grid.rows)

    @property
    def tail(self) -> float:
        return BELOW + TINY.leading if self.is_last else 0.0

    def top_height(self) -> float:
        return self.heading_height() + self.head_height()

    def heading_height(self) -> float:
        if self.start > 0:
            return SMALL.leading
        tile, caption = self.grid.tile, SMALL.leading if self.grid.caption else 0
        return heading_height(tile, self.width) + caption + 2

    def head_height(self) -> float:
        return max(len(cell) for cell in self.head_lines()) * HEAD.leading + 2 * PADDING

    def head_lines(self) -> list[list[str]]:
        return [
            wrap(name, width - SIDE, HEAD, 3)
            for name, width in zip(self.grid.head, self.grid.widths, strict=True)
        ]

    def row_lines(self, row: int) -> list[list[str]]:
        if row not in self.lines:
            self.lines[row] = [
                wrap(cell, width - SIDE, CELL, CELL_LINES)
                for cell, width in zip(self.grid.rows[row], self.grid.widths, strict=True)
            ]
        return self.lines[row]

    def row_height(self, row: int) -> float:
        return max(len(cell) for cell in self.row_lines(row)) * CELL.leading + PADDING

    def draw(self) -> None:
        shown = sum(self.row_height(row) for row in range(self.start, self.stop))
        y = self.draw_top(self.tail + shown + self.top_height())
        for row in range(self.start, self.stop):
            y = self.draw_cells(self.row_lines(row), y, self.grid.inks(row), PADDING)
            self.rule(y, LINE, 0.35)
        if self.is_last:
            draw_lines(self.canv, 0, y - 3, [imprint(self.grid.tile, self.width)], TINY)

    def draw_top(self, top: float) -> float:
        if self.start == 0:
            _, above = self.canv.absolutePosition(0, top)
            page = self.canv.getPageNumber() - 1
            self.found(Place(self.grid.tile, page, above))
            y = draw_heading(self.canv, self.grid.tile, 0, top, self.width) - 2
            if self.grid.caption:
                y = draw_lines(self.canv, 0, y, [self.grid.caption], SMALL)
        else:
            title = wrap(f"{self.grid.tile.title}, continued", self.width, SMALL, 1)
            y = draw_lines(self.canv, 0, top, title, SMALL)
        y = self.draw_cells(self.head_lines(), y, [HEAD] * len(self.grid.head), 2 * PADDING)
        self.rule(y, TEXT_3, 0.75)
        return y

    def draw_cells(
        self, cells: list[list[str]], top: float, inks: Sequence[Ink], padding: float
    ) -> float:
        x = 0.0
        for lines, width, right, ink in zip(
            cells, self.grid.widths, self.grid.right, inks, strict=True
        ):
            if right:
                for number, line in enumerate(lines):
                    y = top - padding / 2 - ink.leading * (number + 0.5) - ink.size * 0.35
                    draw_right(self.canv, x + width - self.side(x, width), y, line, ink)
            else:
                draw_lines(self.canv, x, top - padding / 2, lines, ink)
            x += width
        return top - padding - max(len(lines) for lines in cells) * inks[0].leading

    def side(self, x: float, width: float) -> float:
        """Columns keep apart; the last one ends at the margin."""
        return 0.0 if x + width > self.width - 1 else SIDE

    def rule(self, y: float, colour: Any, thickness: float) -> None:
        self.canv.setStrokeColor(colour)
        self.canv.setLineWidth(thickness)
        self.canv.line(0, y, self.width, y)
