"""What a single cell looks like: number, date, word; the reader compares cells by it."""

from __future__ import annotations

import re
from functools import lru_cache

NUMBER = re.compile(
    r"[(+-]?\s?(?:[$€£¥₹]|[A-Z]{3}\s)?\s?[+-]?(?:\d[\d.,'\u00a0\u202f ]*\d|\d|[.,]\d+)[.,]?"
    r"(?:[eE][+-]?\d{1,3})?\s?(?:[$€£¥₹%)-]|[A-Z]{3})?"
)
PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
DATE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ]\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"(?:\s?[AaPp][Mm])?|\d{1,2}[- ][A-Za-z]{3,9}\.?[- ]\d{2,4}|[A-Za-z]{3,9} \d{1,2}, \d{4}"
)
MISSING = re.compile(r"(?i)|-+|n/?a|nan|null|none|\?|missing|#n/a|nil|\.\.?|unknown")
WORD = re.compile(r"[^\W\d_][\w .'’&/()+-]{0,60}")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
YEAR = re.compile(r"(?:19|20)\d\d")
TOTAL = re.compile(
    r"(?i)\s*(?:(?:grand|sub|net|overall)[ -]?)?"
    r"(?:totals?|sum|summe|gesamt(?:summe)?|somme|totale|suma|итого|合計|总计|合计)\b[\s:.]*.{0,40}"
)
NOTE = re.compile(
    r"(?i)\s*(?:source|note|notes|quelle|generated|copyright|©|\*|\(c\)|footnote|updated|"
    r"data as of|end of|rows?:|records?:|\d+ rows?\b|\d+ records?\b|exported).*"
)


@lru_cache(maxsize=65_536)
def look(cell: str) -> str:
    """One of: "" (empty), number, date, address, word, text."""
    cell = cell.strip()
    if not cell:
        return ""
    if len(cell) > 200:
        return "text"
    if PLAIN_NUMBER.fullmatch(cell):
        return "number"
    if DATE.fullmatch(cell):
        return "date"
    if NUMBER.fullmatch(cell):
        return "number"
    if ADDRESS.fullmatch(cell):
        return "address"
    return "word" if WORD.fullmatch(cell) else "text"


def is_typed(cell: str) -> bool:
    return look(cell) in {"number", "date"}


@lru_cache(maxsize=65_536)
def shape(cell: str) -> str:
    """Digits as 9, letters as A, runs as one: "CC-1697" is "A-9"."""
    folded = re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", cell.strip()[:60]))
    return re.sub(r"\s+", " ", re.sub(r"A(?: A)+", "A A", folded))


class Column:
    """What the cells of a column look like, from a sample of rows that fit."""

    def __init__(self, cells: list[str]) -> None:
        filled = [cell for cell in cells if cell.strip()]
        looks = [look(cell) for cell in filled]
        shapes = [shape(cell) for cell in filled]
        known = set(shapes)
        self.is_empty = not filled
        self.is_full = len(filled) == len(cells) and bool(cells)
        self.shapes = known
        is_code = all("9" in item for item in known)
        self.is_strict = len(filled) >= 4 and is_code and len(known) <= max(1, len(filled) // 8)
        numbers = sum(item == "number" for item in looks)
        dates = sum(item == "date" for item in looks)
        addresses = sum(item == "address" for item in looks)
        self.kind = ""
        if filled and numbers >= 0.9 * len(filled):
            self.kind = "number"
        elif filled and dates >= 0.9 * len(filled):
            self.kind = "date"
        elif filled and addresses >= 0.9 * len(filled):
            self.kind = "address"
        elif self.is_strict:
            self.kind = "code"

    def fits(self, cell: str) -> bool:
        """Whether a cell could stand in this column; an empty one always can."""
        if not cell.strip():
            return True
        if self.is_empty:
            return False
        if self.kind in {"number", "date", "address"}:
            return look(cell) == self.kind or MISSING.fullmatch(cell.strip()) is not None
        if self.is_strict:
            return shape(cell) in self.shapes
        return True
