"""Empty cells are no accident: they go with a category, or with empty cells of another column."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from scipy import stats

from luminabi_dash.charts.kinds.table import TableSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Marks
from luminabi_dash.insights.insight import MOST_ROWS, Covered, Insight, Tested, detector
from luminabi_dash.insights.table import Factor, Table
from luminabi_dash.plural import many
from luminabi_dash.tables.filters import Filter

LEAST_EMPTY = 8
LEAST_SHARE = 0.005
MOST_SHARE = 0.97
LEAST_DIFFERENCE = 0.03
LEAST_TOGETHER = 0.5
LEAST_GROUP = 8
MOST_VALUES = 60
COLUMNS = 60


@detector("missing_pattern", title="Looking at empty cells…", cost=2)
def missing_pattern(table: Table) -> Iterator[Tested]:
    """The rate of empty cells of each category against the rest (Fisher's exact test, times the
    categories); φ of two columns' empty cells.
    """
    names = [name for name in sorted(table.empty) if is_usable(table.empty[name])][:COLUMNS]
    joined = list(together(table, names))
    spare = {pair[1] for pair, tested in joined if tested.insight is not None}
    yield from (tested for _, tested in joined)
    for name in names:
        if name in spare:
            continue
        tests = [
            tested
            for dimension in table.dimensions
            if dimension != name
            and table.factors[dimension].size <= MOST_VALUES
            and (tested := by_category(table, name, table.factors[dimension])) is not None
        ]
        yield from only_best(tests)


def only_best(tests: list[Tested]) -> Iterator[Tested]:
    """All tests of a column, and the finding of the strongest alone: one card a column."""
    told = [tested.insight for tested in tests if tested.insight is not None]
    best = max(told, key=lambda one: (one.strength, one.columns), default=None)
    for tested in tests:
        yield tested if tested.insight is best else Tested(tested.p_value)


def is_usable(empty: Marks) -> bool:
    count = int(empty.sum())
    return count >= LEAST_EMPTY and LEAST_SHARE <= count / empty.size <= MOST_SHARE


def together(table: Table, names: list[str]) -> Iterator[tuple[tuple[str, str], Tested]]:
    for a, b in combinations(names, 2):
        one, two = table.empty[a], table.empty[b]
        phi = float(np.corrcoef(one, two)[0, 1])
        chance = stats.hypergeom.sf(
            int((one & two).sum()) - 1, one.size, int(one.sum()), int(two.sum())
        )
        p_value = float(chance)
        yield (
            (a, b),
            Tested(
                p_value, found_pair(table, a, b, phi, p_value) if phi > LEAST_TOGETHER else None
            ),
        )


def found_pair(table: Table, a: str, b: str, phi: float, p_value: float) -> Insight:
    both = int((table.empty[a] & table.empty[b]).sum())
    either = int((table.empty[a] | table.empty[b]).sum())
    return Insight(
        kind="missing_pattern",
        columns=(a, b),
        sentence=(
            f"{a} and {b} are empty together in {many(both, 'row')}, "
            f"{f'one without the other in {either - both:,}' if either > both else 'never alone'}."
        ),
        effect=phi,
        effect_name="φ of empty cells",
        interval=None,
        n=table.size,
        p_value=p_value,
        strength=abs(phi),
        share=either / table.size,
        chart=TableSpec(title=f"Rows without {a} and {b}"[:200]),
        filters=(Filter(column=a, op="is_null"), Filter(column=b, op="is_null")),
        rows=table.rows_of(table.empty[a] & table.empty[b], MOST_ROWS),
        covers=(Covered("missing", frozenset((a,))), Covered("missing", frozenset((b,)))),
    )


def by_category(table: Table, name: str, factor: Factor) -> Tested | None:
    empty = table.empty[name]
    known = factor.codes >= 0
    counts = np.bincount(factor.codes[known], minlength=factor.size)
    gaps = np.bincount(factor.codes[known], weights=empty[known], minlength=factor.size)
    total, all_gaps = int(counts.sum()), int(gaps.sum())
    usable = np.flatnonzero((counts >= LEAST_GROUP) & (total - counts >= LEAST_GROUP))
    if usable.size == 0 or not 0 < all_gaps < total:
        return None
    p = np.array([tails(int(gaps[c]), int(counts[c]), all_gaps, total) for c in usable])
    best = int(usable[np.argmin(p)])
    p_value = min(1.0, float(p.min()) * usable.size)
    inside = gaps[best] / counts[best]
    outside = (all_gaps - gaps[best]) / (total - counts[best])
    top = best if inside > outside else largest(gaps, counts, usable)
    if abs(inside - outside) < LEAST_DIFFERENCE:
        return Tested(p_value)
    return Tested(p_value, found_category(table, name, factor, top, best, p_value))


def tails(gaps: int, count: int, all_gaps: int, total: int) -> float:
    above = stats.hypergeom.sf(gaps - 1, total, all_gaps, count)
    below = stats.hypergeom.cdf(gaps, total, all_gaps, count)
    return float(min(1.0, 2 * min(above, below)))


def largest(gaps: np.ndarray, counts: np.ndarray, usable: np.ndarray) -> int:
    return int(usable[np.argmax(gaps[usable] / counts[usable])])


def found_category(
    table: Table, name: str, factor: Factor, top: int, best: int, p_value: float
) -> Insight:
    """Told of the category that has most, or, if the outstanding one has few or none, of that."""
    empty = table.empty[name]
    marks = factor.codes == best
    inside, outside = float(empty[marks].mean()), float(empty[~marks & (factor.codes >= 0)].mean())
    n_in, n_out = int(marks.sum()), int((~marks).sum())
    error = math.sqrt(inside * (1 - inside) / n_in + outside * (1 - outside) / max(n_out, 1))
    difference = inside - outside
    label = factor.labels[best]
    return Insight(
        kind="missing_pattern",
        columns=(name, factor.name),
        sentence=(
            f"{name} is empty in {words.share(inside)} of the rows with "
            f"{words.category(factor.name, label)}, in {words.share(outside)} of the rest."
        ),
        effect=difference,
        effect_name="difference of the share of empty cells",
        interval=(difference - 1.96 * error, difference + 1.96 * error),
        n=table.size,
        p_value=p_value,
        strength=min(1.0, abs(difference) + 0.1),
        chart=TableSpec(title=f"Rows without {name}"[:200]),
        filters=(Filter(column=name, op="is_null"),),
        rows=table.rows_of(empty, MOST_ROWS),
        segment=((factor.name, label),),
        direction="up" if difference > 0 else "down",
        covers=(Covered("missing", frozenset((name,))),)
        if abs(difference) > 0.5 and top == best
        else (),
    )
