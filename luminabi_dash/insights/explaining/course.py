"""The course of a chart along x: two points, or one and the rest, as sides of a comparison."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from luminabi_dash.charts.periods import as_moment, moment
from luminabi_dash.charts.points import of_key
from luminabi_dash.errors import Invalid
from luminabi_dash.insights.explaining.cells import Cells, Compared, every, line
from luminabi_dash.insights.explaining.measure import SEGMENT, Measured
from luminabi_dash.insights.explaining.sides import Sides, called, last_end
from luminabi_dash.insights.explaining.usual import Usual, usual
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group
from luminabi_dash.tables.schema import Column

FULL = 0.9
"""A period of whose time so much has passed at its newest row is over."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a chart shows along x under `filters`: the sums of each key, and the newest moment
    among its rows.
    """

    column: Column
    group: Group
    filters: tuple[Filter, ...]
    keys: tuple[Any, ...]
    cells: Cells
    newest: tuple[datetime | None, ...]


def halves(cells: Cells, sides: Sides) -> tuple[Cells, Cells, float]:
    """What is before and after among lines, and the scale of the side before."""
    after = line(cells, sides.after)
    if sides.before is not None:
        return line(cells, sides.before), after, 1.0
    rest = every(cells, [at for at in sides.lines if at != sides.after])
    return rest, after, 1 / (len(sides.lines) - 1)


def worth(side: Cells, found: Measured, scale: float) -> float:
    value = float(side.total()) * (1.0 if found.is_ratio else scale)
    if not np.isfinite(value):
        raise Invalid(f"{found.name} has no value on one of the two sides.", code="nothing_before")
    return value


def paired(cells: Cells, sides: Sides, scale: float) -> Compared:
    """Cells of all wanted lines as two sides and what else there is of their kind."""
    places = {key: at for at, key in enumerate(sides.lines)}
    moved = replace(
        sides,
        after=places[sides.after],
        before=None if sides.before is None else places[sides.before],
        lines=tuple(range(len(sides.lines))),
    )
    before, after, _ = halves(cells, moved)
    others = None
    if sides.others:
        others = cells.at([places[key] for key in sides.others])
    return Compared(before, after, scale, others, sides.lag, sides.are_peers, sides.is_course)


def sides_of(segments: list[Any], pair: Compared) -> tuple[list[Any], Compared] | None:
    """The values that have rows on one side at least; None unless some have them on both, as then
    the column only says which side it is.
    """
    old, new = pair.before.rows > 0, pair.after.rows > 0
    if not (old & new).any() or (old | new).sum() < 2:
        return None
    found = old | new
    return [key for key, kept in zip(segments, found, strict=True) if kept], pair.kept(found)


def within(along: Course, sides: Sides) -> tuple[Filter, ...]:
    """Filters that leave out rows of other times."""
    if not sides.lines or not (along.column.type.is_temporal or along.column.type.is_numeric):
        return ()
    if sides.are_peers or len(sides.lines) == len(along.keys):
        return ()
    ends = [along.keys[min(sides.lines)], along.keys[max(sides.lines)]]
    if any(one is None for one in ends):
        return ()
    first, last = (of_key(along.column, one, along.group.unit) for one in ends)
    if along.group.unit is not None:
        return (first[0], last[-1])
    low, high = (one[0].value[0] if one[0].op == "in" else one[0].value for one in (first, last))
    name = along.column.name
    return (Filter(column=name, op="ge", value=low), Filter(column=name, op="le", value=high))


def side_words(along: Course, sides: Sides, found: Measured) -> tuple[str, str]:
    unit = along.group.unit
    after = called(along.keys[sides.after], unit)
    if sides.before is not None:
        return called(along.keys[sides.before], unit), after
    count = len(along.keys) - 1
    if count == 1:
        other = next(at for at in sides.lines if at != sides.after)
        return called(along.keys[other], unit), after
    together = f"for the other {count:,} together"
    return together if found.is_ratio else f"on average of the other {count:,}", after


def usual_of(along: Course, sides: Sides, found: Measured) -> Usual | None:
    if sides.before is None or not sides.others:
        return None
    totals = along.cells.at(list(sides.others)).values()
    values = along.cells.values()
    change = float(values[sides.after] - values[sides.before])
    start = float(values[sides.before])
    return usual(totals, sides.lag, change, start, adds_up=not found.is_ratio)


def unfinished(along: Course, sides: Sides) -> tuple[str, ...]:
    """That the newest period is not over, where the one before goes to its end."""
    unit = along.group.unit
    if sides.before is None or unit is None or sides.after != len(along.keys) - 1:
        return ()
    shares = [covered(along, at) for at in (sides.before, sides.after)]
    if shares[0] < FULL or shares[1] >= FULL:
        return ()
    last = along.newest[sides.after]
    ends = "" if last is None else f": its rows end on {last:%-d %b %Y}"
    return (f"The newest {unit} may not be over{ends}.",)


def covered(along: Course, at: int) -> float:
    """The share of a period that has passed at its newest row."""
    end = last_end(along.keys[at], along.group.unit, along.column)
    newest = along.newest[at]
    if end is None or newest is None:
        return 1.0
    start, stop = as_moment(along.keys[at]), moment(end)
    days = 1 if along.group.unit != "hour" else 0
    passed = (newest - start).total_seconds() + 86_400 * days
    return passed / max((stop - start).total_seconds(), 1.0)


def segments_in(frame: pl.DataFrame) -> list[Any]:
    """Values of a column in their order, empty ones last."""
    return frame[SEGMENT].unique().sort(nulls_last=True).to_list()
