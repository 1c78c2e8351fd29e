"""A part of the rows, by one or two dimensions, differs from the rest in a measure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from luminabi_dash.insights import parts, words
from luminabi_dash.insights.arrays import Numbers, Places, normal_scores, ranks
from luminabi_dash.insights.cells import Cell, cell_of
from luminabi_dash.insights.groups import Comparison, compare, slowness, two_sided
from luminabi_dash.insights.insight import Covered, Insight, Tested, detector
from luminabi_dash.insights.panel import constant_in, panel_of
from luminabi_dash.insights.reversals import of_part
from luminabi_dash.insights.roles import Use
from luminabi_dash.insights.table import Factor, Table

LEAST_DELTA = 0.1
LEAST_RATE = 0.05
LEAST_CELL = 0.4
STEP_P = 2e-3
MOST_PARTS = 3
DIMENSIONS = 40
PAIRS = 45
MEASURES = 100
MARGIN = 0.35
CANDIDATES = 4
DOUBTFUL_P = 0.01


@detector("segment", title="Comparing groups…", cost=1)
def segment(table: Table) -> Iterator[Tested]:
    """Each category against the rest by normal scores, p times the categories; the strongest is
    taken out and the rest tested again. Then cells of two dimensions against the sum of both.
    """
    spare = {name for one in table.twins for name in one if set(one) & set(table.dimensions)}
    measures = [name for name in table.measures if name not in spare]
    targets = (*measures, *table.outcomes)[:MEASURES]
    factors = [table.factors[name] for name in table.dimensions[:DIMENSIONS]]
    seen: dict[tuple[str, bytes], str] = {}
    for factor in factors:
        for measure in targets:
            if is_fair(table, factor, measure):
                yield from told_once(by_one(table, factor, measure), table, seen)
    for one, two in list(combinations(in_rows(table, factors), 2))[:PAIRS]:
        for measure in targets:
            if is_fair(table, one, measure) and is_fair(table, two, measure):
                yield from by_two(table, one, two, measure)


def told_once(
    tests: Iterator[Tested], table: Table, seen: dict[tuple[str, bytes], str]
) -> Iterator[Tested]:
    """The tests, without findings that set the same rows apart as one of another dimension."""
    for tested in tests:
        told = tested.insight
        if told is None or len(told.segment) != 1:
            yield tested
            continue
        name, label = told.segment[0]
        factor = table.factors[name]
        marks = factor.codes == factor.labels.index(label)
        least = marks if marks.sum() * 2 <= marks.size else ~marks
        first = seen.setdefault((told.columns[-1], np.packbits(least).tobytes()), name)
        yield tested if first == name else Tested(tested.p_value)


def in_rows(table: Table, factors: list[Factor]) -> list[Factor]:
    """Factors that tell of rows, not of things that are followed along time."""
    panel = panel_of(table)
    if panel is None:
        return factors
    return [f for f in factors if f is not panel.entity and constant_in(table, f) is None]


def is_fair(table: Table, factor: Factor, measure: str) -> bool:
    return not table.twin_of(factor.name, measure)


def by_one(table: Table, factor: Factor, measure: str) -> Iterator[Tested]:
    """The whole dimension first; its strongest categories only if that holds."""
    codes, scores, placed = compared(table, factor, measure)
    left, taken = factor.size, list[int]()
    for step in range(MOST_PARTS):
        found = compare(codes, factor.size, scores, placed)
        if found.tried == 0 or (step and left < 2):
            return
        best, z = strongest(table, factor, measure, found)
        marks = factor.codes == best
        p_value = min(1.0, two_sided(z) * (1 if found.tried == 2 else found.tried))
        if step and p_value > STEP_P:
            return
        reversal = of_part(table, factor.name, marks, measure, z, p_value)
        is_told = reversal is None and is_large(table, measure, float(found.delta[best]))
        insight = (
            part(table, factor, (best, *taken), measure, float(found.delta[best]), p_value)
            if is_told
            else None
        )
        yield Tested(p_value, insight)
        taken.append(best)
        if p_value > STEP_P or reversal is not None:
            return
        codes[codes == best] = -1
        left -= 1


def compared(table: Table, factor: Factor, measure: str) -> tuple[Places, Numbers, Numbers]:
    """Codes, scores and ranks of the rows; of things that are followed along time, which count
    once, if the dimension tells of them.
    """
    panel = constant_in(table, factor)
    if panel is None:
        return factor.codes.copy(), table.scores(measure), table.ranks(measure)
    means = panel.means(table.numbers[measure])
    return panel.codes_of(factor), normal_scores(ranks(means)), ranks(means)


def strongest(table: Table, factor: Factor, measure: str, found: Comparison) -> tuple[int, float]:
    """The category furthest from the rest and its z, after what neighbouring rows share is taken
    off; of two categories the smaller one: it differs from the rest.
    """
    if factor.size == 2:
        is_flag = isinstance(factor.labels[1], bool)
        order = [1 if is_flag else int(np.argmin(factor.counts))]
    else:
        order = [int(place) for place in np.argsort(-np.abs(found.z), kind="stable")[:CANDIDATES]]
    if float(found.p[order[0]]) >= DOUBTFUL_P:
        return order[0], float(found.z[order[0]])
    z = {
        code: float(found.z[code]) / slowness(table, factor.name, measure, factor.codes == code)
        for code in order
    }
    best = max(order, key=lambda code: abs(z[code]))
    return best, z[best]


def is_large(table: Table, measure: str, delta: float) -> bool:
    if table.uses[measure] is Use.OUTCOME:
        return abs(delta) >= LEAST_RATE
    return abs(delta) >= LEAST_DELTA


def part(
    table: Table, factor: Factor, codes: tuple[int, ...], measure: str, delta: float, p_value: float
) -> Insight | None:
    """The first of `codes` against the rest; without those told before it where they would hide
    which way it differs.
    """
    code, *taken = codes
    marks = factor.codes == code
    values = table.numbers[measure]
    known = np.isfinite(values)
    inside, outside = values[marks & known].mean(), values[~marks & known].mean()
    is_hidden = bool(taken) and (inside - outside) * delta <= 0
    labels = [words.quoted(factor.labels[place]) for place in taken]
    return parts.told(
        table,
        measure,
        marks,
        ((factor.name, factor.labels[code]),),
        delta=delta,
        p_value=p_value,
        panel=constant_in(table, factor),
        without=np.isin(factor.codes, taken) if is_hidden else None,
        others=f"the rest without {words.several(labels)}" if is_hidden else "the rest",
    )


def by_two(table: Table, one: Factor, two: Factor, measure: str) -> Iterator[Tested]:
    cell = cell_of(table, one, two, measure)
    if cell is None:
        return
    scores = table.scores(measure)
    inner = compare(cell.marks.astype(np.int64), 2, scores, table.ranks(measure))
    delta = float(inner.delta[1])
    is_told = abs(cell.apart) >= LEAST_CELL * float(np.nanstd(scores)) and cell.apart * delta > 0
    insight = None
    if is_told and explains(table, one, two, measure, cell):
        insight = parts.told(
            table,
            measure,
            cell.marks,
            ((one.name, one.labels[cell.codes[0]]), (two.name, two.labels[cell.codes[1]])),
            delta=delta,
            p_value=cell.p_value,
            covers=(margin(one, cell.codes[0], measure), margin(two, cell.codes[1], measure)),
        )
    yield Tested(cell.p_value, insight)


def margin(factor: Factor, code: int, measure: str) -> Covered:
    """The statement of one dimension that a cell makes needless."""
    columns = frozenset((factor.name, measure))
    segment = None if factor.size == 2 else ((factor.name, factor.labels[code]),)
    return Covered("segment", columns, segment)


def explains(table: Table, one: Factor, two: Factor, measure: str, cell: Cell) -> bool:
    """Whether the margins of the cell are little without it: then the cell is the fact."""
    scores = table.scores(measure)
    inside = float(np.nanmean(scores[cell.marks]))
    for factor, code in zip((one, two), cell.codes, strict=True):
        margin = (factor.codes == code) & ~cell.marks
        rest = (factor.codes != code) & (factor.codes >= 0)
        if not margin.any() or not rest.any():
            return False
        off = float(np.nanmean(scores[margin])) - float(np.nanmean(scores[rest]))
        if abs(off) > MARGIN * abs(inside - float(np.nanmean(scores[rest]))):
            return False
    return True
