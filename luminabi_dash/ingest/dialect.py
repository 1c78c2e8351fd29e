"""How the cells of a line are told apart: delimiter, quote and escape, and a patient splitter."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

FIXED = "fixed"
BLANKS = "blanks"
NAMES = {
    ",": "Comma",
    ";": "Semicolon",
    "\t": "Tab",
    "|": "Pipe",
    ":": "Colon",
    "^": "Caret",
    "~": "Tilde",
    " ": "Blank",
    "\x01": "Control character 1",
    "\x1f": "Unit separator",
    "": "None",
    FIXED: "Fixed width",
    BLANKS: "Runs of blanks",
}


def name_of(delimiter: str) -> str:
    return NAMES.get(delimiter, f"“{delimiter}”")


@dataclass(frozen=True, slots=True)
class Dialect:
    """`escape` is how a quote stands inside a quoted cell: "double", "backslash" or "none".

    `spaced`: blanks after a delimiter belong to it; `widths`: where columns of fixed width begin.
    """

    delimiter: str
    quote: str = '"'
    escape: str = "double"
    spaced: bool = False
    widths: tuple[int, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether a columnar parser can read it."""
        return len(self.delimiter) == 1 and self.delimiter.isascii() and not self.spaced

    def as_json(self) -> dict[str, str]:
        said = {"delimiter": self.delimiter, "quote": self.quote, "escape": self.escape}
        return {**said, "spaced": "yes"} if self.spaced else said


@dataclass(frozen=True, slots=True)
class Split:
    """The cells of a record; `open_at`: where a quoted cell begins that does not end in it, and
    `open_cell` the how manieth cell it is.

    `quoted`: where quoted cells begin; `is_odd`: a quote stands where no writer would put one.
    """

    cells: list[str]
    open_at: int | None
    quoted: tuple[int, ...]
    is_odd: bool
    open_cell: int = 0


