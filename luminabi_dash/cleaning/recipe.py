"""A recipe: the ordered steps that made a version, as data that can be kept and replayed."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class RecipeStep(BaseModel):
    """One step with its parameters; switched off it is kept but not applied."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(max_length=40)
    name: str = Field(max_length=60)
    parameters: dict[str, Any] = Field(default_factory=dict)
    reason: str = Field(default="", max_length=500)
    is_on: bool = True


class Recipe(BaseModel):
    """`columns` are the names that the recipe was made for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    columns: tuple[str, ...] = ()
    steps: tuple[RecipeStep, ...] = ()
