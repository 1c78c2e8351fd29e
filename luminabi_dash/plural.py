"""A number with its noun: 1 row, 47,804 rows."""

from __future__ import annotations


def many(count: int, one: str, more: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
