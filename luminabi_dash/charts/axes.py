"""What chart kinds share: measures, keys as Plotly takes them, axes, colour groups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import polars as pl

from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.query import Aggregate, Measure, Rows
from luminabi_dash.tables.schema import Schema

EMPTY = "(empty)"
COLOURS = 9
LABEL_LENGTH = 24


def measure_of(column: str | None, aggregate: Aggregate, schema: Schema) -> Measure:
    """The measure named "value"; without a column rows are counted."""
    if column is None:
        return Measure("value", "count")
    found = schema.column(column)
    if aggregate not in {"count", "distinct"} and not found.type.is_numeric:
        raise Invalid(
            f"{column!r} holds no numbers, so it has no {aggregate}.",
            code="wrong_spec",
            details={"field": "y", "column": column},
        )
    return Measure("value", aggregate, column)


def x_values(keys: pl.Series) -> list[Any]:
    """Keys of an axis: ISO text for dates, text with a word for empty, numbers as they are."""
    if keys.dtype.is_temporal():
        return [None if key is None else iso(key) for key in keys.to_list()]
    if keys.dtype.is_numeric():
        return keys.to_list()
    return [escape(cell_text(key)) if key is not None else EMPTY for key in keys.to_list()]


def iso(moment: date | datetime) -> str:
    return moment.isoformat()


def cell_text(value: Any) -> str:
    """A value as a person reads it in a cell; "" for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes" if value.second == 0 else "seconds")
    return str(value)


def escape(text: str) -> str:
    """Text as text: Plotly reads a small set of HTML tags and entities in labels."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def key_labels(rows: Rows, column: str) -> Figure:
    """Short tick labels for long keys, so that labels never eat the chart."""
    keys = x_values(rows.frame[column].unique(maintain_order=True))
    if not any(isinstance(key, str) and len(key) > LABEL_LENGTH for key in keys):
        return {}
    short = [cut(str(key)) for key in keys]
    return {"tickmode": "array", "tickvals": keys, "ticktext": short}


def cut(text: str) -> str:
    return text if len(text) <= LABEL_LENGTH else f"{text[: LABEL_LENGTH - 1]}…"


def number_axis(column: str | None, schema: Schema, *, zero: bool = True) -> Figure:
    axis: Figure = {"tickformat": "~s"}
    if zero:
        axis["rangemode"] = "tozero"
    if column is not None and schema.column(column).type.is_numeric and not zero:
        axis["rangemode"] = "normal"
    return axis


def by_colour(frame: pl.DataFrame, color: str | None) -> Iterator[tuple[str | None, pl.DataFrame]]:
    """The frame in one part, or a part for each of the commonest values and one for the rest."""
    if color is None:
        yield None, frame
        return
    keys = frame[color].value_counts(sort=True)[color].to_list()
    for key in keys[:COLOURS]:
        part = frame.filter(pl.col(color).is_null() if key is None else pl.col(color) == key)
        yield escape(cell_text(key)) if key is not None else EMPTY, part
    if rest := [key for key in keys[COLOURS:] if key is not None]:
        yield "Other", frame.filter(pl.col(color).is_in(rest))
