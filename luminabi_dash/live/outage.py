"""A server that is away: said once, tried again after growing pauses."""

from __future__ import annotations

import logging
import random
import time

log = logging.getLogger(__name__)
FIRST_SECONDS = 0.1
LONGEST_SECONDS = 5.0


class Outage:
    """Of one server as seen by one thread."""

    def __init__(self, name: str, meanwhile: str) -> None:
        self._name = name
        self._meanwhile = meanwhile
        self._pause_seconds = 0.0
        self._next_try = 0.0

    def begin(self, error: Exception) -> None:
        """It did not answer, for the first time or again."""
        if self._pause_seconds == 0.0:
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            log.warning("%s does not answer (%s); %s", self._name, reason, self._meanwhile)
        doubled = max(FIRST_SECONDS, 2 * self._pause_seconds)
        self._pause_seconds = min(LONGEST_SECONDS, doubled)
        self._next_try = time.monotonic() + self._pause_seconds * random.uniform(0.5, 1.0)  # noqa: S311

    def end(self) -> None:
        if self._pause_seconds:
            log.info("%s answers again.", self._name)
        self._pause_seconds = 0.0
        self._next_try = 0.0

    def remaining_seconds(self) -> float:
        """How long to leave it alone; 0 when it may be tried."""
        return max(0.0, self._next_try - time.monotonic())
