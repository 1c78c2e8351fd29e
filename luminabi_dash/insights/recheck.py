"""What became of an insight with a new version of its data: the same statement, measured again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

Verdict = Literal["holds", "stronger", "weaker", "reversed", "gone"]
RATIOS = ("ratio", "times as")
NEAR = 1.25
KEPT = 20


def verdict(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> Verdict:
    """`before` and `after` are insights as JSON of one signature; None: it is not kept any more.

    Where the new one has an interval, the old effect inside of it is no news; without one, effects
    within a quarter of each other are the same.
    """
    if after is None:
        return "gone"
    old, new = signed(before, before["effect"]), signed(after, after["effect"])
    if has_turned(before, after) or old * new < 0:
        return "reversed"
    interval = after.get("interval")
    if interval is not None:
        low, high = sorted(signed(after, end) for end in interval)
        if low <= old <= high:
            return "holds"
    elif abs(old) and 1 / NEAR <= abs(new) / abs(old) <= NEAR:
        return "holds"
    return "stronger" if abs(new) > abs(old) else "weaker"


def has_turned(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    ways = {before.get("direction"), after.get("direction")}
    return None not in ways and len(ways) == 2


def signed(body: Mapping[str, Any], effect: float) -> float:
    """The effect with no effect at 0: ratios by their logarithm."""
    if any(word in str(body["effect_name"]) for word in RATIOS):
        return math.log(effect) if effect > 0 else -math.inf
    return float(effect)


def checked(
    history: Sequence[Mapping[str, Any]],
    before: Mapping[str, Any],
    after: Mapping[str, Any] | None,
    version: int,
    at: str,
) -> list[dict[str, Any]]:
    """The history with the check of a version; one of the same version is replaced, the oldest are
    left out.
    """
    body = before if after is None else after
    entry = {
        "version": version,
        "verdict": verdict(before, after),
        "effect": None if after is None else body["effect"],
        "interval": None if after is None else body.get("interval"),
        "n": body["n"],
        "at": at,
    }
    kept = [dict(one) for one in history if one["version"] != version]
    return [*kept, entry][-KEPT:]
