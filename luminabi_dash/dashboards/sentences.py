"""What a chart shows as a sentence: "Show the sum of revenue by month of day, split by channel"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from luminabi_dash.tables.schema import Schema

AGGREGATES = {
    "sum": "sum of",
    "mean": "average of",
    "median": "median of",
    "min": "lowest",
    "max": "highest",
    "distinct": "different values of",
    "std": "standard deviation of",
    "q1": "lower quartile of",
    "q3": "upper quartile of",
}
Words = list[tuple[str, str]]
"""Pairs of plain words and the emphasised words that follow them; either may be empty."""


def words_of(spec: dict[str, Any], schema: Schema) -> Words:
    """The sentence in pieces; columns and measures are the emphasised ones."""
    kind = spec.get("kind")
    if kind == "table":
        return [("Show the rows with", listed(spec.get("columns") or ["every column"]))]
    if kind in {"scatter", "heatmap"} and spec.get("x"):
        return against(spec)
    if kind == "histogram":
        return [("Show how", str(spec.get("x"))), ("is spread", ""), *split(spec)]
    said: Words = [("Show the", measured(spec))]
    groups = [x for x in (spec.get("x"), *(spec.get("rows") or ()), *(spec.get("path") or ())) if x]
    for place, name in enumerate(groups):
        said.append(("by" if place == 0 else "and", grouped(str(name), spec, schema)))
    if isinstance(spec.get("columns"), str):
        said.append(("and", str(spec["columns"])))
    return [*said, *split(spec)]


def against(spec: dict[str, Any]) -> Words:
    if spec["kind"] == "heatmap":
        value = [("with the", measured({**spec, "y": spec.get("value")}))]
        return [("Show", str(spec["x"])), ("against", str(spec.get("y"))), *value]
    return [("Show", str(spec.get("y"))), ("against", str(spec["x"])), *split(spec)]


def measured(spec: dict[str, Any]) -> str:
    columns = [spec["y"]] if spec.get("y") else list(spec.get("values") or ())
    if not columns or spec.get("aggregate") == "count":
        return "number of rows"
    how = AGGREGATES.get(str(spec.get("aggregate", "")), "")
    return f"{how} {listed([*columns, *(spec.get('more') or ())])}".strip()


def grouped(name: str, spec: dict[str, Any], schema: Schema) -> str:
    if name in schema and schema.column(name).type.is_temporal:
        cut = str(spec.get("part") or spec.get("unit") or "month")
        return f"{cut.replace('_', ' ')} of {name}"
    return name


def split(spec: dict[str, Any]) -> Words:
    return [("split by", str(spec["color"]))] if spec.get("color") else []


def listed(names: Iterable[Any]) -> str:
    shown = [str(name) for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def sentence(words: Words) -> str:
    parts = [part for pair in words for part in pair if part]
    return " ".join(parts)
