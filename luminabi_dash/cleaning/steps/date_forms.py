"""Dates in several forms in one column; the order of day and month is never guessed."""

from __future__ import annotations

from functools import partial

from luminabi_dash.cleaning.calendars import (
    ISO,
    DateForm,
    DateForms,
    Finding,
    form_of,
)
from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.rules.dates import one_date
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

REASON = "the column is dates throughout, written in several forms that each mean one day"
DATED = r"\d{4}"
STRICT = r"^\d{4}-\d{2}-\d{2}"
STRANGER_SHARE = 0.1
LEAST_ROWS = 20
READ_ALREADY = {"n.n.y", "n/n/y", "n-n-y", "y/m/d", ISO}


def plan(table: Table) -> DateForms | None:
    """Columns with dates in more than one form; cells that read both ways are left."""
    forms = []
    for name, cells in table:
        finding = form_of(name, cells)
        if finding is not None and finding.is_mixed and is_safe(finding):
            forms.append(finding.form)
    return DateForms(columns=tuple(forms)) if forms else None


def is_safe(finding: Finding) -> bool:
    """Most cells keep their form: words such as 31 January 2023 are only rewritten when few."""
    main = max(finding.shapes, key=lambda shape: finding.shapes[shape])
    is_kept = main == ISO or finding.form.form != "iso"
    return is_kept or finding.shapes[main] < 0.9 * sum(finding.shapes.values())


def review(table: Table) -> Review:
    proposals: list[Proposal] = []
    flags: list[Flag] = []
    for name, cells in table:
        finding = form_of(name, cells)
        if finding is not None:
            proposals += proposed(name, finding)
            flags += ambiguous(name, cells, finding)
        flags += strangers(name, cells)
    return Review(tuple(proposals), tuple(flags))


def proposed(name: str, finding: Finding) -> list[Proposal]:
    if finding.ambiguous:
        counts = {"ambiguous": len(finding.ambiguous), **finding.shapes}
        return [
            Proposal(
                DateForms(columns=(DateForm(column=name, day_first=order),)),
                (name,),
                f"{finding.doubt}; this reads them {'day' if order else 'month'} first",
                counts,
            )
            for order in (True, False)
        ]
    main = max(finding.shapes, key=lambda shape: finding.shapes[shape])
    if finding.is_mixed or main not in READ_ALREADY:
        form = DateForm(column=name, day_first=finding.form.day_first)
        reason = "the dates are written in words; as 2023-01-31 they can be sorted and counted"
        return [Proposal(DateForms(columns=(form,)), (name,), reason, finding.shapes)]
    return []


def ambiguous(name: str, cells: Cells, finding: Finding) -> tuple[Flag, ...]:
    if not finding.ambiguous:
        return ()
    rows = cells.rows_with(finding.ambiguous)
    if len(rows) == cells.filled:
        reason = "every date reads both day first and month first"
        return (Flag(None, name, "ambiguous_date", reason),)
    return flags_at(rows, name, "ambiguous_date", "reads both day first and month first")


def strangers(name: str, cells: Cells) -> tuple[Flag, ...]:
    """Cells that keep a column from being dates."""
    iso = cells.matches(STRICT)
    if iso.all() or cells.filled < LEAST_ROWS or cells.share(iso) < 1 - STRANGER_SHARE:
        return ()
    reason = "no date that can be read for sure, in a column of dates"
    return flags_at(cells.rows_where(~iso), name, "not_a_date", reason)


def script(given: DateForms) -> list[str]:
    return [
        f"rewrite(frame, {form.column!r}, lambda text: one_date(text, {form.day_first}, "
        f"{form.form!r}))"
        for form in given.columns
    ]


@step(
    "date_forms",
    title="Write dates in one form",
    running="Reading dates…",
    reason=REASON,
    order=38,
    parameters=DateForms,
    plan=plan,
    review=review,
    script=script,
)
def date_forms(table: Table, given: DateForms) -> StepResult:
    changes = []
    for form in given.columns:
        if form.column not in table:
            continue
        cells = table[form.column]
        rule = partial(one_date, day_first=form.day_first, form=form.form)
        texts = cells.rule(rule, cells.matches(DATED))
        if texts:
            changes.append(Respelled(form.column, texts, REASON))
    count = sum(len(table[change.column].rows_with(change.texts)) for change in changes)
    return StepResult(tuple(changes), summary=f"Rewrote {many(count, 'date')}.")
