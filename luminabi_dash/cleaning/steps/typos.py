"""Slips of the hand in names: Orlans for Orléans, when nothing speaks against it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.guards import DIGIT, has_codes, is_named_id, is_prose, is_repeated
from luminabi_dash.cleaning.relations import Witnesses
from luminabi_dash.cleaning.rules.letters import edits, slip, words_apart
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

REASON = "one slip away from a name that many cells hold; no other column speaks against it"
RARE_ROWS = 3
RARE_SHARE = 0.001
MAIN_ROWS = 8
MAIN_SHARE = 0.004
TIMES, MANY_TIMES = 10, 100
MUCH_MORE = 50
SLIPS_LEAST = 2
PERSON = re.compile(
    r"name|vorname|customer|client|kunde|person|author|director|actor|employee|patient|student|"
    r"pr[ée]nom|(?:^|_)nom(?:$|_)|nombre|apellido|cognome|member|first|last|artist|owner"
)
"""Columns of people: Ana is no slip of Anna."""
REPLACED_LEAST, REPLACED_LENGTH, STRANGER_SHARE = 5, 8, 0.05
LONG = 10
SHORTEST = 4
DISTINCT_MOST = 5_000
STRONG_MOST = 2_000
STRANGERS_MOST = 2
SURE_SLIPS = frozenset({"lost", "doubled", "swapped"})


@dataclass(frozen=True, slots=True)
class Near:
    """A rare text, its only frequent neighbour, and whether the column and the others prove it."""

    rare: str
    main: str
    is_sure: bool


def plan(table: Table) -> Spellings | None:
    parts = []
    for name in table.names():
        texts: dict[str, str | None] = {
            n.rare: n.main for n in neighbours(table, name) if n.is_sure
        }
        if texts:
            parts.append(Texts(column=name, texts=texts))
    return Spellings(columns=tuple(parts)) if parts else None


def review(table: Table) -> Review:
    proposals = []
    for name, cells in table:
        texts: dict[str, str | None] = {n.rare: n.main for n in neighbours(table, name)}
        if texts:
            listed = ", ".join(f"{rare!r} as {main!r}" for rare, main in list(texts.items())[:3])
            reason = f"rare names close to frequent ones: {listed}"
            counts = {"names": len(texts), "cells": len(cells.rows_with(texts))}
            parameters = Spellings(columns=(Texts(column=name, texts=texts),))
            proposals.append(Proposal(parameters, (name,), reason, counts))
    return Review(tuple(proposals))


def neighbours(table: Table, name: str) -> list[Near]:
    """Rare names with one frequent neighbour, without those another column speaks against."""
    key = f"typos {name}"
    if key not in table.memory:
        table.memory[key] = list(found(table, name))
    near: list[Near] = table.memory[key]
    return near


def found(table: Table, name: str) -> Iterator[Near]:
    cells = table[name]
    if not can_hold(name, cells):
        return
    tally = cells.tally()
    strong = {t: n for t, n in tally.items() if n >= max(MAIN_ROWS, MAIN_SHARE * cells.filled)}
    least = max(RARE_ROWS, RARE_SHARE * cells.filled)
    rare = [t for t, n in tally.items() if n <= least and not has_digit(t)]
    if not strong or len(strong) > STRONG_MOST or not rare:
        return
    pairs = dict(paired(rare, strong, tally))
    strangers = len(rare) - len(pairs)
    slips = sum(is_sure_slip(text, main) for text, main in pairs.items())
    is_closed = slips >= SLIPS_LEAST and strangers <= max(STRANGERS_MOST, 0.5 * len(pairs))
    replaced = sum(is_replaced(text, main) for text, main in pairs.items())
    is_sealed = replaced >= REPLACED_LEAST and strangers <= STRANGER_SHARE * len(pairs)
    witnesses = Witnesses(table, name)
    places = cells.places([*pairs, *pairs.values()])
    for text, main in pairs.items():
        if witnesses.against(places[text], places[main]) is None:
            is_backed = witnesses.agree(places[text], places[main])
            is_slip = (is_closed and is_sure_slip(text, main)) or (
                is_sealed and is_replaced(text, main) and tally[main] >= MUCH_MORE * tally[text]
            )
            is_slip &= PERSON.search(name.lower()) is None
            yield Near(text, main, is_slip or (is_backed and is_inside(text, main)))


def can_hold(name: str, cells: Cells) -> bool:
    if not is_repeated(cells) or cells.distinct > DISTINCT_MOST or is_named_id(name):
        return False
    return not (has_codes(cells) or is_prose(cells) or cells.share(cells.matches(DIGIT)) > 0.5)


def has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def is_sure_slip(rare: str, main: str) -> bool:
    """A letter lost, doubled or swapped inside a word; not the first letter nor a plural."""
    if rare[0].casefold() != main[0].casefold():
        return False
    kind = slip(rare.casefold(), main.casefold())
    is_ending = kind in {"lost", "added", "doubled"} and (
        main.startswith(rare) or rare.startswith(main)
    )
    return kind in SURE_SLIPS and not is_ending


def is_inside(rare: str, main: str) -> bool:
    """One slip inside a word of four letters or more: "Part II" is not "Part I"."""
    pairs = words_apart(rare.casefold(), main.casefold())
    if pairs is None or rare.startswith(main) or main.startswith(rare):
        return False
    return all(len(b) >= SHORTEST and a[0] == b[0] and slip(a, b) for a, b in pairs)


def is_replaced(rare: str, main: str) -> bool:
    """One letter inside a longer name is another one: no proof alone, only when a column that
    holds hardly any other rare name does so again and again.
    """
    is_inside = rare[0] == main[0] and rare[-1] == main[-1]
    return len(main) >= REPLACED_LENGTH and is_inside and slip(rare, main) == "replaced"


def paired(
    rare: Iterable[str], strong: dict[str, int], tally: dict[str, int]
) -> Iterator[tuple[str, str]]:
    """Each rare text with its one frequent neighbour; none when there are two."""
    lengths: dict[int, list[str]] = defaultdict(list)
    for text in strong:
        lengths[len(text)].append(text)
    for text in rare:
        most = 2 if len(text) >= LONG else 1
        near = [
            main
            for length in range(len(text) - most, len(text) + most + 1)
            for main in lengths.get(length, ())
            if len(main) >= SHORTEST
            and tally[main] >= (TIMES if tally[text] <= RARE_ROWS else MANY_TIMES) * tally[text]
            and not has_digit(main)
            and edits(text.casefold(), main.casefold(), most) <= most
        ]
        if len(near) == 1 and near[0] != text:
            yield text, near[0]


@step(
    "typos",
    title="Repair slips in names",
    running="Comparing names…",
    reason=REASON,
    order=44,
    parameters=Spellings,
    plan=plan,
    review=review,
    script=respelling_script,
)
def typos(table: Table, given: Spellings) -> StepResult:
    count = sum(len(part.texts) for part in given.columns)
    return StepResult(respelling(table, given, REASON), summary=f"Repaired {many(count, 'name')}.")
