"""ingest, clean, insights: the same work as the server's, on a file, without a server."""

from __future__ import annotations

import json
import sys
import tempfile
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import polars as pl
from pydantic import ValidationError

from luminabi_dash.cleaning.pipeline import Cleaned, clean
from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.commands.bar import Bar
from luminabi_dash.errors import Invalid, Unreadable
from luminabi_dash.ingest import cage, export
from luminabi_dash.ingest.evidence import Reading
from luminabi_dash.ingest.options import OPEN, ReadOptions
from luminabi_dash.insights.engine import discover
from luminabi_dash.ports import Progress
from luminabi_dash.tables.schema import HIDDEN, Schema
from luminabi_dash.tables.store import to_pandas


def ingest_file(given: Namespace) -> int:
    """FILE into OUT, and how it was read as JSON on standard output."""
    with tempfile.TemporaryDirectory() as folder, Bar() as bar:
        options = ReadOptions.of_words(given.option or [])
        reading = read(Path(given.file), Path(folder), bar, options)
        name = "text.parquet" if given.as_text else "data.parquet"
        header = reading.evidence.header if given.as_text else None
        export.write(Path(folder) / name, Path(given.out), as_text=given.as_text, header=header)
    if given.json:
        show(reading.as_json())
    return 0


def clean_file(given: Namespace) -> int:
    recipe = None if given.recipe is None else load_recipe(Path(given.recipe))
    with tempfile.TemporaryDirectory() as folder, Bar() as bar:
        source = Path(given.file)
        reading = read(source, Path(folder), bar)
        text = pl.read_parquet(Path(folder) / "text.parquet")
        result = clean(text, recipe=recipe, name=source.name, progress=bar)
        write_table(result, Path(folder), Path(given.out))
    if given.recipe_out:
        Path(given.recipe_out).write_text(result.recipe.model_dump_json(indent=2), "utf-8")
    if given.audit:
        write_audit(result, Path(given.audit))
    if given.json:
        show(summary(reading, result))
    return 0


def find_insights(given: Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder, Bar() as bar:
        frame, schema = table_of(given, Path(folder), bar)
        found = discover(frame, schema, progress=bar)
    if given.json:
        show(found.as_json())
        return 0
    print(found.sentence)  # noqa: T201
    for insight in found.insights:
        print(f"* {insight.sentence}")  # noqa: T201
    return 0


def table_of(given: Namespace, folder: Path, bar: Progress) -> tuple[pd.DataFrame, Schema]:
    """The typed table of a file, cleaned when asked for."""
    source = Path(given.file)
    reading = read(source, folder, bar)
    if not given.clean:
        frame = pd.read_parquet(folder / "data.parquet")
        return with_commas(source, folder, bar, reading, frame)
    result = clean(pl.read_parquet(folder / "text.parquet"), name=source.name, progress=bar)
    return to_pandas(result.frame), result.schema


def with_commas(
    source: Path, folder: Path, bar: Progress, reading: Reading, frame: pd.DataFrame
) -> tuple[pd.DataFrame, Schema]:
    """The table with numbers where a whole column is numbers with a decimal comma: reading alone
    leaves them as text for the cleaning, which is not asked for here.
    """
    asked: dict[str, Any] = {}
    for decision in reading.evidence.decisions:
        first = decision.alternatives[0].options.get("columns") if decision.alternatives else None
        asked |= {name: one for name, one in (first or {}).items() if one.get("decimal") == ","}
    if not asked:
        return frame, reading.schema
    again = read(source, folder, bar, ReadOptions.of({"columns": asked}))
    numbers = pd.read_parquet(folder / "data.parquet")
    told = {one.name for one in again.evidence.columns if one.name in asked and not one.against}
    frame = frame.assign(**{name: numbers[name] for name in told})
    old, new = reading.schema.columns, again.schema.columns
    columns = [n if n.name in told else o for o, n in zip(old, new, strict=True)]
    return frame, Schema(tuple(columns))


def read(path: Path, folder: Path, bar: Progress, options: ReadOptions = OPEN) -> Reading:
    if not path.is_file():
        raise Unreadable(f"There is no file {path}.", code="no_file")
    return cage.read(path, name=path.name, out=folder, options=options, progress=bar)


def load_recipe(path: Path) -> Recipe:
    try:
        return Recipe.model_validate_json(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError):
        raise Invalid(f"{path} is not a recipe; make one with --recipe-out.") from None


def write_table(result: Cleaned, folder: Path, out: Path) -> None:
    """CSV holds the cleaned text, so that what the audit does not name is as it came; Parquet and
    Excel hold the types.
    """
    is_text = out.suffix.lower() == ".csv"
    made = folder / "cleaned.parquet"
    (result.text() if is_text else result.frame).write_parquet(made)
    export.write(made, out, as_text=is_text)


def write_audit(result: Cleaned, path: Path) -> None:
    """One line a changed cell or removed row, in the order in which they were made."""
    keys = ("row", "column", "before", "after", "step", "reason")
    empty = [pl.lit(None, pl.String).alias(name) for name in ("column", "before", "after")]
    removed = result.removed.with_columns(empty).select(keys)
    with path.open("wb") as file:
        result.changes.select(keys).write_ndjson(file)
        removed.write_ndjson(file)


def summary(reading: Reading, result: Cleaned) -> dict[str, Any]:
    return {
        "rows_in": reading.rows_in,
        "rows_kept": result.rows_kept,
        "rows_rejected": reading.rows_in - reading.rows,
        "rows_removed": result.rows_in - result.rows_kept,
        "columns": [n for n in result.frame.columns if n not in HIDDEN],
        "steps": [step_json(result, view.id) | asdict(view) for view in result.results],
        "suggestions": list(result.suggestions),
        "flags": list(result.flags),
    }


def step_json(result: Cleaned, step_id: str) -> dict[str, Any]:
    """What the recipe knows of a step beside what it did."""
    item = result.recipe.step(step_id)
    return {"tier": item.tier, "parameters": item.parameters, "evidence": item.evidence}


def show(value: Any) -> None:
    data = orjson.dumps(value, default=str, option=orjson.OPT_SERIALIZE_NUMPY)
    sys.stdout.write(json.dumps(orjson.loads(data), ensure_ascii=False, indent=2) + "\n")
