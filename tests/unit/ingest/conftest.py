from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest

from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.ingest.reader import read


@dataclass
class Outcome:
    """A reading with its text cells, its typed table and its text table."""

    reading: Any
    cells: pl.DataFrame
    data: pl.DataFrame
    text: pl.DataFrame

    def decision(self, key):
        return next(item for item in self.reading.evidence.decisions if item.key == key)


@pytest.fixture
def read_bytes(tmp_path_factory):
    """Read bytes as a file of a name, with options."""

    def run(data, name="file.csv", **options):
        folder = tmp_path_factory.mktemp("read")
        path = folder / "bytes"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        reading = read(path, name=name, out=folder, options=ReadOptions.of(options))
        text = pl.read_parquet(folder / "text.parquet")
        data = pl.read_parquet(folder / "data.parquet")
        return Outcome(reading, text.drop("__row", "__line"), data, text)

    return run
