"""How long a query may take, and how somebody who no longer waits for it ends it."""

from __future__ import annotations

import threading
import time

from luminabi_dash.errors import Cancelled, Unavailable


class Cancel:
    """Looked at between pieces of work; one for each refresh."""

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = seconds
        self._until = None if seconds is None else time.monotonic() + seconds
        self._asked = threading.Event()

    def ask(self) -> None:
        """End the work at its next look."""
        self._asked.set()

    @property
    def is_asked(self) -> bool:
        return self._asked.is_set()

    @property
    def seconds_left(self) -> float | None:
        return None if self._until is None else self._until - time.monotonic()

    def check(self) -> None:
        """Cancelled (409) after `ask`, Unavailable (503) when the time is over."""
        if self._asked.is_set():
            raise Cancelled("A newer refresh has taken the place of this one.", code="superseded")
        left = self.seconds_left
        if left is not None and left <= 0:
            raise too_slow(self._seconds or 0)


def too_slow(seconds: float) -> Unavailable:
    return Unavailable(
        f"The query took longer than {seconds:g} s and was stopped; filter to fewer rows or group "
        "by fewer columns.",
        code="query_too_slow",
    )
