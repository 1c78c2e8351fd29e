"""Options that chart kinds share: fields with what a form needs to know, grouped as mixins."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.tables.query import Aggregate

ColumnKind = Literal["number", "category", "date", "any"]
Section = Literal["Data", "Axes", "Look"]
Order = Literal["auto", "largest", "smallest", "a_to_z", "z_to_a"]
Labels = Literal["auto", "direct", "legend", "none"]
NumberForm = Literal["auto", "full", "percent"]
DateForm = Literal["auto", "2026-03-01", "01.03.2026", "01/03/2026", "03/01/2026"]
Cut = Literal[
    "auto",
    "value",
    "intervals",
    "hour",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "hour_of_day",
    "weekday",
    "day_of_month",
    "month_of_year",
    "quarter_of_year",
]
"""How the values of a column become groups."""
NAME = 500
MARKS = 20


def a_column(
    title: str, description: str, kind: ColumnKind, *, is_needed: bool = False, **more: Any
) -> Any:
    """A field that names a column of the dataset, offered from columns of this kind."""
    return Field(
        default=... if is_needed else None,
        max_length=NAME,
        title=title,
        description=description,
        json_schema_extra={"column": kind, "section": "Data"},
        **more,
    )


def some_columns(title: str, description: str, kind: ColumnKind, most: int, least: int = 0) -> Any:
    """A field that names several columns, in their order."""
    return Field(
        default=... if least else (),
        min_length=least,
        max_length=most,
        title=title,
        description=description,
        json_schema_extra={"column": kind, "section": "Data"},
    )


def option(default: Any, title: str, description: str, section: Section, **limits: Any) -> Any:
    """A field that is no column: a choice, a number, a switch."""
    return Field(
        default=default,
        title=title,
        description=description,
        json_schema_extra={"section": section},
        **limits,
    )


class Measured(ChartSpec):
    """A measure: a column and how a group of its values becomes one number."""

    y: str | None = a_column("Measure", "Number to show; empty counts rows", "number")
    aggregate: Aggregate = option("sum", "Summary", "How a group becomes one number", "Data")


class Numbered(ChartSpec):
    """How numbers are written."""

    number: NumberForm = option(
        "auto", "Numbers", "Short (12.3k), in full (12,345) or as a percentage", "Look"
    )
    decimals: int | None = option(
        None, "Decimals", "Digits behind the point; empty chooses", "Look", ge=0, le=6
    )
    prefix: str = option("", "Before numbers", "A currency, for example €", "Look", max_length=12)
    suffix: str = option("", "After numbers", "A unit, for example kg", "Look", max_length=12)


class Mark(BaseModel):
    """A line across the chart at `at`, or a band from `at` to `to`: a number, or a date as text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    axis: Literal["x", "y"] = Field(default="y", title="Axis", description="Where the value lies")
    at: float | str = Field(title="At", description="Number or date, for example 2026-03-01")
    to: float | str | None = Field(
        default=None, title="To", description="End of a band; empty draws a line"
    )
    label: str = Field(default="", max_length=80, title="Label", description="Says what it marks")


class Scaled(Numbered):
    """Axes of a chart with a measure along one side."""

    log: bool = option(False, "Logarithmic", "Equal steps multiply; needs positive values", "Axes")
    start: Literal["auto", "zero", "data"] = option(
        "auto", "Starts at", "Where the axis of the measure begins", "Axes"
    )
    dates: DateForm = option("auto", "Dates", "How dates are written", "Axes")
    x_title: str = option(
        "", "Title of x", "Only where the subtitle does not say it", "Axes", max_length=80
    )
    y_title: str = option(
        "", "Title of y", "Only where the subtitle does not say it", "Axes", max_length=80
    )
    marks: tuple[Mark, ...] = option(
        (), "Reference lines", "Lines and bands at a value or a date", "Axes", max_length=MARKS
    )


class Labelled(ChartSpec):
    labels: Labels = option(
        "auto", "Labels", "Names and values at the marks where they fit, or in a legend", "Look"
    )


class Ranked(ChartSpec):
    """Which groups are shown, and in which order."""

    sort: Order = option("auto", "Order", "Largest first; dates in their order", "Data")
    top: int | None = option(
        20, "At most", "Largest groups; the rest is Other", "Data", ge=1, le=200
    )
    other: bool = option(True, "Keep Other", "Groups that are left out become one", "Data")
    bottom: bool = option(False, "Smallest", "Keep the smallest groups instead", "Data")
