"""Lines of an answer as plain lists: a chart has few, and a frame costs more than they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl


class Columns:
    """Lists of equal length by name; never changed, only made anew."""

    __slots__ = ("height", "lists")

    def __init__(self, lists: Mapping[str, list[Any]], height: int) -> None:
        self.lists, self.height = lists, height

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Columns:
        return cls({name: frame[name].to_list() for name in frame.columns}, frame.height)

    def __getitem__(self, name: str) -> list[Any]:
        return self.lists[name]

    def take(self, lines: Sequence[int]) -> Columns:
        """These lines in this order."""
        lists = {name: [values[at] for at in lines] for name, values in self.lists.items()}
        return Columns(lists, len(lines))

    def put(self, name: str, values: list[Any]) -> Columns:
        return Columns({**self.lists, name: values}, self.height)

    def without(self, name: str) -> Columns:
        lists = {key: values for key, values in self.lists.items() if key != name}
        return Columns(lists, self.height)

    def rows(self, *names: str) -> Iterator[tuple[Any, ...]]:
        return zip(*(self.lists[name] for name in names), strict=True)

    def by(self, name: str) -> dict[Any, list[int]]:
        """The lines of each value, in the order in which values first come."""
        found: dict[Any, list[int]] = {}
        for at, value in enumerate(self.lists[name]):
            found.setdefault(value, []).append(at)
        return found

    def filled(self, *names: str) -> Columns:
        """The lines that are empty in none of these columns."""
        columns = [self.lists[name] for name in names]
        lines = [at for at in range(self.height) if all(c[at] is not None for c in columns)]
        return self if len(lines) == self.height else self.take(lines)


def amount(value: Any) -> float:
    """A value as a size: nothing, and what is no number, is zero."""
    if value is None or value != value:
        return 0.0
    return float(value)


def total(values: Sequence[Any]) -> Any:
    """The sum; None when there is nothing to add."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
