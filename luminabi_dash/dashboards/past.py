"""What a page looks back at: the entry that it keeps, and what the bar above its tiles says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WORDS = 200


@dataclass(frozen=True, slots=True)
class PastView:
    """`version` is the one looked back at (None: the words speak of no data), `newest` the present
    one; `is_gone`: that version is not there any more, and the present one is shown.
    """

    words: str
    at: datetime | None
    version: int | None
    newest: int
    is_gone: bool = False


def entry(words: str, at: datetime | None, version: int | None) -> dict[str, Any]:
    """What a page keeps under `past` of its state."""
    return {"words": words, "at": None if at is None else at.isoformat(), "version": version}


def version_of(past: Any) -> int | None:
    """The version that a page asks for; None for the present one or what makes no sense."""
    number = past.get("version") if isinstance(past, Mapping) else None
    if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**31:
        return number
    return None


def bar_of(past: Any, drawn: int, newest: int) -> PastView | None:
    """What the bar says of tiles drawn from the version `drawn`; None for the present."""
    if not isinstance(past, Mapping) or not isinstance(past.get("words"), str):
        return None
    number = version_of(past)
    is_gone = number is not None and number != drawn
    return PastView(past["words"][:WORDS], moment(past.get("at")), number, newest, is_gone)


def moment(raw: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
