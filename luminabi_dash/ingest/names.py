"""Names of columns: different, visible, and as close to the header as can be."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.tables.schema import HIDDEN

BIDI = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def column_names(given: Sequence[str], width: int) -> list[str]:
    """A name for each of `width` columns."""
    check_count(width)
    names: list[str] = []
    taken = set(HIDDEN)
    for place in range(width):
        name = visible(given[place]) if place < len(given) else ""
        base = name or f"column_{place + 1}"
        candidate, number = base, 2
        while candidate in taken:
            candidate, number = f"{base}_{number}", number + 1
        taken.add(candidate)
        names.append(candidate)
    return names


def check_count(width: int) -> None:
    if width > limits.COLUMNS:
        raise Unreadable(
            f"The file has {width:,} columns; the limit is {limits.COLUMNS:,}.",
            code="too_many_columns",
        )


def visible(name: str) -> str:
    kept = "".join(
        " " if c in "\r\n\t" else c
        for c in name
        if c in "\r\n\t"
        or (unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} and c not in BIDI)
    )
    return " ".join(kept.split())[: limits.NAME_LENGTH]
