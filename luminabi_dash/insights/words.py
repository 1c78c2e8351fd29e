"""Numbers and names as a sentence says them."""

from __future__ import annotations

import math

UNITS = {
    "hour": "an hour",
    "day": "a day",
    "week": "a week",
    "month": "a month",
    "quarter": "a quarter",
    "year": "a year",
}


def amount(value: float) -> str:
    """Three significant digits with thousands marked: 12,300 or 0.0412."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "an unbounded number"
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    return f"{rounded:,.{max(0, digits)}f}" if abs(rounded) < 1_000 else f"{rounded:,.0f}"


def share(value: float) -> str:
    """A share in percent, whole numbers from 10 % on."""
    percent = 100 * value
    return f"{percent:.0f}%" if abs(percent) >= 9.95 else f"{percent:.2g}%"


def quoted(value: object) -> str:
    text = str(value)
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"
