"""ingest, clean, insights: the same work as the server's, on a file, without a server."""

from __future__ import annotations

import json
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
from pydantic import ValidationError

from luminabi_dash.cleaning.pipeline import Cleaned, clean
from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.commands.bar import Bar
from luminabi_dash.errors import Invalid, Unreadable
from luminabi_dash.ingest import cage, export
from luminabi_dash.ingest.reader import Reading
from luminabi_dash.insights.engine import discover
from luminabi_dash.ports import Progress
from luminabi_dash.tables.schema import HIDDEN, Schema


def ingest_file(given: Namespace) -> int:
    """FILE into OUT, and how it was read as JSON on standard output."""
    with tempfile.TemporaryDirectory() as folder, Bar() as bar:
        reading = read(Path(given.file), Path(folder), bar)
        name = "text.parquet" if given.as_text else "data.parquet"
        export.write(Path(folder) / name, Path(given.out), as_text=given.as_text)
    if given.json:
        show(reading.as_json())
    return 0


def clean_file(given: Namespace) -> int:
    recipe = None if given.recipe is None else load_recipe(Path(given.recipe))
    with tempfile.TemporaryDirectory() as folder, Bar() as bar:
        source = Path(given.file)
        reading = read(source, Path(folder), bar)
        text = pd.read_parquet(Path(folder) / "text.parquet")
        result = clean(text, recipe=recipe, name=source.name, progress=bar)
    export.write(result.frame, Path(given.out))
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
        return pd.read_parquet(folder / "data.parquet"), reading.schema
    result = clean(pd.read_parquet(folder / "text.parquet"), name=source.name, progress=bar)
    return result.frame, result.schema


def read(path: Path, folder: Path, bar: Progress) -> Reading:
    if not path.is_file():
        raise Unreadable(f"There is no file {path}.", code="no_file")
    return cage.read(path, name=path.name, out=folder, progress=bar)


def load_recipe(path: Path) -> Recipe:
    try:
        return Recipe.model_validate_json(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError):
        raise Invalid(f"{path} is not a recipe; make one with --recipe-out.") from None


def write_audit(result: Cleaned, path: Path) -> None:
    """One line a changed cell or removed row, as contract.md §2 has it."""
    with path.open("wb") as file:
        for change in result.changes.to_dict("records"):
            keys = ("row", "column", "before", "after", "step", "reason")
            file.write(orjson.dumps({k: plain(change[k]) for k in keys}) + b"\n")
        for gone in result.removed.to_dict("records"):
            line = {"row": int(gone["row"]), "column": None, "before": None, "after": None}
            line |= {"step": gone["step"], "reason": gone["reason"]}
            file.write(orjson.dumps(line) + b"\n")


def plain(value: Any) -> Any:
    if value is None or value is pd.NA or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def summary(reading: Reading, result: Cleaned) -> dict[str, Any]:
    return {
        "rows_in": reading.rows_in,
        "rows_kept": result.rows_kept,
        "rows_rejected": reading.rows_in - reading.rows,
        "rows_removed": result.rows_in - result.rows_kept,
        "columns": [n for n in result.frame.columns if n not in HIDDEN],
        "steps": list(result.results),
        "suggestions": list(result.suggestions),
        "flags": list(result.flags),
    }


def show(value: Any) -> None:
    data = orjson.dumps(value, default=str, option=orjson.OPT_SERIALIZE_NUMPY)
    sys.stdout.write(json.dumps(orjson.loads(data), ensure_ascii=False, indent=2) + "\n")
