"""An explanation as pages and the API show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a comparison: what it is called, and the measure there."""

    words: str
    value: float


@dataclass(frozen=True, slots=True)
class SegmentView:
    """One value of a column. Contributions of all segments sum to the change; `share` is that of
    the change (None where there is none), `q_value` None where there are too few rows to test.
    """

    name: str
    value: Any
    before: float | None
    after: float | None
    rows_before: int
    rows_after: int
    contribution: float
    share: float | None
    expected: float
    q_value: float | None
    beyond: bool
    rate: float | None
    mix: float | None


@dataclass(frozen=True, slots=True)
class ColumnExplanation:
    """A column: `carried` is the share of the change that its segments beyond chance carry in its
    direction, `twins` are columns that say the same.
    """

    name: str
    sentence: str
    carried: float
    tested: int
    beyond: int
    segments: tuple[SegmentView, ...]
    twins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """Which segments go with a change; columns best first. `figure` is the waterfall of `column`
    (None when no column could be compared).
    """

    measure: str
    before: SideView
    after: SideView
    change: float
    words: str
    sentence: str
    usual: str
    counted: str
    caveats: tuple[str, ...]
    level: float
    tested: int
    beyond: int
    columns: tuple[ColumnExplanation, ...]
    column: str | None
    figure: dict[str, Any] | None
    data_version: int

    def chosen(self) -> ColumnExplanation | None:
        return next((one for one in self.columns if one.name == self.column), None)
