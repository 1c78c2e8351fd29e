"""Rules of the outbox: when a delivery is tried again, and what names it for ever."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)


def next_try(attempts: int, first_try_at: datetime, now: datetime) -> datetime | None:
    """After `attempts` refusals: 1 min, doubling to 1 h; None once 24 h have passed: failed."""
    doublings = min(max(attempts - 1, 0), 10)
    next_at = now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return next_at if next_at <= first_try_at + GIVE_UP_AFTER else None


def message_id(thing: int | str, recipient: str, host: str, kind: str = "report") -> str:
    """The same for each attempt to bring this thing (a report, an event of an alert: `kind`) to
    this recipient, and for no other.
    """
    named = f"{thing}\n{recipient.strip().casefold()}".encode()
    place = re.sub(r"[^A-Za-z0-9.-]", "", host).strip(".-") or "localhost"
    return f"<{kind}.{hashlib.sha256(named).hexdigest()[:32]}@{place}>"
