"""Writes the codes of a version beside its table, column by column; runs in jobs."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import polars as pl

from luminabi_dash.tables.codes import FOLDER, FORMAT, MANIFEST, ORDER, Array
from luminabi_dash.tables.schema import Column, Schema, Type
from luminabi_dash.tables.store import sync

MOST = 65_534
"""Codes of a column at most: with null they fit 16 bits."""
FINE = 7_200
"""Equal intervals of a number with more different values: 7,200 divides by most counts of bins."""
SCALES = (1, 10, 100, 1_000, 10_000)
EXACT = 2**53
TEXT_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Encoded:
    """`keys` has the columns low and high, a row a code; null is the code after the last."""

    codes: Array
    keys: pl.DataFrame
    is_exact: bool
    values: Array | None = None
    scale: int = 0


def write_codes(version: Path, schema: Schema, *, is_published: bool = False) -> Path:
    """Code what suits of version/data.parquet; the folder appears whole, by one rename, and is
    synced first when the version is published already.

    About 2 bytes a row for a category or a date, 4 to 10 for a number, 4 for the row's place.
    """
    temporary = Path(tempfile.mkdtemp(prefix=f".{FOLDER}-", dir=version))
    try:
        write_into(temporary, version / "data.parquet", schema)
        if is_published:
            for path in (*temporary.iterdir(), temporary):
                sync(path)
        target = version / FOLDER
        if not target.exists():
            temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return version / FOLDER


def write_into(folder: Path, table: Path, schema: Schema) -> None:
    main = next((c for c in schema.columns if c.type.is_temporal and not c.expression), None)
    rows = int(pl.scan_parquet(table).select(pl.len()).collect().item())
    order = ordered(table, main, rows)
    order.astype("<u4").tofile(folder / ORDER)
    columns: list[dict[str, Any]] = []
    for number, column in enumerate(schema.columns):
        if column.expression:
            continue
        cells = pl.read_parquet(table, columns=[column.name])[column.name]
        encoded = encode(cells.gather(order) if main is not None else cells, column)
        if encoded is not None:
            columns.append(write_column(folder, number, column, encoded))
    coded = {item["name"] for item in columns}
    sorted_by = main.name if main is not None and main.name in coded else None
    manifest = {"format": FORMAT, "rows": rows, "sorted_by": sorted_by, "columns": columns}
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    for path in folder.iterdir():
        os.chmod(path, 0o600)  # noqa: PTH101


def ordered(table: Path, main: Column | None, rows: int) -> Array:
    if main is None:
        return np.arange(rows, dtype=np.uint32)
    cells = pl.read_parquet(table, columns=[main.name]).with_row_index("at")
    placed = cells.sort(main.name, nulls_last=True, maintain_order=True)
    return placed["at"].to_numpy()


def write_column(folder: Path, number: int, column: Column, encoded: Encoded) -> dict[str, Any]:
    small = encoded.keys.height < 256
    codes = encoded.codes.astype(np.uint8 if small else "<u2")
    codes.tofile(folder / f"{number}.codes")
    encoded.keys.write_ipc(folder / f"{number}.keys")
    if encoded.values is not None:
        encoded.values.tofile(folder / f"{number}.values")
    return {
        "name": column.name,
        "file": number,
        "codes": codes.dtype.str,
        "is_exact": encoded.is_exact,
        "has_nulls": bool((codes == encoded.keys.height).any()),
        "values": None if encoded.values is None else encoded.values.dtype.str,
        "scale": encoded.scale,
    }


def encode(cells: pl.Series, column: Column) -> Encoded | None:
    """The column as codes, or None when its values do not suit (too many texts, no numbers)."""
    if column.type.is_numeric:
        return encode_number(cells)
    if column.type is Type.DATETIME:
        return encode_time(cells)
    keys = distinct(cells)
    if keys is None or (column.type is Type.TEXT and keys.estimated_size() > TEXT_BYTES):
        return None
    return Encoded(codes_of(cells, keys), as_keys(keys), is_exact=True)


def distinct(cells: pl.Series) -> pl.Series | None:
    """Sorted different values without null; None when they are too many."""
    keys = cells.unique().drop_nulls().sort()
    return keys if len(keys) <= MOST else None


def as_keys(low: pl.Series, high: pl.Series | None = None) -> pl.DataFrame:
    return pl.DataFrame({"low": low, "high": low if high is None else high})


def codes_of(cells: pl.Series, keys: pl.Series) -> Array:
    """The place of each cell in `keys`, their number for null."""
    if cells.dtype == pl.String:
        places = cells.cast(pl.Enum(keys)).to_physical().cast(pl.UInt32)
        return places.fill_null(len(keys)).to_numpy()
    physical = keys.to_physical()
    plain = cells.to_physical()
    if plain.dtype == pl.Boolean:
        plain, physical = plain.cast(pl.UInt8), physical.cast(pl.UInt8)
    if len(keys) == 0:
        return np.zeros(len(cells), np.uint32)
    found = np.searchsorted(physical.to_numpy(), plain.fill_null(physical[0]).to_numpy())
    return np.where(cells.is_null().to_numpy(), len(keys), found)


def encode_number(cells: pl.Series) -> Encoded | None:
    """None for endless or unknown numbers, and for integers that floats cannot hold."""
    known = cells.is_not_null()
    plain = cells.fill_null(0).to_numpy()
    if cells.dtype.is_float():
        if not np.isfinite(plain).all():
            return None
        values, scale = scaled(plain)
    else:
        if len(plain) and max(abs(int(plain.min())), abs(int(plain.max()))) >= EXACT:
            return None
        values, scale = narrow(plain), 1
    keys = distinct(cells)
    if keys is not None:
        return Encoded(codes_of(cells, keys), as_keys(keys), True, values, scale)
    at = np.flatnonzero(known.to_numpy())
    some = cells.drop_nulls()
    low, width = some.min(), 0.0
    width = (float(some.max()) - float(low)) / FINE  # type: ignore[arg-type]
    if not np.isfinite(width):
        return None
    place = ((some.cast(pl.Float64) - float(low)) / width).floor().clip(0, FINE - 1)  # type: ignore[arg-type]
    return in_intervals(cells, some, place.cast(pl.UInt32), at, values, scale)


def in_intervals(
    cells: pl.Series, some: pl.Series, place: pl.Series, at: Array, values: Array, scale: int
) -> Encoded:
    """Codes of intervals: `some` are the cells that are not null, `at` their rows."""
    frame = pl.DataFrame({"place": place, "cell": some})
    cell = pl.col("cell")
    keys = frame.group_by("place").agg(cell.min().alias("low"), cell.max().alias("high"))
    keys = keys.sort("place")
    codes = np.full(len(cells), keys.height, np.uint32)
    codes[at] = np.searchsorted(keys["place"].to_numpy(), place.to_numpy())
    return Encoded(codes, keys.select("low", "high"), False, values, scale)


def scaled(plain: Array) -> tuple[Array, int]:
    """Numbers with few decimals as integers that give exactly the same numbers back."""
    for scale in SCALES:
        whole = np.rint(plain * scale)
        if np.abs(whole).max(initial=0) < EXACT and (whole / scale == plain).all():
            return narrow(whole.astype(np.int64)), scale
    return plain.astype("<f8"), 0


def narrow(whole: Array) -> Array:
    """Integers in as few bytes as hold them."""
    ends = (whole.min(initial=0), whole.max(initial=0))
    for dtype in (np.int8, np.int16, np.int32):
        info = np.iinfo(dtype)
        if info.min <= ends[0] and ends[1] <= info.max:
            return whole.astype(dtype)
    return whole.astype("<i8")


def encode_time(cells: pl.Series) -> Encoded | None:
    """Moments where they are few, otherwise the hours (or days) they lie in."""
    cells = cells.cast(pl.Datetime("us"))
    values = cells.to_physical().fill_null(0).to_numpy().astype("<i8")
    keys = distinct(cells)
    if keys is not None:
        return Encoded(codes_of(cells, keys), as_keys(keys), True, values, 1)
    at = np.flatnonzero(cells.is_not_null().to_numpy())
    some = cells.drop_nulls()
    for unit in ("1h", "1d"):
        starts = some.dt.truncate(unit)
        units = distinct(starts)
        if units is not None:
            place = pl.Series(np.searchsorted(units.to_physical(), starts.to_physical()))
            return in_intervals(cells, some, place.cast(pl.UInt32), at, values, 1)
    return None
