"""What an exported script does to a pandas frame of text, where None is an empty cell."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from luminabi_dash.cleaning.rules.numbers import plain_number

Rule = Callable[[str], "str | None"]
ColumnForm = tuple[str, str, "str | None", str, str, bool]
"""Column, type, date format, unit in every cell, decimal mark, whether 1,234 is grouped."""
SPLIT_TAIL = re.compile(r"(.+?),?\s+(\S+)")


def read_table(path: Path, encoding: str, delimiter: str, skipped: int) -> pd.DataFrame:
    """Every cell as text; the index counts the data rows of the file from 0."""
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        frame = frame.drop(columns=[c for c in ("__row", "__line") if c in frame.columns])
    elif path.suffix in {".xlsx", ".xlsm"}:
        frame = pd.read_excel(path, dtype=str, keep_default_na=False, skiprows=skipped)
    else:
        frame = pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,
            encoding=encoding,
            sep=delimiter,
            skiprows=skipped,
            skip_blank_lines=True,
        )
    frame = frame.astype(object)
    return frame.where(frame.notna() & (frame != ""), None)


def respell(frame: pd.DataFrame, column: str, texts: dict[str, str | None]) -> None:
    """Texts of a column become other texts everywhere."""
    cells = frame[column]
    frame[column] = pd.Series(
        [texts.get(text, text) if text is not None else None for text in cells],
        index=frame.index,
        dtype=object,
    )


def rewrite(frame: pd.DataFrame, column: str, rule: Rule) -> None:
    """A rule for each different text of a column."""
    known = {text: rule(text) or None for text in set(frame[column]) if text is not None}
    respell(frame, column, known)


def without_headers(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Without rows that hold the names of the columns again."""
    present = [name for name in names if name in frame.columns]
    same = pd.DataFrame(
        {name: [is_name(text, name) for text in frame[name]] for name in present},
        index=frame.index,
    )
    empty = frame[present].isna()
    gone = (same | empty).all(axis=1) & (same.sum(axis=1) >= 2)
    return frame[~gone]


def is_name(text: str | None, name: str) -> bool:
    return text in {name, f" {name}", f"{name} "}


def split_ends(frame: pd.DataFrame, column: str, into: str) -> None:
    """The end of a cell moves to the empty cell of another column that holds such values."""
    values = set(frame[into]) - {None}
    for row in frame.index[frame[into].isna()]:
        match = SPLIT_TAIL.fullmatch(str(frame.at[row, column] or ""))
        if match is not None and match[2] in values:
            frame.at[row, column], frame.at[row, into] = match[1], match[2]


def repair_cells(
    frame: pd.DataFrame, repairs: Sequence[tuple[str, str, str, str | None, str]]
) -> None:
    """(by, key, column, before, after): where `by` is `key` and `column` is `before`."""
    was = frame.copy()
    done = set()
    for by, key, column, before, after in repairs:
        old = was[column].isna() if before is None else was[column] == before
        for row in frame.index[(was[by] == key) & old]:
            if (row, column) not in done:
                frame.at[row, column] = after
                done.add((row, column))


def without_copies(frame: pd.DataFrame, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The first of rows that are equal, in all columns or in some."""
    names = None if columns is None else [name for name in columns if name in frame.columns]
    return frame.drop_duplicates(subset=names)


def without_texts(frame: pd.DataFrame, column: str, texts: Sequence[str]) -> pd.DataFrame:
    return frame[~frame[column].isin(list(texts))]


def without_gaps(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    return frame[frame[list(columns)].notna().all(axis=1)]


def empty_outside(frame: pd.DataFrame, column: str, low: float | None, high: float | None) -> None:
    """Numbers outside of the limits become empty."""
    numbers = pd.to_numeric(frame[column], errors="coerce")
    outside = (numbers < low) if low is not None else numbers.isna() & False
    if high is not None:
        outside = outside | (numbers > high)
    frame.loc[outside, column] = None


def set_cells(
    frame: pd.DataFrame, cells: Sequence[tuple[int, str, str | None, str | None]]
) -> None:
    """(row, column, before, after): single cells, if they still are what they were."""
    for row, column, before, after in cells:
        if row in frame.index and frame.at[row, column] == (before or None):
            frame.at[row, column] = after or None


def in_types(frame: pd.DataFrame, types: Sequence[ColumnForm]) -> pd.DataFrame:
    """The types that the columns had."""
    result = frame.copy()
    for column, kind, form, unit, mark, is_grouped in types:
        cells = frame[column]
        if unit:
            known = {t: plain_number(t, mark, is_grouped, unit, False) for t in set(cells) - {None}}
            cells = cells.map(known)
        result[column] = in_type(cells, kind, form)
    return result


def in_type(cells: pd.Series, kind: str, form: str | None) -> pd.Series:
    if kind == "integer":
        return pd.to_numeric(cells).astype("Int64")
    if kind == "number":
        return pd.to_numeric(cells).astype("Float64")
    if kind == "boolean":
        says_yes = cells.str.lower().isin(["true", "yes"])
        return says_yes.astype("boolean").mask(cells.isna())
    if kind in {"date", "datetime"}:
        return pd.to_datetime(cells, format=(form or "ISO8601").replace("%.f", ".%f"))
    return cells.astype("string")


def write_table(frame: pd.DataFrame, path: Path, types: Sequence[ColumnForm]) -> None:
    """Text into .csv, types into .parquet and .xlsx."""
    if path.suffix == ".parquet":
        in_types(frame, types).to_parquet(path, index=False)
    elif path.suffix == ".xlsx":
        in_types(frame, types).to_excel(path, index=False)
    else:
        frame.to_csv(path, index=False)


def paths_given() -> tuple[Path, Path]:
    if len(sys.argv) != 3:
        raise SystemExit(f"usage: {sys.argv[0]} FILE OUT")
    return Path(sys.argv[1]), Path(sys.argv[2])
