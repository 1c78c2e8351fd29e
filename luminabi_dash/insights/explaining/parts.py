"""Additive contributions: what each segment adds to the change of the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from luminabi_dash.insights.explaining.cells import Cells, Compared, Numbers

STEADY = 4.0
"""A whole is far enough from 0 to be compared with in proportion when it is so many standard
deviations away from it."""
CANCELLED = 1.5
"""And when its parts, each without its sign, are at most so many times the whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """`change` of each segment; they sum to the change of the whole. `weights` sum to `whole`:
    in proportion to them the change would be general. Of ratios `rate` is what came by other
    values inside of segments and `mix` what came by their sizes; both sum to `change`.
    """

    change: Numbers
    weights: Numbers
    is_proportional: bool
    rate: Numbers | None = None
    mix: Numbers | None = None


def parts_of(pair: Compared) -> Parts:
    return ratio_parts(pair.before, pair.after) if pair.after.is_ratio else sum_parts(pair)


def sum_parts(pair: Compared) -> Parts:
    """In proportion to what was there before; by rows where that is near 0 or cancels out."""
    before, after = pair.before, pair.after
    was = pair.scale * before.top
    whole, noise = abs(float(was.sum())), pair.scale * float(np.sqrt(before.squares.sum()))
    is_steady = whole > STEADY * noise and float(np.abs(was).sum()) <= CANCELLED * whole
    rows = after.rows + before.rows
    weights = was if is_steady else rows / max(float(rows.sum()), 1.0)
    return Parts(after.top - was, weights, is_steady)


def ratio_parts(before: Cells, after: Cells) -> Parts:
    """Of each segment w₁(m₁ − M₀) − w₀(m₀ − M₀), with w its share of the base, m its ratio and M₀
    that of the whole before; written in sums, so that empty segments need no care.
    """
    old, new = before.over(), after.over()
    ratio = float(before.total())
    share = new / new.sum()
    change = (after.top - ratio * new) / new.sum() - (before.top - ratio * old) / old.sum()
    moved = after.values() - before.values()
    rate = np.where(np.isfinite(moved), share * np.nan_to_num(moved), 0.0)
    return Parts(change, share, is_proportional=False, rate=rate, mix=change - rate)
