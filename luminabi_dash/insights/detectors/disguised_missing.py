"""A value that stands for "unknown": −999, 1900-01-01, an impossible 0, "n/a"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luminabi_dash.charts.kinds.histogram import HistogramSpec
from luminabi_dash.charts.kinds.table import TableSpec
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Marks
from luminabi_dash.insights.insight import DESCRIPTION, MOST_ROWS, Insight, Tested, detector
from luminabi_dash.insights.table import Table
from luminabi_dash.tables.filters import Filter


@detector("disguised_missing", title="Looking for disguised gaps…", cost=0, family=DESCRIPTION)
def disguised_missing(table: Table) -> Iterator[Tested]:
    """A repeated extreme value far from all others, or a word for "unknown"; such cells count as
    empty in every other test.
    """
    for name in sorted(table.disguised):
        value, marks = table.disguised[name]
        if marks.any():
            yield Tested(0.0, found(table, name, value, marks))


def found(table: Table, name: str, value: Any, marks: Marks) -> Insight:
    count = int(marks.sum())
    is_number = table.column(name).type.is_numeric
    shown = words.amount(value) if is_number else words.quoted(value)
    chart: ChartSpec = (
        HistogramSpec(title=f"Spread of {name}"[:200], x=name)
        if is_number
        else TableSpec(title=f"Rows with {name} {shown}"[:200])
    )
    plain = (int(value) if value == int(value) else value) if is_number else value
    return Insight(
        kind="disguised_missing",
        columns=(name,),
        sentence=(
            f"{name} is {shown} in {count:,} of {table.size:,} rows"
            f"{', far from every other value' if is_number else ''}: it may stand for “unknown”."
        ),
        effect=count / table.size,
        effect_name="share of rows",
        interval=None,
        n=table.size,
        p_value=0.0,
        strength=0.7,
        share=max(count / table.size, 0.2),
        chart=chart,
        filters=(Filter(column=name, op="eq", value=plain),),
        rows=table.rows_of(marks, MOST_ROWS),
    )
