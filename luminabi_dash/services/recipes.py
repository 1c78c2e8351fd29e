"""What a user can do with a dataset's recipe: see it, edit it step by step, undo, export it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
from pydantic import ValidationError
from sqlalchemy.orm import Session

from luminabi_dash.cleaning.recipe import Recipe, RecipeStep
from luminabi_dash.cleaning.script import Source, script
from luminabi_dash.cleaning.step import STEPS, Example, Suggestion
from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db.models import Dataset
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.impact import DraftView, RecipeView, StepRow, SuggestionView
from luminabi_dash.services import drafts, wanted
from luminabi_dash.services.datasets import changes_of_rows, load, located, read_of, steps
from luminabi_dash.views import UserView

BY_HAND = "set_cells"


def present(ctx: Context, user: UserView, dataset_id: int) -> tuple[Recipe, int]:
    """The recipe in force and the number of its last edit."""
    with ctx.sessions() as session:
        row = datasets.visible(session, dataset_id, user.id)
        return of(row), row.recipe_version


def of(row: Dataset) -> Recipe:
    return Recipe() if row.recipe is None else Recipe.model_validate(row.recipe)


def suggestions(ctx: Context, user: UserView, dataset_id: int) -> tuple[Suggestion, ...]:
    """What the cleaning of the newest version would do only when asked."""
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id).number)
    return tuple(suggestion(item) for item in load(folder / "suggestions.json", []))


def suggestion(data: Mapping[str, Any]) -> Suggestion:
    examples = tuple(Example(**item) for item in data["examples"])
    return Suggestion(**{**data, "columns": tuple(data["columns"]), "examples": examples})


def parse(data: Any) -> Recipe:
    """A recipe from JSON; Invalid says what is wrong with it."""
    try:
        return Recipe.model_validate_json(json.dumps(data)).checked()
    except (ValidationError, TypeError, ValueError) as error:
        where = ""
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            where = f" ({'.'.join(str(part) for part in first['loc'])}: {first['msg']})"
        raise Invalid(f"This is no recipe{where}.", code="invalid_recipe") from None


def put(
    ctx: Context, user: UserView, dataset_id: int, recipe: Recipe, version: int | None
) -> tuple[Recipe, int]:
    """Keep a recipe for the next cleaning; with `version`, only if nobody was faster."""
    with ctx.sessions.begin() as session:
        row = datasets.visible(session, dataset_id, user.id)
        check_version(row, version)
        change(session, row, recipe)
        return recipe, row.recipe_version


def check_version(row: Dataset, version: int | None) -> None:
    if version is not None and version != row.recipe_version:
        raise Conflict(
            "Somebody else changed this recipe; look at the present one first.",
            details={"version": row.recipe_version, "recipe": row.recipe},
        )


def change(session: Session, row: Dataset, recipe: Recipe) -> None:
    if row.wanted is not None:
        raise Conflict(f"{row.name!r} is being prepared; try again in a moment.", code="busy")
    row.recipe = json.loads(recipe.model_dump_json())
    row.recipe_by_user = True
    row.recipe_version += 1


def switch(ctx: Context, user: UserView, dataset_id: int, step_id: str, *, is_on: bool) -> str:
    """One step off (undone alone) or on again; the id of the job that makes the new version."""
    with ctx.sessions.begin() as session:
        row = datasets.visible(session, dataset_id, user.id)
        recipe = of(row).switched(step_id, is_on=is_on)
        changes = {"recipe": json.loads(recipe.model_dump_json()), "is_by_user": True}
        return wanted.ask(ctx, session, row, why="recipe", **changes)


def reset(ctx: Context, user: UserView, dataset_id: int) -> str:
    """Forget the edits: the recipe is planned anew from what the columns prove; the job's id."""
    with ctx.sessions.begin() as session:
        row = datasets.visible(session, dataset_id, user.id)
        return wanted.ask(ctx, session, row, recipe=None, is_by_user=False, why="recipe")


def edit_draft(ctx: Context, user: UserView, dataset_id: int, edit: Mapping[str, Any]) -> DraftView:
    """One edit on the user's open draft, or on the recipe in force; nothing is made yet.

    `edit` has `act`: switch (`step`, `is_on`), remove, up or down (`step`), parameters (`step`,
    `parameters`), accept (`suggestion`) or put_back (`row`, `place` of the change).
    """
    draft = drafts.opened(ctx, user, dataset_id, "recipe")
    recipe = present(ctx, user, dataset_id)[0]
    if draft is not None and draft.recipe is not None:
        recipe = Recipe.model_validate(draft.recipe)
    edited = edited_recipe(ctx, user, dataset_id, recipe, edit)
    body = json.loads(edited.model_dump_json())
    return drafts.propose_recipe(ctx, user, dataset_id, body)[0]


def is_switched(
    ctx: Context, user: UserView, dataset_id: int, step_id: str, *, is_on: bool
) -> bool:
    """Whether the step stands so already, in the user's draft or else in the recipe in force."""
    draft = drafts.opened(ctx, user, dataset_id, "recipe")
    recipe = present(ctx, user, dataset_id)[0]
    if draft is not None and draft.recipe is not None:
        recipe = Recipe.model_validate(draft.recipe)
    return any(item.id == step_id and item.is_on == is_on for item in recipe.steps)


