"""The type and role of a column of text, from all of its cells: text wins on doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from luminabi_dash.tables.schema import Column, Role, Type

INTEGER = r"^[+-]?(?:0|[1-9]\d{0,14})$"
NUMBER = r"^[+-]?(?:(?:0|[1-9]\d{0,14})(?:\.\d{1,17})?|\.\d{1,17})(?:[eE][+-]?\d{1,3})?$"
CODE = r"^[+]|^-?0\d|^\d{16,}$"
LOOKS_NUMERIC = r"^[+-]?[\d.,]*\d[\d.,]*$"
DATE_FORMATS = (
    ("%Y-%m-%d", r"^\d{4}-\d{1,2}-\d{1,2}$"),
    ("%Y/%m/%d", r"^\d{4}/\d{1,2}/\d{1,2}$"),
    ("%Y%m%d", r"^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"),
    ("%d.%m.%Y", r"^\d{1,2}\.\d{1,2}\.\d{4}$"),
    ("%d/%m/%Y", r"^\d{1,2}/\d{1,2}/\d{4}$"),
    ("%m/%d/%Y", r"^\d{1,2}/\d{1,2}/\d{4}$"),
    ("%d-%m-%Y", r"^\d{1,2}-\d{1,2}-\d{4}$"),
    ("%m-%d-%Y", r"^\d{1,2}-\d{1,2}-\d{4}$"),
    ("%d %b %Y", r"^\d{1,2} [A-Za-z]{3} \d{4}$"),
    ("%d %B %Y", r"^\d{1,2} [A-Za-z]{4,} \d{4}$"),
    ("%b %d, %Y", r"^[A-Za-z]{3} \d{1,2}, \d{4}$"),
)
TIME_FORMATS = (
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
)
TWINS = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y"}
ID_NAME = re.compile(
    r"(?:^|[^a-z])(?:id|ids|uuid|guid|code|zip|zipcode|postcode|plz|phone|tel|fax|sku|ean|isbn|issn|"
    r"iban|ssn|key|nr|no|number|barcode)(?:$|[^a-z])"
)
YEAR_NAME = re.compile(r"(?:^|[^a-z])(?:year|jahr|yr)(?:$|[^a-z])")
ADDITIVE_NAME = re.compile(
    r"amount|sales|revenue|cost|qty|quantity|count|total|units|profit|income|expense|spend|volume|"
    r"orders|visits|clicks|passengers|tip|fare|tax|discount_amount|precipitation|damage"
)
RATE_NAME = re.compile(r"rate|ratio|percent|pct|%|share|avg|average|mean|per |price|index|score")
CATEGORIES = 300
FEW = 50


@dataclass(frozen=True, slots=True)
class Inference:
    """What a column was found to be; `against` counts filled cells that would not fit `tried`."""

    type: Type
    format: str | None
    filled: int
    against: int
    tried: str
    reason: str


def infer(cells: pl.Series, name: str) -> Inference:
    """Type of a text column: anything but text only if every filled cell parses."""
    values = cells.drop_nulls()
    values = values.filter(values != "")
    filled = len(values)
    if filled == 0:
        return Inference(Type.TEXT, None, 0, 0, "text", "no values")
    if is_boolean(values):
        return Inference(Type.BOOLEAN, None, filled, 0, "boolean", f"{filled:,} are true or false")
    if values.str.contains(r"^[+-]?\d+$").all() and values.str.contains(CODE).any():
        return as_number(values, filled)
    numeric = int(values.str.contains(NUMBER).sum())
    if numeric == filled:
        return as_number(values, filled)
    found = as_date(values, filled)
    if found is not None:
        return found
    if numeric > filled / 2:
        against = filled - numeric
        reason = f"{numeric:,} numbers, {against:,} other values: kept as text"
        return Inference(Type.TEXT, None, filled, against, "number", reason)
    return Inference(Type.TEXT, None, filled, 0, "text", f"{filled:,} texts")


def is_boolean(values: pl.Series) -> bool:
    kinds = set(values.str.to_lowercase().unique().to_list()) if values.n_unique() <= 6 else {""}
    return kinds in ({"true", "false"}, {"yes", "no"}, {"true"}, {"false"}) and len(values) > 1


def as_number(values: pl.Series, filled: int) -> Inference:
    codes = int(values.str.contains(CODE).sum())
    if codes:
        reason = f"{codes:,} values begin with 0 or + or are too long: kept as text"
        return Inference(Type.TEXT, None, filled, codes, "number", reason)
    if values.str.contains(r"^\d+[eE]\d+$").any():
        return Inference(Type.TEXT, None, filled, 0, "number", "codes such as 1E5: kept as text")
    if is_version(values):
        reason = "decimals such as 1.9 beside 1.10: kept as text"
        return Inference(Type.TEXT, None, filled, filled, "number", reason)
    if values.str.contains(INTEGER).all():
        return Inference(Type.INTEGER, None, filled, 0, "integer", f"{filled:,} whole numbers")
    return Inference(Type.NUMBER, None, filled, 0, "number", f"{filled:,} numbers")


def is_version(values: pl.Series) -> bool:
    """1.9 and 1.10 are two things: decimals of different lengths, a longer one ends with 0 and
    none begins with 0.
    """
    parts = values.str.extract(r"\.(\d+)$").drop_nulls().unique()
    lengths = parts.str.len_chars()
    if lengths.n_unique() < 2:
        return False
    longer = parts.filter(lengths > lengths.min())
    return bool(longer.str.ends_with("0").any() and not longer.str.starts_with("0").any())


def as_date(values: pl.Series, filled: int) -> Inference | None:
    for pattern, shape in DATE_FORMATS:
        if not values.str.contains(shape).all():
            continue
        if values.str.to_date(pattern, strict=False).null_count():
            continue
        twin = TWINS.get(pattern)
        if twin is not None and not values.str.to_date(twin, strict=False).null_count():
            reason = f"{filled:,} dates read both day first and month first: kept as text"
            return Inference(Type.TEXT, None, filled, filled, "ambiguous date", reason)
        return Inference(Type.DATE, pattern, filled, 0, "date", f"{filled:,} dates as {pattern}")
    if not values.str.contains(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ]\d{1,2}:\d{2}").all():
        return None
    for pattern in TIME_FORMATS:
        if not values.str.to_datetime(pattern, strict=False, time_unit="us").null_count():
            reason = f"{filled:,} times as {pattern}"
            return Inference(Type.DATETIME, pattern, filled, 0, "date and time", reason)
    return None


def typed(cells: pl.Series, inference: Inference) -> pl.Series:
    """The column in its type; empty cells are null."""
    cells = cells.set(cells == "", None) if inference.type is not Type.TEXT else cells
    if inference.type is Type.INTEGER:
        return cells.str.strip_chars_start("+").cast(pl.Int64)
    if inference.type is Type.NUMBER:
        return cells.str.strip_chars_start("+").cast(pl.Float64)
    if inference.type is Type.BOOLEAN:
        return cells.str.to_lowercase().is_in(["true", "yes"])
    if inference.type is Type.DATE:
        return cells.str.to_date(inference.format)
    if inference.type is Type.DATETIME:
        return cells.str.to_datetime(inference.format, time_unit="us")
    return cells


def column_of(name: str, values: pl.Series, inference: Inference) -> Column:
    """The column with its role: how it is used in analysis."""
    role = role_of(name, values, inference)
    low = name.lower()
    is_amount = ADDITIVE_NAME.search(low) is not None and RATE_NAME.search(low) is None
    return Column(name, inference.type, role, additive=role is Role.MEASURE and is_amount)


def role_of(name: str, values: pl.Series, inference: Inference) -> Role:
    kind = inference.type
    if kind.is_temporal:
        return Role.TEMPORAL
    if kind is Type.BOOLEAN:
        return Role.DIMENSION
    distinct, filled = values.n_unique(), max(inference.filled, 1)
    is_named = ID_NAME.search(name.lower()) is not None
    if kind.is_numeric:
        return numeric_role(name, values, kind, is_named)
    if inference.tried == "number" and inference.against and "begin with 0" in inference.reason:
        return Role.IDENTIFIER
    if is_named and distinct > 0.5 * filled:
        return Role.IDENTIFIER
    if distinct <= FEW or (distinct <= CATEGORIES and distinct < 0.5 * filled):
        return Role.DIMENSION if distinct < filled or distinct <= 1 else Role.TEXT
    if distinct < 0.2 * filled and values.str.len_chars().mean() is not None:
        return Role.DIMENSION
    return Role.TEXT


def numeric_role(name: str, values: pl.Series, kind: Type, is_named: bool) -> Role:
    if kind is Type.INTEGER:
        known = values.drop_nulls()
        is_count_up = len(known) > 2 and known.n_unique() == len(known) and known.is_sorted()
        steps = known.diff().drop_nulls()
        if is_named or (is_count_up and (steps == 1).all()):
            return Role.IDENTIFIER
        if YEAR_NAME.search(name.lower()):
            return Role.DIMENSION
    return Role.MEASURE
