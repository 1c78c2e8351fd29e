"""The shared filters of a dashboard: one order of edits, the last writer of each column wins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from luminabi_dash.tables.filters import Filter


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit as the server numbered it; without a filter it clears that column (or all)."""

    seq: int
    column: str | None
    filter: Filter | None


@dataclass(frozen=True, slots=True)
class SharedState:
    """What every client of a dashboard ends with, whatever order the network delivers in."""

    filters: tuple[Filter, ...] = ()
    seq: int = 0

    def after(self, edit: Edit) -> SharedState:
        """The state with the edit applied; an edit that is not newer changes nothing."""
        if edit.seq <= self.seq:
            return self
        if edit.filter is not None:
            kept = [f for f in self.filters if f.column != edit.filter.column]
            return SharedState((*kept, edit.filter), edit.seq)
        kept = [f for f in self.filters if edit.column is not None and f.column != edit.column]
        return SharedState(tuple(kept), edit.seq)


def replay(state: SharedState, edits: Iterable[Edit]) -> SharedState:
    """The state after edits in the server's order, however they arrived."""
    for edit in sorted(edits, key=lambda e: e.seq):
        state = state.after(edit)
    return state
