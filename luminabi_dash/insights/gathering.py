"""What holds of many things that are followed along time is told once, and of how many it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from luminabi_dash.insights import words
from luminabi_dash.insights.insight import Covered, Insight, Tested
from luminabi_dash.insights.panel import panel_of
from luminabi_dash.insights.series import Grid, Series
from luminabi_dash.insights.significance import LEVEL
from luminabi_dash.insights.table import Table

Found = tuple[Series, Tested]
Alike = Callable[[Grid, Insight, Insight], bool]
Like = Callable[[Insight, Insight], bool]

LEAST_ALIKE = 2
MOST_ALONE = 11
"""Of more things than these none has a card of its own: they are counted."""
MOST_OF_THINGS = 0.65
LEAST_THINGS = 3


def gathered(table: Table, found: Iterable[Found], alike: Alike) -> Iterator[Tested]:
    """The tests as they are, but for things followed along time: what the whole says, or else the
    surest of most things, names how many things it is so of, and covers their own cards.
    """
    panel = panel_of(table)
    groups: dict[str | None, list[Found]] = defaultdict(list)
    for series, tested in found:
        if panel is None or (series.entity is None and not series.segment):
            yield tested
        else:
            groups[series.measure].append((series, tested))
    for group in groups.values():
        yield from one_measure(group, panel.entity.name if panel else "", alike)


def one_measure(group: list[Found], name: str, alike: Alike) -> Iterator[Tested]:
    wholes = [tested for series, tested in group if not series.segment]
    parts = [tested for series, tested in group if series.segment]
    things = {series.segment for series, _ in group if series.segment}
    is_like = partial(alike, group[0][0].grid)
    heads = [tested for tested in wholes if is_told(tested)] or surest(parts, len(things), is_like)
    chosen = {id(head) for head in heads}
    for tested in (*wholes, *parts):
        if tested.insight is not None and id(tested) in chosen:
            same = agreeing(tested.insight, parts, is_like)
            yield Tested(tested.p_value, of_many(tested.insight, same, len(things), name))
        elif tested.insight is not None and tested.insight.segment and len(things) > MOST_ALONE:
            yield Tested(tested.p_value)
        else:
            yield tested


def is_told(tested: Tested) -> bool:
    return tested.insight is not None and tested.p_value <= LEVEL


def surest(parts: list[Tested], things: int, alike: Like) -> list[Tested]:
    """Where the whole says nothing: the surest thing that most others are like."""
    for tested in sorted(filter(is_told, parts), key=lambda one: one.p_value):
        if tested.insight is None:
            continue
        count = len(agreeing(tested.insight, parts, alike))
        if count >= max(LEAST_THINGS, MOST_OF_THINGS * things):
            return [tested]
    return []


def agreeing(head: Insight, parts: list[Tested], alike: Like) -> list[Insight]:
    """One insight of each thing of which all that is told is like the head."""
    told: dict[tuple[tuple[str, object], ...], list[Insight]] = defaultdict(list)
    for tested in filter(is_told, parts):
        if tested.insight is not None:
            told[tested.insight.segment].append(tested.insight)
    return [own[0] for own in told.values() if all(alike(head, one) for one in own)]


def of_many(head: Insight, same: list[Insight], things: int, name: str) -> Insight:
    if len(same) < LEAST_ALIKE:
        return head
    whole = words.things(things, name)
    is_said = f"of {whole}" in head.sentence
    said = "." if is_said else f"; the same holds in {len(same):,} of {whole}."
    covers = [
        Covered(one.kind, frozenset(one.columns), one.segment)
        for one in same
        if one.segment != head.segment
    ]
    return replace(
        head, sentence=head.sentence.removesuffix(".") + said, covers=(*head.covers, *covers)
    )