@lru_cache(maxsize=256)
def patterns(dialect: Dialect) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A quoted cell, a bare cell, and the end of a quoted cell that began in an earlier line."""
    d, q = re.escape(dialect.delimiter), re.escape(dialect.quote or "\0")
    end = rf"[ \t]*(?:{d}|\Z)" if dialect.delimiter not in {" ", "\t"} else rf"(?:{d}|\Z)"
    if not dialect.delimiter:
        end = r"[ \t]*\Z"
    if dialect.escape == "backslash":
        inner = rf"[^{q}\\]++|\\.|{q}(?!{end})"
    elif dialect.escape == "double":
        inner = rf"[^{q}]++|{q}{q}|{q}(?!{end})"
    else:
        inner = rf"[^{q}]++|{q}(?!{end})"
    lead = r"[ \t]*" if dialect.delimiter not in {" ", "\t"} else ""
    quoted = re.compile(rf"{lead}{q}((?:{inner})*+){q}(?={end})", re.DOTALL)
    bare = re.compile(
        rf"[^{d}]*+" if len(dialect.delimiter) == 1 else rf"(?:(?!{d}).)*+", re.DOTALL
    )
    if not dialect.delimiter:
        bare = re.compile(r".*+", re.DOTALL)
    blanks = "" if dialect.delimiter in {" ", "\t"} else r"[ \t]*"
    ending = re.compile(rf"((?:{inner})*+){q}(?={end}){blanks}", re.DOTALL)
    return quoted, bare, ending


def split(record: str, dialect: Dialect, literal: Collection[int] = ()) -> Split:
    """Split one record without its line end; quotes at the places `literal` are mere text."""
    if dialect.delimiter == FIXED:
        return Split(sliced(record, dialect.widths), None, (), is_odd=False)
    if dialect.delimiter == BLANKS:
        return Split(record.split(), None, (), is_odd=False)
    if not dialect.quote or dialect.quote not in record or not opens(dialect).search(record):
        return Split(divided(record, dialect), None, (), is_odd=False)
    return patient(record, dialect, literal)


@lru_cache(maxsize=256)
def opens(dialect: Dialect) -> re.Pattern[str]:
    """A quote where a cell begins."""
    blanks = "" if dialect.delimiter in {" ", "\t"} else r"[ \t]*"
    place = rf"(?:^|{re.escape(dialect.delimiter)})" if dialect.delimiter else "^"
    return re.compile(rf"{place}{blanks}{re.escape(dialect.quote)}")


def divided(record: str, dialect: Dialect) -> list[str]:
    cells = record.split(dialect.delimiter) if dialect.delimiter else [record]
    if dialect.escape == "backslash" and "\\" in record:
        return patient(record, dialect, ()).cells
    return [cell.lstrip(" ") for cell in cells] if dialect.spaced else cells


def patient(record: str, dialect: Dialect, literal: Collection[int]) -> Split:
    quoted_cell, bare_cell, _ = patterns(dialect)
    step = len(dialect.delimiter)
    at, size = 0, len(record)
    cells: list[str] = []
    starts: list[int] = []
    is_odd, open_at, open_cell = False, None, 0
    while True:
        begins = record.startswith(dialect.quote, start_of(record, at, dialect))
        match = quoted_cell.match(record, at) if begins and at not in literal else None
        if match is not None:
            starts.append(at)
            text = unescaped(match[1], dialect)
            is_odd = is_odd or has_bare_quote(match[1], dialect)
            cells.append(text)
            at = match.end()
            while (
                at < size and record[at] in " \t" and not record.startswith(dialect.delimiter, at)
            ):
                at += 1
        else:
            if begins and at not in literal and open_at is None:
                open_at, open_cell = at, len(cells)
                starts.append(at)
            end = end_of_bare(record, at, dialect, bare_cell)
            cell = record[at:end]
            is_odd = is_odd or begins
            if dialect.escape == "backslash" and "\\" in cell:
                cell = re.sub(r"\\(.)", r"\1", cell)
            cells.append(cell.lstrip(" ") if dialect.spaced else cell)
            at = end
        if at >= size:
            break
        at += step
        if at >= size:
            cells.append("")
            break
    return Split(cells, open_at, tuple(starts), is_odd, open_cell)


def continued(before: Split, opened: str, line: str, dialect: Dialect) -> Split | None:
    """The record when its open cell, begun as `opened`, ends in `line`; None when it does not."""
    match = patterns(dialect)[2].match(line)
    if match is None:
        return None
    text = opened + match[1]
    cells = [*before.cells[: before.open_cell], unescaped(text, dialect)]
    is_odd = has_bare_quote(text, dialect)
    at = match.end() + len(dialect.delimiter)
    if match.end() >= len(line):
        return Split(cells, None, before.quoted, is_odd)
    rest = split(line[at:], dialect)
    open_at = None if rest.open_at is None else at + rest.open_at
    count = len(cells) + rest.open_cell
    return Split([*cells, *rest.cells], open_at, before.quoted, is_odd or rest.is_odd, count)


def start_of(record: str, at: int, dialect: Dialect) -> int:
    """Where the cell at `at` begins when blanks before it do not count."""
    if dialect.delimiter in {" ", "\t"}:
        return at
    while at < len(record) and record[at] in " \t":
        at += 1
    return at


def end_of_bare(record: str, at: int, dialect: Dialect, pattern: re.Pattern[str]) -> int:
    match = pattern.match(record, at)
    end = match.end() if match is not None else len(record)
    if dialect.escape == "backslash":
        while end < len(record) and escapes(record, at, end):
            match = pattern.match(record, end + len(dialect.delimiter))
            end = match.end() if match is not None else len(record)
    return end


def escapes(record: str, at: int, end: int) -> bool:
    """Whether an odd number of backslashes stands before `end`."""
    count = 0
    while end - count > at and record[end - count - 1] == "\\":
        count += 1
    return count % 2 == 1


def unescaped(text: str, dialect: Dialect) -> str:
    if dialect.escape == "double":
        return text.replace(dialect.quote * 2, dialect.quote)
    if dialect.escape == "backslash" and "\\" in text:
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    return text


def has_bare_quote(text: str, dialect: Dialect) -> bool:
    if dialect.quote not in text:
        return False
    if dialect.escape == "double":
        return dialect.quote in text.replace(dialect.quote * 2, "")
    if dialect.escape == "backslash":
        return dialect.quote in re.sub(r"\\.", "", text, flags=re.DOTALL)
    return True


def sliced(record: str, starts: tuple[int, ...]) -> list[str]:
    ends = (*starts[1:], None)
    return [record[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def joined(cells: list[str], dialect: Dialect) -> str:
    """Cells as one line for a person to read."""
    mark = dialect.delimiter if len(dialect.delimiter) == 1 else " "
    return mark.join(cells)
