"""What the cells of a text column could be, counted block by block: text wins on doubt."""

from __future__ import annotations

import re

import polars as pl

from luminabi_dash.tables.dates import SERIAL, Dates
from luminabi_dash.tables.inference import Inference as Inference
from luminabi_dash.tables.schema import Type

PLAIN = r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,17})?$"
INTEGER = r"^[+-]?(?:0|[1-9][0-9]{0,14})$"
NUMBER = (
    r"^[+-]?(?:(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,17})?|\.[0-9]{1,17})(?:[eE][+-]?[0-9]{1,3})?$"
)
CODE = r"^[+]|^-?0[0-9]|^[0-9]{16,}$"
ODD_CODE = r"^[+-]?0[0-9]+$|^[+-]?[0-9]{16,}$"
WRITTEN = (
    r"^\(?[+-]?\s?(?:[$€£¥₹]|USD|EUR|GBP|CHF)?\s?[+-]?"
    r"(?:[0-9]{1,3}(?:[.,' \x{a0}\x{202f}][0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?"
    r"\s?(?:[$€£¥₹%]|USD|EUR|GBP|CHF)?\)?$"
)
ID_NAME = re.compile(
    r"(?:^|[^a-z])(?:id|ids|uuid|guid|code|codes|zip|zipcode|postcode|plz|phone|telephone|tel|mobile|"
    r"fax|sku|ean|isbn|issn|iban|ssn|key|barcode)(?:$|[^a-z])|[a-z][^a-z]+(?:nr|no|number)[^a-z]*$"
)
COMMA = r"^[^.]*,(?:[0-9]{1,2}|[0-9]{4,})[^0-9]*$|\..*,"
LARGEST = 10**15
BOOLEANS = (
    {"true", "false"},
    {"yes", "no"},
    {"true"},
    {"false"},
    {"y", "n"},
    {"t", "f"},
    {"on", "off"},
    {"ja", "nein"},
    {"oui", "non"},
)
DAY_NAME = re.compile(r"date|day|datum|fecha|data|when|_at$|_on$")
SERIALS = (20_000, 70_000)
SOME = 0.2
SAMPLE = 150_000
SAMPLE_MORE = 1_000


