"""What a file format is, and how one is added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from luminabi_dash.ingest.evidence import Reject
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.registry import Registry
from luminabi_dash.views import EvidenceView


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as text, with the physical line (or sheet row) they begin at."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Part:
    """Many rows at once: the line of each, and the columns as Arrow strings."""

    lines: pa.Array
    columns: Sequence[pa.Array]


@dataclass(frozen=True, slots=True)
class Header:
    """The names as they stand in the file, and the lines they stand in."""

    names: tuple[str, ...]
    lines: tuple[int, ...]


def nothing_more() -> Iterable[EvidenceView]:
    return ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose layout is known: its header, its parts, and why it is read so.

    `late` is asked for further decisions when all parts have been read; `before` are lines above
    the table, kept as they are.
    """

    format: str
    encoding: str
    dialect: Mapping[str, str]
    header: Header | None
    parts: Iterator[Row | Part | Reject]
    width: int
    decisions: tuple[EvidenceView, ...]
    before: tuple[str, ...] = ()
    late: Callable[[], Iterable[EvidenceView]] = field(default=nothing_more)


Open = Callable[[Path, ReadOptions], Opened]
FORMATS: Registry[Open] = Registry("file format")


def file_format(name: str) -> Callable[[Open], Open]:
    """Add the decorated function to `FORMATS`."""
    return lambda open_: FORMATS.add(name, open_)
