"""Reads an uploaded file in a child process with limits and without secrets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from luminabi_dash.cage import kill_group, resident_mb
from luminabi_dash.errors import Invalid, Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.evidence import Reading
from luminabi_dash.ingest.options import OPEN, ReadOptions
from luminabi_dash.ports import Progress, quiet

KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH", "HOME")
WATCH_SECONDS = 0.05
ROOT = Path(__file__).parents[2]


def read(
    path: Path,
    *,
    name: str,
    out: Path,
    options: ReadOptions = OPEN,
    progress: Progress | None = None,
) -> Reading:
    """`reader.read` in a cage; its death means that the file is corrupt or too large."""
    asked = json.dumps(options.as_json(), ensure_ascii=False)
    given = [str(path.resolve()), name.replace("\0", "") or "file", str(out.resolve()), asked]
    command = [sys.executable, "-m", "luminabi_dash.ingest", *given]
    child = subprocess.Popen(  # noqa: S603  our own interpreter and module
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        cwd=ROOT,
        env=environment(),
    )
    done = threading.Event()
    threading.Thread(target=watch, args=(child.pid, done), daemon=True).start()
    try:
        last = follow(child, progress or quiet)
        child.wait()
    finally:
        done.set()
        kill_group(child.pid)
        child.wait()
    return outcome(last, name)


def watch(pid: int, done: threading.Event) -> None:
    """Kill the reader when it holds too much memory or takes too long."""
    until = time.monotonic() + limits.WALL_SECONDS
    while not done.wait(WATCH_SECONDS):
        if resident_mb(pid) > limits.MEMORY_MB or time.monotonic() > until:
            kill_group(pid)
            return


def environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    return {
        **kept,
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        "POLARS_MAX_THREADS": "2",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def follow(child: subprocess.Popen[str], progress: Progress) -> dict[str, Any]:
    """Report progress lines; the last other line is the result."""
    last: dict[str, Any] = {}
    for line in child.stdout or ():
        said = json.loads(line)
        if "fraction" in said:
            progress(said["fraction"], said["message"])
        else:
            last = said
    return last


def outcome(last: dict[str, Any], name: str) -> Reading:
    if "reading" in last:
        return Reading.from_json(last["reading"])
    if "error" in last:
        error = last["error"]
        kind = Invalid if error.get("kind") == "invalid" else Unreadable
        raise kind(error["message"], code=error["code"], details=error["details"])
    raise Unreadable(f"{name} is corrupt or too large to be read; save it anew or split it.")
