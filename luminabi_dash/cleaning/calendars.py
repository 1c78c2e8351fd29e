"""In which forms a column writes its dates, and whether it proves the order of day and month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.rules.dates import TIME, YEAR_LAST, date_of, date_shape
from luminabi_dash.cleaning.step import Parameters

LOOKS_DATED = (
    r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|"
    r"^(?:\p{L}+\.?,? )?\d{1,2}(?:st|nd|rd|th|\.|er)?[ -](?:de )?\p{L}+\.?,?(?: de)?[ -]\d{4}|"
    r"^(?:\p{L}+\.?, )?\p{L}{3,}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
UNIFORM = (
    r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$",
    r"^\d{4}/\d{2}/\d{2}(?:[T ].*)?$",
)
ISO = "y-m-d"
DATES_SHARE = 0.9
MAIN_SHARE = 0.8
MAIN_ROWS = 20
PROOFS_LEAST = 2
PROOFS_SHARE = 0.2
NUMBERED = {"n/n/y": "/", "n-n-y": "-", "n.n.y": "."}


Form = Literal["iso", "n.n.y", "d/m/y", "m/d/y", "y/m/d"]


class DateForm(Parameters):
    """`day_first` is the order in 03/04/2023, null when unknown; `form` what dates become:
    "iso", or the form that most cells have: "n.n.y", "d/m/y", "m/d/y", "y/m/d".
    """

    column: str
    day_first: bool | None = None
    form: Form = "iso"


class DateForms(Parameters):
    columns: tuple[DateForm, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """`doubt` says what the column does not prove; `ambiguous` are texts that read both ways."""

    form: DateForm
    doubt: str
    ambiguous: tuple[str, ...]
    is_mixed: bool
    shapes: dict[str, int] = field(default_factory=dict)


def form_of(name: str, cells: Cells) -> Finding | None:
    """How a column writes its dates; None when it needs nothing or is no dates."""
    if cells.filled < 2 or any(cells.matches(pattern).all() for pattern in UNIFORM):
        return None
    if cells.share(cells.matches(LOOKS_DATED)) < DATES_SHARE:
        return None
    shapes = Counter[str]()
    shaped: dict[str, list[str]] = {}
    for text, rows in zip(cells.texts.to_list(), cells.counts.tolist(), strict=True):
        shape = date_shape(head_of(text))
        shapes[shape] += rows
        shaped.setdefault(shape, []).append(text)
    if shapes[""] > (1 - DATES_SHARE) * cells.filled:
        return None
    del shapes[""]
    numbered = [text for shape in NUMBERED for text in shaped.get(shape, [])]
    day_first, doubt = order_of(numbered)
    ambiguous = tuple(t for t in numbered if date_of(head_of(t), None) is None)
    ambiguous = ambiguous if day_first is None else ()
    form = DateForm(column=name, day_first=day_first, form=main_form(shapes, cells, day_first))
    return Finding(form, doubt if ambiguous else "", ambiguous, len(shapes) > 1, dict(shapes))


def head_of(text: str) -> str:
    """The date of a date and time."""
    match = TIME.fullmatch(text)
    return match[1] if match else text


def order_of(texts: list[str]) -> tuple[bool | None, str]:
    """Whether the day comes first, and what is doubtful if that is not proved.

    Points put the day first, as no country writes 01.31.2023. Otherwise numbers above 12 decide:
    all on one side, at least two of them, and not fewer than chance would give.
    """
    pairs = [pair for text in texts if (pair := numbers_of(text))]
    first = sum(a > 12 for a, b, _ in pairs)
    second = sum(b > 12 for a, b, _ in pairs)
    if first and second:
        return None, "both the first and the second number are above 12 somewhere"
    if not pairs:
        return None, ""
    if all(mark == "." for *_, mark in pairs) and not second:
        return True, ""
    proofs = first or second
    if proofs >= PROOFS_LEAST and proofs >= PROOFS_SHARE * len(pairs):
        return bool(first), ""
    if proofs and len(pairs) <= PROOFS_LEAST:
        return bool(first), ""
    few = f"only {proofs} of {len(pairs)} dates show" if proofs else "no date shows"
    return None, f"{few} whether the day or the month comes first"


def numbers_of(text: str) -> tuple[int, int, str] | None:
    match = YEAR_LAST.fullmatch(head_of(text))
    return (int(match[1]), int(match[3]), match[2]) if match else None


def main_form(shapes: Counter[str], cells: Cells, day_first: bool | None) -> Form:
    """The form of most cells if a program reads it as well, else ISO."""
    shape, rows = shapes.most_common(1)[0]
    if rows < MAIN_SHARE * cells.filled or rows < MAIN_ROWS:
        return "iso"
    if shape == "n/n/y" and day_first is not None:
        return "d/m/y" if day_first else "m/d/y"
    if shape == "n.n.y":
        return "n.n.y"
    return "y/m/d" if shape == "y/m/d" else "iso"
