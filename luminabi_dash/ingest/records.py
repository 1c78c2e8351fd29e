"""Lines into records: a quoted cell may hold line ends, a stray quote must not swallow the rest."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luminabi_dash.ingest import limits
from luminabi_dash.ingest.dialect import Dialect, Split, continued, patterns, split, start_of

LINES_IN_CELL = 2_000


@dataclass(slots=True)
class Record:
    """One record: the line it begins at, its text without line end, its cells."""

    line: int
    text: str
    split: Split

    @property
    def cells(self) -> list[str]:
        return self.split.cells

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.split.cells)


class Records:
    """Iterates over records; `line` is that of the next line to be read."""

    def __init__(
        self, lines: Iterable[str], dialect: Dialect, width: int | None = None, line: int = 1
    ) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self._dialect = dialect
        self._width = width
        self.line = line
        self.rest = ""
        """A record that the lines ended within: its text, when `is_part` is asked for."""
        self.is_part = False
        """Whether more lines may follow than are given here."""

    def __iter__(self) -> Iterator[Record]:
        quote = self._dialect.quote
        while (raw := self._next()) is not None:
            line = self.line
            text = raw.rstrip("\r\n")
            found = split(text, self._dialect)
            lines = 1
            if found.open_at is not None and quote:
                more = self._extended(raw, found)
                if more is None:
                    return
                text, found, lines = more
            self.line = line + lines
            yield Record(line, text, found)

    def _next(self) -> str | None:
        return self._back.popleft() if self._back else next(self._lines, None)

    def _extended(self, raw: str, alone: Split) -> tuple[str, Split, int] | None:
        """The record over as many lines as its quoted cell needs; None when the lines end first
        and more may follow.
        """
        taken, size = [raw], len(raw)
        found = alone
        opened = opened_text(raw, found, self._dialect)
        while found.open_at is not None:
            following = self._next()
            if following is None:
                if self.is_part and size < limits.CELL_BYTES and len(taken) < LINES_IN_CELL:
                    self.rest = "".join(taken)
                    return None
                return self._given_up(taken, alone)
            taken.append(following)
            size += len(following)
            text = following.rstrip("\r\n")
            more = (
                continued(found, "".join(opened), text, self._dialect) if self._ends(text) else None
            )
            if more is None:
                opened.append(following)
            else:
                found = more
                opened = opened_text(following, found, self._dialect)
            if size > 2 * limits.CELL_BYTES or len(taken) > LINES_IN_CELL:
                return self._given_up(taken, alone)
        if self._width is not None and self._is_better_alone(found, alone, len(taken)):
            return self._given_up(taken, alone)
        return "".join(taken).rstrip("\r\n"), found, len(taken)

    def _ends(self, text: str) -> bool:
        """Whether an open cell might end in this line: it holds a quote that may close one."""
        return self._dialect.quote in text and patterns(self._dialect)[2].match(text) is not None

    def _is_better_alone(self, found: Split, alone: Split, lines: int) -> bool:
        if len(found.cells) == self._width:
            return found.is_odd and len(alone.cells) == self._width and lines > 1
        return len(alone.cells) == self._width or len(found.cells) > (self._width or 0) + 1

    def _given_up(self, taken: list[str], alone: Split) -> tuple[str, Split, int]:
        """The first line alone, its open quote as text; the others are read anew."""
        self._back.extendleft(reversed(taken[1:]))
        return taken[0].rstrip("\r\n"), alone, 1


def opened_text(raw: str, found: Split, dialect: Dialect) -> list[str]:
    """What the open cell holds so far, line end included."""
    if found.open_at is None:
        return []
    return [raw[start_of(raw, found.open_at, dialect) + len(dialect.quote) :]]
