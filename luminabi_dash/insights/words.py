"""Numbers and names as a sentence says them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

UNITS = {
    "hour": "an hour",
    "day": "a day",
    "week": "a week",
    "month": "a month",
    "quarter": "a quarter",
    "year": "a year",
}

MANY_TIMES = 4
SINGULARS = frozenset({"series", "species", "news", "lens", "means"})


def amount(value: float, unit: str = "") -> str:
    """Three significant digits with thousands marked, and the unit: 12,300 EUR or 0.0412."""
    if value == 0 or not math.isfinite(value):
        return with_unit("0" if value == 0 else "an unbounded number", unit)
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    text = f"{rounded:,.{max(0, digits)}f}" if abs(rounded) < 1_000 else f"{rounded:,.0f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return with_unit(text, unit)


def with_unit(text: str, unit: str) -> str:
    if not unit:
        return text
    return f"{unit}{text}" if unit in {"$", "€", "£", "¥"} else f"{text} {unit}"


def share(value: float) -> str:
    """A share in percent, whole numbers from 10 % on."""
    percent = 100 * value
    if 99.5 <= abs(percent) < 100:
        return "over 99%"
    return f"{percent:.0f}%" if abs(percent) >= 9.95 else f"{percent:.2g}%"


def quoted(value: object) -> str:
    text = str(value)
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"


def category(column: str, value: object) -> str:
    """A value with its column: region “EU”; for yes and no "churned is yes"."""
    if isinstance(value, bool):
        return f"{column} = {'yes' if value else 'no'}"
    return f"{column} {quoted(value)}"


def things(count: int, column: str) -> str:
    """Values of a column, counted: "142 countries"; "8 values of Prod_Id" where the name is no
    plain noun.
    """
    if count == 1:
        return f"1 {one_of(column)}"
    return f"{count:,} {plural(column)}"


def one_of(column: str) -> str:
    if is_noun(column):
        return column if column.isupper() else column.lower()
    return f"{'pair' if ' and ' in column else 'value'} of {column}"


def verb(subject: str, one: str, many: str) -> str:
    """ "rises" for price, "rise" for sales: many where the last word of a name is a plural."""
    return many if is_plural(subject) else one


def is_plural(name: str) -> bool:
    last = re.split(r"[^A-Za-z]+", re.sub(r"\([^)]*\)", "", name).strip())[-1].lower()
    is_short = len(last) < 4 or re.search(r"(?:ss|us|is|as|os)$", last) is not None
    return last.endswith("s") and not is_short and last not in SINGULARS


def growth(start: float, end: float) -> str:
    """How far two levels are apart, in brackets: a share, or how many times as much."""
    if start <= 0 or end <= 0:
        return ""
    if end >= MANY_TIMES * start:
        return f" (to {end / start:.0f} times as much)"
    return f" ({share(abs(end - start) / start)})"


def together(x: str, y: str, r: float) -> str:
    """ "sales fall as price rises"."""
    does = verb(y, "rises", "rise") if r > 0 else verb(y, "falls", "fall")
    return f"{y} {does} as {x} {verb(x, 'rises', 'rise')}"


def closeness(r: float) -> str:
    """A correlation as an adverb."""
    return "closely" if abs(r) >= 0.7 else "clearly" if abs(r) >= 0.4 else "loosely"


def plural(column: str) -> str:
    """ "countries" for country; "values of Prod_Id" where the name is no plain noun."""
    if not is_noun(column):
        return f"{'pairs' if ' and ' in column else 'values'} of {column}"
    noun = one_of(column)
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(?:x|ch|sh)$", noun) else f"{noun}s"


def is_noun(column: str) -> bool:
    return re.fullmatch(r"[A-Za-z][a-z]{2,19}", column) is not None and not column.endswith("s")


def several(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
