"""A recipe as a pandas script that runs without LuminaBI and gives the same table."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from luminabi_dash.cleaning.recipe import Recipe, RecipeStep
from luminabi_dash.cleaning.rules import blanks, dates, frames, numbers, words
from luminabi_dash.cleaning.step import STEPS

CARRIED = (blanks, numbers, dates, words, frames)


@dataclass(frozen=True, slots=True)
class Source:
    """How the file is read: its encoding, delimiter, and lines before the header."""

    encoding: str = "utf-8-sig"
    delimiter: str = ","
    skipped: int = 0


def script(recipe: Recipe, source: Source | None = None, name: str = "") -> str:
    """Python source: `python clean.py FILE OUT` does what the recipe does; it needs pandas only.

    `name` is that of the dataset, for the first line.
    """
    source = source or Source()
    parts = [(node, text) for module in CARRIED for node, text in statements(module)]
    imports = sorted({text for node, text in parts if is_import(node)})
    bodies = [text for node, text in parts if not is_import(node)]
    types = [tuple(item.model_dump().values()) for item in recipe.types]
    lines = [
        f'"""Cleans {said(name)} as LuminaBI did: python clean.py FILE OUT (needs pandas)."""',
        "",
        "from __future__ import annotations",
        "",
        *imports,
        "",
        f"TYPES = {types!r}",
        "",
        *spaced(bodies),
        "",
        "def clean(frame: pd.DataFrame) -> pd.DataFrame:",
        *indented([line for item in recipe.steps for line in step_lines(item)]),
        "    return frame",
        "",
        "",
        'if __name__ == "__main__":',
        "    file, out = paths_given()",
        f"    dialect = {source.encoding!r}, {source.delimiter!r}, {source.skipped}",
        "    table = read_table(file, *dialect)",
        "    write_table(clean(table), out, TYPES)",
        "",
    ]
    return "\n".join(lines)


def said(name: str) -> str:
    kept = "".join(char for char in name if char.isalnum() or char in " .-_")
    return kept.strip() or "the file"


def statements(module: ModuleType) -> list[tuple[ast.stmt, str]]:
    """The statements of a carried file with their source, without its docstring."""
    source = Path(str(module.__file__)).read_text("utf-8")
    tree = ast.parse(source)
    found = []
    for node in tree.body[1:]:
        text = ast.get_source_segment(source, node) or ""
        if not text.startswith(("from __future__", "from luminabi_dash")):
            decorated = getattr(node, "decorator_list", [])
            marks = [f"@{ast.unparse(mark)}\n" for mark in decorated]
            found.append((node, "".join(marks) + text))
    return found


def is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def spaced(bodies: list[str]) -> list[str]:
    return [f"\n{text}\n" if text.startswith(("def ", "class ", "@")) else text for text in bodies]


def step_lines(item: RecipeStep) -> list[str]:
    """The step as comment and calls; switched off it stays a comment."""
    step = STEPS.get(item.name)
    head = f"# {step.title}: {' '.join(item.reason.split())}"
    if not item.is_on:
        return [f"{head} (switched off)"]
    return [head, *step.script(step.read(item.parameters))]


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
