"""Reads the body of a text file: fast where it is regular, row by row where it is not."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from luminabi_dash.ingest.blocks import (
    Block,
    Parsed,
    cut,
    is_regular,
    merged,
    parsed,
    without_idle_quotes,
)
from luminabi_dash.ingest.dialect import split
from luminabi_dash.ingest.evidence import Reject
from luminabi_dash.ingest.fitting import Fitter, is_foot
from luminabi_dash.ingest.format import Part, Row
from luminabi_dash.ingest.layout import Layout
from luminabi_dash.ingest.looks import NOTE, TOTAL, look
from luminabi_dash.ingest.records import Record, Records
from luminabi_dash.ingest.sniff import lines_of
from luminabi_dash.plural import many
from luminabi_dash.views import Alternative, EvidenceView

FOOT_ROWS = 30
AHEAD = 2
SHOWN = 3


@dataclass(slots=True)
class Notes:
    """What was done to rows, by name: the lines it was done at."""

    lines: dict[str, list[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, line: int) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
        seen = self.lines.setdefault(what, [])
        if len(seen) < SHOWN:
            seen.append(line)


SAID = {
    "short": ("Short rows", "cells missing at their end are empty"),
    "quotes": ("Stray quotes", "a quote that closes nothing is text"),
    "delimiters": ("Mended rows", "a delimiter was missing, doubled or another one"),
    "blank": ("Empty rows", "rows without a value are left out"),
    "again": ("Repeated headers", "the header stands there again"),
    "second": ("Second table", "rows of another table are kept aside"),
    "nul": ("Invisible characters", "NUL and byte order marks inside of the text are left out"),
    "foot": ("Lines after", "notes and totals after the table are kept aside"),
}


class Body:
    """The rows of a text file after its header; ask `evidence` when they have been read."""

    def __init__(self, chunks: Iterator[bytes], layout: Layout, *, keeps_foot: bool) -> None:
        self._chunks = chunks
        self._layout = layout
        self._dialect = layout.dialect
        self._width = layout.width
        self._fitter = Fitter(layout.width, layout.sample, layout.dialect)
        self._keeps_foot = keeps_foot
        self._names = [name.strip() for name in layout.names or ()]
        self._second: int | None = None
        self._after_gap = False
        self._carry = b""
        self._line = layout.body_line
        self.notes = Notes()

    def parts(self) -> Iterator[Row | Part | Reject]:
        """Parts, rows and rejects in the order of the file."""
        quote = self._dialect.quote.encode()
        header = self._dialect.delimiter.join(self._names[:2]).encode() if self._names else b""
        with ThreadPoolExecutor(1) as pool:
            ahead: deque[tuple[Block, int, Future[Parsed | None]]] = deque()
            line = self._line
            for block in cut(self._chunks, self._line - 1, quote):
                ahead.append((block, line, pool.submit(self._regular, block, line, header)))
                line += block.data.count(b"\n")
                if len(ahead) > AHEAD:
                    yield from self._read(*ahead.popleft())
            while ahead:
                yield from self._read(*ahead.popleft())

    def _regular(self, block: Block, line: int, header: bytes) -> Parsed | None:
        """The rows of a block that a columnar parser may read, None for any other."""
        if block.is_last:
            return None
        dialect = without_idle_quotes(block.data, self._dialect)
        if not is_regular(block.data, dialect, header):
            return None
        return parsed(block.data, dialect, self._width, line)

    def _read(
        self, block: Block, line: int, coming: Future[Parsed | None]
    ) -> Iterator[Row | Part | Reject]:
        """What was parsed ahead, unless the rows before tell that it must be read with care."""
        found = coming.result()
        if found is not None and not self._carry and self._second is None and line == self._line:
            self._line += block.data.count(b"\n")
            yield from self._with_misfits(found)
            return
        data, self._carry = self._carry + block.data, b""
        yield from self._by_rows(data, is_last=block.is_last)

    def _with_misfits(self, found: Parsed) -> Iterator[Part | Reject]:
        """The rows of a block with those that could be fitted in their places."""
        rows: list[Row] = []
        for line, text in found.misfits:
            item = self._row(Record(line, text, split(text, self._dialect)))
            if isinstance(item, Row):
                rows.append(item)
            else:
                yield item
        self._after_gap = False
        yield merged(found.part, rows)

    def _by_rows(self, data: bytes, *, is_last: bool) -> Iterator[Row | Reject]:
        text = data.decode("utf-8", errors="replace")
        if "\x00" in text or "\ufeff" in text:
            self._note_invisible(text)
            text = text.replace("\x00", "").replace("\ufeff", "")
        records = Records(lines_of(text), self._dialect, self._width, self._line)
        records.is_part = not is_last
        found = list(records)
        self._carry, self._line = records.rest.encode(), records.line
        foot = self._foot(found) if is_last and not self._keeps_foot else len(found)
        for place, record in enumerate(found):
            if place < foot and self._is_plain(record):
                yield Row(record.line, record.cells)
            elif record.is_blank:
                self._blank(record)
            elif place >= foot:
                self.notes.add("foot", record.line)
                yield self._aside(record, "a line after the table")
            else:
                yield self._row(record)
                self._after_gap = False

    def _is_plain(self, record: Record) -> bool:
        """Whether nothing about a row needs a second look."""
        cells = record.cells
        return (
            len(cells) == self._width
            and not record.split.is_odd
            and not self._after_gap
            and self._second is None
            and bool(cells[0].strip() or cells[-1].strip())
            and (not self._names or cells[0].strip() != self._names[0])
        )

    def _note_invisible(self, text: str) -> None:
        for at, line in enumerate(text.split("\n")):
            if "\x00" in line or "\ufeff" in line:
                self.notes.add("nul", self._line + at)

    def _blank(self, record: Record) -> None:
        self._after_gap = self._after_gap or not record.text.strip()
        if record.text.strip():
            self.notes.add("blank", record.line)

    def _row(self, record: Record) -> Row | Reject:
        reason = self._other_table(record)
        if reason:
            return self._aside(record, reason)
        fitted = self._fitter.fit(record)
        if fitted.cells is None:
            return self._aside(record, fitted.reason)
        if fitted.how:
            self.notes.add(fitted.how, record.line)
        return Row(record.line, fitted.cells)

    def _other_table(self, record: Record) -> str:
        """Why the row belongs to another table or is the header again; "" when it does not."""
        cells = [cell.strip() for cell in record.cells]
        if self._names and self._is_header(cells):
            if len(cells) == self._width or not any(cells[self._width :]):
                self.notes.add("again", record.line)
                return "the header again"
            self._second = len(cells)
        elif self._after_gap and self._begins_table(record):
            self._second = len(cells)
        if self._second is not None and (len(cells) == self._second or cells == [""]):
            self.notes.add("second", record.line)
            return "a row of another table in the same file"
        return ""

    def _is_header(self, cells: Sequence[str]) -> bool:
        named = [(a, b) for a, b in zip(self._names, cells, strict=False) if a]
        if len(named) < min(2, len(self._names)) or cells[0] != self._names[0]:
            return False
        alike = sum(a == b for a, b in named)
        return alike == len(named) and (
            len(named) > 1 or (self._width == 1 and look(cells[0]) == "word")
        )

    def _begins_table(self, record: Record) -> bool:
        """After an empty line, names of another width than that of the table."""
        cells = record.cells
        if len(cells) < 2 or len(cells) == self._width or is_foot(cells):
            return False
        return all(look(cell) in {"word", "text"} for cell in cells)

    def _foot(self, found: Sequence[Record]) -> int:
        """Where notes and totals begin that follow the table."""
        filled = [i for i, record in enumerate(found) if not record.is_blank]
        foot = len(found)
        for place in reversed(filled[-FOOT_ROWS:]):
            record = found[place]
            gap = next((i for i in range(place - 1, -1, -1) if not found[i].is_blank), -1)
            is_apart = any(not item.text.strip() for item in found[gap + 1 : place])
            if not self._is_foot(record, is_apart=is_apart):
                break
            foot = place
        is_all = not filled or (foot == filled[0] and found[foot].line <= self._layout.body_line)
        return len(found) if is_all else foot

    def _is_foot(self, record: Record, *, is_apart: bool) -> bool:
        cells = [cell for cell in record.cells if cell.strip()]
        if self._width > 2 and len(record.cells) == 1:
            return True
        if is_foot(record.cells) and (len(record.cells) < self._width or NOTE.fullmatch(cells[0])):
            return len(cells) == 1 or is_apart
        if not is_apart:
            return False
        return TOTAL.fullmatch(cells[0]) is not None or len(record.cells) == 1 < self._width

    def _aside(self, record: Record, reason: str) -> Reject:
        return Reject(record.line, reason, record.text)

    def evidence(self) -> list[EvidenceView]:
        """What was done to rows, with the first lines it was done at."""
        found = []
        for what, count in self.notes.counts.items():
            title, words = SAID[what]
            lines = ", ".join(f"{line:,}" for line in self.notes.lines[what])
            others = (Alternative("Keep them", {"footer": "keep"}),) if what == "foot" else ()
            noun = "line" if what in {"foot", "nul"} else "row"
            found.append(
                EvidenceView(
                    title,
                    many(count, noun),
                    "likely",
                    f"{words}: line {lines}" + (" …" if count > SHOWN else ""),
                    others,
                    key=f"rows:{what}",
                    counted=count,
                )
            )
        return found
