"""Parquet: row group by row group; values as text that reads back to the same values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.format import Header, Opened, Part, file_format
from luminabi_dash.ingest.names import check_count
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.plural import many
from luminabi_dash.views import EvidenceView

BATCH = 50_000
ROWS_A_BYTE = 200
"""No honest file packs more rows into a byte once it has some rows."""
FREE_ROWS = 2_000_000


@file_format("parquet")
def open_parquet(path: Path, options: ReadOptions) -> Opened:
    """Structs become columns, lists and maps JSON text; rows count from 1."""
    del options
    file = opened(path)
    check(file, path)
    schema = file.schema_arrow
    columns = [(name, column) for field in schema for name, column in flattened(field)]
    check_count(len(columns))
    names = tuple(name for name, _ in columns)
    if not names:
        raise Unreadable("The file has no columns; choose another.", code="no_columns")
    said = [
        EvidenceView(
            "Rows",
            f"{file.metadata.num_rows:,}",
            "certain",
            "the file's footer says so",
            key="rows",
        )
    ]
    odd = [name for name, kind in columns if pa.types.is_nested(kind)]
    if odd or len(names) > len(schema):
        reason = "structs are columns, lists and maps are shown as text"
        said.append(
            EvidenceView("Nested values", many(len(odd), "column"), "certain", reason, key="nested")
        )
    return Opened("parquet", "utf-8", {}, Header(names, ()), parts(file), len(names), tuple(said))


def opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, memory_map=True, arrow_extensions_enabled=False)
    except (pa.ArrowException, OSError, ValueError, TypeError):
        raise corrupt() from None


def check(file: pq.ParquetFile, path: Path) -> None:
    """Refuse by the footer alone what would not fit."""
    rows = file.metadata.num_rows
    if rows > limits.ROWS:
        raise Unreadable(
            f"The file has {rows:,} rows; the limit is {limits.ROWS:,}.", code="too_many_rows"
        )
    check_count(file.metadata.num_columns)
    if rows > FREE_ROWS and rows > ROWS_A_BYTE * path.stat().st_size:
        raise Unreadable(
            "The file expands past any honest size; save it anew.", code="archive_bomb"
        )
    sizes = (
        file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)
    )
    if sum(sizes) > 8 * limits.ARCHIVE_BYTES:
        raise Unreadable("The file expands past the limit of 8 GB; split it.", code="archive_bomb")


def flattened(field: pa.Field) -> Iterator[tuple[str, pa.DataType]]:
    if pa.types.is_struct(field.type):
        for inner in field.type:
            yield f"{field.name}.{inner.name}", inner.type
    else:
        yield field.name, field.type


def parts(file: pq.ParquetFile) -> Iterator[Part]:
    line = 1
    try:
        for batch in file.iter_batches(batch_size=BATCH):
            columns = [as_text(column) for column in flat_columns(batch)]
            size = batch.num_rows
            yield Part(pa.array(np.arange(line, line + size, dtype=np.int64)), columns)
            line += size
    except (pa.ArrowException, OSError, ValueError):
        raise corrupt() from None


def flat_columns(batch: pa.RecordBatch) -> Iterator[pa.Array]:
    for field, column in zip(batch.schema, batch.columns, strict=True):
        if pa.types.is_struct(field.type):
            yield from column.flatten()
        else:
            yield column


def as_text(column: pa.Array) -> pa.Array:
    """Strings, "" for null: dates in ISO form, floats with every digit, bytes in hexadecimal."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        column, kind = column.storage, column.storage.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or is_simple(kind):
        found = column.cast(pa.string())
    elif pa.types.is_timestamp(kind):
        found = moments(column)
    else:
        found = pa.array([None if v is None else said(v) for v in column.to_pylist()], pa.string())
    return pc.fill_null(found, "")


def is_simple(kind: pa.DataType) -> bool:
    known = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_boolean,
        pa.types.is_date,
        pa.types.is_decimal,
        pa.types.is_null,
    )
    return any(check_(kind) for check_ in known)


def moments(column: pa.Array) -> pa.Array:
    """Times in ISO form, in UTC where the file knows the zone."""
    kind = column.type
    plain = column.cast(pa.timestamp("us"), safe=False) if kind.tz is None else column
    if kind.tz is not None:
        plain = column.cast(pa.timestamp("us", "UTC"), safe=False).cast(pa.timestamp("us"))
    return pc.replace_substring_regex(plain.cast(pa.string()), r"\.0+$", "")


def said(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def corrupt() -> Unreadable:
    return Unreadable(
        "The Parquet file is damaged and cannot be read; save it anew.", code="corrupt"
    )
