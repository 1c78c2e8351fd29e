"""A column has many empty cells."""

from __future__ import annotations

from collections.abc import Iterator

from luminabi_dash.charts.kinds.table import TableSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.insight import DESCRIPTION, MOST_ROWS, Insight, Tested, detector
from luminabi_dash.insights.table import Table
from luminabi_dash.tables.filters import Filter

LEAST_SHARE = 0.05
LEAST_ROWS = 5
WEIGHT = 0.3


@detector("missing", title="Counting empty cells…", cost=0, family=DESCRIPTION)
def missing(table: Table) -> Iterator[Tested]:
    """A count, no test: columns of which at least 5 % are empty, but not all."""
    for name in sorted(table.empty):
        count = int(table.empty[name].sum())
        if LEAST_SHARE * table.size <= count < table.size and count >= LEAST_ROWS:
            yield Tested(0.0, found(table, name, count))


def found(table: Table, name: str, count: int) -> Insight:
    value = count / table.size
    return Insight(
        kind="missing",
        columns=(name,),
        sentence=(
            f"{name} is empty in {words.share(value)} of the rows ({count:,} of {table.size:,})."
        ),
        effect=value,
        effect_name="share of empty cells",
        interval=None,
        n=table.size,
        p_value=0.0,
        strength=WEIGHT * value,
        share=value,
        chart=TableSpec(title=f"Rows without {name}"[:200]),
        filters=(Filter(column=name, op="is_null"),),
        rows=table.rows_of(table.empty[name], MOST_ROWS),
    )
