"""Counts of rows in cells of two numbers: drawn as density, each cell with its rows."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.reduce import ROWS

SKEWED = 40


class Cells:
    """Cells at their middles, as an answer reduced by "bins" has them."""

    def __init__(self, frame: pl.DataFrame, x: str, y: str) -> None:
        self.frame = frame
        self.names = (x, y)
        self.sides = tuple(side_of(frame[name]) for name in self.names)

    def density(self) -> Figure:
        """A heat map whose colour follows the counts, or their logarithm when few cells hold
        most rows.
        """
        (x0, dx, columns), (y0, dy, lines) = self.sides
        counts: list[list[int | None]] = [[None] * columns for _ in range(lines)]
        for x, y, rows in self.frame.select(*self.names, ROWS).iter_rows():
            counts[place(y, y0, dy)][place(x, x0, dx)] = rows
        known = [rows for line in counts for rows in line if rows]
        is_log = max(known) > SKEWED * sorted(known)[len(known) // 2]
        return {
            "type": "heatmap",
            "x": [x0 + at * dx for at in range(columns)],
            "y": [y0 + at * dy for at in range(lines)],
            "z": [[shade(rows, is_log=is_log) for rows in line] for line in counts],
            "customdata": [[at * columns + to for to in range(columns)] for at in range(lines)],
            "hovertext": [[f"{rows or 0:,} rows" for rows in line] for line in counts],
            "hovertemplate": "%{x:,.4~g}, %{y:,.4~g}: %{hovertext}<extra></extra>",
            "xgap": 0,
            "ygap": 0,
            "showscale": True,
            "colorbar": colour_bar(max(known), is_log=is_log),
        }

    def filters(self, at: int) -> tuple[Filter, ...]:
        columns = self.sides[0][2]
        if not 0 <= at < columns * self.sides[1][2]:
            raise IndexError(at)
        found: list[Filter] = []
        for name, (low, step, count), index in zip(
            self.names, self.sides, (at % columns, at // columns), strict=True
        ):
            found += between(
                name,
                low + index * step,
                step,
                is_first=index == 0,
                is_end=index == count - 1,
            )
        return tuple(found)


def side_of(middles: pl.Series) -> tuple[float, float, int]:
    """The first middle, the distance of neighbours and how many there are."""
    known = middles.unique().sort()
    low, high = known[0], known[-1]
    steps = known.diff().drop_nulls()
    if steps.len() == 0:
        return float(low), 0.0, 1
    least = float(steps.min())  # type: ignore[arg-type]
    count = round((high - low) / least)
    return float(low), (high - low) / count, count + 1


def place(value: float, low: float, step: float) -> int:
    return round((value - low) / step) if step else 0


def between(name: str, middle: float, step: float, *, is_first: bool, is_end: bool) -> list[Filter]:
    """Half-open, but for the outermost cells, which have no neighbour."""
    if not step:
        return [Filter(column=name, op="eq", value=middle)]
    low = Filter(column=name, op="ge", value=middle - step / 2)
    high = Filter(column=name, op="lt", value=middle + step / 2)
    return [*([] if is_first else [low]), *([] if is_end else [high])]


def shade(rows: int | None, *, is_log: bool) -> float | None:
    return None if not rows else math.log10(rows) if is_log else rows


def colour_bar(largest: int, *, is_log: bool) -> dict[str, Any]:
    title = {"title": {"text": "rows", "side": "top"}}
    if not is_log:
        return {**title, "exponentformat": "B"}
    powers = list(range(int(math.log10(largest)) + 1))
    return {**title, "tickvals": powers, "ticktext": [f"{10**power:,}" for power in powers]}
