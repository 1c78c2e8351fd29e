"""A recipe: the ordered steps that made a version, as data to be kept, edited and replayed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from luminabi_dash.cleaning.step import STEPS, Suggestion
from luminabi_dash.errors import Invalid, NotFound

STEPS_MOST = 200


class RecipeStep(BaseModel):
    """One step with its parameters; switched off it is kept but not applied.

    `cells` and `rows` are what it changed and removed when it was last run; `evidence` are the
    counts that it rests on (of an automatic step: the cells it first changed in each column).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(max_length=40)
    name: str = Field(max_length=60)
    parameters: dict[str, Any] = Field(default_factory=dict)
    reason: str = Field(default="", max_length=500)
    is_on: bool = True
    tier: Literal["automatic", "suggested", "chosen"] = "automatic"
    evidence: dict[str, int | float | str] = Field(default_factory=dict)
    cells: int = 0
    rows: int = 0


class ColumnType(BaseModel):
    """What a column was read as once it was clean; with a `unit`, numbers that all carry it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    type: str
    format: str | None = None
    unit: str = ""
    mark: Literal[".", ","] = "."
    is_grouped: bool = False


class Recipe(BaseModel):
    """`columns` are the names that the recipe was made for, `types` what they were read as."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    columns: tuple[str, ...] = ()
    steps: tuple[RecipeStep, ...] = Field(default=(), max_length=STEPS_MOST)
    types: tuple[ColumnType, ...] = ()

    def step(self, step_id: str) -> RecipeStep:
        for item in self.steps:
            if item.id == step_id:
                return item
        raise NotFound("This recipe has no such step.", code="step_not_found")

    def switched(self, step_id: str, *, is_on: bool) -> Recipe:
        return self._edited(step_id, lambda item: item.model_copy(update={"is_on": is_on}))

    def without(self, step_id: str) -> Recipe:
        """Undone: the step is gone; those behind it are computed anew without it."""
        gone = self.step(step_id)
        return self._of([item for item in self.steps if item is not gone])

    def moved(self, step_id: str, place: int) -> Recipe:
        """The step at another place, 0 for the first."""
        item = self.step(step_id)
        rest = [other for other in self.steps if other is not item]
        place = max(0, min(place, len(rest)))
        return self._of([*rest[:place], item, *rest[place:]])

    def with_parameters(self, step_id: str, parameters: dict[str, Any]) -> Recipe:
        """Other parameters, checked; Invalid names what is wrong with them."""

        def edit(item: RecipeStep) -> RecipeStep:
            checked = STEPS.get(item.name).read(parameters).model_dump(mode="json")
            return item.model_copy(update={"parameters": checked})

        return self._edited(step_id, edit)

    def with_suggestion(self, suggestion: Suggestion) -> Recipe:
        """The suggestion as the last step; accepted twice it stands once."""
        if any(item.id == suggestion.id for item in self.steps):
            return self
        item = RecipeStep(
            id=suggestion.id,
            name=suggestion.step,
            parameters=dict(suggestion.parameters),
            reason=suggestion.reason,
            tier="suggested",
            evidence=dict(suggestion.evidence),
            cells=suggestion.cells,
            rows=suggestion.rows,
        )
        return self._of([*self.steps, item])

    def with_step(self, name: str, parameters: dict[str, Any], reason: str = "") -> Recipe:
        """A step that a person chose, at the end."""
        step = STEPS.get(name)
        checked = step.read(parameters).model_dump(mode="json")
        taken = {item.id for item in self.steps}
        number = next(n for n in range(1, len(taken) + 2) if f"c{n}" not in taken)
        item = RecipeStep(
            id=f"c{number}",
            name=name,
            parameters=checked,
            reason=reason or step.reason,
            tier="chosen",
        )
        return self._of([*self.steps, item])

    def checked(self) -> Recipe:
        """The recipe itself when each step exists, has fitting parameters and an id of its own."""
        ids = [item.id for item in self.steps]
        if len(set(ids)) < len(ids):
            raise Invalid("Two steps of the recipe have the same id.", code="invalid_recipe")
        for item in self.steps:
            STEPS.get(item.name).read(item.parameters)
        return self

    def _edited(self, step_id: str, edit: Callable[[RecipeStep], RecipeStep]) -> Recipe:
        chosen = self.step(step_id)
        return self._of([edit(item) if item is chosen else item for item in self.steps])

    def _of(self, steps: Sequence[RecipeStep]) -> Recipe:
        return self.model_copy(update={"steps": tuple(steps)})
