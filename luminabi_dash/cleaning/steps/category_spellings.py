"""One name in several spellings: case, blanks, punctuation, accents, order of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.guards import DIGIT, has_codes, is_named_id, is_prose, is_repeated
from luminabi_dash.cleaning.relations import Witnesses
from luminabi_dash.cleaning.rules.letters import bare, fingerprint, folded
from luminabi_dash.cleaning.step import (
    Proposal,
    Review,
    Spellings,
    StepResult,
    Texts,
    respelling,
    respelling_script,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "the same name in another spelling; most cells write it this way"
MAIN_TIMES = 4
MARK_TIMES = 10
MAIN_ROWS = 4
SHORT = 3
MARK_LETTERS = 5
DISTINCT_MOST = 20_000


def plan(table: Table) -> Spellings | None:
    parts = []
    for name, cells in table:
        if can_be_compared(name, cells):
            texts = dict(merges(table, name))
            if texts:
                parts.append(Texts(column=name, texts=texts))
    return Spellings(columns=tuple(parts)) if parts else None


def can_be_compared(name: str, cells: Cells) -> bool:
    """Names that repeat; never identifiers, codes, numbers or sentences."""
    if not is_repeated(cells) or cells.distinct > DISTINCT_MOST or is_named_id(name):
        return False
    return not (has_codes(cells) or is_prose(cells) or cells.share(cells.matches(DIGIT)) > 0.5)


def merges(table: Table, name: str) -> Iterator[tuple[str, str | None]]:
    """Spellings that differ in case and blanks, or in punctuation and are much rarer, unless
    another column shows them to be two things.
    """
    cells = table[name]
    witnesses: Witnesses | None = None
    for rare, main in pairs(cells, folded, MAIN_TIMES):
        witnesses = witnesses or Witnesses(table, name)
        if is_slip_of_case(rare, main):
            yield from agreed(cells, witnesses, rare, main)
    for rare, main in pairs(cells, bare, MARK_TIMES):
        if len(bare(main)) < MARK_LETTERS or folded(rare) == folded(main):
            continue
        witnesses = witnesses or Witnesses(table, name)
        yield from agreed(cells, witnesses, rare, main)


def agreed(
    cells: Cells, witnesses: Witnesses, rare: str, main: str
) -> Iterator[tuple[str, str | None]]:
    places = cells.places([rare, main])
    if witnesses.against(places[rare], places[main]) is None:
        yield rare, main


def pairs(cells: Cells, key: Callable[[str], str], times: float) -> Iterator[tuple[str, str]]:
    """Rare spellings with the main one of their group; no digits, for A1 and a1 may differ."""
    groups = defaultdict(list)
    tally = {text: rows for text, rows in cells.tally().items() if not has_digit(text)}
    for text in tally:
        groups[key(text)].append(text)
    for known, group in groups.items():
        main = group[0]
        if len(group) < 2 or not known or tally[main] < MAIN_ROWS:
            continue
        for rare in group[1:]:
            if tally[main] >= times * tally[rare]:
                yield rare, main


def only_marks(rare: str, main: str) -> bool:
    """Not C and C++, A and A-: signs at the end are part of a name."""
    ends = {text.rstrip()[-1:] for text in (rare, main)}
    return len(ends & set("+-#*!")) == 0


def is_slip_of_case(rare: str, main: str) -> bool:
    """Blanks, all small, all capitals or capitals inside; "De La Cruz" beside "de la Cruz" may be
    another family, and "Co" is not "CO".
    """
    if rare.split() == main.split() or rare.islower():
        return True
    if len(rare) <= SHORT:
        return False
    is_inverted = rare[0].islower() and any(char.isupper() for char in rare)
    return rare.isupper() or main.islower() or main.isupper() or is_inverted


def has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def review(table: Table) -> Review:
    """Spellings that look like one name but are not proved: accents, word order, equal shares."""
    proposals = []
    for name, cells in table:
        if not can_be_compared(name, cells):
            continue
        texts: dict[str, str | None] = {}
        for key in (folded, bare, fingerprint):
            found = pairs(cells, key, 1.0)
            texts |= {a: b for a, b in found if len(key(b)) >= SHORT and only_marks(a, b)}
        if texts:
            listed = ", ".join(f"{rare!r} as {main!r}" for rare, main in list(texts.items())[:3])
            reason = f"these spellings may mean the same: {listed}"
            counts = {"spellings": len(texts), "cells": len(cells.rows_with(texts))}
            parameters = Spellings(columns=(Texts(column=name, texts=texts),))
            proposals.append(Proposal(parameters, (name,), reason, counts))
    return Review(tuple(proposals))


@step(
    "category_spellings",
    title="Write names in one spelling",
    running="Comparing spellings…",
    reason=REASON,
    order=42,
    parameters=Spellings,
    plan=plan,
    review=review,
    script=respelling_script,
)
def category_spellings(table: Table, given: Spellings) -> StepResult:
    count = sum(len(part.texts) for part in given.columns)
    words = f"Merged {many(count, 'spelling')}."
    return StepResult(respelling(table, given, REASON), summary=words)
