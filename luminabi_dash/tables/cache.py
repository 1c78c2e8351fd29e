"""Results of queries, kept by version, query and principal; N askers cost one computation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from luminabi_dash.errors import Cancelled, LuminaError

T = TypeVar("T")


class Key:
    """A key whose hash is computed once."""

    __slots__ = ("_hash", "parts")

    def __init__(self, parts: Hashable) -> None:
        self.parts = parts
        self._hash = hash(parts)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.parts == other.parts


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
        found = self.get_all([key], lambda _missing: [compute()], size)[0]
        if isinstance(found, LuminaError):
            raise found
        return found

    def get_all(
        self,
        keys: Sequence[Hashable],
        compute: Callable[[Sequence[int]], Sequence[T | LuminaError]],
        size: Callable[[T], int],
    ) -> list[T | LuminaError]:
        """The value or the error of each key. `compute` gets the places of the keys that nobody
        has or computes, and gives theirs in the same order.
        """
        asked = [Key(key) for key in keys]
        found: dict[Hashable, T | LuminaError] = {}
        while missing := [key for key in dict.fromkeys(asked) if key not in found]:
            mine, theirs = self._share(missing, found)
            if mine:
                computed = self._compute(list(mine), mine, asked, compute, size)
                found.update(computed)
            for key, future in theirs.items():
                try:
                    found[key] = future.result()
                except Cancelled:  # who computed it has gone: ask again
                    continue
                except LuminaError as error:
                    found[key] = error
        return [found[key] for key in asked]

    def _share(
        self, keys: Sequence[Hashable], found: dict[Hashable, Any]
    ) -> tuple[dict[Hashable, Future[Any]], dict[Hashable, Future[Any]]]:
        """Flights that are ours, and those of others to wait for; kept values go to `found`."""
        mine: dict[Hashable, Future[Any]] = {}
        theirs: dict[Hashable, Future[Any]] = {}
        with self._lock:
            for key in keys:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found[key] = self._kept[key][0]
                elif key in self._flying:
                    theirs[key] = self._flying[key]
                else:
                    mine[key] = self._flying[key] = Future()
        return mine, theirs

    def _compute(
        self,
        mine: list[Hashable],
        flights: dict[Hashable, Future[Any]],
        keys: Sequence[Hashable],
        compute: Callable[[Sequence[int]], Sequence[T | LuminaError]],
        size: Callable[[T], int],
    ) -> dict[Hashable, T | LuminaError]:
        try:
            values = compute([keys.index(key) for key in mine])
        except BaseException as error:
            for key in mine:
                self._land(key)
                flights[key].set_exception(error)
            raise
        for key, value in zip(mine, values, strict=True):
            if isinstance(value, LuminaError):
                self._land(key)
                flights[key].set_exception(value)
            else:
                self._keep(key, value, size(value))
                flights[key].set_result(value)
        return dict(zip(mine, values, strict=True))

    def holds(self, key: Hashable) -> bool:
        return Key(key) in self._kept

    def _land(self, key: Hashable) -> None:
        with self._lock:
            del self._flying[key]

    def _keep(self, key: Hashable, value: Any, size: int) -> None:
        with self._lock:
            del self._flying[key]
            if size > self._limit // 4:
                return
            self._kept[key] = (value, size)
            self._bytes += size
            while self._bytes > self._limit:
                self._bytes -= self._kept.popitem(last=False)[1][1]
