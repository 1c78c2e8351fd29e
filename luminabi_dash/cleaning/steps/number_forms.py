"""Numbers written for people: currency, thousands, decimal commas, percent, units, parentheses."""

from __future__ import annotations

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.guards import PLAIN, has_codes, is_named_id
from luminabi_dash.cleaning.numerals import NumberForms, form_of, rewritten
from luminabi_dash.cleaning.step import (
    Flag,
    Proposal,
    Respelled,
    Review,
    StepResult,
    flags_at,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "the column is numbers throughout, some written in another form"
NUMBERS_SHARE = 0.9
LEAST_ROWS = 20


def plan(table: Table) -> NumberForms | None:
    """Columns that are numbers throughout and prove how they are written."""
    found = [form_of(name, cells) for name, cells in table]
    sure = tuple(f.form for f in found if f is not None and not f.doubt and not f.is_uniform)
    return NumberForms(columns=sure) if sure else None


def review(table: Table) -> Review:
    """Forms that are likely but not proved, and cells that are no number among numbers."""
    proposals: list[Proposal] = []
    flags: list[Flag] = []
    for name, cells in table:
        finding = form_of(name, cells)
        if finding is not None and (finding.doubt or finding.is_uniform):
            doubt = finding.doubt or "every cell names the unit"
            reason = f"the column reads as numbers, but {doubt}"
            parameters = NumberForms(columns=(finding.form,))
            proposals.append(Proposal(parameters, (name,), reason, finding.evidence))
        flags += strangers(name, cells)
    return Review(tuple(proposals), tuple(flags))


def strangers(name: str, cells: Cells) -> tuple[Flag, ...]:
    """Cells that keep a column from being numbers."""
    plain = cells.matches(PLAIN)
    is_short = cells.filled < LEAST_ROWS or cells.share(plain) < NUMBERS_SHARE
    if is_short or plain.all() or has_codes(cells) or is_named_id(name):
        return ()
    reason = "no number that can be read for sure, in a column of numbers"
    return flags_at(cells.rows_where(~plain), name, "not_a_number", reason)


def script(given: NumberForms) -> list[str]:
    return [
        f"rewrite(frame, {form.column!r}, lambda text: plain_number(text, {form.mark!r}, "
        f"{form.is_grouped}, {form.unit!r}, {form.has_words}))"
        for form in given.columns
    ]


@step(
    "number_forms",
    title="Read numbers",
    running="Reading numbers…",
    reason=REASON,
    order=34,
    parameters=NumberForms,
    plan=plan,
    review=review,
    script=script,
)
def number_forms(table: Table, given: NumberForms) -> StepResult:
    """Cells become plain numbers; one that is not sure stays as it is."""
    changes, units = [], {}
    for form in given.columns:
        if form.column not in table:
            continue
        texts = rewritten(table[form.column], form)
        if texts:
            changes.append(Respelled(form.column, texts, REASON))
        if form.unit:
            units[form.column] = form.unit
    count = sum(len(table[change.column].rows_with(change.texts)) for change in changes)
    words = f"Read {many(count, 'number')} in {many(len(changes), 'column')}."
    return StepResult(tuple(changes), summary=words, units=units)
