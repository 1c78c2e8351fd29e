"""Blanks and invisible characters: at the ends of cells, doubled, or in place of plain ones."""

from __future__ import annotations

from functools import partial

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.guards import is_prose
from luminabi_dash.cleaning.rules import blanks
from luminabi_dash.cleaning.step import Parameters, Proposal, Respelled, Review, StepResult, step
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
    """Columns whose ends are trimmed, and those where blanks inside become single too."""

    columns: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def plan(table: Table) -> Trims | None:
    ends = tuple(name for name, cells in table if cells.matches(ENDS).any())
    inner = tuple(name for name, cells in table if proves_single(cells))
    hidden = tuple(name for name, cells in table if hides(cells))
    found = Trims(columns=ends, inner=inner, hidden=hidden)
    return found if ends or inner or hidden else None


def hides(cells: Cells) -> bool:
    return not cells.is_ascii and not is_prose(cells) and bool(cells.matches(HIDDEN).any())


def proves_single(cells: Cells) -> bool:
    """Doubled blanks are rare in a column of repeating names."""
    odd = cells.matches(INNER)
    if not odd.any() or is_prose(cells) or cells.share(odd) > ODD_SHARE:
        return False
    return cells.distinct <= DISTINCT_SHARE * cells.filled


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
    return [
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
        if name in given.columns or name in given.inner or name in given.hidden:
            texts = trimmed(cells, given, name)
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
