"""From insights and columns to a dashboard: indicators first, then findings, then a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.charts.kinds.choropleth import ChoroplethSpec
from luminabi_dash.charts.kinds.heatmap import HeatmapSpec
from luminabi_dash.charts.kinds.histogram import HistogramSpec
from luminabi_dash.charts.kinds.indicator import IndicatorSpec
from luminabi_dash.charts.kinds.line import LineSpec
from luminabi_dash.charts.kinds.table import TableSpec
from luminabi_dash.charts.places import Area
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.tables.query import Aggregate, Unit
from luminabi_dash.tables.schema import Column, Role, Schema

COLUMNS = 12
INDICATORS = 4
FINDINGS = 6
LEAST_CHARTS = 4
HEIGHTS = {"indicator": 2, "table": 6}
HEIGHT = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A chart with its place in a grid of 12 columns."""

    spec: ChartSpec
    x: int
    y: int
    w: int
    h: int
    insight_id: int | None = None
    filters: tuple[dict[str, Any], ...] = field(default=())


Wanted = tuple[ChartSpec, int | None, tuple[dict[str, Any], ...]]


def arrange(
    schema: Schema,
    findings: Sequence[Wanted],
    unit: Unit = "month",
    places: Mapping[str, Area] | None = None,
    few: Sequence[str] = (),
) -> list[Placed]:
    """A whole dashboard: `findings` are charts of insights, strongest first; `places` are columns
    that name countries or states, `few` those with few different values.
    """
    charts: list[Wanted] = []
    shown: set[tuple[Any, ...]] = set()
    for wanted in findings:
        if len(charts) < FINDINGS and signature(wanted[0]) not in shown:
            charts.append(wanted)
            shown.add(signature(wanted[0]))
    for spec in overview(schema, unit):
        if len(charts) >= LEAST_CHARTS:
            break
        if signature(spec) not in shown:
            charts.append((spec, None, ()))
            shown.add(signature(spec))
    placed = rows_of([(spec, None, ()) for spec in indicators(schema, unit)], per_row=INDICATORS)
    bottom = below(placed)
    seen = [(spec, None, ()) for spec in glances(schema, places or {}, few)]
    placed += rows_of([*charts, *seen], per_row=2, top=bottom)
    table = TableSpec(title="Rows", columns=schema.names()[:8], limit=200)
    return [*placed, Placed(table, 0, below(placed), COLUMNS, HEIGHTS["table"])]


def signature(spec: ChartSpec) -> tuple[Any, ...]:
    data = spec.model_dump()
    return tuple(data.get(key) for key in ("kind", "x", "y"))


def indicators(schema: Schema, unit: Unit) -> list[ChartSpec]:
    """How many rows, and the total or the mean of the first measures."""
    when = next((c.name for c in schema.with_role(Role.TEMPORAL)), None)
    specs: list[ChartSpec] = [IndicatorSpec(title="Rows", aggregate="count", x=when, unit=unit)]
    for column in schema.with_role(Role.MEASURE)[: INDICATORS - 1]:
        aggregate: Aggregate = "sum" if column.additive else "mean"
        name = column.name if column.additive else f"Mean {column.name}"
        specs.append(
            IndicatorSpec(title=name[:200], y=column.name, aggregate=aggregate, x=when, unit=unit)
        )
    return specs


def overview(schema: Schema, unit: Unit) -> Iterable[ChartSpec]:
    """Charts that are worth a look when there are few insights or none."""
    when = next(iter(schema.with_role(Role.TEMPORAL)), None)
    measures = schema.with_role(Role.MEASURE)
    dimensions = schema.with_role(Role.DIMENSION)
    if when is not None:
        yield over_time(when, measures[0] if measures else None, unit)
    for dimension in dimensions[:2]:
        yield by_value(dimension, measures[0] if measures else None)
    for measure in measures[:2]:
        yield HistogramSpec(title=f"How {measure.name} is spread"[:200], x=measure.name)
    for dimension in dimensions[2:4]:
        yield by_value(dimension, None)


def glances(schema: Schema, places: Mapping[str, Area], few: Sequence[str]) -> Iterable[ChartSpec]:
    """Where the rows lie, on a map and over two columns of few values at once."""
    for name, area in list(places.items())[:1]:
        yield ChoroplethSpec(title=f"Rows by {name}"[:200], x=name, area=area)
    flat = [column for column in schema.with_role(Role.DIMENSION) if column.name in few]
    if len(flat) > 1:
        title = f"Rows by {flat[1].name} and {flat[0].name}"[:200]
        yield HeatmapSpec(title=title, x=flat[1].name, y=flat[0].name, top=12)


def over_time(when: Column, measure: Column | None, unit: Unit) -> ChartSpec:
    title, y, aggregate = named(measure)
    return LineSpec(
        title=f"{title} by {unit}"[:200], x=when.name, y=y, aggregate=aggregate, unit=unit
    )


def by_value(dimension: Column, measure: Column | None) -> ChartSpec:
    title, y, aggregate = named(measure)
    return BarSpec(
        title=f"{title} by {dimension.name}"[:200],
        x=dimension.name,
        y=y,
        aggregate=aggregate,
        top=10,
        horizontal=True,
    )


def named(measure: Column | None) -> tuple[str, str | None, Any]:
    """Title, column and aggregate of a measure: amounts are summed, anything else averaged."""
    if measure is None:
        return "Rows", None, "count"
    if measure.additive:
        return measure.name, measure.name, "sum"
    return f"Mean {measure.name}", measure.name, "mean"


def rows_of(charts: Sequence[Wanted], *, per_row: int, top: int = 0) -> list[Placed]:
    """Charts side by side; a last row that is not full is widened."""
    placed: list[Placed] = []
    y = top
    for start in range(0, len(charts), per_row):
        row = charts[start : start + per_row]
        width = COLUMNS // len(row)
        height = max(HEIGHTS.get(spec.kind, HEIGHT) for spec, _, _ in row)
        for index, (spec, insight_id, filters) in enumerate(row):
            placed.append(Placed(spec, index * width, y, width, height, insight_id, filters))
        y += height
    return placed


def below(placed: Sequence[Placed]) -> int:
    return max((p.y + p.h for p in placed), default=0)
