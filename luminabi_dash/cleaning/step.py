"""What a cleaning step is, what it may do and find, and how one is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from luminabi_dash.cleaning.cells import Ints
from luminabi_dash.cleaning.table import Table
from luminabi_dash.errors import Invalid
from luminabi_dash.registry import Registry

FLAGS = 2_000
"""Cells of one column that are flagged one by one for one reason; the rest is counted."""


class Parameters(BaseModel):
    """What a step is told; kept in the recipe, so a person may edit it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Columns(Parameters):
    """The columns that a step is applied to."""

    columns: tuple[str, ...]


class Texts(Parameters):
    """Cells of one column by their whole text: what each becomes (null: empty)."""

    column: str
    texts: dict[str, str | None]


class Spellings(Parameters):
    columns: tuple[Texts, ...]


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True, slots=True)
class Respelled:
    """Every cell of a column with one of these texts gets another text (None: empty)."""

    column: str
    texts: Mapping[str, str | None]
    reason: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Some rows of a column, by their place in the table, get these texts."""

    column: str
    rows: Ints
    after: Sequence[str | None]
    reason: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows that go, by their place in the table."""

    rows: Ints
    reason: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a person should look at; nothing was altered. `row` is the data row of the
    file, None when a whole column or table is meant.
    """

    row: int | None
    column: str | None
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step does; `summary` says it in one sentence, `units` what the numbers of a column
    are in.
    """

    changes: tuple[Respelled | Rewritten, ...] = ()
    removed: Removed | None = None
    summary: str = ""
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that the column does not prove: a person decides, on this evidence."""

    parameters: Parameters
    columns: tuple[str, ...]
    reason: str
    evidence: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """What a step would only do when asked, and what it can only point at."""

    proposals: tuple[Proposal, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    row: int
    column: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal with what it would do to this table, counted by doing it.

    Appended to the recipe (`Recipe.with_suggestion`), it changes exactly these cells and rows.
    """

    id: str
    step: str
    title: str
    columns: tuple[str, ...]
    parameters: dict[str, Any]
    reason: str
    evidence: Mapping[str, int | float | str]
    examples: tuple[Example, ...]
    cells: int
    rows: int


def nothing(_: Table) -> None:
    """The plan of a step that is never done unasked."""


def unremarkable(_: Table) -> Review:
    return Review()


@dataclass(frozen=True, slots=True)
class Step(Generic[P]):
    """`plan` says with which parameters the step is proved right for a table (None: not at all),
    `apply` does it, and `review` looks at the cleaned table for what is left to a person.
    `script` says `apply` in calls of `rules/`, on a pandas frame named `frame`.
    """

    name: str
    title: str
    running: str
    reason: str
    order: int
    parameters: type[P]
    plan: Callable[[Table], P | None]
    apply: Callable[[Table, P], StepResult]
    review: Callable[[Table], Review]
    script: Callable[[P], list[str]]

    def read(self, given: Mapping[str, Any]) -> P:
        """The parameters of a recipe; Invalid says what is wrong with them."""
        try:
            return self.parameters.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise Invalid(
                f"The step {self.title!r} has a wrong parameter: {place}: {first['msg']}.",
                code="invalid_recipe",
                details={"step": self.name, "parameter": place},
            ) from None


STEPS: Registry[Step[Any]] = Registry("cleaning step")


def step(
    name: str,
    *,
    title: str,
    running: str,
    reason: str,
    order: int,
    parameters: type[P],
    script: Callable[[P], list[str]],
    plan: Callable[[Table], P | None] = nothing,
    review: Callable[[Table], Review] = unremarkable,
) -> Callable[[Callable[[Table, P], StepResult]], Callable[[Table, P], StepResult]]:
    """Add the decorated function to `STEPS`; steps are planned in rising `order`."""

    def add(apply: Callable[[Table, P], StepResult]) -> Callable[[Table, P], StepResult]:
        made = Step(name, title, running, reason, order, parameters, plan, apply, review, script)
        STEPS.add(name, made)
        return apply

    return add


def respelling(table: Table, given: Spellings, reason: str) -> tuple[Respelled, ...]:
    """The changes of a step whose parameters name each text; columns that are gone are left out."""
    parts = [part for part in given.columns if part.column in table]
    return tuple(Respelled(part.column, part.texts, reason) for part in parts)


def respelling_script(given: Spellings) -> list[str]:
    return [f"respell(frame, {part.column!r}, {part.texts!r})" for part in given.columns]


def flags_at(rows: Ints, column: str | None, kind: str, reason: str) -> tuple[Flag, ...]:
    """A flag for each row, up to FLAGS; a last one counts those beyond."""
    flags = [Flag(int(row), column, kind, reason) for row in rows[:FLAGS]]
    if len(rows) > FLAGS:
        flags.append(Flag(None, column, kind, f"{reason} ({len(rows) - FLAGS:,} more cells)"))
    return tuple(flags)
