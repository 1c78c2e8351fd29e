"""An alert that is being made or changed: what the form starts from, and what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from luminabi_dash.dashboards.sentences import AGGREGATES
from luminabi_dash.tables.schema import Schema, Type

ROWS = "rows"
COLUMN = "column:"
"""What a measure's choice begins with, so that no name of a column is taken for ROWS."""
SPANS = ("7 days", "30 days", "90 days", "12 months")
SUMMARIES = ("sum", "mean", "median", "min", "max", "distinct")
CHANGES = ("change", "change_percent")
Options = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Draft:
    """`about` says what is watched, by numbers of things; with a "dataset" alone the form asks for
    the measure and the rows. `subject` and `rows` are sentences.
    """

    about: dict[str, Any]
    kind: str = "number"
    title: str = "New alert"
    subject: str = ""
    rows: str = ""
    name: str = ""
    recipients: str = ""
    condition: dict[str, Any] = field(default_factory=dict)
    datasets: tuple[tuple[int, str], ...] = ()
    schema: Schema = field(default_factory=lambda: Schema(()))
    sends_mail: bool = True

    @property
    def is_free(self) -> bool:
        """Whether the form asks what to watch."""
        return not self.about.keys() - {"dataset"}


def measures(schema: Schema) -> Options:
    """The measures to choose from: rows, numbers, formulas."""
    named = [c.name for c in schema.columns if c.is_formula or c.type.is_numeric]
    listed = [{"label": name, "value": f"{COLUMN}{name}"} for name in named]
    return [{"label": "Number of rows", "value": ROWS}, *listed]


def summaries() -> Options:
    labels = {name: AGGREGATES[name].removesuffix(" of") for name in SUMMARIES}
    return [{"label": words.capitalize(), "value": name} for name, words in labels.items()]


def filtered_columns(schema: Schema) -> Options:
    """The columns that rows can be chosen by: dates, texts, yes or no."""
    return [
        {"label": column.name, "value": column.name}
        for column in schema.columns
        if not column.is_formula and not column.type.is_numeric
    ]


def spans() -> Options:
    return [{"label": f"the last {span}", "value": span} for span in SPANS]


def first_date(schema: Schema) -> str | None:
    dates = (column.name for column in schema.columns if column.type.is_temporal)
    return next(dates, None)


def spec_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The indicator that the form names."""
    measure = str(fields.get("measure") or ROWS)
    if not measure.startswith(COLUMN):
        return {"kind": "indicator"}
    return {
        "kind": "indicator",
        "y": measure.removeprefix(COLUMN),
        "aggregate": fields.get("summary") or "sum",
    }


def dated(spec: dict[str, Any], fields: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """The spec with a date, if the condition compares periods and it has none."""
    if fields.get("against") != "period" or spec.get("x") or fields.get("op") not in CHANGES:
        return spec
    date = first_date(schema)
    return spec if date is None else {**spec, "x": date, "unit": fields.get("unit") or "month"}


def filters_of(fields: Mapping[str, Any], schema: Schema) -> list[dict[str, Any]]:
    """The rows that the form names: values of one column, or the last days of a date."""
    name, picked = fields.get("column"), fields.get("values")
    if not name or name not in schema or not picked:
        return []
    values = picked if isinstance(picked, list) else [picked]
    column = schema.column(name)
    if column.type.is_temporal:
        return [{"column": name, "op": "last", "value": values[-1]}]
    if column.type is Type.BOOLEAN:
        values = [value == "yes" for value in values]
    return [{"column": name, "op": "in", "value": values}]


def condition_of(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The condition that the form names; what does not belong to its op is left out."""
    if kind == "insight":
        return {"verdicts": list(fields.get("verdicts") or ())}
    op = str(fields.get("op") or "above")
    asked: dict[str, Any] = {"op": op, "versions": fields.get("versions") or 1}
    if op != "empty":
        asked |= {"value": fields.get("value"), "back": fields.get("back")}
    if op == "outside":
        asked["high"] = fields.get("high")
    if op in CHANGES:
        asked["against"] = fields.get("against") or "version"
    return {name: value for name, value in asked.items() if value is not None and value != ""}


def addresses(words: str | None) -> list[str]:
    """Addresses as somebody types them: separated by commas, semicolons or lines."""
    parts = (words or "").replace(";", ",").replace("\n", ",").split(",")
    return [part.strip() for part in parts if part.strip()]
