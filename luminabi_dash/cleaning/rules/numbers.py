"""Numbers written for people: currency, thousands, decimal comma, percent, parentheses, units."""

from __future__ import annotations

import re
from typing import NamedTuple

SYMBOLS = {
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "£": "GBP",
    "gbp": "GBP", "¥": "JPY", "jpy": "JPY", "chf": "CHF", "fr.": "CHF", "₹": "INR", "inr": "INR",
    "₽": "RUB", "rub": "RUB", "zł": "PLN", "pln": "PLN", "kč": "CZK", "czk": "CZK", "sek": "SEK",
    "nok": "NOK", "dkk": "DKK", "aud": "AUD", "cad": "CAD", "r$": "BRL", "brl": "BRL", "₩": "KRW",
    "₺": "TRY", "a$": "AUD", "c$": "CAD", "cny": "CNY", "rmb": "CNY", "hkd": "HKD", "mxn": "MXN",
}  # fmt: skip
UNITS = {
    "kg": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"),
    "g": ("g", "gr", "gram", "grams", "gramm"),
    "mg": ("mg", "milligram", "milligrams"),
    "t": ("t", "ton", "tons", "tonne", "tonnes"),
    "lb": ("lb", "lbs", "pound", "pounds"),
    "oz": ("oz", "ozs", "ounce", "ounces"),
    "km": ("km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"),
    "m": ("m", "meter", "meters", "metre", "metres"),
    "cm": ("cm", "centimeter", "centimeters", "centimetre", "centimetres"),
    "mm": ("mm", "millimeter", "millimeters", "millimetre", "millimetres"),
    "mi": ("mi", "mile", "miles"),
    "ft": ("ft", "foot", "feet"),
    "in": ("in", "inch", "inches", '"'),
    "yd": ("yd", "yard", "yards"),
    "l": ("l", "liter", "liters", "litre", "litres", "ltr"),
    "ml": ("ml", "milliliter", "milliliters", "millilitre", "millilitres"),
    "gal": ("gal", "gallon", "gallons"),
    "h": ("h", "hr", "hrs", "hour", "hours", "std"),
    "min": ("min", "mins", "minute", "minutes"),
    "s": ("s", "sec", "secs", "second", "seconds"),
    "ms": ("ms", "msec", "millisecond", "milliseconds"),
    "d": ("d", "day", "days", "tage"),
    "km/h": ("km/h", "kmh", "kph"),
    "mph": ("mph",),
    "m/s": ("m/s",),
    "°C": ("°c", "celsius", "degc"),
    "°F": ("°f", "fahrenheit", "degf"),
    "m²": ("m²", "m2", "sqm", "qm"),
    "m³": ("m³", "m3", "cbm"),
    "sqft": ("sqft", "ft²", "ft2"),
    "kW": ("kw",),
    "kWh": ("kwh",),
    "MB": ("mb",),
    "GB": ("gb",),
    "kB": ("kb",),
    "V": ("v", "volt", "volts"),
    "W": ("w", "watt", "watts"),
    "Hz": ("hz",),
    "bar": ("bar",),
    "hPa": ("hpa",),
    "pcs": ("pcs", "pc", "pieces", "stk", "stück"),
}
UNIT_OF = {spelling: unit for unit, spellings in UNITS.items() for spelling in spellings}
PLAIN_FORM = re.compile(r"[+-]?(?:(?:0|[1-9]\d{0,14})(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
UNSURE_FORM = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
BLANK = " \u00a0\u202f\u2009"
SHAPE = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+\-\u2212])?[{BLANK}]?"
    r"(?P<front>[A-Za-z]{0,3}[$€£¥₹₽₩₺]|[A-Z]{3}|Fr\.|zł)?"
    rf"[{BLANK}]*(?P<sign2>[\-\u2212])?"
    rf"(?P<body>\d[\d.,'’{BLANK}]*\d|\d|[.,]\d+)"
    rf"[{BLANK}]*(?P<unit>%|[^\d\s.,'()+\-][^\d()]*?)?\s*(?P<trail>[\-\u2212])?\s*(?P<close>\))?"
)
GROUPS = re.compile(
    rf"\d{{1,3}}(?:(?P<group>[.,'’{BLANK}])\d{{3}})(?:(?P=group)\d{{3}})*(?:(?P<mark>[.,])\d+)?"
)
LAKHS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
SINGLE = re.compile(r"(?P<whole>\d*)(?P<mark>[.,])(?P<part>\d+)")


