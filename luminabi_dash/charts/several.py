"""Several measures in one chart: further ones beside the first, and one on a second axis."""

from __future__ import annotations

from luminabi_dash.charts.axes import escape, measure_of, x_values
from luminabi_dash.charts.colours import COLOURS
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.numbers import templated
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.query import Aggregate, Measure
from luminabi_dash.tables.schema import Schema

SECOND = "second"


def further(
    more: tuple[str, ...],
    aggregate: Aggregate,
    second: str | None,
    second_aggregate: Aggregate,
    schema: Schema,
) -> tuple[Measure, ...]:
    """Measures called more0, more1, … and SECOND."""
    found = [measure_of(name, aggregate, schema, f"more{at}") for at, name in enumerate(more)]
    if second is not None:
        found.append(measure_of(second, second_aggregate, schema, SECOND))
    return tuple(found)


def check_one_split(color: str | None, more: tuple[str, ...], second: str | None) -> None:
    if color is not None and (more or second):
        raise Invalid(
            "Split by a column or show several measures, not both.",
            code="wrong_spec",
            details={"field": "color"},
        )


def second_axis(
    lines: Columns, x: str, name: str, layout: Figure, *, is_turned: bool = False
) -> tuple[Figure, Figure]:
    """The line of SECOND over the keys of `lines`, one point a key, and the layout with its axis
    on the other side.
    """
    once = dict(reversed(list(lines.rows(x, SECOND))))
    order = list(dict.fromkeys(lines[x]))
    keys, values = x_values(order), [once[key] for key in order]
    colour = COLOURS[1]
    side = "x" if is_turned else "y"
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "line": {"color": colour},
        "marker": {"color": colour, "size": 5},
        "name": escape(name),
        "x": values if is_turned else keys,
        "y": keys if is_turned else values,
        f"{side}axis": f"{side}2",
        "hovertemplate": f"{templated(name)}: %{{{side}:,}}<extra></extra>",
    }
    axis: Figure = {
        "overlaying": side,
        "side": "top" if is_turned else "right",
        "showgrid": False,
        "exponentformat": "B",
        "rangemode": "tozero",
        "tickmode": "auto",
        "nticks": 6,
        "separatethousands": True,
        "tickfont": {"color": colour},
    }
    return trace, {**layout, f"{side}axis2": axis, "showlegend": True}
