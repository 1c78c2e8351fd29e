"""Letters written in two ways: é as one character, or as e and an accent."""

from __future__ import annotations

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.rules.blanks import composed
from luminabi_dash.cleaning.step import Columns, Proposal, Respelled, Review, StepResult, step
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "the same letters in their composed form, as the rest of the column has them"
NOT_ASCII = r"[^\x00-\x7f]"


def plan(table: Table) -> Columns | None:
    """Columns that hold the same text in both forms, or mostly the composed one."""
    columns = tuple(name for name, cells in table if is_mixed(cells))
    return Columns(columns=columns) if columns else None


def changed(cells: Cells) -> dict[str, str | None]:
    return {} if cells.is_ascii else cells.rule(composed, cells.matches(NOT_ASCII))


def is_mixed(cells: Cells) -> bool:
    loose = changed(cells)
    if not loose:
        return False
    if cells.places({new for new in loose.values() if new}):
        return True
    marked = cells.share(cells.matches(NOT_ASCII))
    return len(cells.rows_with(loose)) < 0.5 * marked * cells.filled


def review(table: Table) -> Review:
    proposals = [
        Proposal(
            Columns(columns=(name,)),
            (name,),
            "letters and accents stand apart in this column; composed they compare as equal",
        )
        for name, cells in table
        if changed(cells)
    ]
    return Review(tuple(proposals))


def script(given: Columns) -> list[str]:
    return [f"rewrite(frame, {name!r}, composed)" for name in given.columns]


@step(
    "unicode_form",
    title="Compose letters",
    running="Composing letters…",
    reason=REASON,
    order=16,
    parameters=Columns,
    plan=plan,
    review=review,
    script=script,
)
def unicode_form(table: Table, given: Columns) -> StepResult:
    found = {name: changed(table[name]) for name in given.columns if name in table}
    changes = tuple(Respelled(name, texts, REASON) for name, texts in found.items() if texts)
    count = sum(len(texts) for texts in found.values())
    return StepResult(changes, summary=f"Composed {many(count, 'text')}.")
