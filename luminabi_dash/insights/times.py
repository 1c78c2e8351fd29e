"""The time of a table: one column of dates, or a year with a month beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from luminabi_dash.tables.schema import Column, Role, Schema

Stamps = NDArray[np.datetime64]

LEAST_MOMENTS = 8
LEAST_FILLED = 0.95
YEARS = (1500, 2200)
SHORT_YEARS = (0, 99)
CENTURY = 1900
SHORT_YEAR_NAMES = frozenset({"year", "yr"})
YEAR_NAME = re.compile(r"(?:^|[^a-z])(?:year|yr|jahr|annee|année|ano|año|anno)(?:$|[^a-z])")
MONTH_NAME = re.compile(r"(?:^|[^a-z])(?:month|mon|monat|mois|mes|mese)(?:$|[^a-z])")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_MONTH = re.compile(r"^(\d{4})[-/. ]?(?:M)?(0?[1-9]|1[0-2])$")
YEAR_QUARTER = re.compile(r"^(?:(\d{4})[-/ ]?Q([1-4])|Q([1-4])[-/ ]?(\d{4}))$")


@dataclass(frozen=True, slots=True, eq=False)
class Time:
    """`stamps` by row as datetime64[s], NaT where unknown; `columns` are the columns it is from.

    `is_temporal`: its one column has a date type, so charts may group it by calendar units.
    """

    columns: tuple[str, ...]
    stamps: Stamps
    is_temporal: bool

    @property
    def name(self) -> str:
        return self.columns[0]


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """`places` of rows among the `count` different moments, −1 where time is unknown."""

    places: NDArray[np.int64]
    count: int


def moments_of(stamps: Stamps) -> Moments:
    known = ~np.isnat(stamps)
    found, inverse = np.unique(stamps[known].astype(np.int64), return_inverse=True)
    places = np.full(stamps.size, -1, dtype=np.int64)
    places[known] = inverse
    return Moments(places, found.size)


def time_of(frame: pd.DataFrame, schema: Schema) -> Time | None:
    """The time that rows belong to; of several date columns the one that comes first in time."""
    dated = [
        Time((column.name,), stamps_of(frame[column.name]), True)
        for column in sorted(schema.columns, key=lambda c: c.name)
        if column.type.is_temporal
    ]
    told = [time for time in dated if is_course(time.stamps)]
    if told:
        return min(told, key=lambda time: (middle(time.stamps), time.name))
    return of_parts(frame, schema)


def of_parts(frame: pd.DataFrame, schema: Schema) -> Time | None:
    """A time from texts such as 2024-03 or 2024 Q1, from a year, or from a year and a month."""
    columns = sorted(schema.columns, key=lambda c: c.name)
    for column in columns:
        if not column.type.is_numeric and column.role is not Role.TEMPORAL:
            stamps = of_texts(frame[column.name])
            if stamps is not None and is_course(stamps):
                return Time((column.name,), stamps, False)
    for column in columns:
        years = years_of(frame, column)
        if years is None:
            continue
        for other in columns:
            months = months_of(frame, other)
            if other.name != column.name and months is not None:
                stamps = joined(years, months)
                if is_course(stamps):
                    return Time((column.name, other.name), stamps, False)
        stamps = joined(years, np.ones(years.size))
        if is_course(stamps):
            return Time((column.name,), stamps, False)
    return None


def stamps_of(values: pd.Series) -> Stamps:
    moments = pd.to_datetime(values, errors="coerce")
    return moments.to_numpy().astype("datetime64[s]")


def is_course(stamps: Stamps) -> bool:
    known = ~np.isnat(stamps)
    is_filled = bool(known.any()) and known.mean() >= LEAST_FILLED
    return is_filled and np.unique(stamps[known]).size >= LEAST_MOMENTS


def middle(stamps: Stamps) -> float:
    seconds = stamps[~np.isnat(stamps)].astype(np.int64)
    return float(seconds.mean())


def joined(years: NDArray[np.float64], months: NDArray[np.float64]) -> Stamps:
    known = np.isfinite(years) & np.isfinite(months)
    count = np.where(known, (years - 1970) * 12 + months - 1, 0).astype(np.int64)
    stamps = count.astype("datetime64[M]").astype("datetime64[s]")
    stamps[~known] = np.datetime64("NaT")
    return stamps


def years_of(frame: pd.DataFrame, column: Column) -> NDArray[np.float64] | None:
    """Whole numbers in the range of years under a name that says so; 63 to 92 are of the 1900s."""
    if not column.type.is_numeric or YEAR_NAME.search(spaced(column.name)) is None:
        return None
    values = frame[column.name].to_numpy(dtype=np.float64, na_value=np.nan)
    known = values[np.isfinite(values)]
    if within(known, YEARS):
        return values
    is_short = spaced(column.name) in SHORT_YEAR_NAMES and within(known, SHORT_YEARS)
    return values + CENTURY if is_short else None


def within(known: NDArray[np.float64], limits: tuple[int, int]) -> bool:
    """Whether there are values, all whole and within the limits."""
    is_in = (known >= limits[0]) & (known <= limits[1]) & (known == np.round(known))
    return known.size > 0 and bool(is_in.all())


def months_of(frame: pd.DataFrame, column: Column) -> NDArray[np.float64] | None:
    """Month names, or 1 to 12 under a name that says so."""
    if column.type.is_numeric:
        values = frame[column.name].to_numpy(dtype=np.float64, na_value=np.nan)
        known = values[np.isfinite(values)]
        is_named = MONTH_NAME.search(spaced(column.name)) is not None
        is_month = is_named and known.size > 0 and bool(np.isin(known, np.arange(1, 13)).all())
        return values if is_month else None
    if column.type.is_temporal:
        return None
    texts = frame[column.name].astype("string")
    names = texts.dropna().unique()
    if not 2 <= len(names) <= 12 or any(str(n).lower()[:3] not in MONTHS for n in names):
        return None
    places = {month: place + 1.0 for place, month in enumerate(MONTHS)}
    found = [np.nan if pd.isna(text) else places[str(text).lower()[:3]] for text in texts]
    return np.array(found, dtype=np.float64)


def spaced(name: str) -> str:
    """The name in small letters, its words apart: gdpPercap_usd is "gdp percap usd"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()


def of_texts(values: pd.Series) -> Stamps | None:
    """Stamps of texts such as 2024-03, 2024 Q1; None if any filled cell is something else."""
    texts = values.dropna()
    if texts.empty or not isinstance(texts.iloc[0], str):
        return None
    found: dict[str, np.datetime64] = {}
    for text in texts.unique():
        month, quarter = YEAR_MONTH.match(text), YEAR_QUARTER.match(text)
        if month is not None:
            found[text] = np.datetime64(f"{month[1]}-{int(month[2]):02}", "s")
        elif quarter is not None:
            year, which = quarter[1] or quarter[4], int(quarter[2] or quarter[3])
            found[text] = np.datetime64(f"{year}-{3 * which - 2:02}", "s")
        else:
            return None
    nothing = np.datetime64("NaT", "s")
    return np.array([found.get(text, nothing) for text in values], dtype="datetime64[s]")
