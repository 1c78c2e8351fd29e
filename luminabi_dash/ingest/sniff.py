"""Which dialect a text is written in: candidates by regular rows and cells that agree by column.

After van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row and type
patterns" (2019), with agreement inside columns as further evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from luminabi_dash.ingest.dialect import BLANKS, FIXED, Dialect, Split
from luminabi_dash.ingest.looks import look
from luminabi_dash.ingest.records import Record, Records

DELIMITERS = (",", ";", "\t", "|", ":", "^", "~", " ", "\x1f", "\x01")
PRIOR = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 0.98, "^": 0.95, "~": 0.95, "\x1f": 0.95, "\x01": 0.95}
RARE = 0.8
SAMPLE_CHARS = 96 * 1024
SAMPLE_RECORDS = 250
COLUMNS_JUDGED = 60
SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
KNOWN = {"number": 1.0, "date": 1.0, "": 0.75, "address": 1.0, "word": 0.85, "text": 0.5}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dialect with its score, the width of most rows and how many rows have it."""

    dialect: Dialect
    score: float
    width: int
    fitting: int
    rows: int


def lines_of(text: str) -> list[str]:
    """Lines with their ends, split at LF, CR LF and CR alone."""
    return [line for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if line]


def candidates(text: str, ask: Dialect | None = None) -> list[Candidate]:
    """Every dialect that makes a table of the text, the best first; "one column" is the last."""
    lines = lines_of(text[:SAMPLE_CHARS])
    if len(text) > SAMPLE_CHARS and len(lines) > 1:
        lines.pop()
    found = [judged(lines, dialect) for dialect in possible(lines, ask)]
    found = [item for item in found if item.width > 1 and item.score > 0]
    found.sort(key=lambda item: -item.score)
    return [*found, judged(lines, Dialect("", quote_of(lines, "")))]


def possible(lines: Sequence[str], ask: Dialect | None) -> Iterator[Dialect]:
    text = "".join(lines)
    delimiters = [ask.delimiter] if ask is not None and ask.delimiter else DELIMITERS
    for delimiter in delimiters:
        if delimiter in {FIXED, BLANKS} or delimiter not in text:
            continue
        quote = quote_of(lines, delimiter)
        escape = "backslash" if is_backslashed(text, quote) else "double"
        first = Dialect(delimiter, quote, escape, is_spaced(text, delimiter))
        yield first
        if quote and quote in text:
            if escape == "backslash":
                yield replace(first, escape="double")
            yield replace(first, quote="", escape="double")
        elif "\\" + delimiter in text:
            yield replace(first, escape="backslash")


def quote_of(lines: Sequence[str], delimiter: str) -> str:
    """The double quote unless single quotes stand around cells more often, at both ends."""
    text = re.sub(r"\r\n?", "\n", "".join(lines))
    if "'" not in text:
        return '"'
    if '"' not in text and has_needed_quotes(text, delimiter):
        return "'"
    around = {quote: around_cells(text, quote, delimiter) for quote in "\"'"}
    opened, closed = around["'"]
    is_single = min(opened, closed) > 2 * max(around['"']) and min(opened, closed) >= 2
    is_paired = abs(opened - closed) <= 0.2 * max(opened, closed)
    return "'" if is_single and is_paired else '"'


def has_needed_quotes(text: str, delimiter: str) -> bool:
    """Cells in single quotes that hold a delimiter, a line end or doubled quotes."""
    d = re.escape(delimiter or "\n")
    whole = re.compile(rf"(?:^|(?<={d}))'((?:[^']|'')*+)'(?={d}|$)", re.MULTILINE)
    held = [match[1] for match in whole.finditer(text)]
    needed = sum("''" in cell or "\n" in cell or (delimiter in cell) for cell in held if cell)
    return needed > 0 and all(len(cell) < 2_000 for cell in held)


def around_cells(text: str, quote: str, delimiter: str) -> tuple[int, int]:
    """How many cells begin, and how many end with the quote."""
    d, q = re.escape(delimiter or "\n"), re.escape(quote)
    opened = len(re.findall(rf"(?:^|{d})[ ]?{q}(?!{d}|\s)", text, re.MULTILINE))
    closed = len(re.findall(rf"{q}(?={d}|[\r\n]|\Z)", text))
    return opened, closed


def is_backslashed(text: str, quote: str) -> bool:
    return bool(quote) and len(re.findall(rf"\\{re.escape(quote)}", text)) > 0


def is_spaced(text: str, delimiter: str) -> bool:
    """A blank after nearly each delimiter."""
    if delimiter in {" ", "\t"}:
        return False
    count = text.count(delimiter)
    return count > 1 and text.count(delimiter + " ") > 0.8 * count


