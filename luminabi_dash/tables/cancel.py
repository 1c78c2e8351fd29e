"""How long a query may take, and how somebody who no longer waits for it ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

import polars as pl

from luminabi_dash.errors import Cancelled, Unavailable

T = TypeVar("T")


class Cancel:
    """Looked at between pieces of work; one for each refresh."""

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = seconds
        self._until = None if seconds is None else time.monotonic() + seconds
        self._asked: Future[None] = Future()

    def ask(self) -> None:
        """End the work at its next look."""
        with suppress(Exception):  # asked twice
            self._asked.set_result(None)

    @property
    def seconds_left(self) -> float | None:
        return None if self._until is None else max(0.0, self._until - time.monotonic())

    def check(self) -> None:
        """Cancelled (409) after `ask`, Unavailable (503) when the time is over."""
        if self._asked.done():
            raise Cancelled("A newer refresh has taken the place of this one.", code="superseded")
        if self.seconds_left == 0:
            raise Unavailable(
                f"The query took longer than {self._seconds:g} s and was stopped; filter to fewer "
                "rows or group by fewer columns.",
                code="query_too_slow",
            )

    def outlasts(self, running: Future[T]) -> bool:
        """Wait for the work; False when `check` would raise before it is done."""
        watched: list[Future[Any]] = [running, self._asked]
        done, _ = wait(watched, self.seconds_left, FIRST_COMPLETED)
        return running in done


CURRENT: ContextVar[Cancel | None] = ContextVar("cancel", default=None)


@contextmanager
def ended_by(cancel: Cancel) -> Iterator[None]:
    """What is collected inside ends when `cancel` says so."""
    token = CURRENT.set(cancel)
    try:
        yield
    finally:
        CURRENT.reset(token)


def collected(frame: pl.LazyFrame) -> pl.DataFrame:
    """The frame's rows, unless nobody waits for them any more."""
    cancel = CURRENT.get()
    if cancel is not None:
        cancel.check()
    return frame.collect()


class Patience:
    """Runs what cannot be interrupted in threads of its own, so that nobody waits too long."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, "query")

    def call(self, work: Callable[[], T], cancel: Cancel) -> T:
        """What `work` returns; Cancelled or Unavailable when `cancel` says so before it does."""

        def inside() -> T:
            cancel.check()
            with ended_by(cancel):
                return work()

        running = self._pool.submit(inside)
        if not cancel.outlasts(running):
            cancel.check()
        return running.result()
