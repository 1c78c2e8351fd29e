"""What a database calls the things that a query needs: one class a database, found by its name."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.engine import Engine

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.schema import Type
from luminabi_dash.warehouse.postgresql import PostgreSQL

Cell = ColumnElement[Any]


class Words(Protocol):
    """Expressions that databases write differently; each gives null for null."""

    def double(self, cell: Cell) -> Cell:
        """The number in float64."""
        ...

    def quantile(self, share: float, cell: Cell) -> Cell:
        """The quantile of a group, interpolated linearly."""
        ...

    def start(self, unit: str, cell: Cell, kind: Type) -> Cell:
        """The start of the calendar unit, in the type of the column."""
        ...

    def part(self, name: str, cell: Cell) -> Cell:
        """A part of a date: year, quarter, month, day, weekday (Monday 1), hour; an integer."""
        ...

    def days(self, start: Cell, end: Cell) -> Cell:
        """Days from one moment to another, in float64."""
        ...

    def later(self, cell: Cell, days: Cell, kind: Type) -> Cell:
        """The moment so many whole days later, in the type of the column."""
        ...

    def date(self, year: Cell, month: Cell, day: Cell) -> Cell:
        """A date; null when there is none such."""
        ...

    def parsed(self, cell: Cell) -> Cell:
        """A text as a number; null when it is none."""
        ...

    def finite(self, cell: Cell) -> Cell:
        """The number, null when it is infinite or none."""
        ...

    def text(self, cell: Cell, kind: Type) -> Cell:
        """A date, time or float64 as a text."""
        ...

    def ordered(self, cell: Cell) -> Cell:
        """A text that sorts by code point."""
        ...

    def power(self, base: Cell, exponent: Cell) -> Cell:
        """The power in float64; null when there is none."""
        ...


KNOWN: dict[str, type[Words]] = {"postgresql": PostgreSQL}


def words_of(engine: Engine) -> Words:
    """The words of the engine's database; Invalid when it is not known."""
    found = KNOWN.get(engine.dialect.name)
    if found is None:
        raise Invalid(
            f"Data in {engine.dialect.name} cannot be asked; known: {', '.join(KNOWN)}.",
            code="unknown_database",
        )
    return found()
