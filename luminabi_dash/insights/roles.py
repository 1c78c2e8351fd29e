"""How each column is used in the search: wrong uses cause most silly findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from luminabi_dash.insights.arrays import Numbers, Places
from luminabi_dash.insights.times import LEAST_MOMENTS, Moments, spaced
from luminabi_dash.tables.schema import Column, Role, Type

MOST_VALUES = 300
MOST_SHARE = 0.5
LEAST_UNIQUE = 20
LEAST_BALANCE = 0.7
SINGLE = 0.99
KEY_NAME = re.compile(
    r"(?:^|[^a-z])(?:id|ids|uuid|guid|code|zip|zipcode|postcode|postal|plz|phone|telephone|fax|sku|ean|"
    r"isbn|issn|iban|ssn|barcode)(?:$|[^a-z])"
)
UNNAMED = re.compile(r"^(?:column \d+|unnamed.*|index|rownames?|row|rowid|#)$")
"""Names that readers and tools give to a column of row numbers."""
YEAR = re.compile(r"(?:^|[^a-z])years?$")
MONTH = re.compile(r"(?:^|[^a-z])month$")
CALENDAR = (1_500, 2_200)
NUMBER = re.compile(r"^-?[0-9]+(?:[.,][0-9]+)?$")
NOT_AVAILABLE = "NA"
LEAST_NUMBERS = 5
EXTENSIVE = re.compile(
    r"(?:^|[^a-z])(?:pop|population|generation|production|output|emissions|deaths|births|cases|trips|"
    r"downloads|views|turnover|usage|consumption|demand|supply|exports|imports|donations|payments|"
    r"quantity|units|amount|sales|revenue|orders|visits|hours|minutes|weight)(?:$|[^a-z])"
)
INTENSIVE = re.compile(
    r"(?:^|[^a-z])(?:per|rate|ratio|share|percent|pct|avg|average|mean|median|index|score|price|age|"
    r"temp|temperature|capita|cap|percap|percapita)(?:$|[^a-z])|%"
)


class Use(StrEnum):
    """What a column is good for: only measures, outcomes and dimensions enter tests."""

    MEASURE = "measure"
    OUTCOME = "outcome"
    DIMENSION = "dimension"
    KEY = "key"
    TIME = "time"
    TEXT = "text"
    CONSTANT = "constant"


def use_of_numbers(column: Column, values: Numbers) -> Use:
    """A column of numbers or truth values: `values` with NaN where empty."""
    known = values[np.isfinite(values)]
    found = np.unique(known)
    if found.size < 2:
        return Use.CONSTANT
    if column.type is Type.BOOLEAN:
        return Use.DIMENSION
    if column.role is Role.IDENTIFIER or is_key_name(column.name):
        return Use.KEY
    if found.size == 2:
        is_year = is_year_name(column.name) and CALENDAR[0] <= found[0] <= CALENDAR[1]
        return Use.DIMENSION if is_year else Use.OUTCOME
    if MONTH.search(spaced(column.name)) and np.isin(found, np.arange(1, 13)).all():
        return Use.DIMENSION
    if column.type is Type.INTEGER and found.size == known.size > LEAST_UNIQUE:
        is_count_up = found[-1] - found[0] == found.size - 1
        if is_count_up or UNNAMED.match(spaced(column.name)):
            return Use.KEY
    return Use.MEASURE


def has_gap_words(labels: Sequence[object]) -> bool:
    """Numbers beside NA: what is no number is a gap that was written out."""
    others = [str(label) for label in labels if label != NOT_AVAILABLE]
    is_beside = NOT_AVAILABLE in labels and len(others) >= LEAST_NUMBERS
    return is_beside and all(NUMBER.match(label) for label in others)


def is_followed(codes: Places, size: int, moments: Moments) -> bool:
    """Whether `size` codes tell apart things that are followed along time: at most one row of each
    a moment, at most moments, over several moments.
    """
    least = LEAST_BALANCE * size * moments.count
    if moments.count < LEAST_MOMENTS or size < 2 or codes.size < least:
        return False
    known = (moments.places >= 0) & (codes >= 0)
    rows = int(known.sum())
    if rows < max(SINGLE * codes.size, least):
        return False
    both = moments.places[known] * size + codes[known]
    return bool(np.unique(both).size >= SINGLE * rows)


def use_of_texts(column: Column, values: pd.Series, labels: Sequence[object]) -> Use:
    """A column of texts; `labels` are the different ones."""
    distinct = len(labels)
    filled = int(values.notna().sum())
    if distinct < 2:
        return Use.CONSTANT
    if column.role is Role.IDENTIFIER:
        return Use.KEY
    if distinct > MOST_VALUES or distinct > MOST_SHARE * filled or has_gap_words(labels):
        return Use.TEXT
    return Use.DIMENSION


def is_key_name(name: str) -> bool:
    return KEY_NAME.search(spaced(name)) is not None


def is_year_name(name: str) -> bool:
    return YEAR.search(spaced(name)) is not None


def is_additive(column: Column) -> bool:
    """Whether its sum means anything: amounts do, prices and rates do not."""
    words = spaced(column.name)
    if INTENSIVE.search(words):
        return False
    return column.additive or EXTENSIVE.search(words) is not None
