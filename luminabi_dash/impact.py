"""What a recipe does, and what a draft would change: shown before anything is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberChange(Stored):
    """A published number: the sum of an amount, the mean of another measure, or a count."""

    name: str
    aggregate: str
    before: float | None
    after: float | None

    @property
    def share(self) -> float | None:
        """The change as a share of what it was; None where that makes no sense."""
        if self.before is None or self.after is None or self.before == 0:
            return None
        return (self.after - self.before) / abs(self.before)


class InsightChange(Stored):
    """`state`: weaker, reversed, gone or new; insights that hold are counted only."""

    sentence: str
    state: Literal["weaker", "reversed", "gone", "new"]
    before: float | None = None
    after: float | None = None


class BoardChange(Stored):
    """A dashboard of the dataset: how many of its tiles show something else, or cannot be drawn."""

    dashboard_id: int
    name: str
    tiles: int
    moved: int = 0
    broken: tuple[str, ...] = ()


class CellChange(Stored):
    """A cell that would read otherwise; a whole row (no column) that would go or come back."""

    line: int | None
    row: int
    column: str | None
    before: str | None
    after: str | None


class StepState(Stored):
    """What a step of the draft's recipe does."""

    id: str
    title: str
    summary: str
    cells: int
    rows: int


class Impact(Stored):
    """A draft against the newest version."""

    rows_before: int
    rows_after: int
    cells: int
    numbers: tuple[NumberChange, ...] = ()
    insights: tuple[InsightChange, ...] = ()
    insights_held: int = 0
    is_searched: bool = True
    boards: tuple[BoardChange, ...] = ()
    sample: tuple[CellChange, ...] = ()
    steps: tuple[StepState, ...] = ()


class Difference(Stored):
    """One thing in which a further file differs; `weight` is how much it matters."""

    kind: str
    column: str | None
    sentence: str
    weight: Literal["bad", "warn", "ok"]


class Arrival(Stored):
    """A further file against the newest version, before it replaces or extends it."""

    rows: int
    rows_rejected: int
    differences: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()
    boards: tuple[BoardChange, ...] = ()


class DraftView(Stored):
    """`kind`: recipe or file; `state`: checking, checked, failed, made."""

    id: int
    dataset_id: int
    kind: str
    state: str
    error: str | None
    file_name: str | None = None
    recipe: dict[str, Any] | None = None
    impact: Impact | None = None
    arrival: Arrival | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the page shows it; `is_new` where the draft differs from the recipe in force."""

    id: str
    name: str
    title: str
    summary: str
    reason: str
    tier: str
    is_on: bool
    cells: int
    rows: int
    parameters: dict[str, Any]
    example: tuple[str | None, str | None] | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What cleaning would do only when asked, with the evidence for it."""

    id: str
    title: str
    columns: tuple[str, ...]
    reason: str
    evidence: tuple[tuple[str, str], ...]
    examples: tuple[tuple[str | None, str | None], ...]
    cells: int
    rows: int


@dataclass(frozen=True, slots=True)
class RecipeView:
    """The recipe in force, or the user's draft of another; `version` is the newest data version."""

    dataset_id: int
    version: int
    steps: tuple[StepRow, ...]
    suggestions: tuple[SuggestionView, ...]
    is_by_user: bool
    draft: DraftView | None = None


@dataclass(frozen=True, slots=True)
class QualityPart:
    """One of the four sides of quality, from 0 to 1, with the numbers behind it in words."""

    name: str
    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a column that a person should know of; `rows` are up to some rows behind it."""

    kind: str
    column: str | None
    count: int
    reason: str
    done: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    name: str
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class QualityView:
    """The quality report of a version: a score that is explained, its parts, what was found."""

    score: float
    explained: str
    parts: tuple[QualityPart, ...]
    columns: tuple[ColumnQuality, ...]
    findings: tuple[Finding, ...]
