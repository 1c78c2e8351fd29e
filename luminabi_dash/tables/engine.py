"""Chooses how queries are answered: by cubes, by codes, or by Polars; all give the same rows."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from luminabi_dash.errors import Cancelled, LuminaError, Unavailable
from luminabi_dash.tables import cube
from luminabi_dash.tables.cancel import Cancel, Patience
from luminabi_dash.tables.codes import FOLDER, MANIFEST, Codes, open_codes
from luminabi_dash.tables.cube import Cube, Filters
from luminabi_dash.tables.engines import codes as coded
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.engines.codes import Plan, Planned
from luminabi_dash.tables.engines.dense import Need
from luminabi_dash.tables.engines.tally import own_axis
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema
from luminabi_dash.tables.store import Store

log = logging.getLogger(__name__)
OPENED = 32
"""Versions whose codes stay open."""
BRUSH_SECONDS = 30.0
REMEMBERED = 20
PATIENT = 8
COMPUTING = 2
QUEUED = 4
"""Cubes of a version that wait to be built."""
Version = tuple[int, int, int]
"""Dataset, number, and the time at which its codes were written."""


@dataclass(slots=True)
class Watched:
    """An open version: its cubes, those being built, and the filters asked of it lately."""

    codes: Codes
    cubes: OrderedDict[tuple[str, Filters], Cube] = field(default_factory=OrderedDict)
    building: set[tuple[str, Filters]] = field(default_factory=set)
    asked: deque[tuple[float, Filters]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


class Engine:
    """Answers queries on versions; one for each process, safe for its threads."""

    def __init__(self, store: Store, memory_bytes: int) -> None:
        self._store = store
        self._memory = memory_bytes
        self._lock = threading.Lock()
        self._open: OrderedDict[Version, Watched] = OrderedDict()
        self._patience = Patience(PATIENT)
        self._builder = ThreadPoolExecutor(1, "cube")
        self._computing = threading.Semaphore(COMPUTING)
        self._told: set[tuple[int, int]] = set()

    def answers(
        self,
        dataset_id: int,
        number: int,
        schema: Schema,
        queries: Sequence[Query],
        cancel: Cancel,
        *,
        is_once: bool = False,
    ) -> list[Rows | LuminaError]:
        """The rows of each query, or the error that says why it has none: Unavailable for what was
        not done in time. Cancelled is raised: nobody waits any more. With `is_once` the filters
        are not taken for a brush, which would ask for more of their kind.
        """
        found: dict[int, Rows | LuminaError] = {}
        watched = self.watched(dataset_id, number)
        if watched is not None:
            for filters, places in by_filters(queries).items():
                asked = {place: queries[place] for place in places}
                try:
                    with self._next(cancel):
                        found |= self._from_codes(
                            watched, filters, asked, schema, cancel, is_once=is_once
                        )
                except Unavailable as error:
                    found |= dict.fromkeys(places, error)
        for place, query in enumerate(queries):
            if place not in found:
                found[place] = self._scanned(dataset_id, number, schema, query, cancel)
        return [found[place] for place in range(len(queries))]

    @contextmanager
    def _next(self, cancel: Cancel) -> Iterator[None]:
        """Only COMPUTING passes run at once: more would take turns at one lock and all be late."""
        while not self._computing.acquire(timeout=cancel.seconds_left):
            cancel.check()
        try:
            cancel.check()
            yield
        finally:
            self._computing.release()

    def lacks_codes(self, dataset_id: int, number: int) -> bool:
        """Whether the version exists without codes; said once in the life of a process."""
        with self._lock:
            if (dataset_id, number) in self._told:
                return False
            self._told.add((dataset_id, number))
        folder = self._store.folder(dataset_id, number)
        return folder.exists() and not (folder / FOLDER / MANIFEST).exists()

    def watched(self, dataset_id: int, number: int) -> Watched | None:
        """The codes of a version with what is known of them; None when it has none (yet)."""
        folder = self._store.folder(dataset_id, number)
        try:
            written = (folder / FOLDER / MANIFEST).stat().st_mtime_ns
        except FileNotFoundError:
            return None
        key = (dataset_id, number, written)
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        opened = open_codes(folder)
        if opened is None:
            return None
        with self._lock:
            self._forget(dataset_id, number)
            watched = self._open.setdefault(key, Watched(opened))
            while len(self._open) > OPENED:
                self._open.popitem(last=False)
            return watched

    def _forget(self, dataset_id: int, number: int) -> None:
        """Older versions of a dataset lose their cubes."""
        for (dataset, older, _), watched in self._open.items():
            if dataset == dataset_id and older < number:
                watched.cubes.clear()

    def _from_codes(
        self,
        watched: Watched,
        filters: Filters,
        asked: dict[int, Query],
        schema: Schema,
        cancel: Cancel,
        *,
        is_once: bool,
    ) -> dict[int, Rows | LuminaError]:
        """What cubes and codes can answer of queries under the same filters."""
        found: dict[int, Rows | LuminaError] = {}
        codes = watched.codes
        able: dict[int, Planned] = {}
        for place, query in asked.items():
            try:
                plan = coded.planned(codes, query, schema)
            except LuminaError as error:
                found[place] = error
                continue
            if plan is not None:
                able[place] = query, plan
        if not able:
            return found
        kept = self._cube(watched, filters)
        if not is_once:
            self._remember(watched, filters, [plan for _, plan in able.values()], schema)
        if kept is not None:
            rows = cube.answer(codes, kept, list(able.values()), schema, cancel)
            served = {p: r for p, r in zip(able, rows, strict=True) if r is not None}
            found |= served
            able = {place: one for place, one in able.items() if place not in served}
        if able:
            answered = coded.answer(codes, list(able.values()), schema, cancel)
            found |= dict(zip(able, answered, strict=True))
        return found

    def _scanned(
        self, dataset_id: int, number: int, schema: Schema, query: Query, cancel: Cancel
    ) -> Rows | LuminaError:
        def work() -> Rows:
            return polars.answer(self._store.scan(dataset_id, number), query, schema)

        try:
            return self._patience.call(work, cancel)
        except Cancelled:
            raise
        except LuminaError as error:
            return error

    def _cube(self, watched: Watched, filters: Filters) -> Cube | None:
        with self._lock:
            for column in {item.column for item in filters}:
                key = (column, cube.split(filters, column)[1])
                if key in watched.cubes:
                    watched.cubes.move_to_end(key)
                    return watched.cubes[key]
        return None

    def _remember(
        self, watched: Watched, filters: Filters, plans: Sequence[Plan], schema: Schema
    ) -> None:
        """Build a cube when only the filters of one column have moved since lately."""
        present = time.monotonic()
        with self._lock:
            lately = [f for at, f in watched.asked if present - at < BRUSH_SECONDS]
            watched.asked.append((present, filters))
            moved = next(filter(None, (moved_column(f, filters) for f in reversed(lately))), None)
            if moved is None or moved not in watched.codes.columns:
                return
            key = (moved, cube.split(filters, moved)[1])
            if key in watched.building or len(watched.building) >= QUEUED:
                return
            watched.building.add(key)
        needs = cube.wanted(watched.codes, moved, plans)
        held = watched.cubes.get(key)
        if held is not None and needs <= held.slabs.keys():
            watched.building.discard(key)
            return
        self._builder.submit(self._build, watched, key, needs, schema)

    def _build(
        self, watched: Watched, key: tuple[str, Filters], needs: set[Need], schema: Schema
    ) -> None:
        column, others = key
        try:
            held = watched.cubes.get(key)
            needs = needs | (held.slabs.keys() if held is not None else set())
            axis = own_axis(watched.codes.columns[column])
            if cube.weight(needs, axis) > self._memory // 2:
                return
            made = cube.build(watched.codes, column, others, needs, schema, Cancel())
            with self._lock:
                watched.cubes[key] = made
                self._fit()
        except Exception:  # the edge of a thread: queries go on without the cube
            log.exception("A cube could not be built.")
        finally:
            watched.building.discard(key)

    def _fit(self) -> None:
        """Drop the cubes used longest ago until the rest fits the memory."""
        every = [(w, key) for w in self._open.values() for key in w.cubes]
        total = sum(w.cubes[key].size_bytes for w, key in every)
        for watched, key in every:
            if total <= self._memory:
                return
            total -= watched.cubes.pop(key).size_bytes


def by_filters(queries: Sequence[Query]) -> dict[Filters, list[int]]:
    """The places of queries that share their filters."""
    found: dict[Filters, list[int]] = {}
    for place, query in enumerate(queries):
        found.setdefault(frozenset(query.filters), []).append(place)
    return found


def moved_column(before: Filters, after: Filters) -> str | None:
    """The only column whose filters differ and are there now; None when there is no such."""
    columns = {item.column for item in before ^ after}
    if len(columns) != 1:
        return None
    column = columns.pop()
    return column if any(item.column == column for item in after) else None
