"""The type and role of a column of text, from all of its cells: text wins on doubt."""

from __future__ import annotations

import re

import polars as pl

from luminabi_dash.tables.dates import parse
from luminabi_dash.tables.schema import Column, Role, Type
from luminabi_dash.tables.tally import ID_NAME as ID_NAME
from luminabi_dash.tables.tally import Inference as Inference
from luminabi_dash.tables.tally import Tally, is_id_name

YEAR_NAME = re.compile(r"(?:^|[^a-z])(?:year|jahr|yr)(?:$|[^a-z])")
ADDITIVE_NAME = re.compile(
    r"amount|sales|revenue|cost|qty|quantity|count|total|units|profit|income|expense|spend|volume|"
    r"orders|visits|clicks|passengers|tip|fare|tax|discount_amount|precipitation|damage"
)
RATE_NAME = re.compile(r"rate|ratio|percent|pct|%|share|avg|average|mean|per |price|index|score")
CATEGORIES = 300
FEW = 50
TRUE = ["true", "yes", "1", "t", "y", "on", "ja", "oui"]
FALSE = ["false", "no", "0", "f", "n", "off", "nein", "non"]


def infer(cells: pl.Series, name: str) -> Inference:
    """Type of a text column: anything but text only if every filled cell parses."""
    tally = Tally(name)
    tally.add(cells)
    return tally.result()


def typed(cells: pl.Series, inference: Inference) -> pl.Series:
    """The column in its type; empty cells are null, and so is what does not parse."""
    if inference.type is Type.TEXT:
        return cells
    if inference.type is Type.BOOLEAN:
        low = cells.str.to_lowercase()
        known = low.is_in([*TRUE, *FALSE])
        return low.is_in(TRUE).set(~known.fill_null(value=False), None)
    if inference.type is Type.INTEGER:
        return cells.str.strip_chars_start("+").cast(pl.Int64, strict=False)
    if inference.type is Type.NUMBER:
        return numbers(cells, inference.decimal)
    return parse(cells, inference.format or "%Y-%m-%d")


def numbers(cells: pl.Series, decimal: str) -> pl.Series:
    """Numbers with that decimal mark; the other mark and blanks part thousands."""
    if decimal == ",":
        cells = cells.str.replace_all(r"[.\s']", "").str.replace(",", ".", literal=True)
    found = cells.str.strip_chars_start("+").cast(pl.Float64, strict=False)
    return found.set(~found.is_finite(), None)


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
    known = values.drop_nulls()
    distinct, filled = known.n_unique(), max(len(known), 1)
    is_named = is_id_name(name)
    if kind.is_numeric:
        return numeric_role(name, values, kind, is_named)
    if inference.tried == "number" and inference.against and "begin with 0" in inference.reason:
        return Role.IDENTIFIER
    if inference.tried == "identifier" and (distinct > FEW or distinct > 0.5 * filled):
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
        if YEAR_NAME.search(name.lower()):
            return Role.DIMENSION
        known = values.drop_nulls()
        is_count_up = len(known) > 2 and known.n_unique() == len(known) and known.is_sorted()
        steps = known.diff().drop_nulls()
        if is_named or (is_count_up and (steps == 1).all()):
            return Role.IDENTIFIER
    return Role.MEASURE
