"""In which form a column writes its numbers, and whether the column proves it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl

from luminabi_dash.cleaning.cells import Cells, Mask
from luminabi_dash.cleaning.guards import PLAIN, has_codes, is_named_id, reads_as_version
from luminabi_dash.cleaning.rules.numbers import (
    SYMBOLS,
    UNITS,
    Written,
    decided,
    plain_number,
    reading,
    written,
)
from luminabi_dash.cleaning.step import Parameters

CANDIDATE = (
    r"^[(]?\s*[+\-\x{2212}]?\s*(?:[A-Za-z]{0,3}[$€£¥₹₽₩₺]|[A-Z]{3}|Fr\.|zł)?"
    r"[ \x{00a0}\x{202f}]*[\-\x{2212}]?[.,]?\d[^/:]*$"
)
DECIMALS = r"\.(?:\d{1,2}|\d{4,})(?:[eE].*)?$|^[+-]?0?\.\d+$"
THREE = r"^[+-]?[1-9]\d{0,2}\.\d{3}$"
LONG_WHOLE = r"^[+-]?\d{4,}$"
CURRENCIES = frozenset(SYMBOLS.values())
MONEY = re.compile(
    r"amount|price|cost|total|balance|profit|revenue|sales|betrag|preis|umsatz|saldo"
)
UNREAD_SHARE = 0.02
SMALL = 50
MINOR_SHARE = 0.1
NEAR = 5.0
GROUPED_LEAST = 10
WORDS_SHARE = 0.1
SAMPLE = 2_000
FEW = 50
BODY = r"([.,]?\d(?:[\d.,'’ \x{00a0}\x{202f}\x{2009}]*\d)?)"


class NumberForm(Parameters):
    """`mark` is the decimal mark; `is_grouped`: 1,234 (or 1.234) has a group sign; `unit` may be
    taken off, and with `has_words` what follows it.
    """

    column: str
    mark: Literal[".", ","] = "."
    is_grouped: bool = False
    unit: str = ""
    has_words: bool = False


class NumberForms(Parameters):
    columns: tuple[NumberForm, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """The form of a column; `doubt` says what the column does not prove ("" when it does).

    `is_uniform`: every cell carries the unit in one spelling. Such a column is typed as it is and
    no cell is rewritten: the unit is part of what it says.
    """

    form: NumberForm
    doubt: str = ""
    is_uniform: bool = False
    evidence: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Odd:
    """Texts of one shape that are no plain numbers yet: one of them, how many there are, their
    rows, and how they read.
    """

    text: str
    texts: int
    rows: int
    parts: Written
    kind: str
    group: str


def form_of(name: str, cells: Cells) -> Finding | None:
    """How the numbers of a column are written; None when it needs nothing or is no numbers."""
    key = f"number form {name}"
    if key not in cells.memory:
        cells.memory[key] = examined(name, cells)
    finding: Finding | None = cells.memory[key]
    return finding


def examined(name: str, cells: Cells) -> Finding | None:
    if cells.filled < 2 or is_named_id(name):
        return None
    plain = cells.matches(PLAIN)
    if plain.all() or cells.share(plain | cells.matches(CANDIDATE)) < 1 - UNREAD_SHARE:
        return None
    if has_codes(cells) or reads_as_version(cells):
        return None
    odd, unread = read(cells, ~plain)
    if unread > (UNREAD_SHARE * cells.filled if cells.filled >= SMALL else 0) or not odd:
        return None
    unit, words, doubt = unit_among(name, cells, odd)
    if unit is None:
        return None
    mark, is_grouped, unsure = marks(cells, odd)
    doubt = doubt or unsure or style_doubt(name, cells, odd)
    form = NumberForm(column=name, mark=mark, is_grouped=is_grouped, unit=unit, has_words=words)
    spellings = {item.parts.spelling for item in odd if item.parts.unit}
    is_uniform = (
        bool(unit) and len(spellings) == 1 and sum(item.texts for item in odd) == cells.distinct
    )
    counts = {"cells": sum(item.rows for item in odd), "plain": int(cells.counts[plain].sum())}
    return Finding(form, doubt, is_uniform, {**counts, "unread": unread})


def read(cells: Cells, chosen: Mask) -> tuple[list[Odd], int]:
    """The odd texts that are numbers, and rows of those that are not."""
    found, unread = [], 0
    limit = UNREAD_SHARE * cells.filled
    for _, text, texts, rows in shapes(cells, chosen):
        parts = written(text)
        kind, group = reading(parts.body) if parts is not None else ("", "")
        if parts is not None and kind:
            found.append(Odd(text, texts, rows, parts, kind, group))
            continue
        unread += rows
        if unread > limit:
            break
    return found, unread


def shapes(cells: Cells, chosen: Mask) -> Iterator[tuple[str, str, int, int]]:
    """Texts that differ in their digits only are read alike: the shape, the first text of it, how
    many texts it has and how many rows. Zeros at the beginning of a group of digits count.
    """
    texts = cells.texts.filter(pl.Series(chosen))
    frame = pl.DataFrame({"shape": shaped(texts), "text": texts, "rows": cells.counts[chosen]})
    groups = frame.group_by("shape", maintain_order=True).agg(
        pl.col("text").first(), pl.len(), pl.col("rows").sum()
    )
    yield from groups.iter_rows()


def shaped(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all("[1-9]", "9").str.replace_all(r"\B0", "9")


def rewritten(cells: Cells, form: NumberForm) -> dict[str, str | None]:
    """New texts of the cells that a form makes plain numbers: `plain_number`, shape by shape."""
    odd = ~cells.matches(PLAIN)
    if form.mark == ",":
        odd = odd | cells.matches(THREE)
    texts = cells.texts.filter(pl.Series(odd))
    frame = pl.DataFrame({"shape": shaped(texts), "text": texts})
    found: dict[str, str | None] = {}
    for part in frame.partition_by("shape", maintain_order=True):
        alike = part["text"]
        if len(alike) < FEW:
            new = [plain(text, form) for text in alike.to_list()]
        elif plain(alike[0], form) == alike[0]:
            continue
        else:
            new = made_plain(alike, form).to_list()
        found |= {a: b for a, b in zip(alike.to_list(), new, strict=True) if a != b}
    return found


def plain(text: str, form: NumberForm) -> str:
    return plain_number(text, form.mark, form.is_grouped, form.unit, form.has_words)


def made_plain(alike: pl.Series, form: NumberForm) -> pl.Series:
    """`plain_number` of many texts of one shape at once."""
    parts = written(alike[0])
    if parts is None:
        return alike
    kind, group = decided(*reading(parts.body), form.mark, form.is_grouped)
    body = alike.str.extract(BODY)
    body = body.str.replace_all(group, "", literal=True) if group else body
    body = body.str.replace(",", ".", literal=True) if kind == "," else body
    body = "0" + body if parts.body.startswith((".", ",")) else body
    return "-" + body if parts.negative else body


def unit_among(name: str, cells: Cells, odd: Sequence[Odd]) -> tuple[str | None, bool, str]:
    """The one unit or currency, whether words follow it, and what is doubtful; None: several."""
    units = Counter[str]()
    for item in odd:
        if item.parts.unit:
            units[item.parts.unit] += item.rows
    if not units:
        return "", False, ""
    if len(units) > 1:
        return None, False, ""
    unit, rows = units.popitem()
    is_said = says_unit(name, unit)
    worded = sum(item.rows for item in odd if item.parts.words)
    if worded and not (is_said and worded <= WORDS_SHARE * cells.filled):
        return None, False, ""
    bare = cells.filled - rows
    is_money = unit in CURRENCIES
    if not is_money and unit != "%" and unit not in UNITS:
        return unit, bool(worded), "nobody has told what this unit is"
    if len(unit) == 1 and unit != "%" and not is_said:
        return unit, bool(worded), f"{unit!r} may be a unit or part of a code"
    if bare <= UNREAD_SHARE * cells.filled:
        is_sure = is_money or is_said
        return unit, bool(worded), "" if is_sure else "every cell names the unit"
    if bare < 0.5 * cells.filled and not is_said and not is_money:
        return unit, bool(worded), "most cells name a unit, some do not"
    if not is_money and not is_comparable(cells):
        return unit, bool(worded), "cells with and without the unit differ in size"
    is_few = bare < GROUPED_LEAST and not is_money and not is_said
    return unit, bool(worded), "too few cells without the unit to compare" if is_few else ""


def says_unit(name: str, unit: str) -> bool:
    """Whether a column's name names the unit of its numbers."""
    words = set(re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", name))
    low = {word.lower() for word in words}
    if unit == "%":
        return bool(low & {"percent", "pct", "percentage", "prozent", "rate", "share"})
    return bool(low & {*UNITS.get(unit, ()), unit.lower()})


def is_comparable(cells: Cells) -> bool:
    """Numbers with the unit are of the size of those without: 5% is not 0.05."""
    plain = cells.matches(PLAIN)
    bare = weighted_median(
        np.abs(cells.texts.filter(plain).cast(float).to_numpy()), cells.counts[plain]
    )
    values, rows = [], []
    sample = zip(cells.pick(~plain)[:SAMPLE], cells.counts[~plain].tolist(), strict=False)
    for text, count in sample:
        parts = written(text)
        number = plain_number(text, ".", False, parts.unit, True) if parts else ""
        if parts and parts.unit and re.fullmatch(r"-?\d+(?:\.\d+)?", number):
            values.append(abs(float(number)))
            rows.append(count)
    if not values:
        return False
    named = weighted_median(np.array(values), np.array(rows))
    if bare == 0 or named == 0:
        return bool(bare == named)
    return 1 / NEAR <= named / bare <= NEAR


def weighted_median(values: np.ndarray, rows: np.ndarray) -> float:
    if not len(values):
        return 0.0
    order = np.argsort(values)
    middle = np.searchsorted(np.cumsum(rows[order]), rows.sum() / 2)
    return float(values[order][middle])


def marks(cells: Cells, odd: Sequence[Odd]) -> tuple[Literal[".", ","], bool, str]:
    """The decimal mark, whether 1,234 is grouped, and what is doubtful."""
    dots = int(cells.counts[cells.matches(PLAIN) & cells.matches(DECIMALS)].sum())
    commas = unsure_comma = 0
    for item in odd:
        says_dot = item.kind == "." or (item.kind == "groups" and item.group == ",")
        says_comma = item.kind == "," or (item.kind == "groups" and item.group == ".")
        dots += item.rows * says_dot
        commas += item.rows * says_comma
        unsure_comma += item.rows * (item.kind == "unsure" and item.group == ",")
    if dots and commas:
        mark: Literal[".", ","] = "." if dots >= commas else ","
        is_minor = min(dots, commas) <= MINOR_SHARE * (dots + commas)
        return mark, False, "" if is_minor else "both the point and the comma stand for decimals"
    if dots or commas:
        return ("." if dots else ","), True, ""
    if not unsure_comma:
        return ".", False, ""
    return (
        ".",
        True,
        "" if are_thousands(cells, odd) else "1,234 may be a thousand or one and a bit",
    )


def are_thousands(cells: Cells, odd: Sequence[Odd]) -> bool:
    """Many numbers with three digits behind each comma, and none above 999 without one."""
    if cells.matches(LONG_WHOLE).any() or cells.matches(THREE).any():
        return False
    many = sum(item.texts for item in odd if item.kind == "unsure") >= GROUPED_LEAST
    return many and bool(cells.matches(r"^[+-]?\d{1,3}$").any())


def style_doubt(name: str, cells: Cells, odd: Sequence[Odd]) -> str:
    """(12) and 12- are negative in a column of amounts only."""
    styled = sum(item.rows for item in odd if item.parts.style)
    if not styled:
        return ""
    has_decimals = bool(cells.matches(DECIMALS).any()) or any(i.kind in ".," for i in odd)
    is_money = any(item.parts.unit in CURRENCIES for item in odd) or MONEY.search(name.lower())
    if styled < 0.5 * cells.filled and (has_decimals or is_money):
        return ""
    return "numbers in parentheses or with a minus behind may be negative"


def uniform_form(name: str, cells: Cells) -> NumberForm | None:
    """The form of a column whose every cell is a number with the same known unit."""
    if not cells.distinct or cells.matches(PLAIN).any():
        return None
    finding = form_of(name, cells)
    if finding is None or not finding.is_uniform or finding.evidence["unread"]:
        return None
    form = finding.form
    is_known = form.unit in CURRENCIES or form.unit == "%" or len(form.unit) > 1
    if form.has_words or form.unit not in {*CURRENCIES, "%", *UNITS} or not is_known:
        return None
    return form
