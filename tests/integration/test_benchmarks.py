"""Benchmarks run in their short form, their own checks of correctness included."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command):
    """What a benchmark prints."""
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    given = {**os.environ, "PYTHONPATH": paths}
    line = [sys.executable, *command]
    done = subprocess.run(line, cwd=ROOT, env=given, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_engines_agree_and_are_measured():
    said = run("benchmarks/dashboards.py", "--quick", "--only", "engine")
    assert "six tiles, new filter, cold, largest: ours / 2 copies" in said
    assert "moving date brush with cube" in said


def test_waiting_for_events_costs_little_with_every_server_that_is_here():
    said = run("benchmarks/bus_idle.py", "--quick")
    rows = re.findall(r"^(\w[\w, ]*?)  +([\d.]+) +([\d.]+) +([\d.]+)$", said, re.MULTILINE)
    absent = re.findall(r"^(.+?)  +not measured", said, re.MULTILINE)
    kinds = {"sqlite", "postgresql", "redis, sqlite", "redis, postgresql"}
    assert {row[0] for row in rows} | set(absent) == kinds
    assert {kind: float(share) for kind, share, *_ in rows if float(share) > 5} == {}
    if absent:
        pytest.skip(f"not measured, their servers are not installed: {absent}")


def test_explanations_are_measured():
    said = run("benchmarks/explaining.py", "--quick")
    assert "8 columns to compare" in said
    assert said.count(" ms, worst ") == 5
