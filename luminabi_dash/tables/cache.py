"""Results of queries, kept by version, query and principal; N askers cost one computation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class ResultCache:
    """A bounded cache with single flight: who asks for what is being computed waits for it."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._flying: dict[Hashable, Future[Any]] = {}
        self._bytes = 0

    def get(self, key: Hashable, compute: Callable[[], T], size: Callable[[T], int]) -> T:
        """The kept value, or the computed one; an error goes to all who wait and is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                value: T = self._kept[key][0]
                return value
            future = self._flying.get(key)
            if future is None:
                mine: Future[Any] = Future()
                self._flying[key] = mine
        if future is not None:
            shared: T = future.result()
            return shared
        try:
            value = compute()
        except BaseException as error:
            with self._lock:
                del self._flying[key]
            mine.set_exception(error)
            raise
        self._keep(key, value, size(value))
        mine.set_result(value)
        return value

    def holds(self, key: Hashable) -> bool:
        return key in self._kept

    def _keep(self, key: Hashable, value: Any, size: int) -> None:
        with self._lock:
            del self._flying[key]
            if size > self._limit // 4:
                return
            self._kept[key] = (value, size)
            self._bytes += size
            while self._bytes > self._limit:
                self._bytes -= self._kept.popitem(last=False)[1][1]
