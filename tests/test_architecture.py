"""What linters cannot hold: known ids, no output set twice, files named by what they register."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections import Counter
from pathlib import Path

import pytest

import callbacks
import jobs
import layouts
import luminabi_dash.charts.kinds
import luminabi_dash.cleaning.steps
import luminabi_dash.ingest.formats
import luminabi_dash.insights.detectors
from jobs.job import JOBS
from luminabi_dash.app import load_jobs
from luminabi_dash.charts.kind import KINDS
from luminabi_dash.cleaning.step import STEPS
from luminabi_dash.ingest.format import FORMATS
from luminabi_dash.insights.insight import DETECTORS

ROOT = Path(__file__).parents[1]
LINES = 400
FOLDERS = ("luminabi_dash", "callbacks", "layouts", "jobs", "assets", "tests")
PYTHON = sorted(
    path for folder in FOLDERS[:4] for path in (ROOT / folder).rglob("*.py") if path.stat().st_size
)
PACKAGES = {
    "charts.kinds": (luminabi_dash.charts.kinds, KINDS),
    "cleaning.steps": (luminabi_dash.cleaning.steps, STEPS),
    "insights.detectors": (luminabi_dash.insights.detectors, DETECTORS),
    "ingest.formats": (luminabi_dash.ingest.formats, FORMATS),
}
NOT_JOBS = {"child", "job", "runner", "schedule", "worker", "queues"}
DASH_OWN = re.compile(r"_pages_(content|dummy|location|store)|^_")


def modules_of(package):
    return [one.name for one in pkgutil.iter_modules(package.__path__)]


def layout_modules():
    for name in modules_of(layouts):
        module = importlib.import_module(f"layouts.{name}")
        if hasattr(module, "Ids"):
            yield name, module.Ids


def ids_of(holder):
    """Every id of an `Ids`, pattern ids by their type."""
    for name, value in vars(holder).items():
        if name.startswith("_"):
            continue
        value = getattr(holder, name)
        yield value(1)["type"] if callable(value) else value


@pytest.fixture
def dependencies(app):
    return app.callback_map


def test_no_file_is_longer_than_one_can_read():
    long = {
        str(path.relative_to(ROOT)): count
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".js", ".css"}
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert long == {}


def test_every_module_says_first_what_is_in_it():
    silent = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_ids_of_a_page_begin_with_its_name():
    found = list(layout_modules())
    assert len(found) >= 7
    for name, holder in found:
        wrong = [value for value in ids_of(holder) if not value.startswith(f"{name}-")]
        assert wrong == [], name


def test_no_id_is_given_twice():
    counted = Counter(value for _, holder in layout_modules() for value in ids_of(holder))
    assert [value for value, count in counted.items() if count > 1] == []


def parts_of(output):
    pieces = output.strip(".").split("...") if output.startswith("..") else [output]
    for piece in pieces:
        id_, _, prop = piece.rpartition(".")
        yield known_as(id_), prop


def known_as(id_):
    """The id, or the type of a pattern id."""
    if isinstance(id_, dict):
        return id_["type"]
    return json.loads(id_)["type"] if id_.startswith("{") else id_


def test_callbacks_know_only_ids_of_layouts(dependencies):
    known = {value for _, holder in layout_modules() for value in ids_of(holder)}
    used = set()
    for output, item in dependencies.items():
        used |= {id_ for id_, _ in parts_of(output)}
        used |= {known_as(one["id"]) for one in [*item["inputs"], *item["state"]]}
    assert {id_ for id_ in used if not DASH_OWN.search(id_)} - known == set()
    assert len(used & known) > 60


def test_no_output_is_set_twice_without_saying_so(dependencies):
    counted = Counter(part for output in dependencies for part in output.strip(".").split("..."))
    assert [part for part, count in counted.items() if count > 1] == []


def test_callbacks_hold_no_literal_pattern_ids():
    for name in modules_of(callbacks):
        path = ROOT / "callbacks" / f"{name}.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            keys = node.keys if isinstance(node, ast.Dict) else []
            literal = [key.value for key in keys if isinstance(key, ast.Constant)]
            assert "type" not in literal, f"{name}:{getattr(node, 'lineno', '')}"


@pytest.mark.parametrize("where", PACKAGES)
def test_each_piece_registers_the_name_of_its_file(where):
    load_jobs()
    package, registry = PACKAGES[where]
    names = modules_of(package)
    for name in names:
        importlib.import_module(f"{package.__name__}.{name}")
    assert sorted(registry.names()) == sorted(names)


def test_each_job_has_the_name_of_its_file():
    load_jobs()
    assert sorted(JOBS.names()) == sorted(set(modules_of(jobs)) - NOT_JOBS)
    for name in JOBS.names():
        assert inspect.getmodule(JOBS.get(name).run).__name__ == f"jobs.{name}"


def test_nothing_in_the_tree_is_fetched_from_elsewhere():
    """No CDN, no font host: pages work on a machine without internet."""
    fetched = re.compile(r"""(?:src|href|url\(|@import)\s*=?\s*["'(]?\s*https?://""")
    places = [*(ROOT / "assets").rglob("*"), *(ROOT / "luminabi_dash").rglob("*.html")]
    found = [
        path.name
        for path in places
        if path.suffix in {".css", ".js", ".html"} and fetched.search(path.read_text("utf-8"))
    ]
    assert found == []
