"""Yes and no written in several ways in one column."""

from __future__ import annotations

from functools import partial

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.guards import FEW
from luminabi_dash.cleaning.rules.words import YES, is_null_word, one_word, truth_of
from luminabi_dash.cleaning.step import (
    Parameters,
    Proposal,
    Respelled,
    Review,
    StepResult,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "every cell of the column says yes or no; this is how most of them say it"
MAIN_SHARE = 0.7
LEAST_ROWS = 10
LONGEST = 8


class Pair(Parameters):
    column: str
    yes: str
    no: str


class Pairs(Parameters):
    columns: tuple[Pair, ...]


def plan(table: Table) -> Pairs | None:
    """Columns of yes and no throughout, where one pair of words stands in most cells."""
    found = [pair for name, cells in table if (pair := main_pair(name, cells, MAIN_SHARE))]
    return Pairs(columns=tuple(found)) if found else None


def main_pair(name: str, cells: Cells, least: float) -> Pair | None:
    """The commonest pair of words, when there are others beside it."""
    if not 3 <= cells.distinct <= FEW or cells.filled < LEAST_ROWS:
        return None
    tally = {text: n for text, n in cells.tally().items() if not is_null_word(text)}
    truths = {text: truth_of(text) for text in tally}
    if len(tally) < 3 or any(truth is None for truth in truths.values()):
        return None
    yes = next((text for text in tally if truths[text]), None)
    no = next((text for text in tally if not truths[text]), None)
    if yes is None or no is None or YES[yes.lower()] != no.lower():
        return None
    if tally[yes] + tally[no] < least * sum(tally.values()):
        return None
    return Pair(column=name, yes=yes, no=no)


def review(table: Table) -> Review:
    proposals = []
    for name, cells in table:
        pair = main_pair(name, cells, 0)
        if pair is not None:
            reason = f"every cell says yes or no; {pair.yes!r} and {pair.no!r} are commonest"
            proposals.append(Proposal(Pairs(columns=(pair,)), (name,), reason))
    return Review(tuple(proposals))


def script(given: Pairs) -> list[str]:
    return [
        f"rewrite(frame, {pair.column!r}, lambda text: one_word(text, {pair.yes!r}, {pair.no!r}))"
        for pair in given.columns
    ]


@step(
    "booleans",
    title="Write yes and no in one way",
    running="Reading yes and no…",
    reason=REASON,
    order=30,
    parameters=Pairs,
    plan=plan,
    review=review,
    script=script,
)
def booleans(table: Table, given: Pairs) -> StepResult:
    changes = []
    for pair in given.columns:
        if pair.column not in table:
            continue
        cells = table[pair.column]
        texts = cells.rule(partial(one_word, yes=pair.yes, no=pair.no), cells.lengths <= LONGEST)
        if texts:
            changes.append(Respelled(pair.column, texts, REASON))
    count = sum(len(table[change.column].rows_with(change.texts)) for change in changes)
    return StepResult(tuple(changes), summary=f"Wrote {many(count, 'yes or no', 'yes or no')}.")
