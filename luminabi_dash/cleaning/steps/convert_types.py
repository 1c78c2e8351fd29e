"""Numbers written for people: currency, thousands, decimal commas, percent, parentheses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from luminabi_dash.cleaning.step import Change, Flag, Parameters, StepResult, mapped, step
from luminabi_dash.plural import many

CURRENCY = r"(?:[$€£¥₹]|USD|EUR|GBP|CHF)"
BODY = r"\d+|\d{1,3}(?:(?P<t>[.,' \u00a0\u202f])\d{3})(?:(?P=t)\d{3})*"
FORM = re.compile(
    rf"(?P<open>\()?(?P<sign>[+-])?{CURRENCY}?\s?(?P<sign2>[+-])?(?P<whole>{BODY})"
    rf"(?:(?P<mark>[.,])(?P<part>\d+))?\s?(?P<unit>{CURRENCY}|%)?(?P<close>\))?"
)
PLAIN = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
LEADING_ZERO = re.compile(r"[+-]?0\d")
REASON = "the column is numbers throughout, written in another form"
DATES = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}")


def plan(frame: pd.DataFrame) -> Parameters | None:
    """For each column that is numbers throughout: its decimal mark."""
    found = {}
    for name in frame.columns:
        mark = decimal_mark(frame[name])
        if mark is not None:
            found[str(name)] = mark
    flagged = [str(name) for name in frame.columns if is_ambiguous_date(frame[name])]
    return {"decimals": found, "flagged": flagged} if found or flagged else None


def decimal_mark(cells: pd.Series) -> str | None:
    """The decimal mark when each cell is a number and one needs rewriting; None otherwise.

    One cell with both marks decides, or decimals that are no group of three; a column of "1.234"
    alone is left alone: nobody can know.
    """
    texts = [str(text) for text in cells.dropna().unique()]
    if len(texts) < 2 or all(PLAIN.fullmatch(text) for text in texts):
        return None
    matches = [FORM.fullmatch(text) for text in texts]
    if not all(matches) or any(LEADING_ZERO.match(text) for text in texts):
        return None
    known = [match for match in matches if match is not None]
    percents = {match["unit"] == "%" for match in known}
    if len(percents) > 1:
        return None
    votes = {vote for match in known if (vote := vote_of(match)) is not None}
    if len(votes) > 1:
        return None
    if votes:
        return votes.pop()
    has_groups = any(match["t"] or match["mark"] for match in known)
    return None if has_groups else "."


def vote_of(match: re.Match[str]) -> str | None:
    """The decimal mark that a number proves, if it proves one."""
    group, mark, part = match["t"], match["mark"], match["part"]
    if group in {".", ","} and mark and group != mark:
        return mark
    if group in {".", ","} and not mark:
        groups = match["whole"].count(group)
        return ("," if group == "." else ".") if groups > 1 else None
    if mark and (len(part) != 3 or len(match["whole"]) > 3 or match["whole"] == "0"):
        return mark
    return None


def plain(text: str, mark: str) -> str:
    """The number as a program writes it: -1234.5."""
    match = FORM.fullmatch(text)
    if match is None or PLAIN.fullmatch(text):
        return text
    digits = re.sub(r"[^\d.,]", "", f"{match['whole']}{match['mark'] or ''}{match['part'] or ''}")
    digits = digits.replace("." if mark == "," else ",", "").replace(mark, ".")
    is_negative = bool(match["open"]) or "-" in {match["sign"], match["sign2"]}
    return f"-{digits}" if is_negative else digits


def is_ambiguous_date(cells: pd.Series) -> bool:
    """Dates that read both day first and month first throughout."""
    texts = [str(text) for text in cells.dropna().unique()]
    if len(texts) < 2 or not all(DATES.fullmatch(text) for text in texts):
        return False
    parts = [[int(p) for p in re.split(r"[/-]", text)[:2]] for text in texts]
    return all(max(pair) <= 12 for pair in parts) and any(a != b for a, b in parts)


@step(
    "convert_types",
    title="Read numbers",
    running="Reading numbers…",
    reason=REASON,
    order=30,
    plan=plan,
)
def convert_types(frame: pd.DataFrame, parameters: Mapping[str, Any]) -> StepResult:
    """Cells become plain numbers; dates that nothing decides stay text and are flagged."""
    changes = [
        Change(name, mapped(frame[name], partial(plain, mark=mark)), REASON)
        for name, mark in parameters["decimals"].items()
        if name in frame.columns
    ]
    flags = tuple(
        Flag(None, name, "ambiguous_date", "every date reads both day first and month first")
        for name in parameters.get("flagged", [])
    )
    count = sum(len(change.after) for change in changes)
    columns = len(parameters["decimals"])
    read = f"Read {many(count, 'number')} in {many(columns, 'column')}."
    words = read if count else "Nothing to rewrite."
    return StepResult(tuple(c for c in changes if len(c.after)), flags=flags, summary=words)
