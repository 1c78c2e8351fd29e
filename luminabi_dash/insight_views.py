"""What services tell pages and programs of insights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Thumbs:
    """How many hold a statement useful and how many do not; `mine` is 1, −1 or 0."""

    up: int = 0
    down: int = 0
    mine: int = 0

    @property
    def is_disliked(self) -> bool:
        return self.down > self.up


@dataclass(frozen=True, slots=True)
class InsightView:
    """An insight as contract.md §7 has it, with its place in the product."""

    id: int
    dataset_id: int
    version: int
    state: str  # "new", "pinned", "dismissed"
    kind: str
    columns: tuple[str, ...]
    sentence: str
    effect: float
    effect_name: str
    interval: tuple[float, float] | None
    n: int
    p_value: float
    q_value: float
    score: float
    chart: dict[str, Any]
    filters: tuple[dict[str, Any], ...]
    caveats: tuple[str, ...]
    segment: dict[str, Any] | None = None
    direction: str | None = None
    period: float | None = None
    at: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    history: tuple[dict[str, Any], ...] = ()
    thumbs: Thumbs = Thumbs()
    is_followed: bool = False

    @property
    def verdict(self) -> str | None:
        """What became of it with the newest version; None for one that was not there before."""
        return str(self.history[-1]["verdict"]) if self.history else None


@dataclass(frozen=True, slots=True)
class DiscoveryView:
    """What the newest search of a dataset came to; `tested` 0 and no `at`: not searched yet.

    `words` say what a search that kept nothing would have seen. `muted` are columns of which
    nobody wants to hear, `hidden` is how many insights are not shown for that, `dismissed` how
    many were put away.
    """

    tested: int
    level: float
    at: datetime | None
    insights: tuple[InsightView, ...]
    words: str = ""
    muted: tuple[str, ...] = ()
    hidden: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the facts of a story: `about` says in two words what sort it is."""

    about: str
    insight: InsightView


@dataclass(frozen=True, slots=True)
class StoryView:
    """The facts that matter most in a dataset, the weightiest first, with what they rest on.

    `period` is the time that the rows cover, None without a time; `cautions` are findings about
    the data itself.
    """

    dataset_id: int
    name: str
    version: int
    rows: int
    columns: int
    period: tuple[str, str] | None
    tested: int
    level: float
    facts: tuple[Fact, ...]
    cautions: tuple[InsightView, ...] = ()
    words: str = ""
