"""The benchmark of dashboards runs in its short form, its own checks of correctness included."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_engines_agree_and_are_measured():
    command = [sys.executable, "benchmarks/dashboards.py", "--quick", "--only", "engine"]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    given = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr
    assert "six tiles, new filter, cold, largest: ours / 2 copies" in done.stdout
    assert "moving date brush with cube" in done.stdout