def words_of(name: str) -> str:
    """CustomerId and Customer_ID as words in small letters."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def is_id_name(name: str) -> bool:
    return ID_NAME.search(words_of(name)) is not None


class Tally:
    """Counts over all cells of a column; `result` may be asked once they have been added."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._filled = 0
        self._numbers: int | None = 0
        self._integers = 0
        self._codes = 0
        self._odd_codes = 0
        self._exponents = 0
        self._written: int | None = 0
        self._commas = 0
        self._words: set[str] | None = set()
        self._endings: set[tuple[int, bool]] | None = set()
        self._dates = Dates()
        self._sample: list[pl.Series] = []
        self._sampled = 0

    @property
    def is_settled(self) -> bool:
        """Whether the column can only be text by now: its cells need only be counted."""
        return (
            self._filled > 0
            and self._numbers is None
            and self._written is None
            and self._words is None
            and self._dates.is_none
        )

    def count(self, filled: int, cells: pl.Series) -> None:
        """Cells of a settled column; `cells` are some of them for the sample."""
        self._filled += filled
        self._keep_sample(cells)

    def wanted(self) -> int:
        """How many cells of the next block are of use for the sample."""
        return max(SAMPLE - self._sampled, SAMPLE_MORE)

    def add(self, cells: pl.Series) -> None:
        values = cells.drop_nulls() if cells.null_count() else cells
        lengths = values.str.len_bytes()
        if lengths.min() == 0:
            values = values.filter(lengths > 0)
        self._keep_sample(cells)
        if not len(values):
            return
        is_first = self._filled == 0
        self._filled += len(values)
        self._add_words(values)
        if self._numbers is not None:
            self._add_numbers(values, is_first=is_first)
        if self._numbers != self._filled or self._integers == self._filled:
            self._dates.add(values)
        if self._written is not None and self._numbers != self._filled:
            self._add_written(values, is_first=is_first)

    def sample(self) -> pl.Series:
        """Cells that stand for the column: all of a short one, some of each part of a long one."""
        if not self._sample:
            return pl.Series(self.name, [], dtype=pl.String)
        return pl.concat(self._sample).alias(self.name)

    def _keep_sample(self, cells: pl.Series) -> None:
        room = self.wanted()
        if len(cells) > room:  # copied: a slice would hold the memory of the whole
            cells = pl.Series(cells.head(room).to_list(), dtype=pl.String)
        self._sample.append(cells)
        self._sampled += len(cells)

    def _add_words(self, values: pl.Series) -> None:
        if self._words is None:
            return
        if values.head(500).n_unique() > 6:
            self._words = None
            return
        found = values.unique()
        self._words |= set(found.head(20).str.to_lowercase().to_list())
        if len(self._words) > 6 or len(found) > 20:
            self._words = None

    def _add_numbers(self, values: pl.Series, *, is_first: bool) -> None:
        whole = values.cast(pl.Int64, strict=False)
        size = len(values)
        if not whole.null_count() and self._are_plain(values, whole):
            self._numbers = (self._numbers or 0) + size
            self._integers += size
            return
        if values.str.contains(PLAIN).all():
            self._numbers = (self._numbers or 0) + size
            self._add_endings(values)
            return
        is_number = values.str.contains(NUMBER)
        is_huge = values.cast(pl.Float64, strict=False).is_infinite().fill_null(value=False)
        count = int((is_number & ~is_huge).sum())
        self._codes += int(values.str.contains(CODE).sum())
        self._odd_codes += int(values.str.contains(ODD_CODE).sum())
        if is_first and count < 0.05 * size and self._codes < 0.05 * size:
            self._numbers = None
            return
        self._numbers = (self._numbers or 0) + count
        self._integers += int(values.str.contains(INTEGER).sum())
        self._exponents += int(values.str.contains(r"^[0-9]+[eE][0-9]+$").sum())
        self._add_endings(values)

    def _are_plain(self, values: pl.Series, whole: pl.Series) -> bool:
        """Whole numbers as a program writes them: no zero or sign in front, not too long."""
        return bool((whole.abs() < LARGEST).all() and (whole.cast(pl.String) == values).all())

    def _add_endings(self, values: pl.Series) -> None:
        """1.9 and 1.10 are two things: lengths of decimals, and whether they end with a zero."""
        if self._endings is None:
            return
        parts = values.str.extract(r"\.([0-9]+)$").drop_nulls()
        if parts.str.starts_with("0").any():
            self._endings = None
            return
        parts = parts.unique()
        lengths = parts.str.len_bytes().to_list()
        zeros = parts.str.ends_with("0").to_list()
        self._endings |= set(zip(lengths, zeros, strict=True))

    def _add_written(self, values: pl.Series, *, is_first: bool) -> None:
        """Numbers in another form than a program writes them: 1.234,50 or $ 12 or 12 %."""
        head = values.head(500)
        if is_first and int(head.str.contains(WRITTEN).sum()) < 0.5 * len(head):
            self._written = None
            return
        self._written = (self._written or 0) + int(values.str.contains(WRITTEN).sum())
        self._commas += int(
            values.str.contains(r"^[^.]*,(?:[0-9]{1,2}|[0-9]{4,})[^0-9]*$|\..*,").sum()
        )

    def result(self) -> Inference:
        """Anything but text only if every filled cell parses."""
        filled = self._filled
        if filled == 0:
            return Inference(Type.TEXT, None, 0, 0, "text", "no values")
        if self._words in BOOLEANS and filled > 1:
            return Inference(
                Type.BOOLEAN,
                None,
                filled,
                0,
                "boolean",
                f"{filled:,} are true or false",
                (("text", None, None),),
            )
        numbers = self._numbers or 0
        if numbers + self._odd_codes >= filled and self._numbers is not None:
            by_date = self._dates.result(filled)
            is_dated = by_date is not None and by_date.type is Type.DATE and filled > 2
            if by_date is not None and is_dated and not self._codes and not self._is_named_id():
                return by_date
            return self._as_number()
        return self._dates.result(filled) or self._as_text(numbers)

    def _is_named_id(self) -> bool:
        return is_id_name(self.name)

    def _as_number(self) -> Inference:
        filled = self._filled
        kept = (("number", None, "."),)
        if self._codes:
            reason = f"{self._codes:,} values begin with 0 or + or are too long: kept as text"
            return Inference(Type.TEXT, None, filled, self._codes, "number", reason, kept)
        if self._is_named_id() and self._integers == filled:
            reason = "the name says that these are identifiers: kept as text"
            whole = (("integer", None, None),)
            return Inference(Type.TEXT, None, filled, 0, "identifier", reason, whole)
        if self._exponents:
            reason = "codes such as 1E5: kept as text"
            return Inference(Type.TEXT, None, filled, self._exponents, "number", reason, kept)
        if self._are_versions():
            reason = "decimals such as 1.9 beside 1.10: kept as text"
            return Inference(Type.TEXT, None, filled, filled, "number", reason, kept)
        text: tuple[tuple[str, str | None, str | None], ...] = (("text", None, None),)
        if self._integers == filled:
            words = f"{filled:,} whole numbers"
            if self._may_be_serials():
                text = (*text, ("date", SERIAL, None))
            return Inference(Type.INTEGER, None, filled, 0, "integer", words, text)
        return Inference(Type.NUMBER, None, filled, 0, "number", f"{filled:,} numbers", text)

    def _may_be_serials(self) -> bool:
        """Whether a spreadsheet's day numbers may stand here: offered, never taken."""
        if DAY_NAME.search(self.name.lower()) is None:
            return False
        known = self.sample().cast(pl.Int64, strict=False).drop_nulls()
        return bool(len(known)) and bool(known.is_between(*SERIALS).all())

    def _are_versions(self) -> bool:
        lengths = {length for length, _ in self._endings or ()}
        if len(lengths) < 2:
            return False
        return any(ends and length > min(lengths) for length, ends in self._endings or ())

    def _as_text(self, numbers: int) -> Inference:
        filled = self._filled
        written = self._written or 0
        if written == filled and numbers < filled:
            mark = "," if self._commas else "."
            words = (
                f"{filled:,} numbers with a decimal comma" if self._commas else "written numbers"
            )
            return Inference(
                Type.TEXT,
                None,
                filled,
                filled - numbers,
                "written number",
                words,
                (("number", None, mark), ("number", None, "." if mark == "," else ",")),
            )
        if numbers > SOME * filled:
            against = filled - numbers
            reason = f"{numbers:,} numbers, {against:,} other values: kept as text"
            others = (("number", None, "."),)
            return Inference(Type.TEXT, None, filled, against, "number", reason, others)
        return Inference(Type.TEXT, None, filled, 0, "text", f"{filled:,} texts")
