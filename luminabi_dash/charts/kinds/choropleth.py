"""Maps: a measure by country of the world or by state of the USA."""

from __future__ import annotations

from typing import Any, Literal

from luminabi_dash.charts.axes import (
    EMPTY,
    adds_up,
    cell_text,
    escape,
    key_words,
    measure_of,
    with_note,
)
from luminabi_dash.charts.blank import empty_figure
from luminabi_dash.charts.colours import CONTEXT, faded
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.numbers import axis_form, said
from luminabi_dash.charts.options import Measured, Numbered, a_column, option
from luminabi_dash.charts.places import Area, on_map, place_of
from luminabi_dash.charts.points import typed
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Query, Rows
from luminabi_dash.tables.schema import Schema

LIMIT = 2_000
NAMED = 3
GEO: dict[Area, Figure] = {
    "world": {
        "scope": "world",
        "projection": {"type": "natural earth"},
        "lataxis": {"range": [-58, 84]},
    },
    "us_states": {
        "scope": "usa",
        "projection": {"type": "albers usa"},
        "subunitcolor": faded(CONTEXT, 0.5),
    },
}
MODES: dict[Area, str] = {"world": "ISO-3", "us_states": "USA-states"}


class ChoroplethSpec(Measured, Numbered):
    kind: Literal["choropleth"] = "choropleth"
    x: str = a_column("Places", "Column with names or codes of places", "category", is_needed=True)
    area: Area = option("world", "Map", "Countries of the world, or states of the USA", "Data")


def ask(spec: ChoroplethSpec, schema: Schema) -> Query:
    return Query(
        groups=(Group(schema.column(spec.x).name),),
        measures=(measure_of(spec.y, spec.aggregate, schema),),
        sort=("-value", spec.x),
        limit=LIMIT,
    )


def found_in(
    spec: ChoroplethSpec, rows: Rows
) -> tuple[dict[str, list[tuple[Any, Any]]], list[str]]:
    """By place on the map its keys with their values; and the keys that are no place on it."""
    shapes = on_map(spec.area)
    places: dict[str, list[tuple[Any, Any]]] = {}
    unknown: list[str] = []
    for key, value in Columns.of(rows.frame).rows(spec.x, "value"):
        code = place_of(spec.area, key)
        if code is None or code not in shapes:
            unknown.append(EMPTY if key is None else cell_text(key))
        else:
            places.setdefault(code, []).append((key, value))
    return places, unknown


def point(
    spec: ChoroplethSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    """A place has the rows of every spelling of its name."""
    places, _ = found_in(spec, rows)
    keys = [key for key, _ in list(places.values())[place[1]]]
    column_ = schema.column(spec.x)
    return (Filter(column=spec.x, op="in", value=[typed(column_, key) for key in keys]),)


@chart_kind(
    "Map",
    ChoroplethSpec,
    ask=ask,
    point=point,
    description="A measure by country of the world or by state of the USA",
    icon="globe-americas",
    coloured=(),
)
def choropleth(spec: ChoroplethSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Names that are no place on the map are told of, and so are places with several names whose
    measures cannot be added.
    """
    places, unknown = found_in(spec, rows)
    if not places:
        known = "countries" if spec.area == "world" else "states of the USA"
        return empty_figure(f"{spec.x} names no {known}.")
    is_added = adds_up(spec.y, spec.aggregate, schema)
    values = [value_of(keys, is_added=is_added) for keys in places.values()]
    names = [key_words(keys[0][0]) for keys in places.values()]
    trace = {
        "type": "choropleth",
        "locations": list(places),
        "locationmode": MODES[spec.area],
        "z": values,
        "hovertext": [f"{n}: {escape(said(v, spec))}" for n, v in zip(names, values, strict=True)],
        "hoverinfo": "text",
        "colorbar": {**axis_form(spec), "x": 0.98},
    }
    layout: Figure = {
        "geo": {"resolution": 110, **GEO[spec.area]},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
    }
    several = [cell_text(keys[0][0]) for keys in places.values() if len(keys) > 1]
    doubt = "" if is_added or not several else f"{listed(several)} under several names: the first"
    return {"data": [trace], "layout": with_note(layout, not_shown(unknown), doubt)}


def value_of(keys: list[tuple[Any, Any]], *, is_added: bool) -> Any:
    known = [value for _, value in keys if value is not None]
    if not known:
        return None
    return sum(known) if is_added else known[0]


def not_shown(unknown: list[str]) -> str:
    if not unknown:
        return ""
    count = len(unknown)
    return f"{count:,} {'place' if count == 1 else 'places'} not on the map: {listed(unknown)}"


def listed(names: list[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
