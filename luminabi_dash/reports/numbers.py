"""Numbers of indicators, written as Plotly writes them on the screen (a part of d3-format)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

PATTERN = re.compile(
    r"(?P<sign>[-+( ])?(?P<group>,)?(?:\.(?P<digits>\d+))?(?P<trim>~)?(?P<type>[a-z%])?"
)
PREFIXES = {-9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "B", 12: "T"}
MINUS = "\N{MINUS SIGN}"
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Format:
    plus: bool
    group: bool
    digits: int | None
    trim: bool
    type: str


def formatted(value: float | None, pattern: str = "") -> str:
    """`formatted(254569, ",.4~s")` is "254.6k"; an unknown pattern gives a plain number."""
    if value is None or not math.isfinite(value):
        return NOTHING
    rule = parsed(pattern)
    size = abs(value)
    text = written(size, rule)
    if value < 0 and re.search("[1-9]", text):
        return MINUS + text
    return f"+{text}" if rule.plus and value > 0 else text


def parsed(pattern: str) -> Format:
    match = PATTERN.fullmatch(pattern)
    if match is None:
        return Format(plus=False, group=True, digits=4, trim=True, type="g")
    digits = match["digits"]
    return Format(
        plus=match["sign"] == "+",
        group=match["group"] is not None,
        digits=None if digits is None else min(int(digits), 20),
        trim=match["trim"] is not None or match["type"] is None,
        type=match["type"] or "g",
    )


def written(size: float, rule: Format) -> str:
    digits = 6 if rule.digits is None else rule.digits
    if rule.type == "d":
        return fixed(size, 0, rule)
    if rule.type == "f":
        return fixed(size, digits, rule)
    if rule.type == "%":
        return fixed(100 * size, digits, rule) + "%"
    if rule.type == "s":
        return with_prefix(size, max(digits, 1), rule)
    return significant(size, max(digits, 1), rule)


def fixed(size: float, decimals: int, rule: Format) -> str:
    text = f"{size:,.{decimals}f}" if rule.group else f"{size:.{decimals}f}"
    return trimmed(text) if rule.trim else text


def significant(size: float, digits: int, rule: Format) -> str:
    if size == 0:
        return fixed(0, digits - 1, rule)
    exponent = math.floor(math.log10(float(f"{size:.{digits - 1}e}")))
    return fixed(size, max(digits - 1 - exponent, 0), rule)


def with_prefix(size: float, digits: int, rule: Format) -> str:
    if size == 0:
        return fixed(0, digits - 1, rule)
    exponent = math.floor(math.log10(float(f"{size:.{digits - 1}e}")))
    power = min(max(exponent // 3 * 3, min(PREFIXES)), max(PREFIXES))
    return significant(size / 10.0**power, digits, rule) + PREFIXES[power]


def trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
