"""Immutable versions on disk: a folder each, published whole by one rename."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from luminabi_dash.errors import Conflict, NotFound
from luminabi_dash.tables.schema import HIDDEN, Schema, Type

if TYPE_CHECKING:
    import pandas as pd

ARROW = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.DATETIME: pa.timestamp("us"),
}
POLARS: dict[Type, pl.DataType] = {
    Type.TEXT: pl.String(),
    Type.INTEGER: pl.Int64(),
    Type.NUMBER: pl.Float64(),
    Type.BOOLEAN: pl.Boolean(),
    Type.DATE: pl.Date(),
    Type.DATETIME: pl.Datetime("us"),
}


class Store:
    """Folders root/datasets/<dataset>/v<number>; a reader sees a whole version or none."""

    def __init__(self, root: Path) -> None:
        self._root = root / "datasets"

    def folder(self, dataset_id: int, number: int) -> Path:
        return self._root / str(dataset_id) / f"v{number}"

    def publish(self, dataset_id: int, number: int, files_dir: Path) -> Path:
        """Sync the files, then rename their folder into place; Conflict if it is taken."""
        target = self.folder(dataset_id, number)
        if target.exists():
            raise Conflict(f"Version {number} exists already.", code="version_exists")
        for path in files_dir.rglob("*"):
            sync(path)
        sync(files_dir)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        files_dir.rename(target)
        sync(target.parent)
        return target

    def schema(self, dataset_id: int, number: int) -> Schema:
        path = self.folder(dataset_id, number) / "schema.json"
        if not path.exists():
            raise NotFound("The files of this version are missing; restore them from a backup.")
        return Schema.from_json(json.loads(path.read_text("utf-8")))

    def scan(self, dataset_id: int, number: int) -> pl.LazyFrame:
        path = self.folder(dataset_id, number) / "data.parquet"
        if not path.exists():
            raise NotFound("The files of this version are missing; restore them from a backup.")
        return pl.scan_parquet(path)

    def delete(self, dataset_id: int) -> None:
        shutil.rmtree(self._root / str(dataset_id), ignore_errors=True)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_frame(folder: Path, frame: pl.DataFrame, schema: Schema) -> None:
    """data.parquet and schema.json of a typed frame with its hidden columns."""
    types = {column.name: POLARS[column.type] for column in schema.columns}
    types |= dict.fromkeys(HIDDEN, pl.Int64())
    table = frame.cast({name: types[name] for name in frame.columns})
    table.write_parquet(folder / "data.parquet", compression="zstd", row_group_size=200_000)
    write_schema(folder, schema)


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """The same rows for code that works with pandas; types stay Arrow's, so nulls stay nulls."""
    return frame.to_pandas(use_pyarrow_extension_array=True)


def write_schema(folder: Path, schema: Schema) -> None:
    text = json.dumps(schema.as_json(), ensure_ascii=False)
    (folder / "schema.json").write_text(text, encoding="utf-8")
