"""Text on paper, always as text: no markup is ever read, no run is too long, no script crashes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable

from luminabi_dash.reports.bidi import visual
from luminabi_dash.reports.fonts import Weight, runs, width

TEXT, TEXT_2, TEXT_3 = HexColor("#171C26"), HexColor("#4B515E"), HexColor("#626773")
LINE, LINE_2, ACCENT = HexColor("#E0E2E7"), HexColor("#C5C9D0"), HexColor("#3447CD")
GOOD, BAD, SERIES = HexColor("#026A3B"), HexColor("#B51E26"), HexColor("#4A71EC")
LONGEST = 2_000
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Ink:
    """Size and leading in points, weight and colour."""

    size: float
    leading: float
    weight: Weight = "Regular"
    colour: Any = TEXT

    def in_(self, colour: Any) -> Ink:
        return replace(self, colour=colour)


DISPLAY = Ink(30, 34, "Medium")
DATE = Ink(12, 16, colour=TEXT_2)
HEADING = Ink(11, 14, "Medium")
BODY = Ink(9, 12.5)
LABEL = BODY.in_(TEXT_3)
SMALL = Ink(8, 11, colour=TEXT_3)
TINY = Ink(6.5, 9, colour=TEXT_3)
FURNITURE = Ink(7.5, 10, colour=TEXT_3)


def plain(text: object, longest: int = LONGEST) -> str:
    """One line of printable characters, at most `longest` of them."""
    head = str(text)[: longest + 1]
    printable = "".join(
        " " if unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} else c for c in head
    )
    words = " ".join(printable.split())
    return words if len(words) <= longest else words[: longest - 1] + ELLIPSIS


def wrap(text: object, room: float, ink: Ink, most: int = 50) -> list[str]:
    """Lines no wider than `room`, at most `most`; an unbroken run is cut where the line ends."""
    lines: list[str] = []
    for line in broken(plain(text), room, ink):
        if len(lines) == most:
            lines[-1] = clipped(lines[-1] + ELLIPSIS * 2, room, ink)
            break
        lines.append(line)
    return lines


def broken(text: str, room: float, ink: Ink) -> Iterator[str]:
    if width(text, ink.size, ink.weight) <= room:
        yield text
        return
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, ink.size, ink.weight) <= room:
            line = longer
            continue
        if line:
            yield line
        *full, line = pieces(word, room, ink)
        yield from full
    yield line


def pieces(word: str, room: float, ink: Ink) -> list[str]:
    """A word cut into parts that fit; at least one character each."""
    parts = []
    while width(word, ink.size, ink.weight) > room and len(word) > 1:
        count = fitting(word, room, ink)
        parts.append(word[:count])
        word = word[count:]
    return [*parts, word]


def fitting(text: str, room: float, ink: Ink) -> int:
    """How many leading characters fit; at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle], ink.size, ink.weight) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def clipped(text: str, room: float, ink: Ink) -> str:
    """The text on one line, with an ellipsis where it had to end."""
    if width(text, ink.size, ink.weight) <= room:
        return text
    left = room - width(ELLIPSIS, ink.size, ink.weight)
    return text[: fitting(text, left, ink)].rstrip(" " + ELLIPSIS) + ELLIPSIS


def draw(canvas: Any, x: float, y: float, text: str, ink: Ink) -> float:
    """Write one line with its baseline at y; the x where it ended."""
    canvas.setFillColor(ink.colour)
    for font, part in runs(visual(text), ink.weight):
        canvas.setFont(font, ink.size)
        canvas.drawString(x, y, part)
        x += canvas.stringWidth(part, font, ink.size)
    return x


def draw_right(canvas: Any, right: float, y: float, text: str, ink: Ink) -> None:
    draw(canvas, right - width(text, ink.size, ink.weight), y, text, ink)


def draw_lines(canvas: Any, x: float, top: float, lines: list[str], ink: Ink) -> float:
    """Write lines downwards from `top`; the y below the last."""
    for line in lines:
        draw(canvas, x, top - ink.leading * 0.5 - ink.size * 0.35, line, ink)
        top -= ink.leading
    return top


class Block(Flowable):  # type: ignore[misc]
    """A paragraph of plain text that may break between its lines."""

    def __init__(self, text: object, ink: Ink, *, before: float = 0, most: int = 50) -> None:
        super().__init__()
        self.text, self.ink, self.before, self.most = text, ink, before, most
        self.lines: list[str] = []

    def getSpaceBefore(self) -> float:  # noqa: N802
        return self.before

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.lines = wrap(self.text, room, self.ink, self.most)
        return room, len(self.lines) * self.ink.leading

    def draw(self) -> None:
        draw_lines(self.canv, 0, len(self.lines) * self.ink.leading, self.lines, self.ink)


class Gap(Flowable):  # type: ignore[misc]
    """Empty space of a given height."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.height = height

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        return room, self.height

    def draw(self) -> None:
        """Nothing: that is the point of it."""
