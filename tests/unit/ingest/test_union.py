"""Several files under one another: by name, numbered on, nothing lost."""

import json

import polars as pl
import pytest

from luminabi_dash.ingest.options import OPEN
from luminabi_dash.ingest.reader import read
from luminabi_dash.ingest.union import unite
from luminabi_dash.tables.schema import Type


@pytest.fixture
def united(tmp_path):
    def build(*texts):
        parts = []
        for place, text in enumerate(texts):
            folder = tmp_path / f"part-{place}"
            folder.mkdir()
            path = tmp_path / f"f{place}.csv"
            path.write_text(text, encoding="utf-8")
            parts.append((path.name, folder, read(path, name=path.name, out=folder)))
        out = tmp_path / "out"
        out.mkdir()
        reading = unite(parts, out, options=OPEN)
        return reading, pl.read_parquet(out / "text.parquet"), out

    return build


def test_rows_are_numbered_on_and_columns_are_matched_by_name(united):
    reading, text, out = united("a,b\n1,x\n2,y\n", "b,a,c\nz,3,new\n")
    assert text["__row"].to_list() == [0, 1, 2]
    assert text["__line"].to_list() == [2, 3, 2]
    assert text["a"].to_list() == ["1", "2", "3"]
    assert text["c"].to_list() == ["", "", "new"]
    assert reading.rows_in == reading.rows + reading.rejected_count == 3
    files = json.loads((out / "files.json").read_text())
    assert [(one["name"], one["first_row"]) for one in files] == [("f0.csv", 0), ("f1.csv", 2)]


def test_types_come_from_all_rows_together(united):
    reading, _, _ = united("a,b\n1,x\n2,y\n", "a,b\nthree,z\n")
    assert reading.schema.column("a").type is Type.TEXT
    assert "f0.csv, f1.csv" in {one.reason for one in reading.evidence.decisions}


def test_rejected_lines_keep_their_file(united):
    rows = "".join(f"{n},x,{n}\n" for n in range(20))
    reading, _, out = united(f"a,b,c\n{rows}", f"a,b,c\n{rows}1,2,3,4,5,6,7\n")
    lines = [json.loads(line) for line in (out / "rejects.jsonl").read_text().splitlines()]
    assert reading.rows_in == 41
    assert len(lines) == reading.rejected_count == 1
    assert "f1.csv" in lines[0]["reason"]
