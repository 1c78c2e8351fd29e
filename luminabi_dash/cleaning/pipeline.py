"""Plans or replays a recipe over a text table; then the columns get their types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import polars as pl

import luminabi_dash.cleaning.steps
from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.mismatch import check_columns
from luminabi_dash.cleaning.numerals import NumberForm, rewritten, uniform_form
from luminabi_dash.cleaning.recipe import ColumnType, Recipe, RecipeStep
from luminabi_dash.cleaning.run import Run
from luminabi_dash.cleaning.step import STEPS, Flag, Proposal, Step, Suggestion
from luminabi_dash.cleaning.table import Table
from luminabi_dash.ingest.options import ColumnOption
from luminabi_dash.ingest.typed import asked as choose
from luminabi_dash.ports import Progress, quiet
from luminabi_dash.registry import load
from luminabi_dash.tables.schema import HIDDEN, Column, Schema, Type
from luminabi_dash.tables.types import Inference, column_of, infer, typed
from luminabi_dash.views import StepView

load(luminabi_dash.cleaning.steps)

STEPS_SHARE, REVIEW_SHARE = 0.6, 0.2
ISO = {Type.DATE: "%Y-%m-%d", Type.DATETIME: "%Y-%m-%d %H:%M:%S"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A typed table with everything that led to it; rows_in = rows_kept + removed rows.

    `table` holds the cleaned text, `frame` the same in types, `changes` and `removed` the audit.
    """

    frame: pl.DataFrame
    schema: Schema
    recipe: Recipe
    results: tuple[StepView, ...]
    changes: pl.DataFrame
    removed: pl.DataFrame
    rows_in: int
    rows_kept: int
    flags: tuple[Flag, ...]
    suggestions: tuple[Suggestion, ...]
    table: Table

    def text(self) -> pl.DataFrame:
        """The cleaned cells as text; those that no step changed are as the file had them."""
        return self.table.frame()


def clean(
    text: pl.DataFrame | pd.DataFrame,
    *,
    recipe: Recipe | None = None,
    asked: Mapping[str, ColumnOption] | None = None,
    name: str = "",
    progress: Progress = quiet,
) -> Cleaned:
    """Plan a recipe (or replay the given one) and apply it to a table of text.

    A replayed recipe whose columns are missing is Invalid (recipe_mismatch) and names them.
    `asked` are the types that a person chose for columns, `name` that of the file, for messages.
    """
    frame = text if isinstance(text, pl.DataFrame) else pl.from_pandas(text)
    if recipe is not None:
        check_columns(recipe.checked(), frame.columns, name)
    run = Run(frame)
    if recipe is None:
        columns = tuple(c for c in frame.columns if c not in HIDDEN)
        recipe = Recipe(columns=columns, steps=tuple(planned(run, progress)))
        fresh = False
    else:
        steps = tuple(replayed(run, recipe, progress))
        recipe = recipe.model_copy(update={"steps": steps})
        fresh = True
    suggestions, flags = reviewed(run, recipe, progress, with_plans=fresh)
    progress(STEPS_SHARE + REVIEW_SHARE, "Reading types…")
    result, schema, types = typed_table(run, asked or {})
    progress(1.0, "Clean.")
    return Cleaned(
        frame=result,
        schema=schema,
        recipe=recipe.model_copy(update={"types": types}),
        results=tuple(run.results),
        changes=run.changes_made(),
        removed=run.rows_removed(),
        rows_in=frame.height,
        rows_kept=result.height,
        flags=flags,
        suggestions=suggestions,
        table=run.table,
    )


def in_order() -> list[Step[Any]]:
    return sorted(STEPS, key=lambda step: step.order)


def planned(run: Run, progress: Progress) -> Iterator[RecipeStep]:
    """Each step in its order, planned on what the steps before it left."""
    steps = in_order()
    for place, step in enumerate(steps):
        progress(STEPS_SHARE * place / len(steps), step.running)
        parameters = step.plan(run.table)
        if parameters is not None:
            item = RecipeStep(
                id=f"s{place + 1}",
                name=step.name,
                parameters=parameters.model_dump(mode="json"),
                reason=step.reason,
            )
            yield run.apply(step, item)


def replayed(run: Run, recipe: Recipe, progress: Progress) -> Iterator[RecipeStep]:
    for place, item in enumerate(recipe.steps):
        step = STEPS.get(item.name)
        progress(STEPS_SHARE * place / max(len(recipe.steps), 1), step.running)
        yield run.apply(step, item)


