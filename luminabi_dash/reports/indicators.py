"""Indicators on paper: label, number, comparison and the line that led there, four in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus.flowables import Flowable

from luminabi_dash.charts.colours import POOR
from luminabi_dash.charts.packing import unpacked
from luminabi_dash.reports.document import ReportTile
from luminabi_dash.reports.numbers import formatted
from luminabi_dash.reports.text import (
    BAD,
    GOOD,
    LINE,
    LINE_2,
    SERIES,
    SMALL,
    TEXT_2,
    TINY,
    Ink,
    clipped,
    draw,
    draw_lines,
    plain,
    wrap,
)
from luminabi_dash.reports.tiles import Found, Place, imprint

PER_ROW = 4
INSET = 12.0
NUMBER = Ink(19, 25, "Medium")
LABEL = SMALL.in_(TEXT_2)
SPARK = 22.0
ROW = 10 + LABEL.leading + NUMBER.leading + SMALL.leading + SPARK + TINY.leading + 12


class Indicators(Flowable):  # type: ignore[misc]
    """One ruled row of up to four indicators."""

    def __init__(self, tiles: Sequence[ReportTile], found: Found) -> None:
        super().__init__()
        self.tiles, self.found = tiles, found

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.width = room
        return room, ROW

    def draw(self) -> None:
        cell = self.width / max(len(self.tiles), 2)
        for y in (0, ROW):
            self.line(0, y, self.width, y, LINE_2)
        for number, tile in enumerate(self.tiles):
            x = number * cell
            if number:
                self.line(x, 0, x, ROW, LINE)
            self.draw_one(tile, x + (INSET if number else 0), cell - 2 * INSET)
            _, above = self.canv.absolutePosition(0, ROW)
            self.found(Place(tile, self.canv.getPageNumber() - 1, above))

    def draw_one(self, tile: ReportTile, x: float, room: float) -> None:
        y = draw_lines(self.canv, x, ROW - 10, wrap(tile.title, room, LABEL, 1), LABEL)
        trace = indicator_of(tile)
        if tile.empty_sentence is not None or trace is None:
            lines = wrap(tile.empty_sentence or "No number.", room, SMALL, 3)
            draw_lines(self.canv, x, y - 4, lines, SMALL)
        else:
            y = draw_lines(self.canv, x, y, [fit_number(trace, room)], NUMBER)
            self.draw_comparison(trace, tile, x, y, room)
            self.draw_spark(tile, x, room)
        draw(self.canv, x, 7, imprint(tile, room), TINY)

    def draw_comparison(
        self, trace: dict[str, Any], tile: ReportTile, x: float, y: float, room: float
    ) -> None:
        change = change_of(trace, tile.meta)
        base = y - SMALL.leading * 0.5 - SMALL.size * 0.35
        if change is None:
            draw(self.canv, x, base, clipped(plain(tile.subtitle), room, SMALL), SMALL)
            return
        colour = TEXT_2 if change.is_good is None else GOOD if change.is_good else BAD
        self.arrow(x, base, colour, rises=change.rises)
        end = draw(self.canv, x + 9, base, change.share, Ink(8, 11, "Medium", colour))
        draw(self.canv, end + 3, base, clipped(change.since, x + room - end, SMALL), SMALL)

    def arrow(self, x: float, y: float, colour: Any, *, rises: bool) -> None:
        path = self.canv.beginPath()
        foot, tip = (y, y + 4.5) if rises else (y + 4.5, y)
        path.moveTo(x, foot)
        path.lineTo(x + 6, foot)
        path.lineTo(x + 3, tip)
        path.close()
        self.canv.setFillColor(colour)
        self.canv.drawPath(path, stroke=0, fill=1)

    def draw_spark(self, tile: ReportTile, x: float, room: float) -> None:
        values = spark_of(tile)
        if len(values) < 2:
            return
        low, high = min(values), max(values)
        step, scale = room / (len(values) - 1), (SPARK - 8) / ((high - low) or 1)
        bottom = TINY.leading + 10
        path = self.canv.beginPath()
        for number, value in enumerate(values):
            move = path.lineTo if number else path.moveTo
            move(x + number * step, bottom + (value - low) * scale)
        self.canv.setStrokeColor(SERIES)
        self.canv.setLineWidth(1)
        self.canv.drawPath(path, stroke=1, fill=0)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: Any) -> None:
        self.canv.setStrokeColor(colour)
        self.canv.setLineWidth(0.5)
        self.canv.line(x, y, to_x, to_y)


def indicator_of(tile: ReportTile) -> dict[str, Any] | None:
    return next((t for t in tile.figure.get("data") or [] if t.get("type") == "indicator"), None)


def number_of(trace: dict[str, Any]) -> str:
    """The number as the screen shows it, with its prefix and suffix."""
    number = trace.get("number") or {}
    shown = formatted(trace.get("value"), str(number.get("valueformat") or ""))
    return plain(f"{number.get('prefix') or ''}{shown}{number.get('suffix') or ''}", 60)


def fit_number(trace: dict[str, Any], room: float) -> str:
    return clipped(number_of(trace), room, NUMBER)


@dataclass(frozen=True, slots=True)
class Change:
    """By what share a number rose or fell, since when, and whether that is good (None: neither)."""

    share: str
    since: str
    rises: bool
    is_good: bool | None


def change_of(trace: dict[str, Any], meta: dict[str, Any]) -> Change | None:
    """None without something to compare with."""
    delta, value = trace.get("delta") or {}, trace.get("value")
    reference = delta.get("reference")
    if not reference or value is None:
        return None
    share, rises = abs(value - reference) / abs(reference), value >= reference
    compared = meta.get("compare") or {}
    up = compared.get("up") or ("bad" if POOR in str(delta.get("increasing") or "") else "good")
    pattern = str((trace.get("number") or {}).get("valueformat") or "")
    since = str(compared.get("words") or f"from {formatted(reference, pattern)}")
    is_good = None if up == "neutral" else rises == (up == "good")
    return Change(formatted(share, ".1%"), plain(since), rises, is_good)


def spark_of(tile: ReportTile) -> list[float]:
    lines = [t for t in tile.figure.get("data") or [] if t.get("type") == "scatter"]
    values = unpacked(lines[0].get("y")) if lines else []
    return [float(value) for value in values if isinstance(value, (int, float))]
