"""Calendar: a measure on every day of the year, weeks to the right and weekdays downwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Literal

from luminabi_dash.charts.axes import escape, measure_of, with_note
from luminabi_dash.charts.blank import empty_figure
from luminabi_dash.charts.columns import Columns
from luminabi_dash.charts.keys import MONTHS, WEEKDAYS
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.numbers import axis_form, said
from luminabi_dash.charts.options import Measured, Numbered, a_column
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.spec import Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Query, Rows
from luminabi_dash.tables.schema import Schema

YEARS = 4
WEEKS = 54
LINES = 8
"""Lines of a year: seven days and one that keeps years apart."""


class CalendarSpec(Measured, Numbered):
    kind: Literal["calendar"] = "calendar"
    x: str = a_column("Date", "Column with the days", "date", is_needed=True)


def ask(spec: CalendarSpec, schema: Schema) -> Query:
    if not schema.column(spec.x).type.is_temporal:
        raise Invalid(f"{spec.x!r} holds no dates.", code="wrong_spec", details={"field": "x"})
    return Query(
        groups=(Group(spec.x, unit="day"),),
        measures=(measure_of(spec.y, spec.aggregate, schema),),
        sort=(f"-{spec.x}",),
        limit=YEARS * 366,
    )


def days(spec: CalendarSpec, rows: Rows) -> tuple[dict[date, Any], list[int]]:
    """Values by day, and the newest years with a value, rising."""
    found = {
        day_of(day): value
        for day, value in Columns.of(rows.frame).rows(spec.x, "value")
        if day is not None
    }
    years = sorted({day.year for day in found})[-YEARS:]
    return {day: value for day, value in found.items() if day.year in years}, years


def day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def place_of(day: date) -> tuple[int, int]:
    """Week of the year from 0, weekday from 0 (Monday)."""
    start = date(day.year, 1, 1)
    return ((day - start).days + start.weekday()) // 7, day.weekday()


def point(
    spec: CalendarSpec, rows: Rows, schema: Schema, place: tuple[int, int]
) -> tuple[Filter, ...]:
    _, years = days(spec, rows)
    line, week = divmod(place[1], WEEKS)
    year, weekday = divmod(line, LINES)
    if not 0 <= year < len(years) or weekday == LINES - 1:
        raise IndexError(place[1])
    start = date(years[year], 1, 1)
    day = start + timedelta(days=7 * week + weekday - start.weekday())
    column_ = schema.column(spec.x)
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001  stored times carry no zone
    return of_key(column_, day if column_.type.value == "date" else moment, "day")


@chart_kind(
    "Calendar",
    CalendarSpec,
    ask=ask,
    point=point,
    description="A measure on every day, weeks to the right and weekdays downwards",
    icon="calendar3",
    coloured=(),
)
def calendar(spec: CalendarSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """A block of seven lines for each of the newest YEARS years."""
    values, years = days(spec, rows)
    if not years:
        return empty_figure(f"{spec.x} is empty in every row.")
    lines = LINES * len(years) - 1
    z: list[list[Any]] = [[None] * WEEKS for _ in range(lines)]
    words = [[""] * WEEKS for _ in range(lines)]
    for day, value in values.items():
        week, weekday = place_of(day)
        line = LINES * years.index(day.year) + weekday
        z[line][week] = value
        words[line][week] = f"{named(day)}: {escape(said(value, spec))}"
    trace = {
        "type": "heatmap",
        "z": z,
        "x": list(range(WEEKS)),
        "y": list(range(lines)),
        "hovertext": words,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [[line * WEEKS + week for week in range(WEEKS)] for line in range(lines)],
        "xgap": 2,
        "ygap": 2,
        "colorbar": axis_form(spec),
    }
    oldest = rows.frame[spec.x].drop_nulls().min()
    first = day_of(oldest).year if isinstance(oldest, date) else years[0]
    note = f"only the newest {YEARS} years" if first < years[0] or is_cut(rows) else ""
    return {"data": [trace], "layout": with_note(axes(years, lines), note)}


def named(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def is_cut(rows: Rows) -> bool:
    return rows.frame.height >= YEARS * 366


def axes(years: list[int], lines: int) -> Figure:
    named = list(weekday_ticks(years))
    starts = [place_of(date(years[-1], month, 15))[0] for month in range(1, 13)]
    plain = {"showgrid": False, "zeroline": False, "showline": False, "ticks": ""}
    return {
        "xaxis": {
            **plain,
            "tickmode": "array",
            "tickvals": starts,
            "ticktext": list(MONTHS),
            "range": [-0.5, WEEKS - 0.5],
        },
        "yaxis": {
            **plain,
            "tickmode": "array",
            "tickvals": [at for at, _ in named],
            "ticktext": [name for _, name in named],
            "range": [lines - 0.5, -0.5],
            **({"scaleanchor": "x", "constrain": "domain"} if len(years) == 1 else {}),
        },
    }


def weekday_ticks(years: list[int]) -> Iterator[tuple[int, str]]:
    """Weekdays for a single year, otherwise the years."""
    if len(years) == 1:
        yield from ((at, WEEKDAYS[at]) for at in (0, 2, 4, 6))
        return
    yield from ((LINES * at + 3, str(year)) for at, year in enumerate(years))
