"""The exported script runs alone and gives the same table."""

import subprocess
import sys

import polars as pl
import pytest

from luminabi_dash.cleaning.pipeline import clean
from luminabi_dash.cleaning.script import Source, script


@pytest.fixture
def orders(table):
    """Something for every step that acts by itself, and for most suggestions."""
    cities = ["Paris", "Köln", "Austin", "Ghent", "Boston"] * 12
    lands = ["FR", "DE", "US", "BE", "US"] * 12
    cities[:6] = ["Paris FR", "Köln DE", "Austin US", "Ghent BE", "Boston US", " paris"]
    lands[:5] = [""] * 5
    cities[10] = "Köln".encode().decode("cp1252")
    cities[11] = "austin"
    text = {
        "id": [f"k{n:03}" for n in range(60)],
        "city": cities,
        "land": lands,
        "price": [f"{n + 5}.50" for n in range(60)],
        "share": [f"{n}%" for n in range(60)],
        "day": [f"2023-05-{n % 28 + 1:02}" for n in range(60)],
        "member": ["yes", "no"] * 30,
        "note": ["left,\nrang", 'a "b"', ""] * 20,
    }
    text["price"][:4] = ["€ 1,234.50", "N/A", "12,75", "(3.50)"]
    text["day"][:3] = ["31/01/2023", "30/01/2023", "Jan 29, 2023"]
    text["member"][:3] = ["Y", "N", "TRUE"]
    for cells in text.values():
        cells += [cells[7]]
    return table(**text)


def run(folder, source, frame, out):
    (folder / "clean.py").write_text(source, "utf-8")
    frame.drop("__row", "__line").write_csv(folder / "in.csv")
    command = [sys.executable, "-I", "-W", "error", "clean.py", "in.csv", out]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / out


def accepted(result):
    """The recipe with every suggestion taken."""
    recipe = result.recipe
    for suggestion in result.suggestions:
        recipe = recipe.with_suggestion(suggestion)
    return recipe


@pytest.mark.parametrize("is_all", [False, True])
def test_the_script_gives_the_same_text_and_types(orders, tmp_path, is_all):
    result = clean(orders)
    if is_all:
        result = clean(orders, recipe=accepted(result))
    source = script(result.recipe, name="Orders of May.csv")

    text = pl.read_csv(run(tmp_path, source, orders, "out.csv"), infer_schema=False)
    typed = pl.read_parquet(run(tmp_path, source, orders, "out.parquet"))

    assert len(result.recipe.steps) >= 8
    assert text.fill_null("").equals(result.text().fill_null(""))
    wanted = result.frame.drop("__row", "__line")
    for name in wanted.columns:
        assert typed[name].cast(wanted[name].dtype).to_list() == wanted[name].to_list(), name


def test_a_step_that_is_off_is_a_comment(orders):
    recipe = clean(orders).recipe
    off = script(recipe.switched(recipe.steps[0].id, is_on=False))

    assert "(switched off)" in off


def test_names_cannot_leave_the_first_line(orders):
    source = script(clean(orders).recipe, Source(), name='x"""\nimport os\n')

    assert "\nimport os\n" not in source
    compile(source, "clean.py", "exec")
