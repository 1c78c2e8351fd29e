"""Fonts of the PDF: Roboto from its package, and another font for what Roboto cannot write."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

Weight = Literal["Regular", "Medium", "Bold"]

MISSING = "\N{WHITE VERTICAL RECTANGLE}"
WITHOUT_GLYPH = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
OTHER_FONTS = {
    "Regular": "DejaVuSans.ttf",
    "Medium": "DejaVuSans.ttf",
    "Bold": "DejaVuSans-Bold.ttf",
}
FONT_SEARCH_SECONDS = 5


def runs(text: str, weight: Weight = "Regular") -> Iterator[tuple[str, str]]:
    """The text in parts, each with the registered font that can write it."""
    main = roboto(weight)
    if text.isascii():
        yield main, text
        return
    for font, part in groupby(text, key=lambda character: font_for(character, weight)):
        written = "".join(part)
        yield (font, written) if font else (missing_font(weight), MISSING * len(written))


def width(text: str, size: float, weight: Weight = "Regular") -> float:
    """How wide the text is, in points."""
    return float(sum(pdfmetrics.stringWidth(part, font, size) for font, part in runs(text, weight)))


@cache
def roboto(weight: Weight) -> str:
    name = f"Roboto-{weight}"
    register(name, Path(str(files("font_roboto") / "files" / f"{name}.ttf")))
    return name


@lru_cache(maxsize=20_000)
def font_for(character: str, weight: Weight) -> str:
    """The first font with a glyph for the character; "" when this machine has none."""
    main = roboto(weight)
    if covers(main, character) or unicodedata.category(character) in WITHOUT_GLYPH:
        return main
    other = dejavu(weight)
    if other and covers(other, character):
        return other
    return installed_font(character)


def missing_font(weight: Weight) -> str:
    return dejavu(weight) or roboto(weight)


@cache
def dejavu(weight: Weight) -> str:
    path = DEJAVU / OTHER_FONTS[weight]
    return registered(path) if path.is_file() else ""


def installed_font(character: str) -> str:
    """A font of this machine that has the character, as fontconfig knows them."""
    for path in installed_paths(block_of(character)):
        name = registered(path)
        if name and covers(name, character):
            return name
    return ""


def block_of(character: str) -> int:
    return ord(character) // 256 * 256 + 128 if ord(character) > 0x2E7F else ord(character)


@cache
def installed_paths(code: int) -> tuple[Path, ...]:
    program = shutil.which("fc-list")
    if program is None:
        return ()
    try:
        listed = subprocess.run(  # noqa: S603
            [program, f":charset={code:x}", "file"],
            capture_output=True,
            text=True,
            timeout=FONT_SEARCH_SECONDS,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    paths = (Path(line.rstrip().rstrip(":")) for line in listed.splitlines())
    return tuple(sorted(path for path in paths if path.suffix.lower() in {".ttf", ".ttc"}))


@cache
def registered(path: Path) -> str:
    """The font's name in ReportLab; "" when it has no outlines that a PDF can carry."""
    try:
        register(path.stem, path)
    except (TTFError, OSError, KeyError, ValueError):
        return ""
    return path.stem


def register(name: str, path: Path) -> None:
    pdfmetrics.registerFont(TTFont(name, str(path)))


def covers(name: str, character: str) -> bool:
    glyphs: dict[int, Any] = pdfmetrics.getFont(name).face.charToGlyph
    return ord(character) in glyphs
