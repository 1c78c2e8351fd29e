"""What can be set, called or added is documented; links of the documents lead somewhere."""

import argparse
import re
from dataclasses import fields
from pathlib import Path

import pytest

import luminabi_dash.ingest.formats
from jobs.job import JOBS
from luminabi_dash.app import load_jobs, load_web
from luminabi_dash.charts.kind import KINDS
from luminabi_dash.cleaning.step import STEPS
from luminabi_dash.cli import parser
from luminabi_dash.ingest.format import FORMATS
from luminabi_dash.insights.insight import DETECTORS
from luminabi_dash.registry import load
from luminabi_dash.settings import Settings, variable

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "sample/README.md"])
HIDDEN_COMMANDS = {"job-child"}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def text_of(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_setting_is_documented():
    page = text_of("settings.md")
    assert [variable(f.name) for f in fields(Settings) if variable(f.name) not in page] == []


def test_every_command_is_documented():
    page = text_of("commands.md")
    actions = parser()._actions
    known = next(a for a in actions if isinstance(a, argparse._SubParsersAction)).choices
    missing = [name for name in known if f"`luminabi {name}" not in page]
    assert set(missing) == HIDDEN_COMMANDS


@pytest.mark.parametrize(
    ("registry", "page"),
    [
        (KINDS, "charts.md"),
        (STEPS, "cleaning.md"),
        (DETECTORS, "insights.md"),
        (JOBS, "jobs.md"),
    ],
    ids=["kinds", "steps", "detectors", "jobs"],
)
def test_every_piece_stands_in_a_table_of_its_page(registry, page):
    load_web()
    load_jobs()
    rows = re.findall(r"^\| `([\w-]+)`", text_of(page), re.MULTILINE)
    assert sorted(registry.names()) == sorted(rows)


def test_every_file_format_is_told_of():
    load(luminabi_dash.ingest.formats)
    page = text_of("reading.md").lower()
    assert len(FORMATS) >= 4
    assert [name for name in FORMATS.names() if name not in page] == []


def test_every_code_of_the_reader_is_explained():
    page = text_of("errors.md")
    source = "".join(p.read_text("utf-8") for p in (ROOT / "luminabi_dash/ingest").rglob("*.py"))
    codes = set(re.findall(r'code="([a-z_]+)"', source)) - {"unknown_format"}
    assert len(codes) > 10
    assert sorted(code for code in codes if f"`{code}`" not in page) == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    targets = [t for t in LINK.findall(path.read_text("utf-8")) if "://" not in t]
    assert [target for target in targets if not (path.parent / target).exists()] == []
