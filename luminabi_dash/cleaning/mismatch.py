"""Whether a recipe fits a table's columns; if not, what is missing and where it may have gone."""

from __future__ import annotations

from collections.abc import Sequence

from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.cleaning.rules.letters import edits, fingerprint
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.schema import HIDDEN


def check_columns(recipe: Recipe, columns: Sequence[str], name: str) -> None:
    """Invalid (recipe_mismatch) with missing, new and probably renamed columns."""
    missing = [column for column in recipe.columns if column not in columns]
    if not missing:
        return
    new = [c for c in columns if c not in recipe.columns and c not in HIDDEN]
    listed = ", ".join(repr(column) for column in missing[:5])
    raise Invalid(
        f"The recipe needs columns that {name or 'this table'} does not have: {listed}.",
        code="recipe_mismatch",
        details={"missing": missing, "new": new, "renamed": renamed(missing, new)},
    )


def renamed(missing: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """New names that are a missing one in another spelling."""
    found: dict[str, str] = {}
    for old in missing:
        near = [name for name in new if name not in found.values() and is_near(old, name)]
        if len(near) == 1:
            found[old] = near[0]
    return found


def is_near(old: str, new: str) -> bool:
    first, second = fingerprint(old.replace("_", " ")), fingerprint(new.replace("_", " "))
    return first.replace(" ", "") == second.replace(" ", "") or (
        len(first) >= 4 and edits(first, second, 2) <= max(1, len(first) // 5)
    )
