"""Columns of a version as memory-mapped codes: opened in milliseconds, shared by all processes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import orjson
import polars as pl

log = logging.getLogger(__name__)
FOLDER = "codes"
MANIFEST = "manifest.json"
ORDER = "order.u4"
FORMAT = 1
MEMO = 256
T = TypeVar("T")
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Coded:
    """One column. `codes` holds for each row its place in the sorted dictionary, `size` for null.

    With `is_exact` a code is one value, `low` of it; otherwise it is an interval of values whose
    least and greatest are `low` and `high`. Numbers and times have `values` too (0 for null): the
    cell times `scale` as an integer (times: microseconds), or the cell itself when `scale` is 0.
    """

    name: str
    codes: Array
    size: int
    is_exact: bool
    has_nulls: bool
    low: pl.Series
    high: pl.Series
    values: Array | None
    scale: int

    @cached_property
    def dictionary(self) -> pl.DataFrame:
        """A row for each code, null last, under the name of the column."""
        return self.low.extend_constant(None, 1).alias(self.name).to_frame()

    @cached_property
    def highs(self) -> pl.DataFrame:
        return self.high.extend_constant(None, 1).alias(self.name).to_frame()

    @cached_property
    def ends(self) -> pl.LazyFrame:
        """Rows among which are the least and the greatest cell of the version."""
        return pl.concat([self.dictionary, self.highs]).lazy()

    @cached_property
    def plain(self) -> Array:
        """The sorted values of exact codes as they are stored (days, microseconds, numbers)."""
        return self.low.to_physical().to_numpy()

    @cached_property
    def places(self) -> dict[Any, int]:
        """The code of each value; dates and moments as they are stored."""
        return {value: place for place, value in enumerate(self.low.to_physical().to_list())}

    @property
    def is_integral(self) -> bool:
        """Whether sums of `values` are exact."""
        return self.scale > 0


@dataclass(frozen=True)
class Codes:
    """All coded columns of a version, their rows in the order of `sorted_by` (nulls last)."""

    rows: int
    sorted_by: str | None
    columns: Mapping[str, Coded]
    order: Array
    """For each row its place in data.parquet."""
    _memo: dict[Any, Any] = field(default_factory=dict, compare=False)

    def remembered(self, key: Hashable, find: Callable[[], T]) -> T:
        """What a query has found out about the columns before, for the last MEMO keys."""
        held: tuple[T] | None = self._memo.get(key)
        if held is None:
            held = (find(),)
            if len(self._memo) >= MEMO:
                self._memo.clear()
            self._memo[key] = held
        return held[0]


def open_codes(version: Path) -> Codes | None:
    """The codes beside a version; None when they have not been written (yet), or are damaged: then
    queries are answered without them.
    """
    folder = version / FOLDER
    try:
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    if manifest["format"] != FORMAT:
        return None
    rows = manifest["rows"]
    try:
        columns = {item["name"]: opened(folder, item, rows) for item in manifest["columns"]}
        order = mapped(folder / ORDER, "<u4", rows)
    except (OSError, ValueError, pl.exceptions.PolarsError):
        log.exception("The codes in %s cannot be read; delete the folder.", folder)
        return None
    return Codes(rows, manifest["sorted_by"], columns, order)


def opened(folder: Path, item: dict[str, Any], rows: int) -> Coded:
    number = item["file"]
    keys = pl.read_ipc(folder / f"{number}.keys")
    values = item["values"]
    return Coded(
        name=item["name"],
        codes=mapped(folder / f"{number}.codes", item["codes"], rows),
        size=keys.height,
        is_exact=item["is_exact"],
        has_nulls=item["has_nulls"],
        low=keys["low"],
        high=keys["low"] if item["is_exact"] else keys["high"],
        values=None if values is None else mapped(folder / f"{number}.values", values, rows),
        scale=item["scale"],
    )


def mapped(path: Path, dtype: str, rows: int) -> Array:
    if rows == 0:
        return np.empty(0, dtype)
    return np.asarray(np.memmap(path, dtype=dtype, mode="r", shape=(rows,)))