def judged(lines: Sequence[str], dialect: Dialect) -> Candidate:
    records = list(islice(Records(lines, dialect), SAMPLE_RECORDS))
    filled = [record for record in records if not record.is_blank]
    if not filled:
        return Candidate(dialect, 0.0, 1, 0, 0)
    widths = Counter(len(trimmed(record.cells)) or 1 for record in filled)
    exact = Counter(len(record.cells) for record in filled)
    width = max(exact, key=lambda w: (exact[w] * (w > 1), w))
    fitting = [record for record in filled if len(record.cells) == width]
    regular = len(fitting) / len(filled)
    near = sum(count for w, count in widths.items() if 1 < w <= width) / len(filled)
    pattern = (0.8 * regular + 0.2 * max(near, regular)) * (width - 1) / width
    cells = [record.cells for record in fitting[:120]]
    value = pattern * (0.55 * looks(cells) + 0.45 * agreement(cells, width))
    value *= quoting([record.split for record in records], dialect)
    value *= prior(dialect, cells, width, regular)
    return Candidate(dialect, value, width, len(fitting), len(filled))


def trimmed(cells: Sequence[str]) -> Sequence[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def looks(rows: Sequence[Sequence[str]]) -> float:
    cells = [cell for row in rows for cell in row[:COLUMNS_JUDGED]]
    return sum(KNOWN[look(cell)] for cell in cells) / max(len(cells), 1)


def agreement(rows: Sequence[Sequence[str]], width: int) -> float:
    """How far the cells of each column look alike; numbers and dates count most."""
    if len(rows) < 2:
        return 0.7
    body = rows[1:]
    total = 0.0
    places = range(min(width, COLUMNS_JUDGED))
    for place in places:
        kinds = Counter(look(row[place]) for row in body)
        empty = kinds.pop("", 0)
        if not kinds:
            total += 0.5
            continue
        kind, count = kinds.most_common(1)[0]
        weight = 1.0 if kind in {"number", "date", "address"} else 0.85 if kind == "word" else 0.7
        total += weight * count / (len(body) - empty)
    return total / len(places)


def quoting(splits: Sequence[Split], dialect: Dialect) -> float:
    """Quotes that stand where they belong count for a dialect, stray ones against it."""
    if not dialect.quote:
        strays = sum('"' in cell for split in splits for cell in split.cells)
        cells = sum(len(split.cells) for split in splits)
        return 0.97 - 0.6 * strays / max(cells, 1)
    odd = sum(split.is_odd for split in splits)
    return 1.0 - 0.25 * odd / max(len(splits), 1)


def prior(dialect: Dialect, rows: Sequence[Sequence[str]], width: int, regular: float) -> float:
    """Blanks, colons and the like stand in texts and times: they need better proof."""
    known = PRIOR.get(dialect.delimiter)
    if known is not None:
        return known
    if regular < 0.9 or len(rows) < 2:
        return 0.3
    body = rows[1:]
    typed = sum(
        all(look(row[place]) in {"number", "date", ""} for row in body)
        for place in range(min(width, COLUMNS_JUDGED))
    )
    return RARE if typed else 0.4


def fixed_widths(lines: Sequence[str]) -> tuple[int, ...]:
    """Where columns begin that are blank in every line just before; () when there are none."""
    rows = [line.rstrip("\r\n").expandtabs() for line in lines if line.strip()][:SAMPLE_RECORDS]
    if len(rows) < 3:
        return ()
    size = max(len(row) for row in rows)
    if size > 10_000:
        return ()
    blank = [all(len(row) <= at or row[at] == " " for row in rows) for at in range(size)]
    starts = [at for at in range(size) if not blank[at] and (at == 0 or blank[at - 1])]
    if len(starts) < 2 or min(len(row) for row in rows) <= starts[1]:
        return ()
    return tuple(starts)


def columns_by_blanks(text: str) -> Candidate | None:
    """Columns of fixed width, or told apart by runs of blanks, when no delimiter serves."""
    lines = lines_of(text[:SAMPLE_CHARS])
    if len(text) > SAMPLE_CHARS:
        lines.pop()
    rows = [line for line in lines if line.strip()]
    best: Candidate | None = None
    starts = fixed_widths(rows)
    for dialect in (
        Dialect(FIXED, "", "none", widths=starts) if starts else None,
        Dialect(BLANKS, "", "none"),
    ):
        if dialect is None:
            continue
        found = judged_by_blanks(rows, dialect)
        if found is not None and (best is None or found.score > best.score):
            best = found
    return best


def judged_by_blanks(rows: Sequence[str], dialect: Dialect) -> Candidate | None:
    """Only with a column of numbers or dates, and every line of one width."""
    records: list[Record] = list(islice(Records(rows, dialect), SAMPLE_RECORDS))
    cells = [record.cells for record in records]
    widths = Counter(map(len, cells))
    width, fitting = widths.most_common(1)[0] if widths else (1, 0)
    if width < 2 or len(cells) < 3 or fitting < 0.95 * len(cells):
        return None
    body = [row for row in cells[1:] if len(row) == width]
    typed = sum(
        all(look(row[place]) in {"number", "date", ""} for row in body) for place in range(width)
    )
    is_run = dialect.delimiter == BLANKS
    if not typed or (is_run and typed < width / 2 and not any("  " in row for row in rows)):
        return None
    regular = [row for row in cells if len(row) == width]
    score = (0.55 * looks(regular) + 0.45 * agreement(regular, width)) * (width - 1) / width
    return Candidate(dialect, score * (0.85 if is_run else 0.9), width, fitting, len(cells))
