"""Runs a recipe over a text table: every change is kept with its step and reason, then the columns
get their types.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import polars as pl

import luminabi_dash.cleaning.steps
from luminabi_dash.cleaning.recipe import Recipe, RecipeStep
from luminabi_dash.cleaning.step import STEPS, Flag, Step, StepResult
from luminabi_dash.errors import Invalid
from luminabi_dash.ports import Progress, quiet
from luminabi_dash.registry import load
from luminabi_dash.tables.schema import HIDDEN, LINE, ROW, Schema
from luminabi_dash.tables.types import column_of, infer, typed
from luminabi_dash.views import StepView

CHANGE_COLUMNS = ("row", "line", "column", "before", "after", "step", "reason")
REMOVED_COLUMNS = ("row", "line", "reason", "step")

load(luminabi_dash.cleaning.steps)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A typed table with everything that led to it; rows_in = rows_kept + removed rows."""

    frame: pd.DataFrame
    schema: Schema
    recipe: Recipe
    results: tuple[StepView, ...]
    changes: pd.DataFrame
    removed: pd.DataFrame
    rows_in: int
    rows_kept: int
    flags: tuple[Flag, ...]
    suggestions: tuple[str, ...]


def clean(
    text: pd.DataFrame,
    *,
    recipe: Recipe | None = None,
    name: str = "",
    progress: Progress = quiet,
) -> Cleaned:
    """Plan a recipe (or replay the given one) and apply it to a table of text.

    A replayed recipe whose columns are missing is Invalid and names them. `name` is that of the
    file, for messages.
    """
    if recipe is not None:
        check_columns(recipe, text, name)
    run = Run(text)
    steps = (
        list(planned(run, progress)) if recipe is None else list(replayed(run, recipe, progress))
    )
    progress(0.85, "Reading types…")
    frame, schema = typed_table(run.frame)
    progress(1.0, "Clean.")
    columns = tuple(c for c in text.columns if c not in HIDDEN)
    return Cleaned(
        frame=frame,
        schema=schema,
        recipe=recipe or Recipe(columns=columns, steps=tuple(steps)),
        results=tuple(run.results),
        changes=joined(run.changes, CHANGE_COLUMNS),
        removed=joined(run.removed, REMOVED_COLUMNS),
        rows_in=len(text),
        rows_kept=len(frame),
        flags=tuple(run.flags),
        suggestions=tuple(run.suggestions),
    )


class Run:
    """The table as it changes, and the audit that grows with it."""

    def __init__(self, text: pd.DataFrame) -> None:
        columns = [c for c in text.columns if c not in HIDDEN]
        self.frame = text.copy()
        self.frame[columns] = self.frame[columns].astype(object).where(text[columns] != "", None)
        self.frame[columns] = self.frame[columns].where(self.frame[columns].notna(), None)
        self.columns = columns
        self.results: list[StepView] = []
        self.changes: list[pd.DataFrame] = []
        self.removed: list[pd.DataFrame] = []
        self.flags: list[Flag] = []
        self.suggestions: list[str] = []

    @property
    def data(self) -> pd.DataFrame:
        return self.frame[self.columns]

    def apply(self, step: Step, item: RecipeStep) -> None:
        result = step.apply(self.data, item.parameters) if item.is_on else StepResult()
        changed = self._change(step, result)
        gone = self._remove(step, result)
        self.flags += result.flags
        self.suggestions += result.suggestions
        summary = result.summary if item.is_on else "Switched off."
        self.results.append(
            StepView(
                item.id, step.name, step.title, summary, item.reason, changed, gone, item.is_on
            )
        )

    def _change(self, step: Step, result: StepResult) -> int:
        count = 0
        for change in result.changes:
            rows = change.after.index
            log = pd.DataFrame(
                {
                    "row": self.frame.loc[rows, ROW].to_numpy(),
                    "line": self.frame.loc[rows, LINE].to_numpy(),
                    "column": change.column,
                    "before": self.frame.loc[rows, change.column].to_numpy(),
                    "after": change.after.to_numpy(),
                    "step": step.name,
                    "reason": change.reason,
                }
            )
            self.frame.loc[rows, change.column] = change.after
            self.changes.append(log)
            count += len(rows)
        return count

    def _remove(self, step: Step, result: StepResult) -> int:
        rows = result.removed.index
        if len(rows):
            log = self.frame.loc[rows, [ROW, LINE]].set_axis(["row", "line"], axis=1)
            log = log.assign(reason=result.removed.to_numpy(), step=step.name)
            self.removed.append(log)
            self.frame = self.frame.drop(index=rows)
        return len(rows)


def planned(run: Run, progress: Progress) -> Iterator[RecipeStep]:
    """Each step in its order, planned on what the steps before it left."""
    steps = sorted(STEPS, key=lambda step: step.order)
    for place, step in enumerate(steps):
        progress(0.85 * place / len(steps), step.running)
        parameters = step.plan(run.data)
        if parameters is not None:
            item = RecipeStep(
                id=f"s{place + 1}", name=step.name, parameters=parameters, reason=step.reason
            )
            run.apply(step, item)
            yield item


def replayed(run: Run, recipe: Recipe, progress: Progress) -> Iterator[RecipeStep]:
    for place, item in enumerate(recipe.steps):
        step = STEPS.get(item.name)
        progress(0.85 * place / max(len(recipe.steps), 1), step.running)
        run.apply(step, item)
        yield item


def check_columns(recipe: Recipe, text: pd.DataFrame, name: str) -> None:
    missing = [column for column in recipe.columns if column not in text.columns]
    if missing:
        listed = ", ".join(repr(column) for column in missing[:5])
        raise Invalid(
            f"The recipe needs columns that {name or 'this table'} does not have: {listed}.",
            code="recipe_mismatch",
            details={"missing": missing},
        )


def typed_table(frame: pd.DataFrame) -> tuple[pd.DataFrame, Schema]:
    """The cleaned text in the types that each whole column proves."""
    result = frame[list(HIDDEN)].reset_index(drop=True)
    columns = []
    parts = {}
    for name in (c for c in frame.columns if c not in HIDDEN):
        texts = [text if isinstance(text, str) else None for text in frame[name]]
        cells = pl.Series(name, texts, dtype=pl.String)
        inference = infer(cells, name)
        values = typed(cells, inference)
        columns.append(column_of(name, values, inference))
        parts[name] = pd.Series(values.to_arrow(), dtype=pd.ArrowDtype(values.to_arrow().type))
    return pd.concat([result, pd.DataFrame(parts)], axis=1), Schema(tuple(columns))


def joined(parts: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    if not parts:
        empty = pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
        return empty.astype({"row": "int64", "line": "int64"})
    return pd.concat(parts, ignore_index=True)[list(columns)]
