"""Numbers, sizes and times in the form readers get to see."""

from __future__ import annotations

import math
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from luminabi_dash.plural import many as many

SUFFIXES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
SIZES = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
TIMES = "\N{MULTIPLICATION SIGN}"
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
TINY = 1e-99


def number(value: float | None) -> str:
    """In full, with commas: 47,804."""
    if value is None or not math.isfinite(value):
        return NONE
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"
    return text.replace("-", MINUS)


def short(value: float | None) -> str:
    """For a figure that is read at a glance: 254,569, 1.77M, 68.84."""
    if value is None or not math.isfinite(value):
        return NONE
    size = abs(value)
    for step, suffix in SUFFIXES:
        if size >= step and size >= 1e6:
            return f"{rounded(value / step)}{suffix}".replace("-", MINUS)
    return rounded(value).replace("-", MINUS)


def rounded(value: float) -> str:
    size = abs(value)
    if float(value).is_integer() or size >= 1_000:
        return f"{value:,.0f}"
    if size >= 100:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:.3g}"


def size(count: int) -> str:
    """Bytes as 6.8 MB."""
    for step, name in SIZES:
        if count >= step:
            amount = count / step
            return f"{amount:.0f} {name}" if amount >= 100 else f"{amount:.1f} {name}"
    return f"{count} bytes"


def probability(value: float) -> str:
    """As people write them: 0.002, or 3 times a power of ten."""
    if value < TINY:
        return "< 10⁻⁹⁹"
    if value >= 0.001:
        return f"{value:.2g}"
    power = math.floor(math.log10(value))
    factor = round(value / 10**power)
    if factor == 10:
        factor, power = 1, power + 1
    return f"{factor}{TIMES}10{str(power).translate(SUPERSCRIPT)}"


def moment(at: datetime | None, none: str = NONE) -> Component:
    """A point in time; the browser writes it in the reader's zone and form."""
    return time(at, "moment", none)


def day(at: datetime | None, none: str = NONE) -> Component:
    """A date without its time."""
    return time(at, "day", none)


def ago(at: datetime | None, none: str = NONE) -> Component:
    """How long since; the browser keeps it true."""
    return time(at, "ago", none)


def time(at: datetime | None, form: str, none: str) -> Component:
    if at is None:
        return html.Span(none, className="lb-3")
    words = f"{at.day} {at:%b %Y %H:%M} UTC"
    return html.Time(words, dateTime=at.isoformat(), **attributes(data_time=form))