def edited_recipe(
    ctx: Context, user: UserView, dataset_id: int, recipe: Recipe, edit: Mapping[str, Any]
) -> Recipe:
    act, step_id = edit.get("act"), str(edit.get("step", ""))
    if act == "switch":
        return recipe.switched(step_id, is_on=bool(edit.get("is_on")))
    if act == "remove":
        return recipe.without(step_id)
    if act in {"up", "down"}:
        place = next((i for i, item in enumerate(recipe.steps) if item.id == step_id), 0)
        return recipe.moved(step_id, place + (1 if act == "down" else -1))
    if act == "parameters":
        return recipe.with_parameters(step_id, dict(edit.get("parameters") or {}))
    if act == "accept":
        for suggestion in suggestions(ctx, user, dataset_id):
            if suggestion.id == edit.get("suggestion"):
                return recipe.with_suggestion(suggestion)
        raise NotFound("There is no such suggestion.", code="suggestion_not_found")
    if act == "put_back":
        return put_back(ctx, user, dataset_id, recipe, edit)
    raise Invalid("This is no edit of a recipe.", code="invalid_edit")


def put_back(
    ctx: Context, user: UserView, dataset_id: int, recipe: Recipe, edit: Mapping[str, Any]
) -> Recipe:
    """The recipe with one more cell set to what it was: the change at a place of a row's audit."""
    row, place = edit.get("row"), edit.get("place")
    found = changes_of_rows(ctx, user, dataset_id, [row] if isinstance(row, int) else [])
    if not isinstance(place, int) or not 0 <= place < len(found) or found[place].column is None:
        raise NotFound("There is no such change.", code="change_not_found")
    change = found[place]
    last = [one for one in found if one.column == change.column][-1]
    cell = {
        "row": change.row,
        "column": change.column,
        "before": last.after,
        "after": change.before,
    }
    known = next((item for item in recipe.steps if item.name == BY_HAND), None)
    if known is None:
        return recipe.with_step(BY_HAND, {"cells": [cell]})
    return recipe.with_parameters(known.id, {"cells": [*known.parameters["cells"], cell]})


def shown(ctx: Context, user: UserView, dataset_id: int) -> RecipeView:
    """The recipe as the page shows it: the user's open draft, or else the one in force."""
    with ctx.sessions() as session:
        row = datasets.visible(session, dataset_id, user.id)
        recipe, is_by_user = of(row), row.recipe_by_user
        number = row.current_version or 0
    draft = drafts.opened(ctx, user, dataset_id, "recipe")
    chosen = recipe
    if draft is not None and draft.recipe is not None:
        chosen = Recipe.model_validate(draft.recipe)
    taken = {item.id for item in chosen.steps}
    return RecipeView(
        dataset_id=dataset_id,
        version=number,
        steps=step_rows(ctx, user, dataset_id, recipe, chosen, draft),
        suggestions=tuple(
            suggestion_view(item)
            for item in suggestions(ctx, user, dataset_id)
            if item.id not in taken
        ),
        is_by_user=is_by_user,
        draft=draft,
    )


def step_rows(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    recipe: Recipe,
    chosen: Recipe,
    draft: DraftView | None,
) -> tuple[StepRow, ...]:
    told = {item.id: item.summary for item in steps(ctx, user, dataset_id)}
    counted = {item.id: (item.cells, item.rows) for item in chosen.steps}
    if draft is not None and draft.impact is not None:
        told |= {item.id: item.summary for item in draft.impact.steps}
        counted |= {item.id: (item.cells, item.rows) for item in draft.impact.steps}
    examples = first_changes(ctx, user, dataset_id)
    before = {item.id: (place, item) for place, item in enumerate(recipe.steps)}
    rows = []
    for place, item in enumerate(chosen.steps):
        was = before.get(item.id)
        is_same = was is not None and is_alike(was[1], item) and was[0] == place
        step = STEPS.get(item.name)
        rows.append(
            StepRow(
                id=item.id,
                name=item.name,
                title=step.title,
                summary=told.get(item.id, ""),
                reason=item.reason,
                tier=item.tier,
                is_on=item.is_on,
                cells=counted[item.id][0],
                rows=counted[item.id][1],
                parameters=dict(item.parameters),
                example=examples.get(item.name),
                is_new=draft is not None and not is_same,
            )
        )
    return tuple(rows)


def is_alike(one: RecipeStep, other: RecipeStep) -> bool:
    return one.is_on == other.is_on and one.parameters == other.parameters


def first_changes(
    ctx: Context, user: UserView, dataset_id: int
) -> dict[str, tuple[str | None, str | None]]:
    """For each step by name: one cell before and after."""
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id).number)
    path = folder / "changes.parquet"
    if not path.exists():
        return {}
    firsts = (
        pl.scan_parquet(path)
        .group_by("step")
        .agg(pl.col("before").first(), pl.col("after").first())
        .collect()
    )
    return {row[0]: (row[1], row[2]) for row in firsts.select("step", "before", "after").rows()}


def suggestion_view(item: Suggestion) -> SuggestionView:
    return SuggestionView(
        id=item.id,
        title=item.title,
        columns=item.columns,
        reason=item.reason,
        evidence=tuple((key, str(value)) for key, value in item.evidence.items()),
        examples=tuple((one.before, one.after) for one in item.examples if one.column),
        cells=item.cells,
        rows=item.rows,
    )


def as_script(ctx: Context, user: UserView, dataset_id: int) -> tuple[str, str]:
    """The recipe in force as a runnable pandas script, and its file name."""
    with ctx.sessions() as session:
        row = datasets.visible(session, dataset_id, user.id)
        recipe, name = of(row), row.name
    return script(recipe, source_of(ctx, user, dataset_id), name), f"{name} recipe.py"


def source_of(ctx: Context, user: UserView, dataset_id: int) -> Source:
    """How the script reads the file: as the reader did."""
    folder = ctx.store.folder(dataset_id, read_of(ctx, user, dataset_id))
    found = load(folder / "evidence.json", {})
    line = found.get("header_line") or 1
    return Source(
        encoding=found.get("encoding") or "utf-8-sig",
        delimiter=(found.get("dialect") or {}).get("delimiter") or ",",
        skipped=max(0, int(line) - 1),
    )
