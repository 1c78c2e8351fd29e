"""A queue with a thread of its own: who puts something in never waits."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

log = logging.getLogger(__name__)
MESSAGES = 1_000
BYTES = 4 * 1024 * 1024
CLOSE_SECONDS = 1.0


class Post:
    """Hands on what is put in, in order; when it cannot keep up it forgets the oldest.

    The thread begins with the first message, so that nothing runs in a process that is forked.
    """

    def __init__(self, name: str, carry: Callable[[bytes], None]) -> None:
        self._name = name
        self._carry = carry
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def put(self, message: bytes) -> None:
        with self._changed:
            if self._is_closed:
                return
            self._waiting.append(message)
            self._waiting_bytes += len(message)
            while len(self._waiting) > MESSAGES or self._waiting_bytes > BYTES:
                self._waiting_bytes -= len(self._waiting.popleft())
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """What waits still goes, if it goes within a second."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        while (message := self._next()) is not None:
            try:
                self._carry(message)
            except Exception:  # an edge: the thread goes on
                log.exception("A message could not be handed on.")

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            if not self._waiting:
                return None
            message = self._waiting.popleft()
            self._waiting_bytes -= len(message)
            return message
