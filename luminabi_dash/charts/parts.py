"""The groups of a chart split by a colour column: largest first, the rest as Other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luminabi_dash.charts.axes import key_words
from luminabi_dash.charts.colours import COLOURS, GREY, Palette
from luminabi_dash.charts.columns import Columns, amount, total
from luminabi_dash.charts.points import of_key, of_others
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import OTHER
from luminabi_dash.tables.schema import Schema

MOST = len(COLOURS)


@dataclass(frozen=True, slots=True)
class Part:
    """The groups of one colour, as they are drawn; `name` is None when there is only one."""

    name: str | None
    colour: str
    lines: Columns
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    parts: tuple[Part, ...]
    note: str = ""


def split(
    lines: Columns,
    color: str | None,
    schema: Schema,
    palette: Palette,
    *,
    by: str | None = "value",
    adds_up: bool = True,
) -> Split:
    """A part for each of the largest MOST values of `color` by the column `by` (None: by how often
    they come); the others are added up where their measure can be, and left out with a note where
    it cannot.
    """
    if color is None:
        return Split((Part(None, COLOURS[0], lines),))
    places = lines.by(color)
    keys = ranked(lines, places, by)
    column = schema.column(color)
    kept = [key for key in keys if key != OTHER][:MOST]
    found = [
        Part(key_words(key), shade, lines.take(places[key]), of_key(column, key, None))
        for key, shade in zip(kept, palette.colours(color, kept), strict=True)
    ]
    left = [key for key in keys if key not in set(kept)]
    if not left:
        return Split(tuple(found))
    if not adds_up and left != [OTHER]:
        return Split(tuple(found), f"showing {len(kept):,} of {len(keys):,} values of {color}")
    rest = lines.take(sorted(at for key in left for at in places[key]))
    summed = added(rest, color, by or "value") if len(left) > 1 else rest
    return Split((*found, Part(OTHER, GREY, summed, of_others(column, kept))))


def ranked(lines: Columns, places: dict[Any, list[int]], by: str | None) -> list[Any]:
    """The values of a column, largest first by what their groups amount to."""
    values = lines[by] if by is not None else [1] * lines.height
    sizes = {key: sum(abs(amount(values[at])) for at in among) for key, among in places.items()}
    named = sorted((key for key in sizes if key is not None), key=lambda key: (-sizes[key], key))
    if None not in sizes:
        return named
    place = sum(sizes[key] >= sizes[None] for key in named)
    return [*named[:place], None, *named[place:]]


def added(lines: Columns, color: str, by: str) -> Columns:
    """Groups of several colours as one, in the order of the lines."""
    names = [name for name in lines.lists if name not in {color, by}]
    groups: dict[tuple[Any, ...], list[int]] = {}
    for at, key in enumerate(lines.rows(*names) if names else [()] * lines.height):
        groups.setdefault(key, []).append(at)
    values = lines[by]
    first = lines.take([among[0] for among in groups.values()])
    return first.put(by, [total([values[at] for at in among]) for among in groups.values()])
