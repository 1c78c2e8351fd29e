"""A warm child process of the worker: imports everything, waits for one job, runs it, ends."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

from jobs.runner import run
from luminabi_dash.cage import die_with_parent, limit_memory, name_process
from luminabi_dash.context import Context


def main(make_context: Callable[[], Context]) -> None:
    """Reads "JOB_ID FENCE MEMORY_MB" from standard input; the end of input ends the process."""
    die_with_parent()
    line = sys.stdin.readline()
    if not line:
        return
    job_id, fence, memory_mb = (int(word) for word in line.split())
    name_process(f"job {job_id}")
    threading.Thread(target=leave_with_worker, daemon=True).start()
    limit_memory(memory_mb)
    run(make_context(), job_id, fence)
    sys.stdout.flush()
    os._exit(0)


def leave_with_worker() -> None:
    """The worker holds the other end of standard input: its end means the worker is gone."""
    sys.stdin.read()
    os._exit(1)
