"""Whose query may run: few at once for each user, and only the newest refresh of each page."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from luminabi_dash.errors import TooMany
from luminabi_dash.tables.cancel import Cancel

AT_ONCE = 2
PAGES = 10_000
LOOK_SECONDS = 0.05


class Turns:
    """Safe for all threads of a process; one for each process."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._changed = threading.Condition()
        self._running: Counter[int] = Counter()
        self._pages: OrderedDict[tuple[int, str], Cancel] = OrderedDict()

    def refresh(self, user_id: int, page: str) -> Cancel:
        """For the newest refresh of a page; the one before ends at its next look."""
        cancel = Cancel(self._seconds)
        with self._changed:
            older = self._pages.pop((user_id, page), None)
            self._pages[user_id, page] = cancel
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        if older is not None:
            older.ask()
        return cancel

    @contextmanager
    def turn(self, user_id: int | None, cancel: Cancel) -> Iterator[None]:
        """Wait until fewer than AT_ONCE queries of the user run; TooMany (429) when that takes as
        long as a query may. Nobody in particular (a report) does not wait.
        """
        if user_id is None:
            yield
            return
        self._wait(user_id, cancel)
        try:
            yield
        finally:
            with self._changed:
                self._running[user_id] -= 1
                if not self._running[user_id]:
                    del self._running[user_id]
                self._changed.notify_all()

    def _wait(self, user_id: int, cancel: Cancel) -> None:
        with self._changed:
            while self._running[user_id] >= AT_ONCE:
                if cancel.seconds_left == 0:
                    raise TooMany(
                        f"{AT_ONCE} queries of yours are still running; wait for them.",
                        code="too_many_queries",
                        details={"retry_after": 5},
                    )
                cancel.check()
                self._changed.wait(LOOK_SECONDS)
            self._running[user_id] += 1
