"""What a column is, for steps that must keep away: identifiers, codes, versions, prose."""

from __future__ import annotations

import re

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.tables.types import ID_NAME

PLAIN = r"^[+-]?(?:(?:0|[1-9]\d{0,14})(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?$"
"""A number that needs no rewriting."""
CODE = r"^[+]\d{5,}|^[+-]?0\d|^\d{16,}$|^\d+[eE]\d+$"
DIGIT = r"\d"
LINE_BREAK = r"[\r\n]"
PROSE_LENGTH = 60
FEW = 60
REPEATED_SHARE = 0.35
UNIQUE_SHARE = 0.95
KEY_ROWS = 20
CODE_LIKE = r"^[A-Za-z]+[\w\-]*\d[\w\-]*$|^[0-9a-f]{8}-[0-9a-f\-]{20,}$"
NO_KEY = re.compile(r"zip|post|plz|phone|tel|fax|sku|ean|isbn|product|artikel|article")
ROW_ID = re.compile(r"(?:^|[^a-z])(?:id|uuid|guid|key|nr|no|number)$")


def is_named_id(name: str) -> bool:
    return ID_NAME.search(name.lower()) is not None


def has_codes(cells: Cells) -> bool:
    """Leading zeros, phone numbers, 1E5, more digits than a number holds."""
    return bool(cells.matches(CODE).any())


def is_plain(cells: Cells) -> bool:
    """Plain numbers throughout."""
    return cells.distinct > 0 and bool(cells.matches(PLAIN).all())


def reads_as_version(cells: Cells) -> bool:
    """1.9 beside 1.10: two things, not one number."""
    values = cells.texts.filter(cells.texts.str.contains(r"^\d+\.\d+$"))
    parts = values.str.extract(r"\.(\d+)$").drop_nulls().unique()
    lengths = parts.str.len_chars()
    if lengths.n_unique() < 2:
        return False
    longer = parts.filter(lengths > lengths.min())
    return bool(longer.str.ends_with("0").any() and not longer.str.starts_with("0").any())


def is_prose(cells: Cells) -> bool:
    """Sentences and lines rather than names."""
    if not cells.filled:
        return False
    mean = float((cells.lengths * cells.counts).sum() / cells.filled)
    return mean > PROSE_LENGTH or cells.share(cells.matches(LINE_BREAK)) > 0.05


def is_repeated(cells: Cells) -> bool:
    """Few different texts for many rows: a category, whose spellings can be compared."""
    most = max(FEW, REPEATED_SHARE * cells.filled)
    return 2 <= cells.distinct <= most and cells.distinct < 0.8 * cells.filled


def is_key(name: str, cells: Cells) -> bool:
    """Different in every row and made to tell rows apart: named as an id, or codes in enough rows.

    Names of people, dates and amounts that happen to differ are no keys.
    """
    if cells.distinct != cells.filled or cells.filled < 0.9 * max(cells.rows, 1):
        return False
    low = name.lower()
    if is_named_id(name) and NO_KEY.search(low) is None:
        return cells.filled > 1
    is_coded = bool((cells.matches(DIGIT) & cells.matches(CODE_LIKE)).all())
    return is_coded and cells.filled >= KEY_ROWS


def is_row_id(name: str) -> bool:
    """Says by its name that it numbers rows, not kinds of things."""
    return ROW_ID.search(name.lower()) is not None
