"""Indicator: one number, what it was before or should be, and the line that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from luminabi_dash.charts.axes import date_words, measure_of, x_values
from luminabi_dash.charts.colours import CONTEXT, GOOD, POOR
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.numbers import escape, said
from luminabi_dash.charts.options import Measured, Numbered, a_column, option
from luminabi_dash.charts.periods import before
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Measure, Query, Rows, Unit
from luminabi_dash.tables.schema import Schema

COLOURS = {"good": (GOOD, POOR), "bad": (POOR, GOOD), "neutral": (CONTEXT, CONTEXT)}


class IndicatorSpec(Measured, Numbered):
    kind: Literal["indicator"] = "indicator"
    x: str | None = a_column("Date", "Date for the small line and the comparison", "date")
    unit: Unit = option("month", "Calendar unit", "Of the small line", "Data")
    compare: Literal["none", "before", "target"] = option(
        "none", "Compare with", "The period before of the same length, or a target", "Data"
    )
    target: float | None = option(None, "Target", "What the number should be", "Data")
    up: Literal["good", "bad", "neutral"] = option(
        "good", "More is", "Gives the change its colour", "Look"
    )


def ask(spec: IndicatorSpec, schema: Schema) -> Query:
    measure = measure_of(spec.y, spec.aggregate, schema)
    if spec.x is None:
        return Query(measures=(measure,))
    schema.column(spec.x)
    return Query(
        groups=(Group(spec.x, unit=spec.unit),),
        measures=(measure, replace(measure, alias="whole")),
        sort=(spec.x,),
    )


def compare(
    spec: IndicatorSpec, rows: Rows, schema: Schema, filters: Sequence[Filter]
) -> Query | None:
    """The number of the period before the one that filters on the date let pass."""
    if spec.compare != "before" or spec.x is None:
        return None
    earlier = before(filters, spec.x)
    if earlier is None:
        return None
    measure: Measure = measure_of(spec.y, spec.aggregate, schema)
    return Query(measures=(measure,), filters=earlier)


def number_format(value: Any, spec: IndicatorSpec) -> str:
    """Whole numbers from 1,000 on, four significant digits below (d3-format)."""
    if spec.number == "percent":
        return f",.{1 if spec.decimals is None else spec.decimals}%"
    if spec.decimals is not None:
        return f",.{spec.decimals}f"
    if isinstance(value, int) or (isinstance(value, float) and abs(value) >= 1_000):
        return ",.0f"
    return ",.4~r"


@chart_kind(
    "Indicator",
    IndicatorSpec,
    ask=ask,
    compare=compare,
    description="One number, what it was before or should be, and its course",
    icon="123",
    coloured=(),
    is_text=True,
)
def indicator(spec: IndicatorSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """The number of all matching rows; without a filter on the date, a comparison shows the
    newest unit beside the one before.
    """
    course = course_of(spec, rows)
    value, reference, words = shown(spec, rows, course, scene)
    trace: Figure = {
        "type": "indicator",
        "mode": "number",
        "value": value,
        "number": {
            "valueformat": number_format(value, spec),
            **({"prefix": escape(spec.prefix)} if spec.prefix else {}),
            **({"suffix": escape(spec.suffix)} if spec.suffix else {}),
        },
    }
    meta: Figure = {}
    if reference is not None and value is not None:
        rises, falls = COLOURS[spec.up]
        trace["mode"] = "number+delta"
        trace["delta"] = {
            "reference": reference,
            "relative": True,
            "valueformat": ".1%",
            "increasing": {"color": rises},
            "decreasing": {"color": falls},
        }
        meta["compare"] = {"words": words, "up": spec.up}
    if spec.number != "auto" or spec.decimals is not None:
        meta["shown"] = said(value, spec)
    layout: Figure = {
        "xaxis": {"visible": False, "domain": [0, 1]},
        "yaxis": {"visible": False, "domain": [0, 0.35]},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        **({"meta": meta} if meta else {}),
    }
    traces = [trace]
    if course.height > 2:
        traces.append(spark(spec, course))
        trace["domain"] = {"x": [0, 1], "y": [0.4, 1]}
    return {"data": traces, "layout": layout}


def course_of(spec: IndicatorSpec, rows: Rows) -> Columns:
    return Columns({}, 0) if spec.x is None else Columns.of(rows.frame).filled(spec.x)


def shown(spec: IndicatorSpec, rows: Rows, course: Columns, scene: Scene) -> tuple[Any, Any, str]:
    """The number, what it is compared with, and how that is said."""
    value = rows.frame["value" if spec.x is None else "whole"][0]
    if spec.compare == "target" and spec.target is not None:
        return value, spec.target, f"target {said(spec.target, spec)}"
    if spec.compare != "before" or spec.x is None:
        return value, None, ""
    if scene.before is not None:
        was = scene.before.frame["value"][0] if scene.before.matched else None
        return value, was, f"from {said(was, spec)}"
    if course.height < 2:
        return value, None, ""
    now, was = course["value"][-1], course["value"][-2]
    return now, was, f"{short_date(course[spec.x][-1], spec.unit)}, from {said(was, spec)}"


SHORT = {"hour": "%-d %b %H:%M", "day": "%-d %b %Y", "week": "week of %-d %b", "month": "%b %Y"}


def short_date(moment: Any, unit: Unit) -> str:
    """A calendar unit in as few letters as a small tile has room for."""
    if unit in SHORT:
        words: str = moment.strftime(SHORT[unit])
        return words
    return date_words(moment, unit)


def spark(spec: IndicatorSpec, course: Columns) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x_values(course[spec.x or ""]),
        "y": course["value"],
        "fill": "tozeroy",
        "hoverinfo": "skip",
        "showlegend": False,
    }
