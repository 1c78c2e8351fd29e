"""Rows that are not as wide as the table: filled up, cut or mended when the columns prove it.

A row is mended only when exactly one reading of it fits every column; otherwise it is kept aside
with its line and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from luminabi_dash.ingest.dialect import FIXED, Dialect, split
from luminabi_dash.ingest.looks import NOTE, TOTAL, Column
from luminabi_dash.ingest.records import Record
from luminabi_dash.plural import many

TRIED_QUOTES = 16
TRIED_CELLS = 40
TRIED_PLACES = 60
OTHER_DELIMITERS = (",", ";", "\t", "|", " ")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Cells as wide as the table, or None with the reason; `how` names what was done to them."""

    cells: list[str] | None
    how: str = ""
    reason: str = ""


class Fitter:
    """Fits rows into a table of `width` columns that look like the `sample`."""

    def __init__(self, width: int, sample: Sequence[Sequence[str]], dialect: Dialect) -> None:
        self._width = width
        self._dialect = dialect
        rows = [list(row) for row in sample if len(row) == width]
        self._columns = [Column([row[i] for row in rows]) for i in range(width)]
        self._is_known = len(rows) >= 4
        filled = sorted(len(row) for row in sample if any(cell.strip() for cell in row))
        short = sum(size < width for size in filled)
        self._is_ragged = short > 0.2 * max(len(filled), 1)

    def fit(self, record: Record) -> Fitted:
        cells, width = record.cells, self._width
        if len(cells) == width and (not record.split.is_odd or self.suits(cells)):
            return Fitted(cells)
        mended = self._unquoted(record)
        if mended is not None:
            return Fitted(mended, "quotes")
        if len(cells) == width:
            return Fitted(cells)
        if len(cells) > width:
            return self._fit_long(record)
        return self._fit_short(record)

    def suits(self, cells: Sequence[str]) -> bool:
        """Whether each cell could stand in its column."""
        return all(column.fits(cell) for column, cell in zip(self._columns, cells, strict=False))

    def _unquoted(self, record: Record) -> list[str] | None:
        """With one quote taken as text: the reading that has the right width."""
        if self._dialect.escape != "none" and self._dialect.quote * 2 in record.text:
            cells = split(record.text, replace(self._dialect, escape="none")).cells
            if len(cells) == self._width != len(record.cells) and self.suits(cells):
                return cells
        starts = record.split.quoted[:TRIED_QUOTES]
        found = []
        for size in (1, 2):
            for literal in combinations(starts, size):
                cells = split(record.text, self._dialect, frozenset(literal)).cells
                if len(cells) == self._width and self.suits(self._bared(cells)):
                    found.append(cells)
            if found or len(starts) > 6:
                break
        return found[0] if found else None

    def _bared(self, cells: Sequence[str]) -> list[str]:
        return [cell.replace(self._dialect.quote, "") for cell in cells]

    def _fit_long(self, record: Record) -> Fitted:
        cells, width = record.cells, self._width
        is_empty_end = not any(cell.strip() for cell in cells[width:])
        if is_empty_end and (not self._is_known or self.suits(cells[:width])):
            return Fitted(cells[:width])
        if self._is_known and len(cells) == width + 1:
            fits = [
                shorter
                for place, cell in enumerate(cells)
                if not cell.strip() and self.suits(shorter := [*cells[:place], *cells[place + 1 :]])
            ]
            if fits and all(item == fits[0] for item in fits):
                return Fitted(fits[0], "delimiters")
        if is_empty_end:
            return Fitted(cells[:width])
        return self._by_other_delimiter(record) or self._aside(record)

    def _fit_short(self, record: Record) -> Fitted:
        cells, width = record.cells, self._width
        padded = [*cells, *[""] * (width - len(cells))]
        is_part = len(cells) > 1 or width <= 2 or self._is_ragged
        if is_part and not is_foot(cells) and self._may_be_short(padded):
            return Fitted(padded, "short")
        if self._is_known:
            other = self._by_other_delimiter(record)
            if other is not None:
                return other
            if len(cells) == width - 1:
                halved = self._halved(cells)
                if halved is not None:
                    return Fitted(halved, "delimiters")
        return self._aside(record)

    def _may_be_short(self, padded: Sequence[str]) -> bool:
        if not self._is_known:
            return True
        return self.suits(padded) and not self._lacks_middle(padded)

    def _lacks_middle(self, padded: Sequence[str]) -> bool:
        """Whether half of the cells would stand in columns that are never empty, without one."""
        full = [i for i, column in enumerate(self._columns) if column.is_full]
        missing = sum(not padded[i].strip() for i in full)
        return not self._is_ragged and bool(full) and missing > 0.75 * len(full)

    def _by_other_delimiter(self, record: Record) -> Fitted | None:
        """A row written with another delimiter, when it then fits every column."""
        if not self._is_known or self._dialect.delimiter in {"", FIXED}:
            return None
        for delimiter in OTHER_DELIMITERS:
            if delimiter == self._dialect.delimiter or delimiter not in record.text:
                continue
            cells = split(record.text, replace(self._dialect, delimiter=delimiter)).cells
            if delimiter == " " and len(cells) > self._width:
                cells = self._gathered(cells)
            if len(cells) == self._width and self.suits(cells) and self._is_proof(cells):
                return Fitted(cells, "delimiters")
        return None

    def _gathered(self, cells: list[str]) -> list[str]:
        """Words of one text column put together again, when a single way fits."""
        extra = len(cells) - self._width
        found = []
        for place, column in enumerate(self._columns):
            if column.kind or extra > TRIED_CELLS:
                continue
            middle = " ".join(cells[place : place + extra + 1])
            whole = [*cells[:place], middle, *cells[place + extra + 1 :]]
            if self.suits(whole):
                found.append(whole)
        return found[0] if len(found) == 1 else cells

    def _is_proof(self, cells: Sequence[str]) -> bool:
        """At least two filled cells stand in columns of numbers, dates or codes."""
        pairs = zip(self._columns, cells, strict=False)
        return sum(bool(column.kind and cell.strip()) for column, cell in pairs) >= 2

    def _halved(self, cells: list[str]) -> list[str] | None:
        """With one cell cut in two: only when a single cut makes every cell fit its column."""
        found: list[list[str]] = []
        for place in range(min(len(cells), TRIED_CELLS)):
            head, tail = cells[:place], cells[place + 1 :]
            if not self.suits(head) or not self._suit_from(tail, place + 2):
                continue
            for left, right in self._cuts(cells[place], place):
                found.append([*head, left, right, *tail])
                if len(found) > 1:
                    return None
        return found[0] if found and self._is_proof(found[0]) else None

    def _suit_from(self, cells: Sequence[str], place: int) -> bool:
        pairs = zip(self._columns[place:], cells, strict=False)
        return all(column.fits(cell) for column, cell in pairs)

    def _cuts(self, cell: str, place: int) -> Iterator[tuple[str, str]]:
        left, right = self._columns[place], self._columns[place + 1]
        kinds = {left.kind, right.kind}
        if not kinds & {"date", "code"} and kinds != {"number", ""}:
            return
        for cut in range(1, min(len(cell), TRIED_PLACES)):
            first, second = cell[:cut], cell[cut:]
            if left.fits(first) and right.fits(second):
                yield first.strip(), second.strip()

    def _aside(self, record: Record) -> Fitted:
        count = len(record.cells)
        reason = f"{many(count, 'field')} where {self._width} are due"
        return Fitted(None, reason=reason)


def is_foot(cells: Sequence[str]) -> bool:
    """A note or a total: a narrow row that begins like one."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return False
    if len(filled) == 1 and NOTE.fullmatch(filled[0]) is not None:
        return True
    return len(filled) <= 2 and TOTAL.fullmatch(filled[0]) is not None