class Written(NamedTuple):
    """A number as it is written; `unit` in one spelling, `words` what follows the unit."""

    negative: bool
    body: str
    unit: str
    spelling: str
    words: str
    style: str


def written(text: str) -> Written | None:
    """The parts of a number; None for anything else."""
    match = SHAPE.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = [part for part in (match["sign"], match["sign2"], match["trail"]) if part]
    if len(signs) > 1 or (signs and match["open"]):
        return None
    spelling, words = split_unit(match["unit"] or "")
    front = SYMBOLS.get((match["front"] or "").lower(), "")
    back = "%" if spelling == "%" else unit_of(spelling)
    if (match["front"] and not front) or (front and back and front != back):
        return None
    style = "parentheses" if match["open"] else "trailing" if match["trail"] else ""
    negative = bool(match["open"]) or (bool(signs) and signs[0] != "+")
    name = match["front"] or spelling
    return Written(negative, match["body"], front or back, name, words, style)


def split_unit(text: str) -> tuple[str, str]:
    """The first word of what follows a number, and the rest."""
    head, _, rest = text.strip(BLANK).partition(" ")
    return head, rest.strip(BLANK)


def unit_of(spelling: str) -> str:
    """A unit or currency in one spelling; unknown words stay, in small letters."""
    low = spelling.lower()
    bare = low.rstrip(".")
    return SYMBOLS.get(low) or SYMBOLS.get(bare) or UNIT_OF.get(bare, bare)


def reading(body: str) -> tuple[str, str]:
    """What the digits prove: ("whole" | "." | "," | "groups" | "unsure" | "", group sign).

    "." and "," name the decimal mark; "groups" are thousands without decimals; "unsure" is 1,234 or
    1.234, which is either; "" is no number.
    """
    if body.isdigit():
        return "whole", ""
    single = SINGLE.fullmatch(body)
    if single is not None:
        whole = single["whole"]
        if len(single["part"]) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
            return "unsure", single["mark"]
        return single["mark"], ""
    if LAKHS.fullmatch(body):
        return ("." if "." in body else "groups"), ","
    match = GROUPS.fullmatch(body)
    if match is None or match["group"] == match["mark"]:
        return "", ""
    return (match["mark"] or "groups"), match["group"]


def decided(kind: str, group: str, mark: str, is_grouped: bool) -> tuple[str, str]:
    """What is unsure by itself, read by the column's decimal mark; "" when it stays unsure."""
    if kind != "unsure":
        return kind, group
    if group == mark:
        return mark, ""
    return ("groups", group) if is_grouped else ("", "")


def plain_number(text: str, mark: str, is_grouped: bool, unit: str, has_words: bool) -> str:
    """The number as programs write it (-1234.5); the text itself when it is not sure.

    `mark` is the column's decimal mark, `is_grouped` says that 1,234 has a group sign, `unit` is
    the one unit that may be taken off and `has_words` that words may follow it.
    """
    if PLAIN_FORM.fullmatch(text) and not (mark == "," and UNSURE_FORM.fullmatch(text)):
        return text
    found = written(text)
    if found is None or found.unit not in {"", unit} or (found.words and not has_words):
        return text
    kind, group = decided(*reading(found.body), mark, is_grouped)
    if not kind:
        return text
    body = found.body
    if group:
        body = body.replace(group, "")
    if kind == ",":
        body = body.replace(",", ".")
    body = "0" + body if body.startswith(".") else body
    return f"-{body}" if found.negative else body
