"""Heat maps: one measure by two columns, darker where it is more."""

from __future__ import annotations

from typing import Any, Literal

from luminabi_dash.charts.axes import (
    cut,
    distinct,
    escape,
    limit_note,
    measure_of,
    shown_of,
    titled,
    with_note,
)
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.keys import group_of, places_of, side_of, word_of, words_of
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.numbers import axis_form, said
from luminabi_dash.charts.options import Cut, Labels, Numbered, a_column, option
from luminabi_dash.charts.points import of_group, same
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import OTHER, Aggregate, Group, Query, Rows
from luminabi_dash.tables.schema import Schema

LIMIT = 50_000
LINES = 40
WRITTEN = 70


class HeatmapSpec(Numbered):
    kind: Literal["heatmap"] = "heatmap"
    x: str = a_column("To the right", "Column along the lower side", "any", is_needed=True)
    x_cut: Cut = option("auto", "Groups of x", "How dates and numbers become groups", "Data")
    y: str = a_column("Upwards", "Column along the left side", "any", is_needed=True)
    y_cut: Cut = option("auto", "Groups of y", "How dates and numbers become groups", "Data")
    value: str | None = a_column("Measure", "Number that colours; empty counts rows", "number")
    aggregate: Aggregate = option("sum", "Summary", "How a group becomes one number", "Data")
    top: int | None = option(
        40, "At most", "Largest values of x; the rest is Other", "Data", ge=1, le=200
    )
    diverging: bool = option(
        False, "Two colours", "Below and above zero in different colours", "Look"
    )
    labels: Labels = option("auto", "Labels", "Numbers in the cells where they fit", "Look")
    x_title: str = option(
        "", "Title of x", "Only where the subtitle does not say it", "Axes", max_length=80
    )
    y_title: str = option(
        "", "Title of y", "Only where the subtitle does not say it", "Axes", max_length=80
    )


def groups_of(spec: HeatmapSpec, schema: Schema) -> tuple[Group, Group]:
    return (
        group_of(spec.x, schema, spec.x_cut, "__x"),
        group_of(spec.y, schema, spec.y_cut, "__y"),
    )


def ask(spec: HeatmapSpec, schema: Schema) -> Query:
    x, y = groups_of(spec, schema)
    is_named = x.unit is None and x.bins is None and x.part is None
    return Query(
        groups=(x, y),
        measures=(measure_of(spec.value, spec.aggregate, schema),),
        sort=("-value",) if is_named else (x.name,),
        top=spec.top if is_named else None,
        limit=LIMIT,
    )


def sides(spec: HeatmapSpec, answered: Columns, schema: Schema) -> tuple[list[Any], list[Any], int]:
    """Keys to the right, keys from the top downwards, and how many of these there are."""
    x, y = groups_of(spec, schema)
    columns = places_of(x, answered)
    columns = [k for k in columns if k != OTHER] + [k for k in columns if k == OTHER]
    lines = places_of(y, answered)
    is_named = y.unit is None and y.bins is None and y.part is None
    kept = lines[:LINES] if is_named else lines
    return columns, kept, len(lines)


def point(
    spec: HeatmapSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    answered = Columns.of(rows.frame)
    columns, lines, _ = sides(spec, answered, schema)
    if not 0 <= place[1] < len(columns) * len(lines):
        raise IndexError(place[1])
    line, at = divmod(place[1], len(columns))
    found: list[Filter] = []
    pairs = zip((spec.x, spec.y), groups_of(spec, schema), (columns[at], lines[line]), strict=True)
    for name, group, key in pairs:
        keys = answered[group.name]
        where = next((n for n, other in enumerate(keys) if same(other, key)), None)
        if where is None:
            raise IndexError(place[1])
        found += of_group(schema.column(name), group, answered, where)
    return tuple(found)


@chart_kind(
    "Heat map",
    HeatmapSpec,
    ask=ask,
    point=point,
    description="One measure by two columns, darker where it is more",
    icon="grid-3x3",
    coloured=(),
)
def heatmap(spec: HeatmapSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Dates, weekdays and hours in their order, names from the largest; cells without rows stay
    empty.
    """
    x, y = groups_of(spec, schema)
    answered = Columns.of(rows.frame)
    columns, lines, every = sides(spec, answered, schema)
    values = {(str(a), str(b)): value for a, b, value in answered.rows(x.name, y.name, "value")}
    z = [[values.get((str(key), str(line))) for key in columns] for line in lines]
    across, xaxis = side_of(x, answered, columns)
    names = distinct([cut(name) for name in labels_of(y, answered, lines)])
    trace: Figure = {
        "type": "heatmap",
        "x": across,
        "y": names,
        "z": z,
        "customdata": [
            [row * len(columns) + at for at in range(len(columns))] for row in range(len(lines))
        ],
        "hovertext": hover(spec, z, labels_of(x, answered, columns), names),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "colorbar": axis_form(spec),
    }
    if spec.diverging:
        trace |= {"zmid": 0, "autocolorscale": True}
    if spec.labels == "direct" or (spec.labels == "auto" and len(columns) * len(lines) <= WRITTEN):
        trace |= {
            "text": [[escape(said(v, spec)) if v is not None else "" for v in row] for row in z],
            "texttemplate": "%{text}",
            "showscale": False,
        }
    yaxis = {"type": "category", "autorange": "reversed", "showgrid": False, "ticks": ""}
    layout = {
        "xaxis": {**xaxis, "showline": False, "ticks": "", **titled(spec.x_title)},
        "yaxis": {**yaxis, **titled(spec.y_title)},
    }
    notes = (shown_of(len(lines), every, f"values of {spec.y}"), limit_note(rows, LIMIT))
    return {"data": [trace], "layout": with_note(layout, *notes)}


def labels_of(group: Group, answered: Columns, places: list[Any]) -> list[str]:
    if group.bins is not None:
        words = dict(zip(answered[group.name], words_of(group, answered), strict=True))
        return [words[key] for key in places]
    return [word_of(group, key) for key in places]


def hover(
    spec: HeatmapSpec, z: list[list[Any]], columns: list[str], lines: list[str]
) -> list[list[str]]:
    return [
        [
            f"{line}, {column_}: {escape(said(value, spec)) if value is not None else 'no rows'}"
            for column_, value in zip(columns, row, strict=True)
        ]
        for line, row in zip(lines, z, strict=True)
    ]
