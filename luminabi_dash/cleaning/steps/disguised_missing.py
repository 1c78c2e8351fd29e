"""Numbers and dates that stand for "no value": -999, 9999, 1900-01-01."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.guards import PLAIN, has_codes, is_named_id
from luminabi_dash.cleaning.step import (
    Flag,
    Proposal,
    Review,
    Spellings,
    StepResult,
    Texts,
    flags_at,
    respelling,
    respelling_script,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "the value stands for a missing one"
SENTINEL = r"^-?9{2,}(?:\.0+)?$|^-1(?:\.0+)?$|^-?(?:88|888|8888|77|777|7777)(?:\.0+)?$"
NEGATIVE = r"^-"
DATES = ("1900-01-01", "1970-01-01", "9999-12-31", "1899-12-30", "0001-01-01", "2099-12-31")
ISO = r"^\d{4}-\d{2}-\d{2}"
NUMBERS_SHARE = 0.9
LEAST_ROWS = 20
LEAST_REPEATS = 2
FAR = 15.0
GAP = 3.0
OUTSIDE_SHARE = 0.4


def found(name: str, cells: Cells) -> list[str]:
    """Texts of a column that are likely no values."""
    if cells.filled < LEAST_ROWS or has_codes(cells) or is_named_id(name):
        return []
    if cells.share(cells.matches(PLAIN)) >= NUMBERS_SHARE:
        return list(numbers(cells))
    if cells.share(cells.matches(ISO)) >= NUMBERS_SHARE:
        return list(days(cells))
    return []


def numbers(cells: Cells) -> Iterator[str]:
    """Sentinels that repeat and lie far outside of all other values."""
    is_plain_sign = cells.matches(NEGATIVE) & ~cells.matches(r"^-\d$")
    suspects = cells.matches(SENTINEL) & ((cells.counts >= LEAST_REPEATS) | is_plain_sign)
    if not suspects.any():
        return
    rest = cells.matches(PLAIN) & ~suspects
    values = cells.texts.filter(rest).cast(float).to_numpy()
    if len(values) < 2:
        return
    rows = np.repeat(values, np.minimum(cells.counts[rest], 1_000))
    low, high = float(values.min()), float(values.max())
    middle = float(np.median(rows))
    spread = 1.4826 * float(np.median(np.abs(rows - middle))) or float(np.std(rows)) or 1.0
    places = cells.places(cells.pick(suspects))
    for text in places:
        value = float(text)
        is_outside = value < low or value > high
        room = max(high - low, spread)
        is_apart = (low - value > OUTSIDE_SHARE * room) or (value - high > OUTSIDE_SHARE * room)
        is_apart &= cells.counts[places[text]] >= LEAST_REPEATS or low >= 0
        is_negative_one = value == -1 and low >= 0 and high > 20
        if is_negative_one or (is_outside and is_apart and abs(value - middle) / spread > FAR):
            yield text


def days(cells: Cells) -> Iterator[str]:
    """First and last days of calendars that repeat, years away from all other days."""
    texts = cells.pick(cells.matches(ISO))
    known = sorted(text for text in texts if text[:10] not in DATES)
    places = cells.places(texts)
    if len(known) < 2:
        return
    first, last = int(known[0][:4]), int(known[-1][:4])
    for text in texts:
        year = int(text[:4])
        is_said = text[:10] in DATES and cells.counts[places[text]] >= LEAST_REPEATS
        if is_said and (year < first - GAP or year > last + GAP):
            yield text


def review(table: Table) -> Review:
    proposals: list[Proposal] = []
    flags: list[Flag] = []
    for name, cells in table:
        texts = found(name, cells)
        if not texts:
            continue
        rows = cells.rows_with(texts)
        listed = ", ".join(texts[:4])
        flags += flags_at(rows, name, "disguised_missing", f"{listed} may stand for no value")
        parameters = Spellings(columns=(Texts(column=name, texts=dict.fromkeys(texts)),))
        reason = f"{listed} repeats far from all other values"
        proposals.append(Proposal(parameters, (name,), reason, {"cells": len(rows)}))
    return Review(tuple(proposals), tuple(flags))


@step(
    "disguised_missing",
    title="Empty values that mean missing",
    running="Looking for disguised missing values…",
    reason=REASON,
    order=70,
    parameters=Spellings,
    review=review,
    script=respelling_script,
)
def disguised_missing(table: Table, given: Spellings) -> StepResult:
    """Only when asked: such cells become empty."""
    parts = [part for part in given.columns if part.column in table]
    count = sum(len(table[part.column].rows_with(part.texts)) for part in parts)
    return StepResult(respelling(table, given, REASON), summary=f"Emptied {many(count, 'cell')}.")
