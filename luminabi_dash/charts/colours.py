"""Which colour a value has: the same on every tile of a dashboard, with and without filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from luminabi_dash.tables.query import OTHER, Group, Measure, Query

COLOURS = (
    "#4A71EC",
    "#E66C01",
    "#078369",
    "#BB6397",
    "#04A1C8",
    "#7855A0",
    "#7F9F53",
    "#C1444D",
    "#816001",
)
"""Safe for colour-blind readers, on light and on dark ground."""
GREY = "#626572"
"""Of what is left over."""
CONTEXT = "#8A909C"
"""Of reference lines, totals, what is there for comparison."""
GOOD, POOR = "#078369", "#C1444D"


@dataclass(frozen=True, slots=True)
class Palette:
    """For some columns their commonest values in the whole version, commonest first."""

    ranks: Mapping[str, Mapping[str | None, int]] = field(default_factory=dict)

    def colours(self, column: str, values: Sequence[Any]) -> list[str]:
        """A colour each: that of the value's rank, or one that no other of these values has."""
        known = self.ranks.get(column, {})
        wanted = [known.get(key_text(value)) for value in values]
        taken = {place for place in wanted if place is not None and place < len(COLOURS)}
        free = [place for place in range(len(COLOURS)) if place not in taken]
        found = []
        for value, place in zip(values, wanted, strict=True):
            if value == OTHER and place is None:
                found.append(GREY)
            elif place is not None and place < len(COLOURS):
                found.append(COLOURS[place])
            else:
                found.append(COLOURS[free.pop(0)] if free else GREY)
        return found


def ranking_query(column: str) -> Query:
    """The query whose answer ranks the values of a column; asked of all rows."""
    return Query(
        groups=(Group(column),),
        measures=(Measure("value", "count"),),
        sort=("-value", column),
        limit=len(COLOURS),
    )


def ranks_of(values: Sequence[Any]) -> dict[str | None, int]:
    return {key_text(value): place for place, value in enumerate(values)}


def key_text(value: Any) -> str | None:
    """A key as its text, as folded keys have it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def faded(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"
