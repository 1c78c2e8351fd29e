"""Dates in the forms that people write, read without guessing."""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    1: "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari",
    2: "february feb februar février fevrier févr fevr febrero febbraio fevereiro fev februari",
    3: "march mar märz maerz mrz mars marzo março marco maart mrt",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maggio mag maio mei",
    6: "june jun juni juin junio giugno giu junho",
    7: "july jul juli juillet juil julio luglio lug julho",
    8: "august aug août aout agosto ago augustus",
    9: "september sep sept septembre septiembre settembre set setembro",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro",
    12: "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
}
MONTH_OF = {word: number for number, words in MONTHS.items() for word in words.split()}
ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SHAPE_OF = {
    "iso": "y-m-d", "n.n.y": "n.n.y", "d/m/y": "n/n/y", "m/d/y": "n/n/y", "y/m/d": "y/m/d",
}  # fmt: skip
LETTERS = r"[^\W\d_]+"
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
DAY_MONTH = re.compile(
    rf"(?:{LETTERS}\.?,? )?(\d{{1,2}})(?:st|nd|rd|th|\.|er)?[ -](?:de )?({LETTERS})\.?,?"
    r"(?: de)?[ -](\d{4})"
)
MONTH_DAY = re.compile(
    rf"(?:{LETTERS}\.?, )?({LETTERS})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})"
)
TIME = re.compile(r"(.+?)[T ]((?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)")


def date_shape(text: str) -> str:
    """The form of a date: "2023-01-31", "31.01.2023", "31/01/2023", "31 Jan 2023", "Jan 31, 2023"
    with the separator that it has; "" for anything else.
    """
    match = YEAR_FIRST.fullmatch(text)
    if match:
        return f"y{match[2]}m{match[2]}d"
    match = YEAR_LAST.fullmatch(text)
    if match:
        return f"n{match[2]}n{match[2]}y"
    match = DAY_MONTH.fullmatch(text)
    if match and match[2].lower() in MONTH_OF:
        return "d mon y" if " " in text else "d-mon-y"
    match = MONTH_DAY.fullmatch(text)
    return "mon d, y" if match and match[1].lower() in MONTH_OF else ""


def date_of(text: str, day_first: bool | None) -> date | None:
    """The day that a text means; None when it means none, or two and `day_first` is None."""
    match = YEAR_FIRST.fullmatch(text)
    if match:
        return day_or_none(int(match[1]), int(match[3]), int(match[4]))
    match = YEAR_LAST.fullmatch(text)
    if match:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        is_day_first = day_first if day_first is not None else proved_order(first, second)
        if is_day_first is None:
            return None
        return day_or_none(year, *((second, first) if is_day_first else (first, second)))
    match = DAY_MONTH.fullmatch(text)
    if match and match[2].lower() in MONTH_OF:
        return day_or_none(int(match[3]), MONTH_OF[match[2].lower()], int(match[1]))
    match = MONTH_DAY.fullmatch(text)
    if match and match[1].lower() in MONTH_OF:
        return day_or_none(int(match[3]), MONTH_OF[match[1].lower()], int(match[2]))
    return None


def proved_order(first: int, second: int) -> bool | None:
    """Whether the day stands first, if one of two numbers is no month (or both are one day)."""
    if first > 12 or first == second:
        return True
    return False if second > 12 else None


def day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def said_date(day: date, form: str) -> str:
    """A date in one of the forms of `date_shape` that are unambiguous by now."""
    parts = {
        "n.n.y": f"{day.day:02}.{day.month:02}.{day.year:04}",
        "d/m/y": f"{day.day:02}/{day.month:02}/{day.year:04}",
        "m/d/y": f"{day.month:02}/{day.day:02}/{day.year:04}",
        "y/m/d": f"{day.year:04}/{day.month:02}/{day.day:02}",
    }
    return parts.get(form, day.isoformat())


def one_date(text: str, day_first: bool | None, form: str) -> str:
    """The date in one form; a time of day behind it stays. The text itself when it is not sure."""
    match = TIME.fullmatch(text)
    head, time = (match[1], match[2]) if match else (text, "")
    day = date_of(head, day_first)
    if day is None or date_shape(head) == SHAPE_OF[form]:
        return text
    said = said_date(day, form)
    clock = time if len(time.split(":")[0]) != 1 else f"0{time}"
    return f"{said} {clock}" if time else said
