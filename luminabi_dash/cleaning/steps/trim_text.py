"""Blanks and invisible characters: at the ends of cells, doubled, or in place of plain ones."""

from __future__ import annotations

from functools import partial

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.guards import is_prose
from luminabi_dash.cleaning.rules import blanks
from luminabi_dash.cleaning.step import (
    Parameters,
    Proposal,
    Respelled,
    Review,
    StepResult,
    Texts,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

ENDS = f"^[{blanks.OUTER}]|[{blanks.OUTER}]$"
INNER = (
    r"[ \x{00a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]{2}|[\x{00a0}\x{202f}\x{3000}\t]"
)
HIDDEN = f"[{blanks.INVISIBLE}]"
REASON = "blanks at the ends of a cell carry no meaning"
INNER_REASON = "the column writes single plain blanks between words"
HIDDEN_REASON = "characters that nobody can see"
DISTINCT_SHARE = 0.6
ODD_SHARE = 0.1


class Trims(Parameters):
    """Columns whose ends are trimmed, those where all blanks inside become single too, and those
    that lose hidden characters; `single` names texts that the column holds with single blanks.
    """

    columns: tuple[str, ...] = ()
    single: tuple[Texts, ...] = ()
    inner: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def plan(table: Table) -> Trims | None:
    ends = tuple(name for name, cells in table if cells.matches(ENDS).any())
    single = tuple(
        Texts(column=name, texts=texts) for name, cells in table if (texts := singled(cells))
    )
    hidden = tuple(name for name, cells in table if hides(cells))
    found = Trims(columns=ends, single=single, hidden=hidden)
    return found if ends or single or hidden else None


def hides(cells: Cells) -> bool:
    return not cells.is_ascii and not is_prose(cells) and bool(cells.matches(HIDDEN).any())


def singled(cells: Cells) -> dict[str, str | None]:
    """Texts with doubled blanks that the column also holds with single ones; names that repeat."""
    odd = cells.matches(INNER)
    if not odd.any() or is_prose(cells) or cells.share(odd) > ODD_SHARE:
        return {}
    if cells.distinct > DISTINCT_SHARE * cells.filled:
        return {}
    found = cells.rule(blanks.single_blanks, odd)
    bare = {text: blanks.without_blanks(new or "") for text, new in found.items()}
    known = cells.places({new for new in bare.values() if new})
    return {text: new for text, new in bare.items() if new in known}


def review(table: Table) -> Review:
    proposals = []
    for name, cells in table:
        odd = cells.matches(INNER)
        if odd.any() and not is_prose(cells):
            reason = "some cells have doubled or unusual blanks between words"
            counts = {"cells": len(cells.rows_where(odd))}
            proposals.append(Proposal(Trims(inner=(name,)), (name,), reason, counts))
    return Review(tuple(proposals))


def script(given: Trims) -> list[str]:
    names = dict.fromkeys([*given.columns, *given.inner, *given.hidden])
    first = [f"respell(frame, {part.column!r}, {part.texts!r})" for part in given.single]
    return first + [
        f"rewrite(frame, {name!r}, lambda text: tidied(text, {name in given.columns}, "
        f"{name in given.inner}, {name in given.hidden}))"
        for name in names
    ]


@step(
    "trim_text",
    title="Trim blanks",
    running="Trimming blanks…",
    reason=REASON,
    order=18,
    parameters=Trims,
    plan=plan,
    review=review,
    script=script,
)
def trim_text(table: Table, given: Trims) -> StepResult:
    """A cell of blanks alone becomes empty."""
    changes = []
    for name, cells in table:
        single = {t: new for p in given.single if p.column == name for t, new in p.texts.items()}
        if single:
            changes.append(Respelled(name, single, INNER_REASON))
        texts = trimmed(cells, given, name)
        texts = {text: new for text, new in texts.items() if text not in single}
        if texts:
            changes.append(Respelled(name, texts, reason_for(given, name)))
    count = sum(len(change.texts) for change in changes)
    return StepResult(tuple(changes), summary=f"Trimmed {many(count, 'text')}.")


def reason_for(given: Trims, name: str) -> str:
    if name in given.columns:
        return REASON
    return INNER_REASON if name in given.inner else HIDDEN_REASON


def trimmed(cells: Cells, given: Trims, name: str) -> dict[str, str | None]:
    chosen = cells.matches(ENDS) if name in given.columns else cells.matches(HIDDEN) & False
    if name in given.inner:
        chosen = chosen | cells.matches(INNER)
    if name in given.hidden:
        chosen = chosen | cells.matches(HIDDEN)

    rule = partial(
        blanks.tidied,
        is_outer=name in given.columns,
        is_inner=name in given.inner,
        is_hidden=name in given.hidden,
    )
    return cells.rule(rule, chosen)
