"""How each column is used in the search: wrong uses cause most silly findings."""

from __future__ import annotations

import re
from enum import StrEnum

import numpy as np
import pandas as pd

from luminabi_dash.insights.arrays import Numbers
from luminabi_dash.tables.schema import Column, Role, Type

MOST_VALUES = 300
MOST_SHARE = 0.5
LEAST_UNIQUE = 20
KEY_NAME = re.compile(
    r"(?:^|[^a-z])(?:id|ids|uuid|guid|code|zip|zipcode|postcode|postal|plz|phone|telephone|fax|sku|ean|"
    r"isbn|issn|iban|ssn|barcode)(?:$|[^a-z])"
)
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
        return Use.OUTCOME
    if column.type is Type.INTEGER and found.size == known.size > LEAST_UNIQUE:
        is_count_up = found[-1] - found[0] == found.size - 1
        if is_count_up:
            return Use.KEY
    return Use.MEASURE


def use_of_texts(column: Column, values: pd.Series, distinct: int) -> Use:
    """A column of texts, of which `distinct` are different."""
    filled = int(values.notna().sum())
    if distinct < 2:
        return Use.CONSTANT
    if column.role is Role.IDENTIFIER:
        return Use.KEY
    if distinct > MOST_VALUES or distinct > MOST_SHARE * filled:
        return Use.TEXT
    return Use.DIMENSION


def spaced(name: str) -> str:
    """The name in small letters, its words apart: gdpPercap_usd is "gdp percap usd"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()


def is_key_name(name: str) -> bool:
    return KEY_NAME.search(spaced(name)) is not None


def is_additive(column: Column) -> bool:
    """Whether its sum means anything: amounts do, prices and rates do not."""
    words = spaced(column.name)
    if INTENSIVE.search(words):
        return False
    return column.additive or EXTENSIVE.search(words) is not None