def reviewed(
    run: Run, recipe: Recipe, progress: Progress, *, with_plans: bool
) -> tuple[tuple[Suggestion, ...], tuple[Flag, ...]]:
    """What is left to a person, found on the cleaned table.

    After a replay a step that the recipe lacks, though this table proves it, is suggested too.
    """
    progress(STEPS_SHARE, "Looking for what is left…")
    off = {item.name for item in recipe.steps if not item.is_on}
    taken = {item.id for item in recipe.steps}
    suggestions: dict[str, Suggestion] = {}
    flags: list[Flag] = []
    for step in in_order():
        review = step.review(run.table)
        flags += [run.located(flag) for flag in review.flags]
        proposals = list(review.proposals)
        if with_plans and step.name not in off:
            proposals += new_proof(step, run.table)
        for proposal in proposals:
            made = run.suggestion(step, proposal)
            if made is not None and made.id not in taken:
                suggestions[made.id] = made
    return tuple(suggestions.values()), tuple(flags)


def new_proof(step: Step[Any], table: Table) -> list[Proposal]:
    parameters = step.plan(table)
    if parameters is None:
        return []
    return [Proposal(parameters, table.names(), f"{step.reason}; the recipe does not have it yet")]


def typed_table(
    run: Run, asked: Mapping[str, ColumnOption]
) -> tuple[pl.DataFrame, Schema, tuple[ColumnType, ...]]:
    """The cleaned text in the types that each whole column proves, or that were asked for."""
    parts = [pl.Series(HIDDEN[0], run.table.rows), pl.Series(HIDDEN[1], run.lines)]
    columns: list[Column] = []
    types: list[ColumnType] = []
    for name, cells in run.table:
        option = asked.get(name)
        if option is not None and is_read_already(run, name, option):
            option = None
        values, inference = typed_texts(cells, name, option)
        is_open = option is None and inference.type is Type.TEXT
        form = uniform_form(name, cells) if is_open else None
        if form is not None:
            values, inference = numbers_of(cells, form, inference)
        column = column_of(name, repeated(values, cells), inference)
        unit = form.unit if form is not None else run.units.get(name, column.unit)
        columns.append(replace(column, unit=unit))
        types.append(type_of(column, inference, form))
        parts.append(everywhere(values, cells).alias(name))
    return pl.DataFrame(parts), Schema(tuple(columns)), tuple(types)


def is_read_already(run: Run, name: str, option: ColumnOption) -> bool:
    """Whether a step has rewritten the numbers of the column: its decimal mark is settled then."""
    changed = any(
        part["column"][0] == name and part["step"][0] == "number_forms" for part in run.changes
    )
    return changed and option.type in {"integer", "number"}


def typed_texts(
    cells: Cells, name: str, option: ColumnOption | None = None
) -> tuple[pl.Series, Inference]:
    """The different texts of a column in its type; counts are those of rows.

    Asked for a date, texts that a step has rewritten to ISO form are read as such.
    """
    seen = repeated(cells.texts, cells)
    inference = infer(seen, name)
    against = round(inference.against * cells.filled / max(len(seen), 1))
    chosen = choose(inference, option)
    values = typed(cells.texts, chosen)
    if option is not None and chosen.type.is_temporal and values.null_count():
        iso = replace(chosen, format=ISO[chosen.type])
        values = values.zip_with(values.is_not_null(), typed(cells.texts, iso))
    return values, replace(chosen, filled=cells.filled, against=against)


def numbers_of(cells: Cells, form: NumberForm, inference: Inference) -> tuple[pl.Series, Inference]:
    """The numbers of a column whose every cell names the unit; its text stays as it is."""
    found = rewritten(cells, form)
    texts = [found.get(text, text) for text in cells.texts.to_list()]
    reason = f"{cells.filled:,} numbers in {form.unit}"
    numbers = replace(inference, type=Type.NUMBER, tried="number", against=0, reason=reason)
    return pl.Series(texts, dtype=pl.String).cast(pl.Float64), numbers


def type_of(column: Column, inference: Inference, form: NumberForm | None) -> ColumnType:
    found = ColumnType(column=column.name, type=column.type.value, format=inference.format)
    if form is None:
        return found
    return found.model_copy(
        update={"unit": form.unit, "mark": form.mark, "is_grouped": form.is_grouped}
    )


def repeated(values: pl.Series, cells: Cells) -> pl.Series:
    """Different values with one of them twice if any is: a small stand-in for the column."""
    return values if cells.distinct == cells.filled else pl.concat([values, values.head(1)])


def everywhere(values: pl.Series, cells: Cells) -> pl.Series:
    """Each row's value."""
    codes = pl.Series(cells.codes)
    if cells.filled < cells.rows:
        codes = codes.set(codes < 0, None)
    return values.gather(codes) if len(values) else cells.series(values.name)
