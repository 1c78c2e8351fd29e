"""Numbers as charts write them: short on axes and labels, in full when pointed at."""

from __future__ import annotations

import math
from typing import Any

from luminabi_dash.charts.options import Numbered
from luminabi_dash.charts.spec import Figure

STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
LARGEST = 1e15
NONE = "–"
MINUS = "\N{MINUS SIGN}"
PLAIN = Numbered(kind="")


def said(value: Any, form: Numbered = PLAIN) -> str:
    """A number for a label: 12.3k, 12,345 or 12%, with what stands before and after it."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return NONE
    text = {"auto": short, "full": full, "percent": percent}[form.number](abs(value), form.decimals)
    sign = MINUS if value < 0 and any(c in "123456789" for c in text) else ""
    return f"{sign}{form.prefix}{text}{form.suffix}"


def short(size: float, decimals: int | None) -> str:
    for step, letter in STEPS:
        if size >= step and size < LARGEST:
            return f"{rounded(size / step, decimals)}{letter}"
    return rounded(size, decimals)


def rounded(size: float, decimals: int | None) -> str:
    """Three digits, or as many behind the point as are asked for."""
    if decimals is not None and size < LARGEST:
        return f"{size:,.{decimals}f}"
    if size >= LARGEST or 0 < size < 1e-4:
        return f"{size:.3g}"
    if float(size).is_integer():
        return f"{size:,.0f}"
    places = max(2 - math.floor(math.log10(size)), 0)
    return f"{size:,.{places}f}"


def full(size: float, decimals: int | None) -> str:
    if size >= LARGEST:
        return f"{size:.6g}"
    if decimals is not None:
        return f"{size:,.{decimals}f}"
    return f"{size:,}" if isinstance(size, int) else f"{size:,.10g}"


def percent(size: float, decimals: int | None) -> str:
    share = 100 * size
    places = decimals if decimals is not None else (0 if share >= 10 or share == 0 else 1)
    return f"{share:,.{places}f}%" if share < LARGEST else f"{share:.3g}%"


def axis_form(form: Numbered) -> Figure:
    """How an axis writes its ticks: d3-format, or Plotly's own short form."""
    ticks: Figure = {"exponentformat": "B", "separatethousands": True}
    digits = "" if form.decimals is None else f".{form.decimals}"
    if form.number == "percent":
        ticks = {"tickformat": f",{digits or '.0'}%"}
    elif form.number == "full":
        ticks = {"tickformat": f",{digits}f" if digits else ","}
    elif digits:
        ticks = {"exponentformat": "B", "tickformat": f"{digits}~s"}
    if form.prefix:
        ticks["tickprefix"] = escape(form.prefix)
    if form.suffix:
        ticks["ticksuffix"] = escape(form.suffix)
    return ticks


def hover_form(place: str, form: Numbered = PLAIN) -> str:
    """The number at `place` ("y", "customdata[0]") of a hover text, in full."""
    digits = "" if form.decimals is None else f".{form.decimals}"
    pattern = (
        f",{digits or '.1'}%" if form.number == "percent" else f",{digits}f" if digits else ","
    )
    return f"{templated(form.prefix)}%{{{place}:{pattern}}}{templated(form.suffix)}"


def escape(text: str) -> str:
    """Text as text: Plotly reads a small set of HTML tags and entities in labels."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def templated(text: str) -> str:
    """Text as text inside a hover or text template, where %{…} is a place."""
    return in_template(escape(text))


def in_template(label: str) -> str:
    """A label that is escaped already, for a template."""
    return label.replace("%{", "%\N{ZERO WIDTH SPACE}{")
