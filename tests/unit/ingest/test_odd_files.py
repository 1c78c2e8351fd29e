import json
import time

import polars as pl
import pytest

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest.reader import read
from tests.support.odd_books import book_cases
from tests.support.odd_files import text_cases

CASES = {case.id: case for case in (*text_cases(), *book_cases())}
SECONDS = 5


def test_there_are_enough_of_them():
    assert len(CASES) >= 150


def outcome(path, name, out):
    try:
        return read(path, name=name, out=out), None
    except Unreadable as error:
        return None, error


@pytest.mark.parametrize("id_", CASES)
def test_an_odd_file_gives_the_right_table_or_the_right_error(id_, tmp_path):
    case = CASES[id_]
    path, out = tmp_path / "bytes", tmp_path / "out"
    path.write_bytes(case.data)
    out.mkdir()
    began = time.monotonic()

    reading, error = outcome(path, case.name, out)

    assert time.monotonic() - began < SECONDS
    assert {item.name for item in tmp_path.iterdir()} == {"bytes", "out"}
    assert not (out / "unpacked").exists()
    if error is not None:
        assert error.code in case.codes, f"{error.code}: {error}"
        assert str(error).endswith(".")
        assert len(str(error)) < 300
        return
    assert case.shape is not None, f"{case.id} was read as {reading.rows} rows"
    text = pl.read_parquet(out / "text.parquet")
    cells = text.drop("__row", "__line")
    assert cells.shape == case.shape
    assert reading.rows_in == reading.rows + reading.rejected_count
    assert reading.rejected_count == case.rejected
    for (row, column), value in case.cells.items():
        assert cells.row(row)[column] == value
    if case.header is not None:
        assert tuple(cells.columns) == case.header
    said = json.dumps(reading.as_json(), ensure_ascii=False)
    assert all(words in said for words in case.says), said
    assert "\x00" not in said
    assert "NaN" not in json.dumps(reading.as_json()["schema"])
    data = pl.read_parquet(out / "data.parquet")
    assert data.height == reading.rows
