"""How good a version is: completeness, validity, uniqueness, consistency, with the rows behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from luminabi_dash.cleaning.step import Flag
from luminabi_dash.plural import many
from luminabi_dash.tables.schema import HIDDEN, ROW, Column, Role, Schema, Type

INVALID = frozenset({"not_a_number", "not_a_date", "ambiguous_date", "disguised_missing"})
CONFLICTING = frozenset({"dependency_conflict", "key_conflict"})
WEIGHTS = {"completeness": 40, "validity": 30, "consistency": 20, "uniqueness": 10}
ROWS_SHOWN = 100
SPELLINGS_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Measure:
    """`good` of `total`; `rows` are the data rows of the file that are not good, the first ones."""

    good: int
    total: int
    rows: tuple[int, ...] = ()

    @property
    def bad(self) -> int:
        return self.total - self.good

    @property
    def share(self) -> float:
        return self.good / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    """`uniqueness` is measured on keys only."""

    column: str
    completeness: Measure
    validity: Measure
    consistency: Measure
    uniqueness: Measure | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score: `points` of `weight`, and why some are missing."""

    name: str
    weight: int
    share: float
    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Quality:
    """`score` is the sum of the points of `parts`, 0 to 100; `duplicates` counts whole rows."""

    rows: int
    columns: tuple[ColumnQuality, ...]
    duplicates: Measure
    parts: tuple[Part, ...]
    score: float
    formula: str


FORMULA = "40 parts completeness, 30 validity, 20 consistency, 10 uniqueness of rows and of keys"
KEY_SHARE = 0.9
"""An identifier with fewer different values names things that come back, such as articles."""


def report(frame: pl.DataFrame, schema: Schema, flags: Sequence[Flag] = ()) -> Quality:
    """The quality of a typed table with its hidden columns, and of what cleaning flagged in it.

    score = 40 x completeness + 30 x validity + 20 x consistency + 10 x uniqueness. Completeness is
    the share of filled cells; validity the share of filled cells that no flag calls invalid (no
    number among numbers, no date among dates, ambiguous dates, disguised missing values);
    consistency the share of filled cells that contradict no other column and are no rare spelling
    of a commoner text; uniqueness the share of rows that repeat no earlier row, and of keys
    that stand once. Outliers cost nothing: far is not wrong.
    """
    flagged = rows_by_kind(flags)
    columns = tuple(of_column(frame, column, flagged) for column in schema.columns)
    duplicates = repeated_rows(frame)
    parts = parts_of(columns, duplicates)
    score = round(sum(part.points for part in parts), 1)
    return Quality(frame.height, columns, duplicates, parts, score, FORMULA)


def rows_by_kind(flags: Iterable[Flag]) -> dict[tuple[str, str], set[int]]:
    """Rows of ("invalid" or "conflict", column)."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for flag in flags:
        if flag.row is None or flag.column is None:
            continue
        if flag.kind in INVALID:
            found["invalid", flag.column].add(flag.row)
        elif flag.kind in CONFLICTING:
            found["conflict", flag.column].add(flag.row)
    return found


def of_column(
    frame: pl.DataFrame, column: Column, flagged: dict[tuple[str, str], set[int]]
) -> ColumnQuality:
    cells, rows = frame[column.name], frame[ROW]
    empty = cells.is_null()
    filled = frame.height - int(empty.sum())
    invalid = sorted(flagged["invalid", column.name])
    odd = sorted(flagged["conflict", column.name] | set(rare_spellings(cells, rows, column)))
    return ColumnQuality(
        column=column.name,
        completeness=Measure(filled, frame.height, first(rows.filter(empty).to_list())),
        validity=Measure(filled - len(invalid), filled, first(invalid)),
        consistency=Measure(filled - len(odd), filled, first(odd)),
        uniqueness=uniqueness(cells, rows) if is_key(cells, column) else None,
    )


def rare_spellings(cells: pl.Series, rows: pl.Series, column: Column) -> list[int]:
    """Rows of texts that differ from a commoner one in case and blanks only."""
    if column.type is not Type.TEXT or column.role is not Role.DIMENSION:
        return []
    tally = cells.drop_nulls().value_counts(sort=True)
    if tally.height > SPELLINGS_MOST:
        return []
    seen: set[str] = set()
    rare = []
    for text in tally[cells.name].to_list():
        key = " ".join(text.casefold().split())
        if key in seen:
            rare.append(text)
        seen.add(key)
    return rows.filter(cells.is_in(rare).fill_null(value=False)).to_list() if rare else []


def is_key(cells: pl.Series, column: Column) -> bool:
    """Whether the column is meant to tell rows apart."""
    known = len(cells) - cells.null_count()
    different = cells.drop_nulls().n_unique()
    return column.role is Role.IDENTIFIER and different >= KEY_SHARE * known > 0


def uniqueness(cells: pl.Series, rows: pl.Series) -> Measure:
    known = len(cells) - cells.null_count()
    again = rows.filter(cells.is_not_null() & ~cells.is_first_distinct())
    return Measure(known - len(again), known, first(again))


def repeated_rows(frame: pl.DataFrame) -> Measure:
    data = frame.drop(HIDDEN)
    if not data.width:
        return Measure(frame.height, frame.height)
    names = data.columns
    later = frame.select(~pl.struct(names).is_first_distinct()).to_series()
    count = int(later.sum())
    return Measure(frame.height - count, frame.height, first(frame[ROW].filter(later)))


def first(rows: Iterable[int]) -> tuple[int, ...]:
    return tuple(int(row) for row, _ in zip(rows, range(ROWS_SHOWN), strict=False))


def parts_of(columns: Sequence[ColumnQuality], duplicates: Measure) -> tuple[Part, ...]:
    keys = [c.uniqueness for c in columns if c.uniqueness is not None]
    measures = {
        "completeness": [c.completeness for c in columns],
        "validity": [c.validity for c in columns],
        "consistency": [c.consistency for c in columns],
        "uniqueness": [duplicates, *keys],
    }
    return tuple(part_of(name, found) for name, found in measures.items())


def part_of(name: str, measures: Sequence[Measure]) -> Part:
    good, total = sum(m.good for m in measures), sum(m.total for m in measures)
    share = good / total if total else 1.0
    weight = WEIGHTS[name]
    reason = REASONS[name](total - good, total)
    return Part(name, weight, round(share, 6), round(weight * share, 2), reason)


REASONS = {
    "completeness": lambda bad, total: f"{many(bad, 'cell')} of {total:,} are empty",
    "validity": lambda bad, total: f"{many(bad, 'cell')} of {total:,} filled ones do not fit",
    "consistency": lambda bad, total: f"{many(bad, 'cell')} of {total:,} contradict others",
    "uniqueness": lambda bad, total: f"{many(bad, 'row or key', 'rows or keys')} stand twice",
}
