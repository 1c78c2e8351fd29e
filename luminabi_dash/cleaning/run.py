"""The table as steps change it, with an audit that holds every cell's text before and after."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from luminabi_dash.cleaning.cells import Ints
from luminabi_dash.cleaning.recipe import RecipeStep
from luminabi_dash.cleaning.step import (
    Example,
    Flag,
    Proposal,
    Removed,
    Respelled,
    Rewritten,
    Step,
    StepResult,
    Suggestion,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.tables.schema import LINE
from luminabi_dash.views import StepView

CHANGES = {
    "row": pl.Int64,
    "line": pl.Int64,
    "column": pl.String,
    "before": pl.String,
    "after": pl.String,
    "step": pl.String,
    "reason": pl.String,
}
REMOVED = {"row": pl.Int64, "line": pl.Int64, "reason": pl.String, "step": pl.String}
EXAMPLES = 5


class Run:
    """Applies steps one after the other; `table` is what they have left so far."""

    def __init__(self, text: pl.DataFrame) -> None:
        self.text = text
        self.table = Table.of(text)
        self.lines = text[LINE].to_numpy().astype(np.int64)
        self.places = np.arange(text.height)
        self.results: list[StepView] = []
        self.changes: list[pl.DataFrame] = []
        self.removed: list[pl.DataFrame] = []
        self.units: dict[str, str] = {}

    def apply(self, step: Step[Any], item: RecipeStep) -> RecipeStep:
        """Do a step, or pass over it when it is off; the step with what it changed."""
        result = step.apply(self.table, step.read(item.parameters)) if item.is_on else StepResult()
        counts: Counter[str] = Counter()
        for change in result.changes:
            counts[change.column] += self._change(step, change)
        cells = counts.total()
        gone = 0 if result.removed is None else self._remove(step, result.removed)
        self.units.update(result.units)
        summary = result.summary if item.is_on else "Switched off."
        self.results.append(
            StepView(item.id, step.name, step.title, summary, item.reason, cells, gone, item.is_on)
        )
        if not item.is_on:
            return item
        evidence = item.evidence or {name: count for name, count in counts.items() if count}
        return item.model_copy(update={"cells": cells, "rows": gone, "evidence": evidence})

    def _change(self, step: Step[Any], change: Respelled | Rewritten) -> int:
        cells = self.table[change.column]
        rows, before, after = effect(self.table, change)
        if not len(rows):
            return 0
        log = {
            "row": self.table.rows[rows],
            "line": self.lines[rows],
            "column": pl.repeat(change.column, len(rows), eager=True),
            "before": self._exact(change.column, rows, before),
            "after": after,
            "step": pl.repeat(step.name, len(rows), eager=True),
            "reason": pl.repeat(change.reason, len(rows), eager=True),
        }
        if isinstance(change, Respelled):
            changed = cells.respelled(change.texts)
        else:
            changed = cells.rewritten(rows, after.to_list())
        self.table = self.table.with_cells(change.column, changed)
        self.changes.append(pl.DataFrame(log, schema=CHANGES))
        return len(rows)

    def _exact(self, column: str, rows: Ints, before: pl.Series) -> pl.Series:
        """An empty cell that no step has touched is as the file had it: "" or nothing at all."""
        if not before.null_count():
            return before
        original = self.text[column].gather(self.places[rows])
        blank = original.fill_null("x") == ""
        return before.set(before.is_null() & blank, "")

    def _remove(self, step: Step[Any], removed: Removed) -> int:
        rows = removed.rows
        if len(rows):
            log = {
                "row": self.table.rows[rows],
                "line": self.lines[rows],
                "reason": pl.repeat(removed.reason, len(rows), eager=True),
                "step": pl.repeat(step.name, len(rows), eager=True),
            }
            self.removed.append(pl.DataFrame(log, schema=REMOVED))
            kept = np.ones(self.table.height, bool)
            kept[rows] = False
            self.table = self.table.kept(kept)
            self.lines, self.places = self.lines[kept], self.places[kept]
        return len(rows)

    def located(self, flag: Flag) -> Flag:
        """The flag with the data row of the file instead of a place in the table."""
        return flag if flag.row is None else replace(flag, row=int(self.table.rows[flag.row]))

    def suggestion(self, step: Step[Any], proposal: Proposal) -> Suggestion | None:
        """The proposal with what it would do, found by doing it; None when that is nothing."""
        result = step.apply(self.table, proposal.parameters)
        effects = [(change, effect(self.table, change)) for change in result.changes]
        cells = sum(len(rows) for _, (rows, _, _) in effects)
        gone = np.zeros(0, np.int64) if result.removed is None else result.removed.rows
        if not cells and not len(gone):
            return None
        examples = [
            Example(int(self.table.rows[row]), change.column, before[place], after[place])
            for change, (rows, before, after) in effects
            for place, row in enumerate(rows[:EXAMPLES])
        ]
        examples += [
            Example(int(self.table.rows[row]), None, None, None) for row in gone[:EXAMPLES]
        ]
        parameters = proposal.parameters.model_dump(mode="json")
        return Suggestion(
            id=named(step.name, parameters),
            step=step.name,
            title=step.title,
            columns=proposal.columns,
            parameters=parameters,
            reason=proposal.reason,
            evidence=dict(proposal.evidence),
            examples=tuple(examples[:EXAMPLES]),
            cells=cells,
            rows=len(gone),
        )

    def changes_made(self) -> pl.DataFrame:
        return pl.concat(self.changes) if self.changes else pl.DataFrame(schema=CHANGES)

    def rows_removed(self) -> pl.DataFrame:
        return pl.concat(self.removed) if self.removed else pl.DataFrame(schema=REMOVED)


def effect(table: Table, change: Respelled | Rewritten) -> tuple[Ints, pl.Series, pl.Series]:
    """Rows whose text really changes, their text before and after."""
    cells = table[change.column]
    if isinstance(change, Rewritten):
        before = cells.at(change.rows)
        after = pl.Series("after", list(change.after), dtype=pl.String)
        moved = before.ne_missing(after)
        return change.rows[moved.to_numpy()], before.filter(moved), after.filter(moved)
    places = cells.places(change.texts.keys())
    real = {p: change.texts[text] for text, p in places.items() if change.texts[text] != text}
    chosen = np.zeros(cells.distinct, bool)
    chosen[list(real)] = True
    rows = cells.rows_where(chosen)
    texts = pl.Series("after", list(real.values()), dtype=pl.String)
    numbers = np.zeros(cells.distinct, np.int64)
    numbers[list(real)] = np.arange(len(real))
    after = texts.gather(numbers[cells.codes[rows]]) if len(rows) else texts.head(0)
    return rows, cells.at(rows), after


def named(step: str, parameters: Mapping[str, Any]) -> str:
    """An id that is the same for the same proposal."""
    text = json.dumps(parameters, sort_keys=True, ensure_ascii=False)
    return f"{step[:27]}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"
