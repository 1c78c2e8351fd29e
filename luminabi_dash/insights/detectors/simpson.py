"""A relation that turns around inside the groups of another column is told instead of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.charts.kinds.scatter import ScatterSpec
from luminabi_dash.insights import parts, words
from luminabi_dash.insights.arrays import Marks
from luminabi_dash.insights.groups import compare, slowness, two_sided
from luminabi_dash.insights.insight import Covered, Insight, Tested, detector
from luminabi_dash.insights.pairs import correlations, interval, p_values
from luminabi_dash.insights.panel import panel_of
from luminabi_dash.insights.panel_cards import turned
from luminabi_dash.insights.panel_pairs import pair_of
from luminabi_dash.insights.reversals import Reversal, of_pair, of_part
from luminabi_dash.insights.roles import Use
from luminabi_dash.insights.table import Factor, Table

COLUMNS = 60
LEAST_R = 0.1
PARTS = 2


@detector("simpson", title="Looking inside groups…", cost=4)
def simpson(table: Table) -> Iterator[Tested]:
    """Each sure relation is looked at inside the groups of every dimension: it counts when nearly
    all groups have the other sign and all of them together are sure of it.
    """
    yield from of_pairs(table)
    for name in table.dimensions:
        for measure in (*table.measures, *table.outcomes)[:COLUMNS]:
            if not table.twin_of(name, measure):
                yield from of_parts(table, table.factors[name], measure)


def of_pairs(table: Table) -> Iterator[Tested]:
    names = table.measures[:COLUMNS]
    if panel_of(table) is not None:
        yield from of_panel(table, names)
        return
    if len(names) < 2 or not table.dimensions:
        return
    r, n = correlations(np.column_stack([table.scores(name) for name in names]))
    p = p_values(np.nan_to_num(r), n)
    for a, b in combinations(range(len(names)), 2):
        if abs(np.nan_to_num(r[a, b])) < LEAST_R or table.relations.is_trivial(names[a], names[b]):
            continue
        found = of_pair(table, names[a], names[b], float(r[a, b]), float(p[a, b]))
        if found is not None:
            told = told_pair(table, names[a], names[b], found) if found.is_sure else None
            yield Tested(found.p_value, told)


def of_panel(table: Table, names: tuple[str, ...]) -> Iterator[Tested]:
    """Between the things that are followed along time, and inside them."""
    for x, y in combinations(names, 2):
        pair = None if table.relations.is_trivial(x, y) else pair_of(table, x, y)
        if pair is not None and pair.is_reversed:
            yield Tested(max(claim.p_value for claim in pair.claims), turned(table, x, y, pair))


def of_parts(table: Table, factor: Factor, measure: str) -> Iterator[Tested]:
    found = compare(factor.codes, factor.size, table.scores(measure), table.ranks(measure))
    order = np.argsort(-np.abs(found.z))[: PARTS if factor.size > 2 else 1]
    for code in (int(place) for place in order if found.p[place] < 1):
        marks = factor.codes == code
        z = float(found.z[code]) / slowness(table, factor.name, measure, marks)
        reversal = of_part(table, factor.name, marks, measure, z, two_sided(z))
        if reversal is not None:
            told = told_part(table, factor, code, marks, measure, reversal)
            yield Tested(reversal.p_value, told if reversal.is_sure else None)
            return


def told_pair(table: Table, x: str, y: str, found: Reversal) -> Insight:
    verb = "falls" if found.whole > 0 else "rises"
    over = "rises" if found.whole > 0 else "falls"
    n = int((np.isfinite(table.numbers[x]) & np.isfinite(table.numbers[y])).sum())
    return Insight(
        kind="simpson",
        columns=(x, y, found.by),
        sentence=(
            f"{y} {verb} as {x} rises inside every one of {found.groups} groups of {found.by} "
            f"(rank correlation {found.inner:.2f}), though over all rows it {over} "
            f"({found.whole:.2f}): the groups differ, not the rows in them."
        ),
        effect=found.inner,
        effect_name="rank correlation inside groups",
        interval=interval(found.inner, n),
        n=n,
        p_value=found.p_value,
        strength=max(abs(found.inner), 0.5),
        chart=ScatterSpec(title=f"{y} against {x} by {found.by}"[:200], x=x, y=y, color=found.by),
        direction="up" if found.inner > 0 else "down",
        covers=(Covered("correlation", frozenset((x, y))),),
    )


def told_part(
    table: Table, factor: Factor, code: int, marks: Marks, measure: str, found: Reversal
) -> Insight:
    values = table.numbers[measure]
    inside, outside = float(np.nanmean(values[marks])), float(np.nanmean(values[~marks]))
    who = words.category(factor.name, factor.labels[code])
    is_dimension = found.by in table.dimensions
    groups = f"Inside groups of {found.by}" if is_dimension else f"Among rows alike in {found.by}"
    if table.uses[measure] is Use.OUTCOME:
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        rates = [words.share((mean - low) / (high - low)) for mean in (inside, outside)]
        ways = ("more", "less") if found.inner > 0 else ("less", "more")
        turn = (
            f"{parts.outcome(table, measure)} {ways[0]} often with {who} than in the rest, though "
            f"{ways[1]} often over all rows ({rates[0]} against {rates[1]})"
        )
    else:
        ways = ("above", "below") if found.inner > 0 else ("below", "above")
        turn = (
            f"{measure} with {who} {words.verb(measure, 'lies', 'lie')} {ways[0]} the rest, though "
            f"over all rows {ways[1]} (mean {words.amount(inside)} against {words.amount(outside)})"
        )
    color = found.by if is_dimension else None
    return Insight(
        kind="simpson",
        columns=(factor.name, measure, found.by),
        sentence=f"{groups}, {turn}.",
        effect=found.inner,
        effect_name="difference inside groups, in standard deviations",
        interval=None,
        n=int(np.isfinite(values).sum()),
        p_value=found.p_value,
        strength=max(min(1.0, abs(found.inner)), 0.5),
        chart=BarSpec(
            title=f"Mean {measure} by {factor.name}"[:200],
            x=factor.name,
            y=measure,
            aggregate="mean",
            color=color,
        ),
        direction="up" if found.inner > 0 else "down",
        covers=(Covered("segment", frozenset((factor.name, measure))),),
    )
