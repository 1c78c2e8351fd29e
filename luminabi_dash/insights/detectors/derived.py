"""A column is computed from, or determined by, others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from luminabi_dash.charts.kinds.scatter import ScatterSpec
from luminabi_dash.charts.kinds.table import TableSpec
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.insight import DESCRIPTION, Insight, Tested, detector
from luminabi_dash.insights.relations import Relation
from luminabi_dash.insights.table import Factor, Table

QUIET = 0.3
LEAST_REPEATS = 5
MOST_VALUES = 300


@detector("derived", title="Looking for computed columns…", cost=1, family=DESCRIPTION)
def derived(table: Table) -> Iterator[Tested]:
    """No test: relations that hold in every row. What follows from them is told nowhere else."""
    for relation in table.relations.found:
        yield Tested(0.0, computed(table, relation))
    for names in table.twins:
        for name in names[1:]:
            yield Tested(0.0, renamed(table, names[0], name))
    factors = [table.factors[name] for name in table.dimensions]
    for coarse in factors:
        source = next((fine for fine in factors if determines(table, fine, coarse)), None)
        if source is not None:
            yield Tested(0.0, determined(table, source, coarse))


def computed(table: Table, relation: Relation) -> Insight:
    columns = (relation.target, *relation.sources)
    sign = "=" if relation.is_exact and not relation.words.startswith("the ") else "is"
    chart: ChartSpec = TableSpec(title=f"{relation.target} and its parts"[:200], columns=columns)
    if len(columns) == 2:
        chart = ScatterSpec(
            title=f"{columns[0]} against {columns[1]}"[:200], x=columns[1], y=columns[0]
        )
    return card(table, columns, f"{relation.target} {sign} {relation.words}, in every row.", chart)


def renamed(table: Table, name: str, twin: str) -> Insight:
    sentence = f"{twin} says the same as {name}: each value has exactly one partner."
    chart = TableSpec(title=f"{twin} and {name}"[:200], columns=(twin, name))
    return card(table, (twin, name), sentence, chart)


def determined(table: Table, fine: Factor, coarse: Factor) -> Insight:
    sentence = (
        f"{coarse.name} is determined by {fine.name}: each of its {fine.size:,} values belongs to "
        f"one {coarse.name}."
    )
    chart = TableSpec(
        title=f"{fine.name} and {coarse.name}"[:200], columns=(fine.name, coarse.name)
    )
    return card(table, (coarse.name, fine.name), sentence, chart)


def card(table: Table, columns: tuple[str, ...], sentence: str, chart: ChartSpec) -> Insight:
    return Insight(
        kind="derived",
        columns=columns,
        sentence=sentence if len(sentence) < 400 else words.quoted(sentence),
        effect=1.0,
        effect_name="share of rows in which it holds",
        interval=None,
        n=table.size,
        p_value=0.0,
        strength=QUIET,
        chart=chart,
    )


def determines(table: Table, fine: Factor, coarse: Factor) -> bool:
    """Each value of `fine` goes with one of `coarse`, and has rows enough to show it."""
    if fine is coarse or not coarse.size < fine.size <= MOST_VALUES:
        return False
    known = (fine.codes >= 0) & (coarse.codes >= 0)
    pairs = np.unique(fine.codes[known] * coarse.size + coarse.codes[known])
    found = np.unique(fine.codes[known]).size
    return bool(pairs.size == found and known.sum() >= LEAST_REPEATS * found and found >= 2)
