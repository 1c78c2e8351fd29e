"""An explanation in words: magnitudes first, and never a word of cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from luminabi_dash.insights.explaining.columns import Explained, Segment
from luminabi_dash.insights.explaining.usual import Usual
from luminabi_dash.insights.words import several, share
from luminabi_dash.tables.filters import say as key_words

MINUS = "\N{MINUS SIGN}"
SMALL = 0.1
"""Below this share of the largest contribution a change is said to cancel out."""
NAMED = 2
MOSTLY = 2 / 3
Say = Callable[[float], str]


def signed(value: float, say: Say) -> str:
    """ "+1,240 EUR", "−2,001 EUR"."""
    sign = MINUS if value < 0 else "+" if value > 0 else ""
    return f"{sign}{say(abs(value))}"


def way(column: Explained) -> str:
    """What a change is called: points of a course rise and fall, categories differ."""
    if not column.is_course:
        return "difference"
    return "fall" if column.change < 0 else "rise"


def change_words(
    measure: str, after: tuple[str, float], before: tuple[str, float], change: float, say: Say
) -> str:
    """What is explained: "amount: 12,300 in May 2026 against 14,300 in April 2026 (−2,000)"."""
    extent = f", {signed(change / before[1], share)}" if before[1] > 0 else ""
    sides = [f"{plain(value, say)} {words}" for words, value in (after, before)]
    return f"{measure}: {' against '.join(sides)} ({signed(change, say)}{extent})."


def plain(value: float, say: Say) -> str:
    return f"{MINUS}{say(-value)}" if value < 0 else say(value)


def usual_words(found: Usual | None, unit: str) -> str:
    """How often such a change came before; "" where that is not known."""
    if found is None:
        return ""
    what = f"{found.earlier} {unit}s before"
    if found.lag > 1:
        what = f"{found.earlier} times before that {unit}s so far apart are compared"
    if found.as_large == 0:
        return f"No step as large came in the {what}."
    return f"A step as large came in {found.as_large} of the {what}."


def counted(columns: Sequence[Explained]) -> str:
    """ "34 segments of 5 columns compared, 2 beyond chance"."""
    tried = sum(one.tested for one in columns)
    beyond = sum(len(one.beyond) for one in columns)
    names = "1 column" if len(columns) == 1 else f"{len(columns)} columns"
    parts = "1 segment" if tried == 1 else f"{tried:,} segments"
    return f"{parts} of {names} compared, {beyond:,} beyond chance."


def headline(columns: Sequence[Explained], say: Say) -> str:
    """The sentence of the best column, or that none departs from the change."""
    if not columns:
        return "There is no column whose values could be compared."
    what = "change" if columns[0].is_course else "difference"
    if not any(one.tested for one in columns):
        return f"There are too few rows to tell what carries the {what}."
    if not any(one.beyond for one in columns):
        return f"No value of any column departs from the {what} as a whole beyond chance."
    return column_words(columns[0], say)


def column_words(column: Explained, say: Say) -> str:
    """Which values of a column carry the change, or that none departs from the rest."""
    if column.tested == 0:
        return f"The values of {column.name} have too few rows to tell."
    if not column.beyond:
        what = "moved" if column.is_course else "differs"
        return f"No {column.name} {what} otherwise than the rest beyond chance."
    change = column.change
    largest = max(abs(one.contribution) for one in column.segments)
    if abs(change) < SMALL * largest:
        listed = [f"{name(one)} ({signed(one.contribution, say)})" for one in column.beyond]
        return f"{several(listed[:3])} beyond chance, in a change of {signed(change, say)}."
    ranked = sorted(column.beyond, key=lambda one: -abs(one.contribution - one.expected))
    along = [one for one in ranked if one.contribution * change >= 0]
    against = [one for one in ranked if one.contribution * change < 0]
    if ranked[0] in along:
        end = f"; {opposed(against, say)} it" if against else ""
        return f"{carried(along, column, say)}{end}."
    rest = carried(along, column, say) if along else "the others move alike"
    return f"{opposed(against, say)} the {way(column)} of {signed(change, say)}; {rest}."


def carried(carriers: Sequence[Segment], column: Explained, say: Say) -> str:
    first, change = carriers[0], column.change
    words = (
        f"{name(first)} carries {part_of(first, change)} of the {way(column)} "
        f"({signed(first.contribution, say)} of {signed(change, say)}{inner(first)})"
    )
    others = [f"{name(one)} {part_of(one, change)}" for one in carriers[1 : NAMED + 1]]
    left = len(carriers) - 1 - len(others)
    if left > 0:
        rest = sum(one.contribution for one in carriers[-left:])
        others.append(f"{left} more {share(rest / change)}")
    said = f"{words}, {several(others)}" if others else words
    return f"{said}; {held(first, column)}"


def held(one: Segment, column: Explained) -> str:
    """How much of the whole a segment is on the side that is compared with."""
    if not column.is_proportional:
        return f"{name(one)} has {share(one.weight)} of the rows"
    was = f"before, {name(one)} was" if column.is_course else f"otherwise {name(one)} is"
    return f"{was} {share(one.weight)} of the whole"


def inner(one: Segment) -> str:
    """Whether a mean moved inside of a segment or by its size."""
    if one.rate is None or one.mix is None or one.contribution == 0:
        return ""
    if one.rate / one.contribution >= MOSTLY:
        return ", mostly inside of it"
    return ", mostly by its share of the rows" if one.mix / one.contribution >= MOSTLY else ""


def opposed(against: Sequence[Segment], say: Say) -> str:
    """ "Nice (+120) and Lyon (+80) go against"."""
    shown = [f"{name(one)} ({signed(one.contribution, say)})" for one in against[:NAMED]]
    left = len(against) - len(shown)
    listed = [*shown, f"{left} more"] if left else shown
    return f"{several(listed)} {'go' if len(listed) > 1 else 'goes'} against"


def part_of(one: Segment, change: float) -> str:
    return share(one.contribution / change)


def name(one: Segment) -> str:
    """A segment's value; those that are together by their number."""
    return f"{one.count} others" if one.count > 1 else key_words(one.key)
