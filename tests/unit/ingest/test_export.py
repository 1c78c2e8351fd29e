import pandas as pd
import polars as pl
import pytest

from luminabi_dash.errors import Invalid
from luminabi_dash.ingest.export import write

FRAME = pd.DataFrame({"__row": [0, 1, 2], "name": ["=1+1", "-5", "@sum"], "n": [-5.5, 2.0, None]})


def test_formulas_in_text_are_made_harmless_and_numbers_stay(tmp_path):
    write(FRAME, tmp_path / "a.csv")

    assert (tmp_path / "a.csv").read_text() == "name,n\n'=1+1,-5.5\n-5,2.0\n'@sum,\n"


def test_as_text_changes_no_character(tmp_path):
    write(FRAME, tmp_path / "a.csv", as_text=True)

    assert (tmp_path / "a.csv").read_text().splitlines()[1] == "=1+1,-5.5"


def test_parquet_and_excel_are_written(tmp_path):
    write(FRAME, tmp_path / "a.parquet")
    write(FRAME, tmp_path / "a.xlsx")

    assert pl.read_parquet(tmp_path / "a.parquet").columns == ["name", "n"]
    assert pl.read_excel(tmp_path / "a.xlsx", engine="openpyxl")["name"].to_list() == [
        "'=1+1",
        "-5",
        "'@sum",
    ]


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(Invalid, match=r"\.csv, \.parquet or \.xlsx"):
        write(FRAME, tmp_path / "a.doc")
