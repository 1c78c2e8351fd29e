"""What a file format is, and how one is added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from luminabi_dash.registry import Registry
from luminabi_dash.views import EvidenceView


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as text, with the physical line (or sheet row) they begin at."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose layout is known: its header, its rows, and why it is read so."""

    format: str
    encoding: str
    dialect: Mapping[str, str]
    header: Row | None
    rows: Iterator[Row]
    width: int
    decisions: tuple[EvidenceView, ...]


Open = Callable[[Path], Opened]
FORMATS: Registry[Open] = Registry("file format")


def file_format(name: str) -> Callable[[Open], Open]:
    """Add the decorated function to `FORMATS`."""
    return lambda open_: FORMATS.add(name, open_)
