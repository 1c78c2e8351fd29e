"""Words that stand for "no value" among numbers and dates."""

from __future__ import annotations

import re

from luminabi_dash.cleaning.cells import Cells, Mask
from luminabi_dash.cleaning.guards import PLAIN
from luminabi_dash.cleaning.rules.dates import date_shape
from luminabi_dash.cleaning.rules.numbers import reading, written
from luminabi_dash.cleaning.rules.words import NULLS, SPOKEN, without_null_word
from luminabi_dash.cleaning.step import Columns, Proposal, Respelled, Review, StepResult, step
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "all other cells of the column are numbers or dates"
NULL_WORD = rf"(?i)^\s*(?:{'|'.join(re.escape(word) for word in sorted(NULLS))})\s*$"
DIGITS = r"^\+?\d[\d .:/()\-]*\d$|^\d$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ]\d"
LEAST_VALUES = 2
LEAST_SHARE = 0.05
OTHER_SHARE = 0.05
SHAPED = r"^[A-Z]{2,4}$"


def plan(table: Table) -> Columns | None:
    """Columns where every cell that is no null word is a number or a date; never plain text: NA is
    Namibia there.
    """
    columns = tuple(name for name, cells in table if has_null_words(cells))
    return Columns(columns=columns) if columns else None


def words(cells: Cells) -> Mask:
    """Which texts are null words."""
    return cells.matches(NULL_WORD)


def has_null_words(cells: Cells) -> bool:
    nulls = words(cells)
    if not nulls.any():
        return False
    values = (cells.matches(PLAIN) | cells.matches(DIGITS)) & ~nulls
    other = ~values & ~nulls
    wrong = 0
    for text, count in zip(cells.pick(other), cells.counts[other].tolist(), strict=True):
        wrong += 0 if is_value(text) else count
        if wrong > OTHER_SHARE * cells.filled:
            return False
    good = cells.filled - int(cells.counts[nulls].sum()) - wrong
    return good >= LEAST_VALUES and good >= LEAST_SHARE * cells.filled


def is_value(text: str) -> bool:
    found = written(text)
    return bool(found is not None and reading(found.body)[0]) or bool(date_shape(text))


def review(table: Table) -> Review:
    """Null words in columns of text, where they may be words like any other."""
    proposals = []
    for name, cells in table:
        nulls = words(cells)
        if not nulls.any() or has_null_words(cells):
            continue
        found = [text for text in cells.pick(nulls) if is_telling(text, cells)]
        rows = len(cells.rows_with(found))
        if found and rows < 0.9 * cells.filled:
            listed = ", ".join(repr(text) for text in found[:4])
            reason = f"{listed} may stand for an empty cell; the other cells are text"
            proposals.append(Proposal(Columns(columns=(name,)), (name,), reason, {"cells": rows}))
    return Review(tuple(proposals))


def is_telling(text: str, cells: Cells) -> bool:
    """Not when it looks as the other texts do: NA among country codes, Unknown among names."""
    is_name = text.isalpha() and text == text.capitalize()
    is_code = cells.share(cells.matches(SHAPED)) > 0.5
    return not (is_code and text.isalpha()) and not is_name and text.lower() not in SPOKEN


def script(given: Columns) -> list[str]:
    return [f"rewrite(frame, {name!r}, without_null_word)" for name in given.columns]


@step(
    "null_words",
    title="Empty null words",
    running="Handling nulls…",
    reason=REASON,
    order=20,
    parameters=Columns,
    plan=plan,
    review=review,
    script=script,
)
def null_words(table: Table, given: Columns) -> StepResult:
    """Such cells become empty; nothing is filled in."""
    names = [name for name in given.columns if name in table]
    found = {name: table[name].rule(without_null_word, words(table[name])) for name in names}
    count = sum(len(table[name].rows_with(texts)) for name, texts in found.items())
    changes = tuple(Respelled(name, texts, REASON) for name, texts in found.items() if texts)
    return StepResult(changes, summary=f"Emptied {many(count, 'cell')}.")
