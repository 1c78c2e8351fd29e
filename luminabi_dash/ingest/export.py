"""Tables out: CSV, Parquet and Excel; text that a spreadsheet would run is made harmless."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import polars as pl

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.profile import to_polars
from luminabi_dash.tables.schema import HIDDEN

FORMULA = r"^[=+\-@\t\r]"
SHEET_ROWS = 1_048_575


def write(
    source: Path | pd.DataFrame | pl.DataFrame,
    out: Path,
    *,
    as_text: bool = False,
    header: Sequence[str] | None = None,
) -> None:
    """A Parquet file or a frame into `out`, by its ending; `as_text` changes no character.

    `header` are the names as they stood in the file, equal and empty ones too: for CSV.
    """
    frame = table_of(source)
    ending = out.suffix.lower()
    if ending == ".parquet":
        frame.write_parquet(out)
    elif ending == ".csv":
        write_csv(frame if as_text else harmless(frame), out, header)
    elif ending == ".xlsx":
        write_sheet(frame if as_text else harmless(frame), out)
    else:
        raise Invalid(f"{out.name} must end in .csv, .parquet or .xlsx.", code="unknown_format")


def write_csv(frame: pl.DataFrame, out: Path, header: Sequence[str] | None) -> None:
    frame = frame.with_columns(pl.col(pl.String).replace({"": None}))
    with out.open("wb") as file:
        if header is not None:
            line = io.StringIO()
            csv.writer(line, lineterminator="\n").writerow(header)
            file.write(line.getvalue().encode())
        frame.write_csv(file, null_value="", include_header=header is None)


def table_of(source: Path | pd.DataFrame | pl.DataFrame) -> pl.DataFrame:
    if isinstance(source, pl.DataFrame):
        return source
    if isinstance(source, pd.DataFrame):
        return to_polars(source)
    frame = pl.read_parquet(source)
    return frame.drop([name for name in HIDDEN if name in frame.columns])


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts and names that begin like a formula get an apostrophe first; numbers stay numbers."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    marked = [
        pl.when(is_formula(name))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]
    return frame.with_columns(marked).rename(
        {name: f"'{name}" for name in frame.columns if re.match(FORMULA, name)}
    )


def is_formula(name: str) -> pl.Expr:
    cell = pl.col(name)
    is_number = cell.str.contains(r"^[+-]?[\d.,]+%?$")
    return cell.str.contains(FORMULA) & ~is_number


def write_sheet(frame: pl.DataFrame, out: Path) -> None:
    if frame.height > SHEET_ROWS:
        raise Invalid(
            f"A sheet holds {SHEET_ROWS:,} rows, this table {frame.height:,}; take CSV or Parquet.",
            code="too_many_rows",
        )
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    import xlsxwriter

    with xlsxwriter.Workbook(str(out), options) as book:
        frame.write_excel(book, worksheet="Data", autofit=False)
