"""Parts of parts: the nodes that treemaps and sunbursts draw, each with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from luminabi_dash.charts.axes import cut, key_words, limit_note, measure_of, with_note
from luminabi_dash.charts.blank import empty_figure
from luminabi_dash.charts.colours import GREY, Palette
from luminabi_dash.charts.columns import Columns, amount
from luminabi_dash.charts.numbers import hover_form
from luminabi_dash.charts.options import Numbered, a_column, option, some_columns
from luminabi_dash.charts.parts import ranked
from luminabi_dash.charts.points import of_key, of_others
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import OTHER, Group, Query, Rows
from luminabi_dash.tables.schema import Schema

LIMIT = 20_000
CHILDREN = 24


class HierarchySpec(Numbered):
    path: tuple[str, ...] = some_columns(
        "Levels", "Columns from the outermost to the innermost", "category", 4, least=1
    )
    y: str | None = a_column("Measure", "Amount that gives the size; empty counts rows", "number")
    aggregate: Literal["sum", "count"] = option(
        "sum", "Summary", "Only amounts add up to a whole", "Data"
    )
    top: int = option(
        12, "At most", "Largest parts of the first level; the rest is Other", "Data", ge=1, le=60
    )


@dataclass(frozen=True, slots=True)
class Node:
    """`depth` counts from 0; `parent` is the place of its parent among the nodes, or None."""

    label: str
    value: float
    colour: str
    depth: int
    parent: int | None
    filters: tuple[Filter, ...]


def ask(spec: HierarchySpec, schema: Schema) -> Query:
    if len(set(spec.path)) < len(spec.path):
        raise Invalid(
            "A column can be only one level.", code="wrong_spec", details={"field": "path"}
        )
    measure = measure_of(spec.y, spec.aggregate, schema)
    if measure.aggregate == "formula":
        raise Invalid("Parts of a whole must add up; a formula does not.", code="wrong_spec")
    return Query(
        groups=tuple(Group(schema.column(name).name) for name in spec.path),
        measures=(measure,),
        sort=("-value",),
        top=spec.top,
        limit=LIMIT,
    )


def nodes(spec: HierarchySpec, rows: Rows, schema: Schema, palette: Palette) -> list[Node]:
    """Parents before their children; what is zero or below has no area."""
    lines = above_zero(rows)
    found: list[Node] = []
    grow(spec.path, lines, schema, palette, found, None, ())
    return found


def grow(
    path: tuple[str, ...],
    lines: Columns,
    schema: Schema,
    palette: Palette,
    found: list[Node],
    parent: int | None,
    filters: tuple[Filter, ...],
) -> None:
    if not path:
        return
    name, places = path[0], lines.by(path[0])
    keys = largest(lines, places)
    depth = 0 if parent is None else found[parent].depth + 1
    shades = palette.colours(name, keys) if parent is None else []
    for at, (key, part) in enumerate(children(lines, places, keys)):
        column_ = schema.column(name)
        own = (
            of_key(column_, key, None, keys) if key != LEFT else of_others(column_, keys[:CHILDREN])
        )
        colour = shades[at] if parent is None else deeper(found[parent].colour, depth)
        label = OTHER if key == LEFT else key_words(key)
        found.append(
            Node(label, float(sum(part["value"])), colour, depth, parent, (*filters, *own))
        )
        if key not in {LEFT, OTHER}:
            grow(path[1:], part, schema, palette, found, len(found) - 1, (*filters, *own))


LEFT = "\0left"


def above_zero(rows: Rows) -> Columns:
    lines = Columns.of(rows.frame)
    return lines.take([at for at, value in enumerate(lines["value"]) if amount(value) > 0])


def largest(lines: Columns, places: dict[Any, list[int]]) -> list[Any]:
    return sorted(ranked(lines, places, "value"), key=lambda key: key == OTHER)


def children(
    lines: Columns, places: dict[Any, list[int]], keys: list[Any]
) -> Iterator[tuple[Any, Columns]]:
    kept = keys if len(keys) <= CHILDREN + 1 else keys[:CHILDREN]
    for key in kept:
        yield key, lines.take(places[key])
    if len(kept) < len(keys):
        yield LEFT, lines.take([at for key in keys[len(kept) :] for at in places[key]])


def deeper(colour: str, depth: int) -> str:
    """Each level is a little greyer than the one around it; names stay readable on all."""
    share = 0.22 if depth < 3 else 0.3
    pairs = zip(channels(colour), channels(GREY), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def point_of(
    spec: HierarchySpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    return nodes(spec, rows, schema, Palette())[place[1]].filters


def tree(spec: HierarchySpec, rows: Rows, schema: Schema, palette: Palette, **look: Any) -> Figure:
    """A figure of one trace whose `type` and looks are given."""
    found = nodes(spec, rows, schema, palette)
    if not found:
        return empty_figure("There is nothing above zero to share.")
    marker = {**look.pop("marker", {}), "colors": [node.colour for node in found]}
    trace = {
        "ids": [str(at) for at in range(len(found))],
        "labels": [cut(node.label) for node in found],
        "parents": ["" if node.parent is None else str(node.parent) for node in found],
        "values": [node.value for node in found],
        "branchvalues": "total",
        "marker": marker,
        "sort": False,
        "hovertemplate": f"%{{label}}: {hover_form('value', spec)} "
        "(%{percentRoot} of all)<extra></extra>",
        **look,
    }
    left = rows.frame.height - above_zero(rows).height
    note = f"{left:,} parts at zero or below are left out" if left else ""
    layout = {
        "margin": {"l": 0, "r": 0, "t": 4, "b": 4},
        "uniformtext": {"minsize": 10, "mode": "hide"},
    }
    return {"data": [trace], "layout": with_note(layout, note, limit_note(rows, LIMIT))}
